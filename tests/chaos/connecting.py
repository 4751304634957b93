# SPDX-License-Identifier: Apache-2.0
"""Connects accounts of the sandbox as users do: link, confirmation, consent, callback."""

import json
import re
import urllib.parse


class Connector:
    def __init__(self, fairlead, sandbox):
        self.fairlead = fairlead
        self.sandbox = sandbox
        self.key = fairlead.command("apikeys", "create", "--scopes",
                                    "connections:read,connections:write,tokens:read")

    def headers(self, user):
        return {"Authorization": "Bearer " + self.key, "Fairlead-User": user,
                "Content-Type": "application/json", "Accept": "application/json"}

    def api(self, method, path, user, body=None):
        status, _, text = self.fairlead.http.call(
            method, path, json.dumps(body) if body is not None else None, self.headers(user))
        return status, json.loads(text)

    def connect(self, number):
        """The id of the connection of account bulk-<number>, which user-<number> connects."""
        user, account = f"user-{number}", f"bulk-{number}"
        status, started = self.api("POST", "/api/integrations/connect/acme", user, {})
        if status != 200:
            raise SystemExit(f"connect: {started}")
        link = target_of(started["authUrl"])
        _, headers, page = self.fairlead.http.call("GET", link, headers={"Accept": "text/html"})
        csrf = re.search(r'name="?csrf"?\s+value="([^"]+)"', page).group(1)
        _, headers, page = self.fairlead.http.call(
            "POST", link, urllib.parse.urlencode({"csrf": csrf}),
            {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.fairlead.url,
             "Sec-Fetch-Site": "same-origin", "Accept": "text/html",
             "Cookie": cookies_of(headers)})
        cookies = cookies_of(headers)
        consent = target_of(headers["Location"]) + f"&auto=approve&account={account}"
        _, headers, page = self.sandbox.http.call("GET", consent)
        _, headers, page = self.fairlead.http.call(
            "GET", target_of(headers["Location"]), headers={"Accept": "text/html", "Cookie": cookies})
        done = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(headers["Location"]).query))
        if done.get("status") != "success":
            raise SystemExit(f"connecting {account} ended as {done}")
        return done["account"]


def target_of(url):
    parts = urllib.parse.urlsplit(url)
    return parts.path + ("?" + parts.query if parts.query else "")


def cookies_of(headers):
    lines = headers.get_all("Set-Cookie") or []
    pairs = [line.split(";")[0] for line in lines]
    return "; ".join(pair for pair in pairs if not pair.endswith("="))
