#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills Fairlead again and again while it refreshes, and counts the tokens that this cost.

200 acme connections whose tokens live 2 seconds refresh by themselves. `kill -9` comes at random
moments and at every named fail point; each time database and journal on disk are compared with the
sandbox's ledger, and Fairlead is started again at once. Then commits and journal writes fail (EIO,
ENOSPC). Each figure is a line `name value unit bar pass|fail`; exits 1 on a fail. 1 000 kills are
the fewest that come to 50 at each safe point; fewer need --short.
"""

import argparse
import http.client
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
from places import EXPOSED, RARE, SAFE, STARTING, plan
from processes import Fairlead, Sandbox, ending
from stored import is_sound, read_stored

ACCESS_SECONDS = 2
# A refresh that a kill interrupts blocks its connection for deadline + margin. With the product's 30
# seconds, a kill a second would soon have stopped all of them.
DEADLINE_MS, MARGIN_MS = 3000, 2000
REACH_SECONDS = 8  # how long one try to reach a point lasts
TRIES = 5
SAFE_KILLS = 50  # at each safe point, in a run that is not short
WINDOW = "fairlead_refresh_window_seconds"

# What must go wrong first for a place to be reached.
BEFORE = {
    "before_cancel": f"t1_after_commit=delay:{MARGIN_MS * 6 // 10}*1@20;",
    "settle": "t1_commit_in_doubt=error*1@20;",
}
FAILING = ("commit=error", "commit_full=error", "commit_in_doubt=error*3", "journal_eio=error*5",
           "journal_full=error*5")


def quick_lease(folder):
    """A directory with what differs in acme's provider file."""
    providers = folder / "providers"
    providers.mkdir()
    (providers / "acme.yaml").write_text(
        f"id: acme\nauth: {{oauth: {{refresh: {{deadline_ms: {DEADLINE_MS},"
        f" lease_margin_ms: {MARGIN_MS}}}}}}}\n")
    return str(providers)


