#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Token reads (SPEC A10) against `/health/live`, and that against nginx.

Reads are uniformly random over 1 000 000 connections of 1 000 000 users, each with a data key of
its own; every one opens the sealed token. All three are run alternately; figures are medians. What
a write costs is counted with strace on a server without load.
"""

import random
import re
import subprocess
import tempfile
import time

import on_postgres
from measuring import Load, Nginx, Store, arguments_of, machine, median, started
from figures import Figures

WRITES = 100


def syncs_of_writes(server, key):
    """fdatasync calls for each of some starts of a connect, one after the other."""
    with tempfile.NamedTemporaryFile("r") as counts:
        tracer = subprocess.Popen(["strace", "-f", "-c", "-e", "trace=fdatasync,fsync", "-o",
                                   counts.name, "-p", str(server.pids()[0])],
                                  stderr=subprocess.PIPE)
        tracer.stderr.readline()  # it is attached
        time.sleep(0.5)
        for number in range(WRITES):
            status, _, text = server.http.call(
                "POST", "/api/integrations/connect/acme", "{}",
                {"Authorization": "Bearer " + key, "Fairlead-User": f"user-{number + 1}",
                 "Content-Type": "application/json"})
            if status != 200:
                raise SystemExit(f"a start of a connect answers {status}: {text}")
        tracer.terminate()
        tracer.wait()
        # % time, seconds, usecs/call, calls, errors where there are any, syscall
        rows = [line.split() for line in counts.read().splitlines()]
        return sum(int(row[3]) for row in rows if row and row[-1].endswith("sync")) / WRITES


def main():
    arguments = arguments_of(__doc__, rounds=5, seconds=5)
    if arguments.store == "postgres":
        return on_postgres.tokens(arguments)
    store = Store(arguments.connections)
    figures = Figures()
    with machine() as (folder, sandbox), started(store.served(sandbox)) as server:
        key = server.api_key()
        store.read_through()
        with Nginx(folder, server.http.call("GET", "/health/live")) as nginx:
            measure(arguments, figures, server, nginx, (store.ids, key))
        full = synchronous(store.folder / "fairlead.log") == 2
        figures.add("pragma_synchronous", "FULL" if full else "less", "-", "FULL", full)
        syncs = syncs_of_writes(server, key)
        figures.add("fdatasync_per_write", syncs, "calls", ">= 1", syncs >= 1)
    return 1 if figures.failed else 0


def synchronous(log):
    """As the writing connection answers it; the server says so when it starts."""
    return int(re.findall(r'"synchronous":(\d)', log.read_text())[-1])


def measure(arguments, figures, server, nginx, of_token):
    tokens, live, others = [], [], []
    seconds = arguments.seconds
    Load(server, "/", seconds, "token.lua", (*of_token, 1))  # fills the caches
    for _ in range(arguments.rounds):
        others.append(Load(nginx, "/health/live", seconds))
        live.append(Load(server, "/health/live", seconds))
        tokens.append(Load(server, "/", seconds, "token.lua",
                           (*of_token, random.randrange(1 << 30))))
    for what, loads in (("nginx", others), ("live", live), ("token", tokens)):
        figures.add(f"{what}_rate", median(loads, "rate"), "requests/s")
        figures.add(f"{what}_cpu", median(loads, "microseconds"), "us/request")
    failed = sum(load.failed for load in others + live + tokens)
    figures.add("failed_requests", failed, "requests", "0", failed == 0)
    ratio = median(live, "rate") / median(others, "rate")
    figures.add("live_rate_to_nginx", ratio, "x", ">= 0.6", ratio >= 0.6)
    ratio = median(tokens, "rate") / median(live, "rate")
    figures.add("token_rate_to_live", ratio, "x", ">= 0.6", ratio >= 0.6)
    ratio = median(tokens, "microseconds") / median(live, "microseconds")
    figures.add("token_cpu_to_live", ratio, "x", "<= 1.8", ratio <= 1.8)


if __name__ == "__main__":
    raise SystemExit(main())
