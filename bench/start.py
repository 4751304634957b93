#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""From exec to ready, with 1 000 000 connections stored and the providers this build carries.

Ready is when `/health/ready` answers 200, asked every 5 ms; medians of several starts.
"""

import statistics

from measuring import Store, arguments_of, machine
from figures import Figures

BAR_MS = 300


def main():
    arguments = arguments_of(__doc__, rounds=7, seconds=0)
    store = Store(arguments.connections)
    times = []
    with machine() as (_, sandbox):
        server = store.served(sandbox)
        for _ in range(arguments.rounds):
            times.append(server.start() * 1000)
            server.stop()
        providers = len(server.command("providers", "list").splitlines())
    figures = Figures()
    figures.add("providers", providers, "providers")
    figures.add("start_worst", max(times), "ms")
    median = statistics.median(times)
    figures.add("start", median, "ms", f"< {BAR_MS}", median < BAR_MS)
    return 1 if figures.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
