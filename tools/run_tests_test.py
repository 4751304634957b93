#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves that run_tests.py counts rightly and lets nothing that is missing pass."""

import contextlib
import io
import json
import os
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path

import run_tests


def gtest(*cases):
    return {"testsuites": [{"name": "A", "testsuite": [
        {"name": name, "result": result, **({"failures": [{"failure": "x"}]} if failed else {})}
        for name, result, failed in cases]}]}


class Counting(unittest.TestCase):
    def test_cases_of_a_gtest_report(self):
        outcome = run_tests.count_gtest(gtest(("a", "COMPLETED", False), ("b", "COMPLETED", True),
                                              ("c", "SKIPPED", False),
                                              ("d", "SUPPRESSED", False)))
        self.assertEqual(outcome.passed, 1)
        self.assertEqual(outcome.failures, ["A.b", "A.c (skipped)", "A.d (suppressed)"])

    def test_what_a_script_says(self):
        self.assertEqual(run_tests.count_output("x\n7 passed, 0 failed\n", 0).passed, 7)
        self.assertEqual(run_tests.count_output("anything", 0), run_tests.Outcome(1))
        self.assertTrue(run_tests.count_output("", 3).failures)
        self.assertTrue(run_tests.count_output("7 passed, 2 failed", 1).failures)
        self.assertTrue(run_tests.count_output("7 passed, 0 failed", 1).failures)


class Temporary(unittest.TestCase):
    def folder(self, parent, room):
        with unittest.mock.patch.object(run_tests, "ROOM_IN_MEMORY", room):
            with run_tests.memory_folder(parent) as folder:
                mode = os.stat(folder).st_mode & 0o7777 if folder else None
                if folder:
                    Path(folder, "left behind").write_text("by a test that died")
        return folder, mode

    def test_files_in_memory_are_gone_with_the_run(self):
        with tempfile.TemporaryDirectory() as parent:
            folder, mode = self.folder(parent, 0)
            self.assertEqual(Path(folder).parent, Path(parent))
            self.assertEqual(mode, 0o1777)
            self.assertEqual(os.listdir(parent), [])

    def test_little_memory_or_none_leaves_them_on_disk(self):
        with tempfile.TemporaryDirectory() as parent:
            self.assertEqual(self.folder(parent, 1 << 60), (None, None))
            self.assertEqual(os.listdir(parent), [])
        self.assertEqual(self.folder("/there/is/none", 0), (None, None))


class Running(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def run_script(self, text, temporary=None, **more):
        script = self.folder / "script"
        script.write_text(f"#!{sys.executable}\nimport os, sys, time, json\n{text}\n")
        script.chmod(0o755)
        test = run_tests.Test("script", [str(script)], ["unit"], **more)
        with contextlib.redirect_stdout(io.StringIO()):
            return run_tests.run(test, self.folder, temporary)

    def test_its_files_go_where_they_are_sent(self):
        outcome = self.run_script("sys.exit(os.environ['TMPDIR'] != '/there')", temporary="/there")
        self.assertEqual(outcome.failures, [])

    def write_report(self, report, exit_code=0):
        return self.run_script(f"path = os.environ['GTEST_OUTPUT'].split(':', 1)[1]\n"
                               f"open(path, 'w').write({json.dumps(report)!r})\n"
                               f"sys.exit({exit_code})")

    def test_a_report_counts_by_case(self):
        self.assertEqual(self.write_report(gtest(("a", "COMPLETED", False))).passed, 1)

    def test_a_failure_after_the_last_case(self):
        outcome = self.write_report(gtest(("a", "COMPLETED", False)), exit_code=23)
        self.assertEqual(outcome.failures, ["script: exit 23 after its last case"])

    def test_an_empty_binary(self):
        self.assertTrue(self.write_report({"testsuites": []}).failures)

    def test_a_crash(self):
        self.assertTrue(self.run_script("os.abort()").failures)

    def test_a_test_that_never_ends(self):
        outcome = self.run_script("time.sleep(60)", timeout=0.2)
        self.assertIn("took longer", outcome.failures[0])

    def test_a_binary_that_is_not_there(self):
        outcome = run_tests.run(run_tests.Test("x", ["/nonexistent/x"], ["unit"]), self.folder)
        self.assertEqual(outcome.failures, ["x: is not built"])

    def test_what_takes_long_begins_first(self):
        begun = []
        tests = [run_tests.Test(name, [], [], cost=cost) for name, cost in (("a", 0), ("b", 9), ("c", 5))]
        with unittest.mock.patch.object(run_tests, "PARALLEL", {}), \
                unittest.mock.patch.object(run_tests, "run", lambda test, *_: (
                    begun.append(test.name), run_tests.Outcome(1))[1]), \
                contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(run_tests.run_step("unit", tests, self.folder).passed, 3)
        self.assertEqual(begun, ["b", "c", "a"])

    def test_children_end_with_their_test(self):
        self.run_script("if os.fork() == 0:\n    time.sleep(60)\n    sys.exit()\n"
                        f"open({str(self.folder / 'group')!r}, 'w').write(str(os.getpgrp()))")
        group = int((self.folder / "group").read_text())
        for _ in range(200):
            try:
                os.killpg(group, 0)
            except ProcessLookupError:
                return
            try:  # reap where this process is the children's parent
                os.waitpid(-group, os.WNOHANG)
            except ChildProcessError:
                pass
            if all_defunct(group):
                return
        self.fail("a child is still running")


def all_defunct(group):
    states = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            states.append(fields[0])
    return all(state == "Z" for state in states)


class Whole(unittest.TestCase):
    def test_a_step_without_tests_fails(self):
        with contextlib.redirect_stdout(io.StringIO()):
            outcome = run_tests.run_step("e2e", [], Path("."))
        self.assertEqual(outcome.failures, ["e2e: no test carries this label"])

    def test_a_folder_whose_tests_nobody_built(self):
        with tempfile.TemporaryDirectory() as root:
            (Path(root) / "src/net").mkdir(parents=True)
            (Path(root) / "src/net/url_test.cpp").write_text("")
            found = list(run_tests.missing_unit_tests(Path(root), []))
            built = run_tests.Test("net", ["/b/tests/net_test"], ["unit"])
            self.assertEqual(len(found), 1)
            self.assertEqual(list(run_tests.missing_unit_tests(Path(root), [built])), [])

    def test_the_last_line(self):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            self.assertEqual(run_tests.finish(run_tests.Outcome(9), 9), 0)
        self.assertEqual(said.getvalue().splitlines()[-1], "9 passed, 0 failed")
        with contextlib.redirect_stdout(said):
            self.assertEqual(run_tests.finish(run_tests.Outcome(8), 9), 1)
            self.assertEqual(run_tests.finish(run_tests.Outcome(9, ["x"]), 9), 1)

    def test_ctest_is_read(self):
        listing = {"tests": [{"name": "net", "command": ["/b/net_test"], "properties": [
            {"name": "LABELS", "value": ["unit"]}, {"name": "TIMEOUT", "value": 5.0},
            {"name": "ENVIRONMENT", "value": ["A=b=c"]}, {"name": "COST", "value": 7.0}]}]}
        (test,) = run_tests.read_ctest(json.dumps(listing))
        self.assertEqual((test.name, test.timeout, test.environment), ("net", 5.0, {"A": "b=c"}))
        self.assertEqual(test.cost, 7.0)
        self.assertEqual(run_tests.step_of(test), "unit")
        self.assertIsNone(run_tests.step_of(run_tests.Test("x", ["x"], [])))


if __name__ == "__main__":
    unittest.main()
