#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves that tidy.py forgets what it found clean as soon as anything that decides it changes."""

import contextlib
import io
import json
import os
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import tidy

# Finds something where the source says so, and counts how often it is asked.
STAND_IN = """#!/bin/sh
[ "$1" != --version ] || { echo stand-in 1; exit 0; }
for last; do :; done
echo "$last" >> "$ASKED"
! grep -q FAULTY "$last" || { echo "$last: a fault"; exit 1; }
"""


class Remembering(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()
        self.asked = self.root / "asked"
        self.asked.touch()
        stand_in = self.root / "stand-in"
        stand_in.write_text(STAND_IN, encoding="utf-8")
        stand_in.chmod(0o755)
        self.source = self.root / "a.cpp"
        self.source.write_text('#include "a.h"\n', encoding="utf-8")
        (self.root / "a.h").write_text("int one();\n", encoding="utf-8")
        self.compiled_with("-O0")
        environment = {"ASKED": str(self.asked), "XDG_CACHE_HOME": str(self.root / "cache")}
        for patch in (mock.patch.object(tidy, "TIDY", str(stand_in)),
                      mock.patch.dict(os.environ, environment)):
            patch.start()
            self.addCleanup(patch.stop)

    def compiled_with(self, flag):
        entry = {"directory": str(self.root), "file": "a.cpp",
                 "command": f"/usr/bin/c++ {flag} -MD -MF a.d -o a.o -c a.cpp"}
        (self.root / "compile_commands.json").write_text(json.dumps([entry]), encoding="utf-8")

    def run_tidy(self):
        """(exit code, what it printed, how often clang-tidy ran so far)"""
        said = io.StringIO()
        with contextlib.redirect_stdout(said), mock.patch.object(
                sys, "stdin", io.StringIO(f"{self.source}\nelsewhere.cpp\n")):
            code = tidy.main(["-p", str(self.root)])
        return code, said.getvalue(), len(self.asked.read_text(encoding="utf-8").splitlines())

    def test_what_is_clean_is_looked_at_once(self):
        self.assertEqual(self.run_tidy(), (0, "", 1))
        self.assertEqual(self.run_tidy(), (0, "", 1))

    def test_a_header_that_changed_counts(self):
        self.run_tidy()
        (self.root / "a.h").write_text("int two();\n", encoding="utf-8")
        self.assertEqual(self.run_tidy(), (0, "", 2))

    def test_so_does_how_it_is_compiled(self):
        self.run_tidy()
        self.compiled_with("-O1")
        self.assertEqual(self.run_tidy(), (0, "", 2))

    def test_what_is_not_clean_is_never_remembered(self):
        self.source.write_text("// FAULTY\n", encoding="utf-8")
        for asked in (1, 2):
            code, said, count = self.run_tidy()
            self.assertEqual((code, count), (1, asked))
            self.assertIn("a.cpp: a fault", said)

    def test_what_cannot_be_compiled_is_looked_at(self):
        self.source.write_text('#include "missing.h"\n', encoding="utf-8")
        self.assertEqual(self.run_tidy()[2], 1)
        self.assertEqual(self.run_tidy()[2], 2)


if __name__ == "__main__":
    unittest.main()
