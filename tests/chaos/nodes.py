#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Four nodes on PostgreSQL and Redis, all of whose connections expire in the same second.

Twenty callers of each connection, spread over the nodes, ask at that moment, wait at most 30 s and
never ask again. Round by round something is broken meanwhile: nodes that hold leases are stopped and
go on later, PostgreSQL is stopped without a checkpoint and started again, its sessions are ended,
Redis is emptied and killed, and with --class grace a node is killed. The platform's ledger says how
often each token was presented. Each figure is a line `name value unit bar pass|fail`; exits 1 on a
fail.
"""

import argparse
import http.client
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from cluster import Callers, Cluster
from figures import Figures
from processes import Http

# A stopped holder blocks its connections for deadline + margin, less than the callers wait. Half
# the margin is what a connection to the platform may take.
DEADLINE_MS, MARGIN_MS = 10000, 6000
LEASE = (DEADLINE_MS + MARGIN_MS) / 1000
GRACE_SECONDS = 60
PATIENCE = 30
CLASSES = {
    "strict": {"rotation": "strict_family"},
    "grace": {"rotation": "grace", "grace": GRACE_SECONDS},
}
SANDBOX = {
    "strict": {"rotation": "strict_family"},
    "grace": {"rotation": "grace_same_child", "graceMs": GRACE_SECONDS * 1000},
}


class Writer(threading.Thread):
    """Writes a rising number into connections' metadata, and keeps what was acknowledged."""

    def __init__(self, cluster):
        super().__init__(daemon=True)
        self.cluster = cluster
        self.acknowledged = {}
        self.writes = 0
        self.over = threading.Event()

    def run(self):
        number = 0
        calls = [Http(node.url) for node in self.cluster.nodes]
        while not self.over.is_set():
            number += 1
            which = number % min(50, len(self.cluster.ids))
            try:
                status, _ = self.cluster.call(
                    calls[number % len(calls)], "PATCH",
                    f"/api/integrations/accounts/{self.cluster.ids[which]}/metadata",
                    f"user-{which + 1}", {"metadata": {"n": number}})
            except (OSError, ValueError, http.client.HTTPException):
                time.sleep(0.01)
                continue
            if status == 200:
                self.acknowledged[which] = number
                self.writes += 1

    def lost(self):
        """Acknowledged writes that the database does not have, nor a later one in their place."""
        self.over.set()
        self.join(60)
        rows = self.cluster.primary().sql(
            "SELECT id, coalesce(custom_metadata->>'n', '0') FROM connections")
        stored = {row[0]: int(row[1]) for row in rows}
        return sum(stored[self.cluster.ids[which]] < number
                   for which, number in self.acknowledged.items())


