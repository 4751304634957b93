#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Starts of a connect: an application asks for its users' links, beside `/health/live`.

The users are drawn uniformly from a store of 1 000 000.
"""

import argparse
import random
import tempfile
from pathlib import Path

from measuring import Load, Store, machine, median
from figures import Figures

BAR = 20_000


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5)
    arguments = parser.parse_args()
    store = Store(arguments.connections)
    figures = Figures()
    with tempfile.TemporaryDirectory() as name:
        sandbox = machine(Path(name))
        server = store.served(sandbox)
        server.start()
        key = server.api_key()
        live, starts = [], []
        for _ in range(arguments.rounds):
            live.append(Load(server, "/health/live", arguments.seconds))
            starts.append(Load(server, "/", arguments.seconds, "connect.lua",
                               (store.count, key, random.randrange(1 << 30))))
        server.stop()
        sandbox.end()
    rate = median(starts, "rate")
    figures.add("live_rate", median(live, "rate"), "requests/s")
    figures.add("live_cpu", median(live, "microseconds"), "us/request")
    figures.add("connect_cpu", median(starts, "microseconds"), "us/request")
    figures.add("connect_rate", rate, "starts/s", f">= {BAR}", rate >= BAR)
    failed = sum(load.failed for load in live + starts)
    figures.add("failed_requests", failed, "requests", "0", failed == 0)
    return 1 if figures.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
