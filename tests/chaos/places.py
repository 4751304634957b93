# SPDX-License-Identifier: Apache-2.0
"""Where a refresh can be killed: the fail points of `docs/refresh.md` section 11, and how often."""

# Places where a kill must cost nothing: before the request leaves, and once the answer is in the
# journal.
SAFE = ("slot_reserved", "t1_before_commit", "t1_commit_in_doubt", "t1_after_commit",
        "after_clock_check", "after_journal_write", "after_fdatasync", "before_t3",
        "t3_commit_in_doubt", "t3_after_commit", "before_wipe", "after_wipe")
# Between the two: what is on the wire or only in memory dies with the process.
EXPOSED = ("after_send", "first_byte", "last_byte", "before_journal_write")
# Passed while the process starts, so they are armed by its environment.
STARTING = ("start_before_replay", "start_after_replay", "start_after_mark")
# Only what goes wrong, or what a person does, leads here.
RARE = ("before_t4", "before_t5", "before_cancel", "settle", "disconnect_after_commit",
        "reconnect_before_commit", "revoke_before_send")


def plan(kills):
    """The places in order: six tenths at the safe ones, and each other one at least once."""
    others = EXPOSED + STARTING + RARE
    places = [place for place in SAFE for _ in range(max(1, 6 * kills // (10 * len(SAFE))))]
    places += [place for place in others for _ in range(max(1, kills // 100))]
    return places + ["random"] * max(0, kills - len(places))
