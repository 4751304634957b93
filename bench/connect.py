#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Starts of a connect: an application asks for its users' links, beside `/health/live`.

The users are drawn uniformly from a store of 1 000 000.
"""

import random

import on_postgres
from measuring import Load, Store, arguments_of, machine, median, started
from figures import Figures

BAR = 20_000


def main():
    arguments = arguments_of(__doc__, rounds=3, seconds=5)
    if arguments.store == "postgres":
        return on_postgres.connects(arguments)
    store = Store(arguments.connections)
    figures = Figures()
    live, starts = [], []
    with machine() as (_, sandbox), started(store.served(sandbox)) as server:
        key = server.api_key()
        store.read_through()
        for _ in range(arguments.rounds):
            live.append(Load(server, "/health/live", arguments.seconds))
            starts.append(Load(server, "/", arguments.seconds, "connect.lua",
                               (store.count, key, random.randrange(1 << 30))))
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
