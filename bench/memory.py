#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Resident memory of the server: idle and empty, idle with 1 000 000 connections, after a load of
token reads and starts of connects over all of them; and the size of the stripped binary.
"""

import subprocess
import time

from measuring import Load, Store, arguments_of, binary, machine, resident_mib, started
from figures import Figures

SETTLE_SECONDS = 3


def at_rest(server):
    time.sleep(SETTLE_SECONDS)
    return resident_mib(server.pids()[0])


def main():
    arguments = arguments_of(__doc__, rounds=1, seconds=20)
    figures = Figures()
    store = Store(arguments.connections)
    with machine() as (folder, sandbox):
        with started(Store(0).served(sandbox)) as server:
            idle = at_rest(server)
        figures.add("memory_idle", idle, "MiB", "< 40", idle < 40)
        with started(store.served(sandbox)) as server:
            stored = at_rest(server)
            figures.add("memory_idle_stored", stored, "MiB", "< 64", stored < 64)
            key = server.api_key()
            Load(server, "/", arguments.seconds, "token.lua", (store.ids, key, 1))
            Load(server, "/", arguments.seconds, "connect.lua", (store.count, key, 1))
            loaded = resident_mib(server.pids()[0])
            figures.add("memory_loaded", loaded, "MiB", "< 128", loaded < 128)
        stripped = folder / "stripped"
        subprocess.run(["strip", "-o", stripped, binary()], check=True)
        size = stripped.stat().st_size / 1e6
        figures.add("binary_stripped", size, "MB", "< 25", size < 25)
    return 1 if figures.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
