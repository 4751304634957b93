#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Connections that are all overdue at once, refreshed by the sweep against the sandbox.

The rate is the ledger's: from the first refresh that reached the platform to its last answer. Server
and sandbox share the machine. Then the sandbox alone answers wrk, with a class that does not rotate.
"""

import argparse
import base64
import re
import secrets
import subprocess
import time

from measuring import Load, Served, cpu_seconds, machine, started
from figures import Figures
from processes import binary

BAR = 2_000
SANDBOX_BAR = 3_000
PATIENCE = 120


class Platform:
    """The sandbox, as wrk sees it."""

    def __init__(self, sandbox):
        self.url = sandbox.origin
        self.process = sandbox.child.process

    def pids(self):
        return [self.process.pid]


def seed(server, sandbox, folder, count):
    server.start()  # makes the schema and the integration
    server.stop()
    grants = sandbox.control("POST", "/families", {"client": "acme-client", "count": count,
                                                   "scopes": ["profile"]})
    (folder / "grants").write_text("".join(
        f"{grant['account']} {grant['accessToken']} {grant['refreshToken']}\n" for grant in grants))
    subprocess.run([binary().parent / "fairlead_seed", str(count), folder / "ids",
                    folder / "grants"], env=server.environment, check=True)


def refreshed(server):
    found = re.findall(r'^fairlead_refreshes_total{[^}]*outcome="success"[^}]*} (\d+)',
                       server.metrics(), re.MULTILINE)
    return sum(map(int, found))


def wait_for(server, count):
    until = time.monotonic() + PATIENCE
    while refreshed(server) < count and time.monotonic() < until:
        time.sleep(0.25)


def rate_of(sandbox):
    """Token answers, and seconds from the first request to the last answer."""
    requests = [request for request in sandbox.control("GET", "/requests?limit=1000000")
                if request["what"] == "POST /acme/token refresh"]
    first = min(request["atMs"] for request in requests)
    last = max(request["overMs"] for request in requests)
    return len(requests) * 1000 / max(1, last - first)


def sandbox_alone(sandbox, seconds):
    sandbox.control("PUT", "/clients/steady", {"secret": "sample", "rotation": "none"})
    grant = sandbox.control("POST", "/families", {"client": "steady", "account": "bulk-0",
                                                  "scopes": ["profile"]})[0]
    proof = base64.b64encode(b"steady:sample").decode()
    return Load(Platform(sandbox), "/", seconds, "token_answers.lua",
                (proof, grant["refreshToken"]))


def sweep(folder, sandbox, figures, count):
    server = Served(folder, sandbox, secrets.token_hex(32))
    seed(server, sandbox, folder, count)
    with started(server):
        both = server.pids(), Platform(sandbox).pids()
        before = [cpu_seconds(pids) for pids in both]
        already = refreshed(server)
        wait_for(server, count)
        done = refreshed(server)
        spent = [cpu_seconds(pids) - then for pids, then in zip(both, before)]
    rate = rate_of(sandbox)
    families = sandbox.families()
    twice = sum(family["refreshes"] > 1 or family["reuses"] > 0 for family in families)
    figures.add("refreshed", done, "connections", str(count), done == count)
    figures.add("refreshed_twice", twice, "connections", "0", twice == 0)
    figures.add("server_cpu", spent[0] * 1e6 / max(1, done - already), "us/refresh")
    figures.add("sandbox_cpu", spent[1] * 1e6 / max(1, done - already), "us/refresh")
    figures.add("sweep_rate", rate, "refreshes/s", f">= {BAR}", rate >= BAR)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=30_000)
    parser.add_argument("--seconds", type=int, default=5)
    arguments = parser.parse_args()
    figures = Figures()
    with machine() as (folder, sandbox):
        sweep(folder, sandbox, figures, arguments.connections)
        alone = sandbox_alone(sandbox, arguments.seconds)
    figures.add("sandbox_alone_cpu", alone.microseconds, "us/answer")
    figures.add("sandbox_alone_rate", alone.rate, "token answers/s", f">= {SANDBOX_BAR}",
                alone.rate >= SANDBOX_BAR)
    figures.add("sandbox_failed", alone.failed, "requests", "0", alone.failed == 0)
    return 1 if figures.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
