#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the kernel refuse the writes of a Fairlead that just received new tokens, and counts the
tokens that this cost.

No fail point fails anything: strace injects EIO or ENOSPC into fdatasync and pwrite64 of the database's
log, of the journal, or of both. Some accounts are refreshed, the platform holds its answers until
all wait, the disk begins to fail, and the answers come. Once each of them is where it must be, the
process is killed and started again on a sound disk: every connection must hand out the access token
that the sandbox's ledger has as its last, and refresh once more without a reuse. Each figure is a
line `name value unit bar pass|fail`; exits 1 on a fail.
"""

import argparse
import shutil
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

from connecting import Connector
from figures import Figures
from processes import Fairlead, Http, Sandbox, ending
from stored import is_sound, read_stored

LOG, JOURNAL = "fairlead.db-wal", "refresh.journal"
WAIT_SECONDS = 60
UNSETTLED = "fairlead_refresh_unsettled"

# Which files fail, at which system call and how.
SCENES = {
    "log_sync_eio": ((LOG,), "fdatasync:error=EIO"),
    "log_write_eio": ((LOG,), "pwrite64:error=EIO"),
    "log_write_enospc": ((LOG,), "pwrite64:error=ENOSPC"),
    "journal_sync_eio": ((JOURNAL,), "fdatasync:error=EIO"),
    "journal_write_enospc": ((JOURNAL,), "pwrite64:error=ENOSPC"),
    "both_write_enospc": ((LOG, JOURNAL), "pwrite64:error=ENOSPC"),
}


class FailingDisk:
    """Injects into calls on files below a path that nothing is at until fail() moves the data there.

    The kernel names an open file by where it is now, so that this turns the faults of a running
    process on and off without a privilege; a link keeps the old path good for opening. Nobody but
    root sees the names of a process that forbade core dumps, hence the point "traceable".
    """

    def __init__(self, data, names, injection, trace):
        self.data = data
        self.moved = data.with_name("data.failing")
        self.trace = trace
        call = injection.split(":")[0]
        paths = [word for name in names for word in ("-P", self.moved / name)]
        self.command = ["strace", "-f", "-qq", "-o", trace, *paths, "-e", f"trace={call}",
                        "-e", f"inject={injection}"]

    def fail(self):
        self.data.rename(self.moved)
        self.data.symlink_to(self.moved)

    def heal(self):
        if self.moved.exists():
            self.data.unlink()
            self.moved.rename(self.data)

    def injected(self):
        return self.trace.read_text().count("(INJECTED)")


def wait_until(what, holds):
    until = time.monotonic() + WAIT_SECONDS
    while not holds():
        if time.monotonic() > until:
            raise SystemExit(f"it never came to this: {what}")
        time.sleep(0.02)


class Scene:
    def __init__(self, run, name):
        self.run = run
        self.name = name
        self.files, injection = SCENES[name]
        self.disk = FailingDisk(run.fairlead.data, self.files, injection, run.folder / name)

    def play(self, figures):
        run = self.run
        run.fairlead.start("traceable=error", under=self.disk.command)
        before = self.generations()
        callers = self.refresh_all_held()
        self.disk.fail()
        run.sandbox.control("DELETE", "/faults")
        run.sandbox.control("POST", "/held/release")
        self.wait_for_answers(before)
        if run.fairlead.kill() != -signal.SIGKILL:
            raise SystemExit(f"it did not live through {self.name}")
        self.disk.heal()
        for caller in callers:
            caller.join()
        kept = sum(1 for row in read_stored(run.fairlead.data).values() if row.slots)
        run.fairlead.start()
        self.judge(figures, before, kept)
        run.fairlead.stop()

    def generations(self):
        return {name: row.generation for name, row in read_stored(self.run.fairlead.data).items()}

    def refresh_all_held(self):
        """Every refresh has left, and the platform has not answered one."""
        run = self.run
        run.sandbox.control("POST", "/faults", {"fault": "hold@refresh*"})
        callers = [threading.Thread(target=run.refresh, args=[number, True])
                   for number in run.accounts]
        for caller in callers:
            caller.start()
        wait_until("all requests are held",
                   lambda: len(run.sandbox.control("GET", "/held")) == len(run.accounts))
        return callers

    def wait_for_answers(self, before):
        """Until each answer is at the best place that this disk leaves."""
        run = self.run
        data = run.fairlead.data
        if self.files == (LOG,):
            wait_until("all answers are in the journal", lambda: all(
                row.slots for row in read_stored(data).values()))
            wait_until("a commit has failed", lambda: self.disk.injected() > 0)
            return
        if JOURNAL in self.files and LOG in self.files:
            gauge = f"{UNSETTLED} {len(run.accounts)}\n"
            wait_until("all answers are in memory", lambda: gauge in run.fairlead.metrics())
            self.disk.heal()
        wait_until("all answers are in the database", lambda: all(
            generation == before[name] + 1 for name, generation in self.generations().items()))

    def judge(self, figures, before, kept):
        run = self.run
        families = {family["account"]: family for family in run.sandbox.families()}
        equal = again = 0
        for number in run.accounts:
            family = families[f"bulk-{number}"]
            equal += run.token(number) == family["access"]["token"]
            again += run.refresh(number) == 200
        reuses = sum(family["reuses"] for family in run.sandbox.families())
        lost = sum(1 for name, generation in self.generations().items()
                   if generation != before[name] + 2)
        total = len(run.accounts)
        # What was written but not synced is found again as long as only the process dies.
        in_slots = total if self.name.startswith("log_write") else 0
        injected = self.disk.injected()

        def add(name, value, unit, bar, good):
            figures.add(f"{self.name}_{name}", value, unit, bar, good)

        add("faults_injected", injected, "faults", ">0", injected > 0)
        add("answers_only_in_slots", kept, "answers", in_slots, kept >= in_slots)
        add("tokens_lost", lost, "tokens", "0", lost == 0)
        add("tokens_equal_to_the_ledger", equal, "tokens", total, equal == total)
        add("refreshed_again", again, "refreshes", total, again == total)
        add("reuses", reuses, "events", "0", reuses == 0)


class Run:
    def __init__(self, folder, count):
        self.folder = folder
        self.sandbox = Sandbox(folder, 3600)
        self.fairlead = Fairlead(folder, self.sandbox)
        self.accounts = range(count)

    def begin(self):
        self.fairlead.start()
        self.connector = Connector(self.fairlead, self.sandbox)
        self.ids = [self.connector.connect(number) for number in self.accounts]
        self.fairlead.stop()

    def refresh(self, number, may_die=False):
        try:
            return Http(self.fairlead.url).call(
                "POST", f"/api/integrations/refresh/acme/{self.ids[number]}", "{}",
                self.connector.headers(f"user-{number}"))[0]
        except OSError:
            if not may_die:
                raise
            return None  # it was killed before it answered

    def token(self, number):
        path = f"/api/integrations/token/acme/{self.ids[number]}"
        return self.connector.api("GET", path, f"user-{number}")[1].get("accessToken")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=12)
    parser.add_argument("--scene", choices=SCENES, help="only this one")
    arguments = parser.parse_args()
    if not shutil.which("strace"):
        raise SystemExit("strace is missing; scripts/install brings it")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    figures = Figures()
    with tempfile.TemporaryDirectory(prefix="fairlead-chaos-") as name:
        folder = Path(name)
        run = Run(folder, arguments.connections)
        with ending(run, folder / "fairlead.log"):
            run.begin()
            for scene in [arguments.scene] if arguments.scene else SCENES:
                Scene(run, scene).play(figures)
            sound = is_sound(run.fairlead.data)
            figures.add("database_sound", int(sound), "-", "1", sound)
    sys.exit(1 if figures.failed else 0)


if __name__ == "__main__":
    main()
