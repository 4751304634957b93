#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every node is stopped and started again in turn, behind HAProxy, under load.

Clients read tokens and write metadata through the proxy, which tries no request twice, as they do
not. A node that is told to stop says so at /health/ready, goes on answering until the proxy has seen
it, finishes what it has, and goes. No request may fail. Each figure is a line `name value unit bar
pass|fail`; exits 1 on a fail.
"""

import argparse
import http.client
import json
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from cluster import Cluster
from figures import Figures
from servers import Proxy

ACCESS_SECONDS = 20
DRAIN = {"FAIRLEAD_DRAIN_ACCEPT": "2s", "FAIRLEAD_DRAIN_GRACE": "20s"}


class Client(threading.Thread):
    """One request after the other, each on a connection of its own and none twice."""

    def __init__(self, cluster, port, number):
        super().__init__(daemon=True)
        self.cluster = cluster
        self.port = port
        self.number = number
        self.answered = 0
        self.failures = Counter()
        self.slowest = 0.0
        self.over = threading.Event()

    def run(self):
        turn = self.number
        while not self.over.is_set():
            turn += 1
            begun = time.monotonic()
            failure = self.ask(turn)
            self.slowest = max(self.slowest, time.monotonic() - begun)
            if failure:
                self.failures[failure] += 1
            else:
                self.answered += 1

    def ask(self, turn):
        """What went wrong, or nothing."""
        which = turn % len(self.cluster.ids)
        path = f"/api/integrations/accounts/{self.cluster.ids[which]}"
        headers = {"Authorization": "Bearer " + self.cluster.key, "Fairlead-User": f"user-{which + 1}",
                   "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            if turn % 5 == 0:
                connection.request("PATCH", path + "/metadata",
                                   json.dumps({"metadata": {"n": turn}}), headers)
            else:
                connection.request("GET", path + "/token", headers=headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            return None if answer.status == 200 else f"{answer.status} {text[:120]}"
        except (OSError, http.client.HTTPException) as problem:
            return repr(problem)
        finally:
            connection.close()


def wait_until_taken(proxy_port, seconds=30):
    """Until the proxy sends requests on."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", proxy_port, timeout=5)
        try:
            connection.request("GET", "/health/live")
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    raise SystemExit("the proxy finds no node")


def roll(cluster, rounds):
    """Stops and starts each node; answers how long each was away."""
    away = []
    for _ in range(rounds):
        for node in cluster.nodes:
            begun = time.monotonic()
            if node.stop() != 0:
                raise SystemExit("a node did not stop as it should")
            node.start()
            away.append(time.monotonic() - begun)
            time.sleep(1)  # the proxy has asked it
    return away


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--connections", type=int, default=100)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    figures = Figures()
    with tempfile.TemporaryDirectory(prefix="fairlead-chaos-") as folder:
        cluster = Cluster(Path(folder), arguments.nodes, {}, DRAIN, ACCESS_SECONDS)
        with cluster.ending():
            cluster.begin(arguments.connections)
            cluster.expire_in(0)  # they refresh all the while
            proxy = Proxy(Path(folder), cluster.nodes)
            try:
                wait_until_taken(proxy.port)
                clients = [Client(cluster, proxy.port, number)
                           for number in range(arguments.clients)]
                for client in clients:
                    client.start()
                away = roll(cluster, arguments.rounds)
                for client in clients:
                    client.over.set()
                for client in clients:
                    client.join(60)
            finally:
                proxy.end()
            lost = cluster.lost_tokens() if cluster.come_to_rest(60) else -1
    failures = sum((client.failures for client in clients), Counter())
    for failure, times in failures.most_common(10):
        print(f"# {times} times: {failure}")
    answered = sum(client.answered for client in clients)
    figures.add("restarts", len(away), "restarts", ">0", len(away) > 0)
    figures.add("restart_longest", max(away), "s")
    figures.add("requests_answered", answered, "requests", ">0", answered > 0)
    figures.add("requests_failed", failures.total(), "requests", "0", failures.total() == 0)
    figures.add("slowest_answer", max(client.slowest for client in clients), "s")
    figures.add("tokens_lost", lost, "tokens", "0", lost == 0)
    sys.exit(1 if figures.failed else 0)


if __name__ == "__main__":
    main()