class Run:
    def __init__(self, folder, arguments):
        self.random = random.Random(arguments.seed)
        self.arguments = arguments
        self.refresh_class = arguments.refresh_class
        self.cluster = Cluster(folder, arguments.nodes, {
            "deadline_ms": DEADLINE_MS, "lease_margin_ms": MARGIN_MS,
            **CLASSES[self.refresh_class]})
        self.down = []  # when the database was away, from and to in Unix time
        self.stopped = False  # a holder was stopped in this round
        self.gone = set()  # ports of the nodes that were killed in this round
        self.calls = Counter()  # by how often a generation's token was presented
        self.calls_where_stopped = Counter()
        self.unexcused, self.excused = [], []
        self.done = Counter()  # refreshes of each node
        self.waits = []
        self.answered = 0
        self.most_tokens = 0

    def begin(self):
        self.cluster.sandbox.control("PUT", "/clients/acme-client", {
            "secret": "acme-sample-secret", **SANDBOX[self.refresh_class]})
        self.cluster.begin(self.arguments.connections)
        self.writer = Writer(self.cluster)
        self.writer.start()

    # -- what is broken ------------------------------------------------------------------------

    def nothing(self):
        pass

    def pause_holders(self):
        """Two nodes at a time stop as they hold leases: shorter than a lease, then longer where
        presenting a token twice costs nothing."""
        self.stopped = True
        seconds = LEASE * (1.5 if self.refresh_class == "grace" else 0.4)
        victims = self.random.sample(self.cluster.nodes, max(1, len(self.cluster.nodes) // 2))
        for victim in victims:
            time.sleep(self.random.uniform(0.02, 0.3))
            victim.child.process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        for victim in victims:
            victim.child.process.send_signal(signal.SIGCONT)

    def lose_node(self):
        """Killed as it holds leases, and not back until the others have resolved what it left. Only
        where a platform forgives the second use of a token: its answers went down with it."""
        self.stopped = True
        victim = self.random.choice(self.cluster.nodes)
        time.sleep(self.random.uniform(0.1, 0.6))
        victim.kill()
        self.gone.add(victim.port)

    def stop_postgres(self):
        time.sleep(self.random.uniform(0.1, 0.5))
        begun = time.time()
        self.cluster.postgres.stop_immediately()
        time.sleep(0.5)
        self.cluster.postgres.start()
        self.down.append((begun, time.time()))

    def end_backends(self):
        for _ in range(5):
            time.sleep(self.random.uniform(0.05, 0.3))
            self.cluster.postgres.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE usename IN ('app', 'service')")

    def lose_redis(self):
        time.sleep(self.random.uniform(0.05, 0.2))
        self.cluster.redis.cli("FLUSHALL")
        time.sleep(0.3)
        self.cluster.redis.kill()
        time.sleep(1)
        self.cluster.redis.start()

    # -- a round -------------------------------------------------------------------------------

    def round(self, what):
        self.stopped = False
        before = {each["account"]: each for each in self.families()}
        already = self.cluster.refreshed_by()
        callers = Callers(self.cluster, self.arguments.callers, PATIENCE)
        at = self.cluster.expire_in(2)
        time.sleep(max(0, at - time.time()))
        begun = time.monotonic()
        callers.ask()
        breaking = threading.Thread(target=what)
        breaking.start()
        heard = callers.heard()
        breaking.join()
        if not self.cluster.wait_until_fresh(LEASE + 60):
            print(f"{what.__name__}: some were not refreshed in time", file=sys.stderr)
        self.count_calls(before)
        self.sort_failures(what, heard)
        for number, done in enumerate(self.cluster.refreshed_by()):
            self.done[number] += max(0, done - already[number])
        for node in self.cluster.nodes:
            if node.port in self.gone:
                node.start()
        self.gone.clear()
        print(f"# {what.__name__}: {heard.answered} answered, {len(heard.failures)} failed,"
              f" p50 {heard.p50:.2f} s, p99 {heard.p99:.2f} s, longest {heard.most:.2f} s,"
              f" over after {time.monotonic() - begun:.1f} s", flush=True)

    def families(self):
        return self.cluster.sandbox.families()

    def count_calls(self, before):
        tally = self.calls_where_stopped if self.stopped else self.calls
        for family in self.families():
            then = before[family["account"]]
            tally[family["refreshes"] + family["refusals"] - then["refreshes"] - then["refusals"]] += 1

    def sort_failures(self, what, heard):
        self.answered += heard.answered
        self.waits.append(heard.p99)
        self.most_tokens = max(self.most_tokens, heard.most_tokens)
        for failure in heard.failures:
            away = failure.port in self.gone or any(
                failure.begun <= to and failure.ended >= since for since, to in self.down)
            (self.excused if away else self.unexcused).append(failure)
        said = Counter((failure.status, failure.message) for failure in heard.failures)
        for (status, message), times in said.most_common(5):
            print(f"# {what.__name__}: {times} got {status}: {message}", flush=True)

    def run(self):
        rounds = [self.nothing, self.pause_holders, self.stop_postgres, self.end_backends,
                  self.lose_redis]
        if self.refresh_class == "grace":
            rounds.append(self.lose_node)
        for _ in range(self.arguments.rounds):
            for what in rounds:
                self.round(what)


def report(run, figures):
    presented = sum(times * families for times, families in (run.calls +
                                                             run.calls_where_stopped).items())
    figures.add("refresh_calls", presented, "calls", ">0", presented > 0)
    most = max((times for times, n in run.calls.items() if n), default=0)
    most_stopped = max((times for times, n in run.calls_where_stopped.items() if n), default=0)
    figures.add("calls_per_generation", most, "calls", "1", most == 1)
    figures.add("calls_per_generation_where_a_holder_stopped", most_stopped, "calls", "<=2",
                most_stopped <= 2)
    figures.add("generations_presented_twice", run.calls_where_stopped[2], "tokens")
    lost = run.cluster.lost_tokens()
    figures.add("tokens_lost", lost, "tokens", "0", lost == 0)
    figures.add("callers_answered", run.answered, "callers")
    figures.add("callers_failed", len(run.unexcused), "callers", "0", not run.unexcused)
    figures.add("callers_failed_whose_node_or_database_was_away", len(run.excused), "callers")
    figures.add("caller_p99", max(run.waits), "s")
    figures.add("tokens_seen_by_callers_of_one_connection", run.most_tokens, "tokens", "<=2",
                run.most_tokens <= 2)
    writes = run.writer.lost()
    figures.add("acknowledged_writes", run.writer.writes, "writes", ">0", run.writer.writes > 0)
    figures.add("acknowledged_writes_lost", writes, "writes", "0", writes == 0)
    for number, refreshes in sorted(run.done.items()):
        share = refreshes / max(1, run.done.total())
        figures.add(f"share_of_node_{number + 1}", share, "of refreshes", ">=0.1",
                    run.arguments.short or share >= 0.1)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=4)
    parser.add_argument("--connections", type=int, default=2000)
    parser.add_argument("--callers", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--class", dest="refresh_class", choices=sorted(CLASSES), default="strict")
    parser.add_argument("--short", action="store_true",
                        help="for a few connections: how the nodes share the work is told, not judged")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="fairlead-chaos-") as folder:
        run = Run(Path(folder), arguments)
        figures = Figures()
        with run.cluster.ending():
            run.begin()
            run.run()
            report(run, figures)
    sys.exit(1 if figures.failed else 0)


if __name__ == "__main__":
    main()
