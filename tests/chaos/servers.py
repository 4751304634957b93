# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL and Redis of Debian's packages, private to a run: on loopback and a free port, in a
folder of the run, as the package's user where the run is root's."""

import os
import pwd
import secrets
import signal
import subprocess
import time
from pathlib import Path

from processes import free_port

POSTGRES = Path("/usr/lib/postgresql/15/bin")
START_SECONDS = 60


def unprivileged():
    """What makes subprocess start a program as PostgreSQL's own user; initdb refuses root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": ()} if os.geteuid() == 0 else {}


def give_to_server(path):
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(path, owner.pw_uid, owner.pw_gid)


class Postgres:
    """A cluster whose roles are `owner`, `app` and `service`, made by prepare()."""

    def __init__(self, folder, name="postgres"):
        self.folder = folder / name
        self.folder.mkdir()
        give_to_server(self.folder)
        self.data = self.folder / "data"
        self.port = free_port()
        self.password = secrets.token_hex(12)
        self.process = None

    def tool(self, program, *words, check=True):
        return subprocess.run([POSTGRES / program, *words], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=check,
                              env={**os.environ, "PGPASSWORD": self.password}, **unprivileged())

    def create(self):
        note = self.folder / "password"
        note.write_text(self.password)
        give_to_server(note)
        self.tool("initdb", "-D", self.data, "-U", "owner", "-A", "scram-sha-256", "--pwfile", note,
                  "-E", "UTF8", "--locale=C")
        (self.data / "postgresql.auto.conf").write_text(
            f"unix_socket_directories = '{self.folder}'\nmax_connections = 400\n"
            "listen_addresses = '127.0.0.1'\nshared_buffers = 256MB\nwal_level = replica\n"
            "max_wal_size = 2GB\n")

    def follow(self, primary):
        """Becomes a standby of it, instead of create()."""
        self.password = primary.password
        self.tool("pg_basebackup", "-h", "127.0.0.1", "-p", str(primary.port), "-U", "owner", "-D",
                  self.data, "-R", "-X", "stream", "--checkpoint=fast")
        with open(self.data / "postgresql.auto.conf", "a") as settings:
            settings.write(
                f"unix_socket_directories = '{self.folder}'\nprimary_conninfo = 'host=127.0.0.1"
                f" port={primary.port} user=owner password={self.password}"
                " application_name=standby'\n")
        self.start()

    def wait_for_standby(self, is_synchronous):
        """Until the standby streams; and no commit is answered before it has it, if so wanted."""
        if is_synchronous:
            self.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'", "postgres")
            self.sql("SELECT pg_reload_conf()", "postgres")
        wanted = "sync" if is_synchronous else "async"
        until = time.monotonic() + START_SECONDS
        while self.sql("SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming'",
                       "postgres") != [[wanted]]:
            if time.monotonic() > until:
                raise SystemExit(f"the standby never streams; see {self.folder / 'log'}")
            time.sleep(0.1)

    def promote(self):
        self.sql("SELECT pg_promote(true, 60)", "postgres")

    def start(self):
        self.process = subprocess.Popen(
            [POSTGRES / "postgres", "-D", self.data, "-c", f"port={self.port}"],
            stdout=open(self.folder / "log", "ab"), stderr=subprocess.STDOUT, **unprivileged())
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.tool("pg_isready", "-h", "127.0.0.1", "-p", str(self.port),
                         check=False).returncode == 0:
                return
            time.sleep(0.02)
        raise SystemExit(f"PostgreSQL does not start; see {self.folder / 'log'}")

    def stop_immediately(self):
        """As `pg_ctl stop -m immediate`: no checkpoint, every session is cut."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()

    def address(self, role, *others):
        """As a member of the pair of servers with `others`; whoever of them takes writes is used."""
        hosts = ",".join(f"127.0.0.1:{server.port}" for server in (self, *others))
        more = "?target_session_attrs=read-write&connect_timeout=3" if others else ""
        return f"postgres://{role}:{self.password}@{hosts}/fairlead{more}"

    def settings(self, *others):
        return {"FAIRLEAD_DATABASE_URL": self.address("app", *others),
                "FAIRLEAD_DATABASE_SERVICE_URL": self.address("service", *others)}

    def sql(self, text, database="fairlead"):
        """The rows as lists of texts."""
        done = self.tool("psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "owner", "-d", database,
                         "-v", "ON_ERROR_STOP=1", "-AtqF", "\t", "-c", text, check=False)
        if done.returncode != 0:
            raise SystemExit(f"psql: {done.stdout.decode()}")
        return [line.split("\t") for line in done.stdout.decode().splitlines()]

    def prepare(self, migrate):
        """The database, its schema by migrate(environment), and the two roles that log in."""
        self.sql("CREATE DATABASE fairlead", "postgres")
        migrate({**self.settings(), "FAIRLEAD_DATABASE_OWNER_URL": self.address("owner")})
        for role, group in (("app", "fairlead_app"), ("service", "fairlead_service")):
            self.sql(f"CREATE ROLE {role} LOGIN PASSWORD '{self.password}' IN ROLE {group}")


class Redis:
    def __init__(self, folder):
        self.folder = folder / "redis"
        self.folder.mkdir()
        self.port = free_port()
        self.password = secrets.token_hex(12)
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--requirepass",
             self.password, "--save", "", "--appendonly", "no", "--dir", self.folder, "--logfile",
             self.folder / "log"])
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.cli("PING") != "PONG":
            time.sleep(0.02)

    def cli(self, *words):
        done = subprocess.run(["redis-cli", "-p", str(self.port), *words], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=False,
                              env={**os.environ, "REDISCLI_AUTH": self.password})
        return done.stdout.decode().strip()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        if self.process and self.process.poll() is None:
            self.kill()

    def settings(self):
        return {"FAIRLEAD_REDIS_URL": f"redis://:{self.password}@127.0.0.1:{self.port}"}


class Proxy:
    """HAProxy before the nodes: it asks each for its readiness, and tries no request twice."""

    def __init__(self, folder, nodes):
        self.folder = folder / "haproxy"
        self.folder.mkdir()
        self.port = free_port()
        servers = "".join(
            f"  server node{number} 127.0.0.1:{node.port} check inter 200ms fall 1 rise 1\n"
            for number, node in enumerate(nodes, 1))
        (self.folder / "haproxy.cfg").write_text(
            "global\n  maxconn 5000\ndefaults\n  mode http\n  retries 0\n  timeout connect 5s\n"
            "  timeout client 60s\n  timeout server 60s\n  http-reuse never\n"
            f"frontend public\n  bind 127.0.0.1:{self.port}\n  default_backend nodes\n"
            "backend nodes\n  balance roundrobin\n  option httpchk GET /health/ready\n"
            f"  http-check expect status 200\n{servers}")
        self.process = subprocess.Popen(["haproxy", "-db", "-f", self.folder / "haproxy.cfg"],
                                        stdout=open(self.folder / "log", "ab"),
                                        stderr=subprocess.STDOUT)

    def end(self):
        self.process.terminate()
        self.process.wait()


def open_to_servers(folder):
    """A temporary folder is its maker's alone; PostgreSQL's user must get to its own part."""
    folder.chmod(0o755)
    return folder

