# SPDX-License-Identifier: Apache-2.0
"""The same requests to one, two and four nodes on PostgreSQL and Redis, all on this machine.

Each node has a wrk of its own; their rates are added. PostgreSQL, Redis, the nodes and wrk share the
cores, so that more nodes say what sharing costs and not how far it scales.
"""

import random
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from measuring import Load, cpu_seconds, median  # first: it finds the other two
from cluster import Cluster
from figures import Figures

NODES = (1, 2, 4)
TOKEN_BAR = 0.35


class Node:
    """A node as wrk and the accounts of its time see it."""

    def __init__(self, node):
        self.url = node.url
        self.process = node.child.process

    def pids(self):
        return [self.process.pid]


class Together:
    """One run of wrk against each of some nodes at the same time."""

    def __init__(self, nodes, database, *load):
        spent = cpu_seconds(database())
        with ThreadPoolExecutor(len(nodes)) as pool:
            loads = list(pool.map(lambda node: Load(node, *load), nodes))
        requests = sum(one.requests for one in loads)
        self.rate = sum(one.rate for one in loads)
        self.microseconds = sum(one.microseconds * one.requests for one in loads) / max(1, requests)
        self.database = (cpu_seconds(database()) - spent) * 1e6 / max(1, requests)
        self.failed = sum(one.failed for one in loads)


def backends(postgres):
    """PostgreSQL's processes, the first of which starts the others; those that stay."""
    first = postgres.process.pid
    children = Path(f"/proc/{first}/task/{first}/children").read_text()
    return [first, *map(int, children.split())]


def measure(arguments, figures, nodes, cluster, name, load):
    live, own = [], []

    def database():
        return backends(cluster.postgres)

    Together(nodes, database, *load())  # fills the caches and the pools
    for _ in range(arguments.rounds):
        live.append(Together(nodes, database, "/health/live", arguments.seconds))
        own.append(Together(nodes, database, *load()))
    count = len(nodes)
    figures.add(f"live_rate_{count}", median(live, "rate"), "requests/s")
    figures.add(f"{name}_rate_{count}", median(own, "rate"), "requests/s")
    figures.add(f"{name}_cpu_{count}", median(own, "microseconds"), "us/request of the nodes")
    figures.add(f"{name}_database_cpu_{count}", median(own, "database"), "us/request of PostgreSQL")
    failed = sum(one.failed for one in live + own)
    figures.add(f"failed_requests_{count}", failed, "requests", "0", failed == 0)
    return median(own, "rate") / median(live, "rate")


def run(arguments, name, load_of, judge):
    """`load_of(cluster)` makes the arguments of a Load; `judge(figures, nodes, ratio to live)`."""
    figures = Figures()
    with tempfile.TemporaryDirectory(prefix="fairlead-bench-") as folder:
        cluster = Cluster(Path(folder), max(NODES), {}, {"FAIRLEAD_LOG_LEVEL": "info"})
        with cluster.ending():
            cluster.begin(arguments.connections, with_grants=False)
            for count in NODES:
                nodes = [Node(node) for node in cluster.nodes[:count]]
                ratio = measure(arguments, figures, nodes, cluster, name, load_of(cluster))
                judge(figures, count, ratio)
    return 1 if figures.failed else 0


def tokens(arguments):
    def load_of(cluster):
        return lambda: ("/", arguments.seconds, "token.lua",
                        (cluster.folder / "ids", cluster.key, random.randrange(1 << 30)))

    def judge(figures, count, ratio):
        good = ratio >= TOKEN_BAR
        figures.add(f"token_rate_to_live_{count}", ratio, "x", f">= {TOKEN_BAR}", good)

    return run(arguments, "token", load_of, judge)


def connects(arguments):
    def load_of(cluster):
        return lambda: ("/", arguments.seconds, "connect.lua",
                        (arguments.connections, cluster.key, random.randrange(1 << 30)))

    def judge(figures, count, ratio):
        figures.add(f"connect_rate_to_live_{count}", ratio, "x")

    return run(arguments, "connect", load_of, judge)
