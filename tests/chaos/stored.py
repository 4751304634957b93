# SPDX-License-Identifier: Apache-2.0
"""What a Fairlead that is not running has on disk: its database and its journal, only read."""

import sqlite3
import struct
import uuid
from dataclasses import dataclass

PAGE = 4096
SLOT = 64 * 1024
HEADER = struct.Struct(">4sIIi16s16s16sqqqI")


@dataclass
class Stored:
    account: str
    status: str
    reason: str
    consent: int
    generation: int
    attempts: dict  # of this generation: the state by id
    slots: set  # attempts whose answer is in a slot that fits this consent and generation


def full_slots(path):
    """By (connection, consent, generation), from the headers in the clear: whose answers are kept."""
    found = {}
    with open(path, "rb") as file:
        count = struct.unpack_from("<I", file.read(PAGE), 24)[0]
        for number in range(count):
            file.seek(PAGE + number * SLOT)
            header = HEADER.unpack(file.read(HEADER.size))
            if header[0] == b"FLJS":
                connection, attempt = uuid.UUID(bytes=header[6]), uuid.UUID(bytes=header[5])
                found.setdefault((connection, header[7], header[8]), set()).add(attempt.bytes)
    return found


def read_stored(data):
    """Every connection by its account at the platform."""
    slots = full_slots(data / "refresh.journal")
    # Read only: such a connection neither checkpoints nor removes the write-ahead log.
    database = sqlite3.connect(f"file:{data / 'fairlead.db'}?mode=ro", uri=True)
    try:
        attempts = {}
        for connection, consent, generation, attempt, state in database.execute(
                "SELECT connection_id, consent, generation, attempt_id, state"
                " FROM refresh_attempt"):
            attempts.setdefault((connection, consent, generation), {})[attempt] = state
        rows = database.execute(
            "SELECT c.id, c.provider_account_id, c.status, c.reason, g.consent, g.generation"
            " FROM connections c JOIN refresh_guard g ON g.connection_id = c.id").fetchall()
    finally:
        database.close()
    stored = {}
    for connection, account, status, reason, consent, generation in rows:
        fitting = slots.get((uuid.UUID(bytes=connection), consent, generation), set())
        stored[account] = Stored(account, status, reason, consent, generation,
                                 attempts.get((connection, consent, generation), {}), fitting)
    return stored


def is_sound(data):
    """What SQLite says of the whole file; only while nobody serves from it."""
    database = sqlite3.connect(data / "fairlead.db")
    try:
        return database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    finally:
        database.close()
