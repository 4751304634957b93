# SPDX-License-Identifier: Apache-2.0
"""What the measurements share: a store full of connections, servers with their CPU time, wrk."""

import argparse
import contextlib
import hashlib
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "chaos"))

from processes import Fairlead, Sandbox, binary, free_port  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
CONNECTIONS = 64
SCOPES = "connections:read,connections:write,tokens:read"


def cpu_seconds(pids):
    """User and system time of the processes so far."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def resident_mib(pid):
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found.group(1)) / 1024


class Served(Fairlead):
    """A server with the settings it ships with, but for limits that a load would meet."""

    def __init__(self, folder, sandbox, key):
        super().__init__(folder, sandbox, {"TOKEN_ENCRYPTION_KEY": key, "FAIRLEAD_LOG_LEVEL": "info",
                                           "FAIRLEAD_DRAIN_GRACE": "1s"})

    def pids(self):
        return [self.child.process.pid]

    def api_key(self):
        return self.command("apikeys", "create", "--scopes", SCOPES)


class Store:
    """Connections as a server would have stored them; made once for each schema and kept in build/."""

    def __init__(self, count):
        schema = hashlib.sha256()
        for path in sorted((ROOT / "migrations").glob("*.sqlite.sql")):
            schema.update(path.read_bytes())
        self.count = count
        self.folder = ROOT / "build" / "bench" / f"store-{count}-{schema.hexdigest()[:12]}"
        self.ids = self.folder / "ids"
        self.key = hashlib.sha256(b"a measurement's store").hexdigest()

    def served(self, sandbox):
        if not self.ids.exists():
            self.make(sandbox)
        return Served(self.folder, sandbox, self.key)

    def read_through(self):
        """What was filled some time ago is partly out of the system's memory again."""
        with open(self.folder / "data" / "fairlead.db", "rb", buffering=0) as file:
            while file.read(1 << 20):
                pass

    def make(self, sandbox):
        print(f"filling a store with {self.count} connections", file=sys.stderr, flush=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        server = Served(self.folder, sandbox, self.key)
        server.start()  # makes the schema and the integration
        server.stop()
        ids = self.folder / "ids.part"
        subprocess.run([binary().parent / "fairlead_seed", str(self.count), ids],
                       env=server.environment, check=True)
        ids.rename(self.ids)


def arguments_of(description, rounds, seconds):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--connections", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--seconds", type=int, default=seconds)
    return parser.parse_args()


@contextlib.contextmanager
def machine():
    """A folder that goes with the measurement, and a sandbox."""
    with tempfile.TemporaryDirectory() as name:
        sandbox = Sandbox(Path(name), access_seconds=3600)
        try:
            yield Path(name), sandbox
        finally:
            sandbox.end()


@contextlib.contextmanager
def started(server):
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Nginx:
    """Answers the bytes of one of our answers, with its usual log, on as many workers as cores."""

    def __init__(self, folder, answer):
        _, headers, body = answer
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        kept = [(name, value) for name, value in headers.items()
                if name.lower() not in ("content-length", "content-type", "date", "connection")]
        quoted = body.replace("'", "\\'")
        lines = "".join(f"add_header {name} '{value}' always;\n" for name, value in kept)
        config = folder / "nginx.conf"
        config.write_text(
            f"worker_processes {os.cpu_count()};\npid {folder}/nginx.pid;\n"
            f"error_log {folder}/nginx.error;\nevents {{ worker_connections 1024; }}\n"
            f"http {{ access_log {folder}/nginx.log;\nkeepalive_requests 100000000;\n"
            "server_tokens off;\nserver {\n"
            f"listen 127.0.0.1:{self.port} reuseport;\nlocation / {{ default_type application/json;\n"
            f"{lines}return 200 '{quoted}'; }}\n}} }}\n")
        self.process = subprocess.Popen(["nginx", "-e", folder / "nginx.error", "-c", config,
                                         "-p", folder, "-g", "daemon off;"])
        time.sleep(0.5)

    def pids(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


class Load:
    """One run of wrk: requests, their rate, the server's CPU time for each."""

    def __init__(self, server, target, seconds, script=None, arguments=()):
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}"]
        if script:
            command += ["-s", str(ROOT / "bench" / script)]
        command += [server.url + target]
        if arguments:
            command += ["--", *map(str, arguments)]
        before = cpu_seconds(server.pids())
        said = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode()
        spent = cpu_seconds(server.pids()) - before
        self.requests = int(re.search(r"(\d+) requests in", said).group(1))
        self.rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))
        self.microseconds = spent * 1e6 / max(1, self.requests)
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
        broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)",
                           said)
        self.failed = int(refused.group(1)) if refused else 0
        self.failed += sum(map(int, broken.groups())) if broken else 0


def median(loads, member):
    return statistics.median(getattr(load, member) for load in loads)
