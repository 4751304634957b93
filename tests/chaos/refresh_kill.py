#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills Fairlead again and again while it refreshes, and counts the tokens that this cost.

200 acme connections whose tokens live 2 seconds refresh by themselves. `kill -9` comes at random
moments and at every named fail point; each time database and journal on disk are compared with the
sandbox's ledger, and Fairlead is started again at once. Then commits and journal writes fail (EIO,
ENOSPC). Each figure is a line `name value unit bar pass|fail`; exits 1 on a fail.
"""

import argparse
import math
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from connecting import Connector
from figures import Figures, add_histograms, quantile, read_histogram
from oracle import Oracle
from processes import Fairlead, Sandbox
from stored import is_sound, read_stored

ACCESS_SECONDS = 2
LEASE_SECONDS = 30
REACH_SECONDS = 12
WINDOW = "fairlead_refresh_window_seconds"

# Places of a refresh where a kill must cost nothing: before the request leaves, and once the answer
# is in the journal.
SAFE = ("slot_reserved", "t1_before_commit", "t1_commit_in_doubt", "t1_after_commit",
        "after_clock_check", "after_journal_write", "after_fdatasync", "before_t3",
        "t3_commit_in_doubt", "t3_after_commit", "before_wipe", "after_wipe")
# Between the two: what is on the wire or only in memory dies with the process.
EXPOSED = ("after_send", "first_byte", "last_byte", "before_journal_write")
OTHERS = ("start_before_replay", "start_after_replay", "start_after_mark", "before_t4", "before_t5",
          "before_cancel", "settle", "disconnect_after_commit", "reconnect_before_commit",
          "revoke_before_send")
# What must go wrong first for a place to be reached.
BEFORE = {
    "before_cancel": "t1_after_commit=delay:5500*1@20;",
    "settle": "t1_commit_in_doubt=error*1@20;",
}
FAILING = ("commit=error@{}", "commit_full=error@{}", "commit_in_doubt=error*3@{}",
           "journal_eio=error*5@{}", "journal_full=error*5@{}")


class Run:
    def __init__(self, folder, arguments):
        self.random = random.Random(arguments.seed)
        self.sandbox = Sandbox(folder, ACCESS_SECONDS)
        self.fairlead = Fairlead(folder, self.sandbox)
        self.oracle = Oracle(arguments.connections)
        self.window = {}
        self.refreshing_seconds = 0.0
        self.starts = []
        self.unreached = set()
        self.connector = None

    # -- connections ---------------------------------------------------------------------------

    def begin(self):
        self.start()
        self.connector = Connector(self.fairlead, self.sandbox)
        for account in self.oracle.accounts:
            self.consent(account)

    def consent(self, account):
        """Connects it, and reads a state that store and ledger agree on while refreshes go on."""
        account.connection = self.connector.connect(account.number)
        for _ in range(1000):
            before = read_stored(self.fairlead.data)[account.name]
            grants = self.sandbox.control("GET", f"/families?account={account.name}")
            after = read_stored(self.fairlead.data)[account.name]
            if before.generation == after.generation and not after.attempts and not after.slots:
                self.oracle.adopt(account, after, grants[-1])
                return
            time.sleep(0.01)
        raise SystemExit(f"{account.name} never comes to rest")

    # -- one life ------------------------------------------------------------------------------

    def start(self, fail_points=""):
        seconds = self.fairlead.start(fail_points)
        if seconds is not None:
            self.starts.append(seconds)
        self.begun = time.monotonic()

    def live(self, seconds, until_dead=False):
        """Lets it work, and remembers the last metrics it gave."""
        until = time.monotonic() + seconds
        metrics = ""
        while time.monotonic() < until and (self.fairlead.is_running() or not until_dead):
            metrics = self.fairlead.metrics() or metrics
            time.sleep(min(0.1, max(0.0, until - time.monotonic())))
        add_histograms(self.window, read_histogram(metrics, WINDOW))
        self.refreshing_seconds += time.monotonic() - self.begun

    def judge(self, place):
        self.sandbox.settle()
        over = self.oracle.look(place, read_stored(self.fairlead.data), self.sandbox.families())
        self.start()
        for account in over:
            self.consent(account)

    def kill_at_random(self):
        self.live(self.random.uniform(0.05, 1.5))
        self.fairlead.kill()
        self.judge("random")

    def kill_at(self, point):
        """Stops well, starts again with the point armed, and waits until it died there."""
        self.fairlead.stop()
        skip = 0 if point in OTHERS else self.random.randrange(60)
        self.prepare(point)
        self.start(BEFORE.get(point, "") + f"{point}=kill@{skip}")
        self.provoke(point)
        self.live(REACH_SECONDS, until_dead=True)
        if self.fairlead.is_running():
            self.unreached.add(point)
            point = "random"
        code = self.fairlead.kill()
        if code != -signal.SIGKILL:
            raise SystemExit(f"it ended with {code} while armed with {point}")
        self.sandbox.control("DELETE", "/faults")
        self.judge(point)

    def prepare(self, point):
        victim = self.random.choice(self.oracle.accounts)
        if point == "before_t4":
            victim.may_die = True
            self.sandbox.control("POST", f"/families/{victim.family}/revoke", {})
        if point == "before_t5":
            self.sandbox.control("POST", "/faults", {"fault": "status=500@refresh*3",
                                                     "processed": False})

    def provoke(self, point):
        """For the places that only a person's act reaches."""
        victim = self.random.choice(self.oracle.accounts)
        user = f"user-{victim.number}"
        try:
            if point in ("disconnect_after_commit", "revoke_before_send"):
                victim.may_die = True
                path = f"/api/integrations/disconnect/acme/{victim.connection}"
                self.connector.api("DELETE", path, user)
            if point == "reconnect_before_commit":
                victim.may_die = True
                self.connector.connect(victim.number)
        except (OSError, ValueError, EOFError):
            pass  # it died while answering, as it should

    def fail(self, points):
        """Writes fail for a while; then it is ended as an operator would and started again."""
        self.fairlead.stop()
        self.start(points.format(self.random.randrange(200, 400)))
        self.live(4)
        if points.startswith("journal"):
            self.fairlead.stop()  # what only memory holds must be written before it goes
        else:
            self.fairlead.kill()
        self.judge(points.split("=")[0])

    def finish(self):
        """After the quiet time every connection must have come to an end that is explained."""
        self.live(LEASE_SECONDS + 6)
        self.fairlead.stop()
        self.judge("the end")
        self.live(1)
        self.fairlead.stop()


