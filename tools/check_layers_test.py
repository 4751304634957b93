#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves that check_layers.py finds what it is there to find."""

import tempfile
import unittest
from pathlib import Path

from check_layers import check_tree, parse_cmake

BASE = {"src/base/CMakeLists.txt": "fairlead_library(base)"}


def problems_in(files):
    with tempfile.TemporaryDirectory() as root:
        for name, text in {**BASE, **files}.items():
            path = Path(root) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return check_tree(root)


def folder(name, include, depends="base", file=None):
    file = file or "a.cpp"
    return {f"src/{name}/CMakeLists.txt":
            f"fairlead_library({name} SOURCES {file} DEPENDS {depends})",
            f"src/{name}/{file}": f"#include {include}\n"}


class Layers(unittest.TestCase):
    def assert_found(self, files, *words):
        found = problems_in(files)
        self.assertEqual(len(found), 1, found)
        for word in words:
            self.assertIn(word, found[0])

    def assert_clean(self, files):
        self.assertEqual(problems_in(files), [])

    def test_an_include_that_is_listed_is_allowed(self):
        self.assert_clean(folder("net", '"base/result.h"'))
        self.assert_clean(folder("net", '"net/own.h"'))
        self.assert_clean(folder("net", "<vector>"))

    def test_an_include_that_is_not_listed(self):
        self.assert_found(folder("oauth", '"model/user.h"'), "src/oauth/a.cpp:1", "DEPENDS")

    def test_an_include_of_a_dependency_of_a_dependency(self):
        files = {**folder("vault", '"crypto/aead.h"', "base model"),
                 "src/model/CMakeLists.txt": "fairlead_library(model DEPENDS base)"}
        self.assert_found(files, "crypto is not in the DEPENDS of vault")

    def test_an_include_that_goes_up_or_sideways(self):
        self.assert_found(folder("crypto", '"vault/vault.h"'), "level 2", "level 1")
        self.assert_found(folder("auth", '"oauth/flow.h"'), "level 3")

    def test_an_edge_that_does_not_go_down(self):
        self.assert_found(folder("auth", "<map>", "base oauth"), "does not go down")
        self.assert_found(folder("auth", "<map>", "base nowhere"), "no folder of src/")

    def test_a_test_may_include_what_is_lower_and_no_more(self):
        self.assert_clean(folder("oauth", '"storage/database.h"', file="a_test.cpp"))
        self.assert_clean(folder("oauth", '"base/testing/fake_clock.h"', file="a_test.cpp"))
        self.assert_found(folder("oauth", '"api/routes.h"', file="a_test.cpp"), "level 4")

    def test_what_is_for_tests_stays_in_tests(self):
        self.assert_found(folder("oauth", '"base/testing/fake_clock.h"'), "for tests alone")

    def test_third_party_headers_stay_with_their_owner(self):
        self.assert_found(folder("oauth", "<sqlite3.h>"), "storage")
        self.assert_found(folder("oauth", "<libpq-fe.h>"), "storage")
        self.assert_found(folder("vault", "<openssl/evp.h>"), "crypto net")
        self.assert_found(folder("oauth", "<boost/beast/core.hpp>"), "http net")
        self.assert_found(folder("http", "<boost/asio/ssl.hpp>"), "net")
        self.assert_clean(folder("http", "<boost/beast/http.hpp>"))
        self.assert_clean(folder("crypto", "<openssl/evp.h>"))
        self.assert_clean(folder("http", "<boost/asio/post.hpp>"))

    def test_the_sandbox_knows_little(self):
        self.assert_found(folder("sandbox", '"catalog/spec.h"'), "may not know catalog")
        self.assert_found(folder("sandbox", "<map>", "base storage"), "may know only")
        self.assert_clean(folder("sandbox", '"http/router.h"', "base http"))

    def test_a_private_header(self):
        self.assert_found(folder("oauth", '"storage/impl/row.h"', "storage"), "private to storage")

    def test_an_include_without_its_folder(self):
        self.assert_found(folder("net", '"own.h"'), "write it from src/")
        self.assert_found(folder("net", '"../base/result.h"'), "write it from src/")

    def test_a_source_that_nobody_builds(self):
        self.assert_found({**folder("net", "<map>"), "src/net/b_test.cpp": "\n"}, "is not built")
        self.assert_found({**folder("net", "<map>", file="b_a.cpp"), "src/net/a.cpp": "\n"},
                          "is not built")

    def test_a_folder_without_a_level_or_without_a_library(self):
        self.assert_found({"src/widgets/a.h": "\n"}, "has no level")
        self.assert_found({"src/net/a.h": "\n"}, "no fairlead_library")

    def test_main_knows_the_commands_alone(self):
        self.assert_found({"src/main.cpp": '#include "app/app.h"\n'}, "cli and base alone")
        self.assert_clean({"src/main.cpp": '#include "cli/commands.h"\n'})

    def test_the_call_is_read_over_lines_and_comments(self):
        parsed = parse_cmake("# fairlead_library(x)\nfairlead_library(net\n  SOURCES a.cpp b.cpp\n"
                             "  TESTS a_test.cpp  # slow\n  DEPENDS base crypto\n LINK X::y)\n")
        self.assertEqual(parsed["name"], "net")
        self.assertEqual(parsed["SOURCES"], ["a.cpp", "b.cpp"])
        self.assertEqual(parsed["TESTS"], ["a_test.cpp"])
        self.assertEqual(parsed["DEPENDS"], ["base", "crypto"])


if __name__ == "__main__":
    unittest.main()
