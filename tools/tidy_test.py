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
for word; do case $word in *.cpp) file=$word ;; esac; done
echo "$file" >> "$ASKED"
included=$(sed -n 's/^#include "\\(.*\\.cpp\\)"$/\\1/p' "$file")
! grep -q FAULTY "$file" $included || { echo "$file: a fault"; exit 1; }
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

    def compiled_with(self, flag, names=("a.cpp",)):
        entries = [{"directory": str(self.root), "file": name,
                    "command": f"/usr/bin/c++ {flag} -MD -MF a.d -o a.o -c {name}"} for name in names]
        (self.root / "compile_commands.json").write_text(json.dumps(entries), encoding="utf-8")

    def run_tidy(self, more=()):
        """(exit code, what it printed, how often clang-tidy ran so far)"""
        paths = "".join(f"{path}\n" for path in (self.source, *more, "elsewhere.cpp"))
        said = io.StringIO()
        with contextlib.redirect_stdout(said), mock.patch.object(
                sys, "stdin", io.StringIO(paths)):
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

    def test_files_compiled_alike_are_looked_at_together(self):
        second = self.root / "b.cpp"
        second.write_text("int two();\n", encoding="utf-8")
        self.compiled_with("-O0", ("a.cpp", "b.cpp"))
        self.assertEqual(self.run_tidy([second]), (0, "", 1))
        self.assertEqual(self.run_tidy([second]), (0, "", 1))

    def test_what_is_found_together_is_told_of_the_file_alone(self):
        second = self.root / "b.cpp"
        second.write_text("// FAULTY\n", encoding="utf-8")
        self.compiled_with("-O0", ("a.cpp", "b.cpp"))
        code, said, count = self.run_tidy([second])
        self.assertEqual((code, count), (1, 3))
        self.assertEqual(said, f"{second}: a fault\n")
        self.assertEqual(self.run_tidy([second])[2], 4, "the clean one is remembered")

    def test_what_cannot_be_compiled_is_looked_at(self):
        self.source.write_text('#include "missing.h"\n', encoding="utf-8")
        self.assertEqual(self.run_tidy()[2], 1)
        self.assertEqual(self.run_tidy()[2], 2)


if __name__ == "__main__":
    unittest.main()