def plan(kills):
    """The places in order: seven tenths at named points, the safe ones four times as often."""
    share = 0.7 * kills / (4 * len(SAFE) + len(EXPOSED) + len(OTHERS))
    rounds = [(point, max(1, math.ceil(4 * share))) for point in SAFE]
    rounds += [(point, max(1, round(share))) for point in EXPOSED + OTHERS]
    places = [point for point, times in rounds for _ in range(times)]
    return places + ["random"] * max(0, kills - len(places))


def report(run, figures, is_short):
    tally = run.oracle.tally
    kills = sum(tally.kills.values())
    p50, p99 = quantile(run.window, 0.5), quantile(run.window, 0.99)
    refreshes = max(run.window.values(), default=0)
    rate = refreshes / max(run.refreshing_seconds, 1)
    exposed = sum(tally.window.get(point, 0) for point in EXPOSED)
    window = sum(tally.window.values()) - exposed
    bound = 3 * rate * p99 * kills
    safe = min(tally.kills.get(point, 0) for point in SAFE)
    figures.add("kills", kills, "kills")
    figures.add("kills_at_each_safe_point", safe, "kills", "at_least")
    figures.add("points_not_reached", ",".join(sorted(run.unreached)) or "none", "-", "none",
                is_short or not run.unreached)
    figures.add("refreshes", refreshes, "refreshes", ">0", refreshes > 0)
    figures.add("refresh_rate", rate, "1/s")
    figures.add("tokens_lost_where_none_may_be", tally.elsewhere, "tokens", "0",
                tally.elsewhere == 0)
    figures.add("tokens_lost_in_window", window, "tokens", f"<={bound:.2f}",
                window <= math.ceil(bound))
    figures.add("tokens_lost_at_points_in_window", exposed, "tokens")
    figures.add("tokens_lost_on_the_wire", tally.wire, "tokens")
    figures.add("slots_replayed", tally.replayed, "slots")
    figures.add("unknown_attempts", tally.unknown_attempts, "attempts")
    figures.add("reuses_of_unknown_attempts", tally.counted_reuses, "events",
                f"<={tally.unknown_attempts}", tally.counted_reuses <= tally.unknown_attempts)
    figures.add("other_reuses", tally.other_reuses, "events", "0", tally.other_reuses == 0)
    figures.add("window_p50", p50 * 1e6, "us")
    figures.add("window_p99", p99 * 1e6, "us", "<5000", is_short or p99 < 0.005)
    figures.add("start_p50", sorted(run.starts)[len(run.starts) // 2] * 1000, "ms")
    figures.add("database_sound", int(is_sound(run.fairlead.data)), "-", "1",
                is_sound(run.fairlead.data))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--short", action="store_true",
                        help="for the test suite: times and unreached points are told, not judged")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="fairlead-chaos-") as folder:
        run = Run(Path(folder), arguments)
        try:
            run.begin()
            places = plan(arguments.kills)
            run.random.shuffle(places)
            for place in places:
                run.kill_at_random() if place == "random" else run.kill_at(place)
            for points in FAILING:
                run.fail(points)
            run.finish()
            figures = Figures()
            report(run, figures, arguments.short)
            for message in run.oracle.tally.messages[:20]:
                print(message, file=sys.stderr)
        except BaseException:
            print((Path(folder) / "fairlead.log").read_text()[-4000:], file=sys.stderr)
            raise
        finally:
            if run.fairlead.is_running():
                run.fairlead.kill()
            run.sandbox.end()
    sys.exit(1 if figures.failed else 0)


if __name__ == "__main__":
    main()
