# SPDX-License-Identifier: Apache-2.0
"""The real binaries as child processes: a sandbox and a Fairlead that is killed and started again."""

import contextlib
import http.client
import json
import os
import random
import re
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

START_SECONDS = 60


def binary():
    build = os.environ.get("FAIRLEAD_BUILD")
    if not build:
        raise SystemExit("FAIRLEAD_BUILD does not name a build; start this with scripts/chaos")
    return Path(build) / "bin" / "fairlead"


def environment(**settings):
    """Ours without what only scripts read: Fairlead refuses a variable of its name it does not know."""
    return {name: value for name, value in {**os.environ, **settings}.items()
            if name != "FAIRLEAD_BUILD"}


_claims = []


def is_claimed(port):
    """Claims it for this process until it ends, unless another test has: net/unused_port.h."""
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0fairlead-tests-port-{port}")
    except OSError:
        claim.close()
        return True
    _claims.append(claim)
    return False


def free_port():
    """Below those that Linux gives to outgoing connections, or one of them might have it before the
    server that it is for."""
    while True:
        port = random.randrange(12000, 32000)
        if is_claimed(port):
            continue
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Http:
    """Calls one origin; the connection is made anew when the other side closed it."""

    def __init__(self, origin, authority=None):
        self.url = urllib.parse.urlsplit(origin)
        self.context = ssl.create_default_context(cafile=authority) if authority else None
        self.connection = None

    def connect(self):
        if self.context:
            return http.client.HTTPSConnection(self.url.hostname, self.url.port, timeout=30,
                                               context=self.context)
        return http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=30)

    def call(self, method, target, body=None, headers=None):
        """(status, headers, body text); OSError or HTTPException when nobody answers."""
        for attempt in (1, 2):
            self.connection = self.connection or self.connect()
            try:
                self.connection.request(method, target, body, headers or {})
                answer = self.connection.getresponse()
                return answer.status, answer.headers, answer.read().decode()
            except (OSError, http.client.HTTPException):
                self.close()
                if attempt == 2:
                    raise
        raise AssertionError("not reached")

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None


