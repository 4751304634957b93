#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Resident memory of the server: idle and empty, idle with 1 000 000 connections, after a load of
token reads and starts of connects over all of them; and the size of the stripped binary.
"""

import argparse
import subprocess
import tempfile
import time
from pathlib import Path

from measuring import Load, Store, binary, machine, resident_mib
from figures import Figures

SETTLE_SECONDS = 3


def idle(server):
    server.start()
    time.sleep(SETTLE_SECONDS)
    return resident_mib(server.pids()[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=20)
    arguments = parser.parse_args()
    figures = Figures()
    store = Store(arguments.connections)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sandbox = machine(folder)
        empty = Store(0)
        empty.folder, empty.ids = folder / "empty", folder / "empty" / "ids"
        served = empty.served(sandbox)
        at_rest = idle(served)
        served.stop()
        figures.add("memory_idle", at_rest, "MiB", "< 40", at_rest < 40)
        server = store.served(sandbox)
        stored = idle(server)
        figures.add("memory_idle_stored", stored, "MiB", "< 64", stored < 64)
        key = server.api_key()
        Load(server, "/", arguments.seconds, "token.lua", (store.ids, key, 1))
        Load(server, "/", arguments.seconds, "connect.lua", (store.count, key, 1))
        loaded = resident_mib(server.pids()[0])
        figures.add("memory_loaded", loaded, "MiB", "< 128", loaded < 128)
        server.stop()
        sandbox.end()
        stripped = folder / "stripped"
        subprocess.run(["strip", "-o", stripped, binary()], check=True)
        size = stripped.stat().st_size / 1e6
        figures.add("binary_stripped", size, "MB", "< 25", size < 25)
    return 1 if figures.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
