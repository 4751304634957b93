#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The primary of a PostgreSQL pair dies while nodes refresh, and its standby is promoted.

Connections of acme whose tokens live a few seconds refresh by themselves on every node. The primary
is killed, the standby promoted at once, the nodes find it by themselves. With a synchronous standby
no token may be lost but to a call that got no answer in time, which no node can help;
--asynchronous prints what that costs. Each figure is a line `name value unit bar pass|fail`; exits 1
on a fail.
"""

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

from cluster import Cluster
from figures import Figures
from servers import Postgres

ACCESS_SECONDS = 4
ACME = {"deadline_ms": 3000, "lease_margin_ms": 2000}
PATIENCE = 60


class Run:
    def __init__(self, folder, arguments):
        self.arguments = arguments
        self.cluster = Cluster(folder, arguments.nodes, ACME, access_seconds=ACCESS_SECONDS)
        self.away_seconds = self.before = self.after = self.unanswered = 0

    def make_standby(self, cluster):
        cluster.standby = Postgres(cluster.folder, "standby")
        cluster.standby.follow(cluster.postgres)
        cluster.postgres.wait_for_standby(not self.arguments.asynchronous)

    def begin(self):
        self.cluster.begin(self.arguments.connections, self.make_standby)
        self.cluster.expire_in(0)

    def done(self):
        return sum(self.cluster.refreshed_by())

    def fail_over(self):
        time.sleep(self.arguments.seconds)
        self.before = self.done()
        begun = time.monotonic()
        self.cluster.postgres.stop_immediately()
        self.cluster.standby.promote()
        self.cluster.writable = self.cluster.standby
        # What an answer was held for while the database was away is among the first.
        then = self.done()
        while self.done() <= then + self.arguments.connections // 10:
            if time.monotonic() - begun > PATIENCE:
                raise SystemExit("the nodes do not find the new primary")
            time.sleep(0.05)
        self.away_seconds = time.monotonic() - begun

    def finish(self):
        time.sleep(self.arguments.seconds)
        fresh = self.cluster.come_to_rest(PATIENCE)
        self.after = self.done() - self.before
        self.unanswered = sum(self.cluster.refreshed_by("unknown"))
        for node in self.cluster.nodes:
            node.stop()
        return fresh


def report(run, figures, fresh):
    lost = run.cluster.lost_tokens()
    any_lost = run.arguments.asynchronous
    figures.add("refreshes_before", run.before, "refreshes", ">0", run.before > 0)
    figures.add("refreshes_after", run.after, "refreshes", ">0", run.after > 0)
    figures.add("until_refreshes_went_on", run.away_seconds, "s")
    figures.add("every_token_fresh_at_the_end", int(fresh), "-", "1", fresh or any_lost)
    most = run.unanswered
    figures.add("calls_without_an_answer", most, "calls")
    figures.add("tokens_lost", lost, "tokens", "-" if any_lost else f"<={most}",
                any_lost or lost <= most)
    reuses = sum(family["reuses"] for family in run.cluster.sandbox.families())
    figures.add("tokens_presented_again", reuses, "tokens", "-" if any_lost else f"<={most}",
                any_lost or reuses <= most)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--connections", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=10, help="of load before and after")
    parser.add_argument("--asynchronous", action="store_true")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="fairlead-chaos-") as folder:
        run = Run(Path(folder), arguments)
        figures = Figures()
        with run.cluster.ending():
            run.begin()
            run.fail_over()
            report(run, figures, run.finish())
            if figures.failed:
                run.cluster.show_logs()
    sys.exit(1 if figures.failed else 0)


if __name__ == "__main__":
    main()