class Run:
    def __init__(self, folder, arguments):
        self.random = random.Random(arguments.seed)
        self.sandbox = Sandbox(folder, ACCESS_SECONDS)
        self.fairlead = Fairlead(folder, self.sandbox,
                                 {"FAIRLEAD_PROVIDERS_DIR": quick_lease(folder)})
        self.oracle = Oracle(arguments.connections)
        self.window = {}
        self.refreshing_seconds = 0.0
        self.kills = {}  # by where
        self.starts = []
        self.unreached = set()
        self.over = set()
        self.most_passes = max(1, min(60, arguments.connections // 4))
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
        self.metrics = ""
        seconds = self.fairlead.start(fail_points)
        if seconds is not None:
            self.starts.append(seconds)
        self.begun = time.monotonic()

    def live(self, seconds):
        """Lets it work, at most until it dies, and remembers the last metrics it gave."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.fairlead.is_running():
            self.metrics = self.fairlead.metrics() or self.metrics
            pause = min(until, time.monotonic() + 0.1)
            while time.monotonic() < pause and self.fairlead.is_running():
                time.sleep(0.005)

    def kill(self, place):
        code = self.fairlead.kill()
        if code != -signal.SIGKILL:
            raise SystemExit(f"it ended with {code} before it was killed at {place}")
        self.kills[place] = self.kills.get(place, 0) + 1
        self.look(place)

    def look(self, place):
        """It is dead: counts what that cost. `over` then has who needs a new consent."""
        self.refreshing_seconds += time.monotonic() - self.begun
        add_histograms(self.window, read_histogram(self.metrics, WINDOW))
        self.sandbox.settle()
        families = self.sandbox.families(self.oracle.oldest_family())
        self.over |= self.oracle.look(place, read_stored(self.fairlead.data), families)

    def revive(self):
        self.start()
        for number in sorted(self.over):
            self.consent(self.oracle.accounts[number])
        self.over = set()

    # -- ways to die ---------------------------------------------------------------------------

    def kill_at_random(self):
        self.live(self.random.uniform(0.05, 1.5))
        self.kill("random")
        self.revive()

    def kill_starting(self, point):
        """Two kills: one that leaves a start something to replay, and one within that start."""
        self.kill("random")
        self.start(f"{point}=kill")
        if self.fairlead.is_running():
            raise SystemExit(f"it started past {point}")
        self.kill(point)
        self.revive()

    def kill_at(self, point):
        """Waits until it died at the point; a point that is not reached is tried again."""
        self.live(self.random.choice((0, 0.8)) * self.random.random())
        passes = 0 if point in RARE else self.random.randrange(self.most_passes)
        for _ in range(TRIES):
            self.prepare(point)
            self.arm(BEFORE.get(point, "") + f"{point}=kill@{passes}")
            self.provoke(point)
            self.live(REACH_SECONDS)
            if not self.fairlead.is_running():
                break
            passes = 0
        self.sandbox.control("DELETE", "/faults")
        if self.fairlead.is_running():
            self.arm("")
            self.unreached.add(point)
            return
        self.kill(point)
        self.revive()

    def arm(self, points):
        try:
            self.fairlead.set_fail_points(points)
        except (OSError, http.client.HTTPException):
            pass  # it died at the point before it could answer

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
        except (OSError, ValueError, EOFError, http.client.HTTPException):
            pass  # it died while answering, as it should

    def fail(self, points):
        """Writes fail: until it is killed, or now and then until it is ended as usual."""
        place = points.split("=")[0]
        self.live(self.random.random())
        self.arm(points)
        self.live(4)
        if "*" in points:
            self.fairlead.stop()  # what only memory holds is written before it goes
            self.look(place)
        else:
            self.kill(place)  # its last answers came seconds ago, and are in the journal
        self.revive()

    def finish(self):
        """After the quiet time every connection must have come to an end that is explained."""
        self.live((DEADLINE_MS + MARGIN_MS) / 1000 + 6)
        self.fairlead.stop()
        self.look("the end")
        self.revive()
        self.live(1)
        self.fairlead.stop()

    def die(self, place):
        if place == "random":
            self.kill_at_random()
        elif place in STARTING:
            self.kill_starting(place)
        else:
            self.kill_at(place)


def report_losses(run, figures, arguments):
    tally = run.oracle.tally
    kills = sum(run.kills.values())
    refreshes = max(run.window.values(), default=0)
    rate = refreshes / max(run.refreshing_seconds, 1)
    exposed = sum(tally.window.get(point, 0) for point in EXPOSED)
    failing = sum(tally.window.get(points.split("=")[0], 0) for points in FAILING)
    window = sum(tally.window.values()) - exposed - failing
    # With sanitizers the loops come late to what has arrived, which the window does not measure.
    slack = 9 if arguments.short else 3
    bound = slack * rate * quantile(run.window, 0.99) * kills
    figures.add("refreshes", refreshes, "refreshes", ">0", refreshes > 0)
    figures.add("refresh_rate", rate, "1/s")
    figures.add("tokens_lost_where_none_may_be", tally.elsewhere, "tokens", "0",
                tally.elsewhere == 0)
    figures.add("tokens_lost_with_a_failing_disk", failing, "tokens", "0", failing == 0)
    figures.add("tokens_lost_in_window", window, "tokens", f"<={bound:.2f}",
                window <= math.ceil(bound))
    figures.add("tokens_lost_at_points_in_window", exposed, "tokens")
    figures.add("tokens_lost_on_the_wire", tally.wire, "tokens")
    figures.add("slots_replayed", tally.replayed, "slots")
    figures.add("unknown_attempts", tally.unknown_attempts, "attempts")
    figures.add("reuses_of_unknown_attempts", tally.counted_reuses, "events",
                f"<={tally.unknown_attempts}", tally.counted_reuses <= tally.unknown_attempts)
    figures.add("other_reuses", tally.other_reuses, "events", "0", tally.other_reuses == 0)


def report(run, figures, arguments):
    kills = sum(run.kills.values())
    safe = min(run.kills.get(point, 0) for point in SAFE)
    wanted = 0 if arguments.short else SAFE_KILLS
    figures.add("kills", kills, "kills", f">={arguments.kills}", kills >= arguments.kills)
    figures.add("kills_at_each_safe_point", safe, "kills", f">={wanted}", safe >= wanted)
    figures.add("points_not_reached", ",".join(sorted(run.unreached)) or "none", "-", "none",
                arguments.short or not run.unreached)
    report_losses(run, figures, arguments)
    p50, p99 = quantile(run.window, 0.5), quantile(run.window, 0.99)
    figures.add("window_p50", p50 * 1e6, "us")
    figures.add("window_p99", p99 * 1e6, "us", "<5000", arguments.short or p99 < 0.005)
    figures.add("start_p50", sorted(run.starts)[len(run.starts) // 2] * 1000, "ms")
    figures.add("database_sound", int(is_sound(run.fairlead.data)), "-", "1",
                is_sound(run.fairlead.data))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--short", action="store_true",
                        help="for fewer than 1 000 kills: times and how often a point was reached are"
                        " told, not judged")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="fairlead-chaos-") as folder:
        run = Run(Path(folder), arguments)
        with ending(run, Path(folder) / "fairlead.log"):
            run.begin()
            places = plan(arguments.kills)
            run.random.shuffle(places)
            for place in places:
                run.die(place)
            for points in FAILING:
                run.fail(points)
            run.finish()
            figures = Figures()
            report(run, figures, arguments)
            for message in run.oracle.tally.messages[:20]:
                print(message, file=sys.stderr)
    sys.exit(1 if figures.failed else 0)


if __name__ == "__main__":
    main()
