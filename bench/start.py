#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""From exec to ready, with 1 000 000 connections stored and the providers this build carries.

Ready is when `/health/ready` answers 200, asked every 5 ms; medians of several starts.
"""

import argparse
import statistics
import tempfile
from pathlib import Path

from measuring import Store, machine
from figures import Figures

BAR_MS = 300


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    store = Store(arguments.connections)
    with tempfile.TemporaryDirectory() as name:
        sandbox = machine(Path(name))
        server = store.served(sandbox)
        times, providers = [], 0
        for _ in range(arguments.rounds):
            times.append(server.start() * 1000)
            server.stop()
        providers = len(server.command("providers", "list").splitlines())
        sandbox.end()
    figures = Figures()
    figures.add("providers", providers, "providers")
    figures.add("start_worst", max(times), "ms")
    median = statistics.median(times)
    figures.add("start", median, "ms", f"< {BAR_MS}", median < BAR_MS)
    return 1 if figures.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
