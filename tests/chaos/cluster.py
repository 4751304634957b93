# SPDX-License-Identifier: Apache-2.0
"""Several nodes of one installation on PostgreSQL and Redis, full of connections of acme."""

import contextlib
import json
import re
import secrets
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

from processes import Fairlead, Sandbox, binary, environment
from servers import Postgres, Redis, open_to_servers

ACCESS_SECONDS = 3600
CONNECTIONS_PER_LOOP = 4


class Cluster:
    """`acme`: what differs in acme's provider file, by the names of its refresh rules; `more`: of the
    nodes' settings."""

    def __init__(self, folder, nodes, acme, more=None, access_seconds=ACCESS_SECONDS):
        open_to_servers(folder)
        self.folder = folder
        self.sandbox = Sandbox(folder, access_seconds)
        self.postgres = Postgres(folder)
        self.writable = self.postgres
        self.standby = None
        self.redis = Redis(folder)
        providers = folder / "providers"
        providers.mkdir()
        rules = ", ".join(f"{name}: {value}" for name, value in acme.items())
        (providers / "acme.yaml").write_text(f"id: acme\nauth: {{oauth: {{refresh: {{{rules}}}}}}}\n")
        self.shared = {
            "TOKEN_ENCRYPTION_KEY": secrets.token_hex(32),
            "FAIRLEAD_PROVIDERS_DIR": str(providers),
            "FAIRLEAD_DATABASE_CONNECTIONS": str(CONNECTIONS_PER_LOOP),
            # Few calls at once: who waits for a slot has no lease that the other nodes wait for.
            "FAIRLEAD_JOURNAL_SLOTS": "64",
            **(more or {}),
        }
        self.nodes = []
        self.count = nodes
        self.ids = []
        self.key = ""

    # -- life ----------------------------------------------------------------------------------

    def begin(self, connections, sets_up=lambda cluster: None, with_grants=True):
        """Servers, schema, `connections` of user-1 … and the nodes; `sets_up` may add a standby.
        Without grants their tokens are random and live for a year."""
        self.postgres.create()
        self.postgres.start()
        self.postgres.prepare(self.migrate)
        sets_up(self)
        self.redis.start()
        settings = {**self.shared, **self.postgres.settings(*self.standbys()),
                    **self.redis.settings()}
        for number in range(self.count):
            folder = self.folder / f"node-{number + 1}"
            folder.mkdir()
            node = Fairlead(folder, self.sandbox, settings)
            node.environment["PUBLIC_URL"] = self.nodes[0].url if self.nodes else node.url
            self.nodes.append(node)
        self.seed(connections, with_grants)
        for node in self.nodes:
            node.start()
        self.key = self.nodes[0].command("apikeys", "create", "--scopes",
                                         "connections:read,connections:write,tokens:read")

    def standbys(self):
        return (self.standby,) if self.standby else ()

    @staticmethod
    def migrate(settings):
        subprocess.run([binary(), "migrate"], env=environment(**settings), check=True,
                       stdout=subprocess.DEVNULL)

    def seed(self, connections, with_grants):
        self.nodes[0].start()  # makes the integration
        self.nodes[0].stop()
        command = [binary().parent / "fairlead_seed", str(connections), self.folder / "ids"]
        if with_grants:
            self.make_grants(connections)
            command.append(self.folder / "grants")
        subprocess.run(command, env=self.nodes[0].environment, check=True)
        self.primary().sql("SELECT count_rows_anew()")  # as a copy does; else autovacuum, in a minute
        self.ids = (self.folder / "ids").read_text().split()
        if with_grants:
            self.expire_in(3600)

    def make_grants(self, connections):
        grants = self.sandbox.control("POST", "/families", {
            "client": "acme-client", "count": connections, "scopes": ["profile"]})
        (self.folder / "grants").write_text("".join(
            f"{grant['account']} {grant['accessToken']} {grant['refreshToken']}\n"
            for grant in grants))

    @contextlib.contextmanager
    def ending(self):
        """Ends everything whatever happens; shows the logs' ends when something broke."""
        try:
            yield
        except BaseException:
            self.show_logs()
            raise
        finally:
            self.end()

    def show_logs(self):
        for log in (*self.folder.glob("node-*/fairlead.log"), *self.folder.glob("*/log")):
            print(f"--- {log}\n{log.read_text()[-3000:]}", file=sys.stderr)

    def end(self):
        for node in self.nodes:
            if node.is_running():
                node.child.process.send_signal(signal.SIGCONT)
                node.kill()
        for server in (self.redis, *self.standbys(), self.postgres):
            server.end()
        self.sandbox.end()

    # -- its connections -----------------------------------------------------------------------

    def expire_in(self, seconds):
        """All access tokens end at the same moment; answers it in Unix time."""
        at = time.time() + seconds
        self.primary().sql(
            f"UPDATE connections SET access_expires = {int(at * 1000)},"
            f" expires_at = to_timestamp({at:.3f}), refresh_at = to_timestamp({at:.3f})"
            " WHERE token_generation IS NOT NULL")
        return at

    def primary(self):
        return self.writable

    def lost_tokens(self):
        """Connections that are over, or hold an older token than the platform gave last; said."""
        stored = self.stored()
        lost = 0
        for family in self.sandbox.families():
            status, reason, generation, attempts = stored[family["account"]]
            if status != "connected" or family["endedMs"] is not None or \
                    generation != family["newest"]["generation"]:
                lost += 1
                print(f"{family['account']}: {status} {reason} generation {generation}, {attempts}"
                      f" attempts; {family}", file=sys.stderr)
        return lost

    def stored(self):
        """By account: (status, reason, generation, attempts left)."""
        rows = self.primary().sql(
            "SELECT c.provider_account_id, c.status, c.reason, g.generation,"
            " (SELECT count(*) FROM refresh_attempt a WHERE a.connection_id = c.id)"
            " FROM connections c JOIN refresh_guard g ON g.connection_id = c.id")
        return {row[0]: (row[1], row[2], int(row[3]), int(row[4])) for row in rows}

    def wait_until_fresh(self, seconds, life=0):
        """Until every access token serves for `life` seconds more; whether that came."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            rows = self.primary().sql(
                "SELECT count(*) FROM connections c WHERE status = 'connected' AND access_expires"
                f" < (extract(epoch from clock_timestamp()) + {life}) * 1000")
            if rows == [["0"]]:
                return True
            time.sleep(0.25)
        return False

    def come_to_rest(self, seconds):
        """From now on tokens live long; waits until all do, and nothing is refreshed any more."""
        self.sandbox.control("PUT", "/clients/acme-client", {
            "secret": "acme-sample-secret", "accessSeconds": ACCESS_SECONDS})
        return self.wait_until_fresh(seconds, ACCESS_SECONDS // 2)

    def refreshed_by(self, outcome="success"):
        """How many refreshes of each node ended so."""
        done = []
        for node in self.nodes:
            found = re.findall(rf'^fairlead_refreshes_total{{[^}}]*outcome="{outcome}"[^}}]*}} (\d+)',
                               node.metrics(), re.MULTILINE)
            done.append(sum(map(int, found)))
        return done

    def call(self, http, method, path, user, body=None):
        status, _, text = http.call(
            method, path, json.dumps(body) if body is not None else None,
            {"Authorization": "Bearer " + self.key, "Fairlead-User": user,
             "Content-Type": "application/json"})
        return status, json.loads(text)


@dataclass
class Failure:
    port: int
    status: int
    begun: float  # Unix time
    ended: float
    message: str


@dataclass
class Heard:
    """What the callers of one round got; times are those of the worst node."""

    answered: int = 0
    p50: float = 0  # seconds
    p99: float = 0
    most: float = 0
    most_tokens: int = 0
    failures: list = field(default_factory=list)

    def read(self, line):
        word, *rest = line.rstrip("\n").split(" ", 5)
        if word == "failed":
            self.failures.append(Failure(int(rest[0]), int(rest[1]), int(rest[2]) / 1000,
                                         int(rest[3]) / 1000, rest[4] if rest[4:] else ""))
            return
        numbers = [int(each) for each in line.split()[1:]]
        self.answered += numbers[0]
        self.p50 = max(self.p50, numbers[2] / 1000)
        self.p99 = max(self.p99, numbers[3] / 1000)
        self.most = max(self.most, numbers[4] / 1000)
        self.most_tokens = max(self.most_tokens, numbers[5])


class Callers:
    """`each` callers of every connection, spread evenly over the nodes, who wait and never ask
    again. A process for each node: one would need more sockets than many systems give it."""

    def __init__(self, cluster, each, seconds):
        self.processes = []
        for node in cluster.nodes:
            process = subprocess.Popen(
                [binary().parent / "fairlead_callers", cluster.key,
                 str(max(1, each // len(cluster.nodes))), str(seconds), str(node.port)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self.processes.append(process)
            for number, connection in enumerate(cluster.ids, 1):
                process.stdin.write(f"user-{number} {connection}\n")
            process.stdin.write("- -\n")
            process.stdin.flush()
        for process in self.processes:
            if process.stdout.readline() != "ready\n":
                raise SystemExit("the callers do not get ready")

    def ask(self):
        for process in self.processes:
            process.stdin.write("go\n")
            process.stdin.flush()

    def heard(self):
        heard = Heard()
        for process in self.processes:
            for line in process.stdout:
                heard.read(line)
            if process.wait() != 0:
                raise SystemExit("the callers broke off")
        return heard