class Child:
    """A process whose standard output is read line by line; its log goes to a file."""

    def __init__(self, command, environment, log):
        self.log = open(log, "ab")
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE,
                                        stderr=self.log, stdin=subprocess.DEVNULL)

    def wait_for(self, pattern):
        for line in self.process.stdout:
            found = re.search(pattern, line.decode())
            if found:
                return found
        self.process.wait()
        raise SystemExit(f"it ended with {self.process.returncode}; see {self.log.name}")

    def end(self, number):
        """Sends the signal and waits. Answers the exit code, negative for a signal."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait()
        self.process.stdout.close()
        self.log.close()
        return code


class Sandbox:
    def __init__(self, folder, access_seconds):
        self.folder = folder / "sandbox"
        self.folder.mkdir()
        self.key = secrets.token_hex(16)
        self.child = Child(
            [binary(), "sandbox", "--port", "0", "--data-dir", self.folder, "--control-key", self.key,
             "--access-seconds", str(access_seconds)], environment(), folder / "sandbox.log")
        self.origin = self.child.wait_for(r"(https://[^ ;]+)").group(1)
        self.authority = str(self.folder / "ca.pem")
        self.http = Http(self.origin, self.authority)
        self.settled = 0  # the last request known to have been answered, as all before it

    def control(self, method, path, body=None):
        status, _, text = self.http.call(
            method, "/control" + path, json.dumps(body) if body is not None else None,
            {"Authorization": "Bearer " + self.key, "Content-Type": "application/json"})
        if status != 200:
            raise SystemExit(f"the sandbox at {path}: {status} {text}")
        return json.loads(text)

    def families(self, since=0):
        """The grants from number `since` on."""
        return self.control("GET", f"/families?since={max(0, since - 1)}")

    def settle(self):
        """Waits until it has written all its answers, now that nobody reads them."""
        until = time.monotonic() + 2
        while time.monotonic() < until:
            recent = self.control("GET", f"/requests?limit=1000000&since={self.settled}")
            if all(request["sent"] != "pending" for request in recent):
                self.settled = max((request["id"] for request in recent), default=self.settled)
                return
            time.sleep(0.01)

    def end(self):
        self.child.end(signal.SIGTERM)


class Fairlead:
    """`fairlead serve` on one data directory; start() and kill() as often as wanted."""

    def __init__(self, folder, sandbox, settings=None):
        self.folder = folder
        self.data = folder / "data"
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.environment = environment(**{
            "PUBLIC_URL": self.url,
            "FAIRLEAD_PORT": str(self.port),
            "FAIRLEAD_ADMIN_PORT": str(free_port()),
            "FAIRLEAD_DATA_DIR": str(self.data),
            "TOKEN_ENCRYPTION_KEY": secrets.token_hex(32),
            "FAIRLEAD_SANDBOX_URL": sandbox.origin,
            "FAIRLEAD_SANDBOX_CA": sandbox.authority,
            "FAIRLEAD_CONNECT_STARTS": "1000000",
            "FAIRLEAD_LOGINS": "1000000",
            "FAIRLEAD_DRAIN_ACCEPT": "0s",
            "FAIRLEAD_LOG_LEVEL": "warning",
            "FAIRLEAD_ALLOWED_ORIGINS": "https://app.example.test",
            **(settings or {}),
        })
        self.admin = Http(f"http://127.0.0.1:{self.environment['FAIRLEAD_ADMIN_PORT']}")
        self.http = Http(self.url)
        self.child = None

    def start(self, fail_points="", under=()):
        """Seconds from exec to ready. `under` is a command that traces it."""
        begun = time.monotonic()
        points = {"FAIRLEAD_FAIL_POINTS": fail_points} if fail_points else {}
        self.traced = bool(under)
        self.child = Child([*under, binary(), "serve", "--sandbox"], {**self.environment, **points},
                           self.folder / "fairlead.log")
        until = begun + START_SECONDS
        while time.monotonic() < until and self.child.process.poll() is None:
            try:
                if self.http.call("GET", "/health/ready")[0] == 200:
                    return time.monotonic() - begun
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.005)
        if self.child.process.poll() is not None:
            return None  # a fail point of the start killed it
        raise SystemExit(f"fairlead did not get ready; see {self.folder / 'fairlead.log'}")

    def command(self, *words):
        done = subprocess.run([binary(), *words], env=self.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False)
        if done.returncode != 0:
            raise SystemExit(f"fairlead {' '.join(words)}: {done.stderr.decode()}")
        return done.stdout.decode().strip()

    def set_fail_points(self, points):
        address = json.loads((self.data / "admin.json").read_text())
        self.admin.call("POST", "/administration/testing.fail_points",
                        json.dumps({"arguments": {"points": points}}),
                        {"Authorization": "Bearer " + address["token"],
                         "Content-Type": "application/json"})

    def is_running(self):
        return self.child is not None and self.child.process.poll() is None

    def metrics(self):
        try:
            return self.admin.call("GET", "/metrics")[2]
        except (OSError, http.client.HTTPException):
            return ""

    def kill(self):
        if self.traced and self.is_running():
            tracer = self.child.process.pid
            for pid in Path(f"/proc/{tracer}/task/{tracer}/children").read_text().split():
                os.kill(int(pid), signal.SIGKILL)
            self.child.process.wait()  # it ends as what it traced
        code = self.child.end(signal.SIGKILL)
        self.http.close()
        self.admin.close()
        return code

    def stop(self):
        code = self.child.end(signal.SIGTERM)
        self.http.close()
        self.admin.close()
        return code


@contextlib.contextmanager
def ending(run, log):
    """Ends a run's server and sandbox whatever happens; shows the log's end when something broke."""
    try:
        yield
    except BaseException:
        print(log.read_text()[-4000:], file=sys.stderr)
        raise
    finally:
        if run.fairlead.is_running():
            run.fairlead.kill()
        run.sandbox.end()
