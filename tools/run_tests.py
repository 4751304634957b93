#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the tests of one build directory, step by step, and counts what passed.

The tests are those that CMake registered (add_test), sorted into steps by their ctest label. A
GoogleTest binary counts by test case, anything else by its exit code or by a last line that reads
"N passed, M failed". What takes long says so in its ctest COST and begins first. Nothing may be
missing: a step without tests fails, and so do a skipped or disabled case, a binary that is not built
and a count below tests/COUNT.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

STEPS = ("unit", "integration", "api", "e2e", "chaos")
# Of two processors: a test waits for its servers, for a database or for a clock a part of its time.
PARALLEL = {"unit": 3, "integration": 3, "e2e": 2}
# Thousands of databases that nobody will miss after a power cut: they wait for no disk.
IN_MEMORY = ("unit", "integration", "api", "e2e")
ROOM_IN_MEMORY = 6 << 30
DEFAULT_TIMEOUT = 900
NAMED = 8  # of the longest tests of a step
SUMMARY = re.compile(r"^(\d+) passed, (\d+) failed$")

# To look for a use of stack after its function returned takes a fifth of a program's time. The unit
# tests do, which run all there is; coroutines keep what outlives a wait on the heap, where every step
# looks.
LOOKS_AT_RETURNED_STACK = ("unit",)
SANITIZERS = {
    "ASAN_OPTIONS": "strict_string_checks=1:abort_on_error=0",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    "TSAN_OPTIONS": "second_deadlock_stack=1:halt_on_error=1",
}


@dataclass
class Test:
    name: str
    command: list
    labels: list
    environment: dict = field(default_factory=dict)
    folder: str = None
    timeout: float = DEFAULT_TIMEOUT
    cost: float = 0


@dataclass
class Outcome:
    passed: int = 0
    failures: list = field(default_factory=list)
    seconds: float = 0


def read_ctest(text):
    """The tests of `ctest --show-only=json-v1`."""
    for entry in json.loads(text)["tests"]:
        properties = {p["name"]: p["value"] for p in entry.get("properties", [])}
        pairs = (pair.split("=", 1) for pair in properties.get("ENVIRONMENT", []))
        yield Test(name=entry["name"], command=entry.get("command", []),
                   labels=properties.get("LABELS", []), environment=dict(pairs),
                   folder=properties.get("WORKING_DIRECTORY"),
                   timeout=properties.get("TIMEOUT", DEFAULT_TIMEOUT),
                   cost=properties.get("COST", 0))


def step_of(test):
    """The first step whose label the test carries; None if it carries none."""
    return next((step for step in STEPS if step in test.labels), None)


def sanitizers_of(test):
    looks = step_of(test) in LOOKS_AT_RETURNED_STACK
    stack = f":detect_stack_use_after_return={int(looks)}"
    return {**SANITIZERS, "ASAN_OPTIONS": SANITIZERS["ASAN_OPTIONS"] + stack}


def count_gtest(report):
    """An Outcome from GoogleTest's JSON."""
    outcome = Outcome()
    for suite in report.get("testsuites", []):
        for case in suite.get("testsuite", []):
            name = f"{suite['name']}.{case['name']}"
            if case.get("failures"):
                outcome.failures.append(name)
            elif case.get("result") != "COMPLETED":
                outcome.failures.append(f"{name} ({case.get('result', 'not run').lower()})")
            else:
                outcome.passed += 1
    return outcome


def count_output(output, exit_code):
    """An Outcome of a command that is no GoogleTest binary."""
    lines = output.strip().splitlines()
    match = SUMMARY.match(lines[-1].strip()) if lines else None
    if not match:
        return Outcome(1) if exit_code == 0 else Outcome(0, ["exit " + str(exit_code)])
    passed, failed = int(match.group(1)), int(match.group(2))
    outcome = Outcome(passed, [f"{failed} of its cases"] if failed else [])
    if exit_code != 0 and not failed:
        outcome.failures.append("exit " + str(exit_code))
    return outcome


def execute(test, log_path, environment):
    """(exit code or None when it took too long); its whole process group ends with it."""
    with open(log_path, "wb") as log:
        process = subprocess.Popen(test.command, stdout=log, stderr=subprocess.STDOUT,
                                   stdin=subprocess.DEVNULL, cwd=test.folder, env=environment,
                                   start_new_session=True)
        try:
            return process.wait(test.timeout)
        except subprocess.TimeoutExpired:
            return None
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()


@contextmanager
def memory_folder(parent="/dev/shm"):
    """A folder in memory for as long as the tests run; None where there is little of it, or where
    no program may be run from it."""
    try:
        about = os.statvfs(parent)
    except FileNotFoundError:
        yield None
        return
    if about.f_bavail * about.f_frsize < ROOM_IN_MEMORY or about.f_flag & os.ST_NOEXEC:
        yield None
        return
    folder = tempfile.mkdtemp(prefix="fairlead-tests-", dir=parent)
    os.chmod(folder, 0o1777)  # PostgreSQL runs as another user
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(test, logs, temporary=None):
    """Runs one test; its output stays in `logs`/<name>.log, its files in `temporary`."""
    if not test.command or not os.access(test.command[0], os.X_OK):
        return Outcome(0, [f"{test.name}: is not built"])
    log_path, report_path = logs / f"{test.name}.log", logs / f"{test.name}.json"
    report_path.unlink(missing_ok=True)
    environment = {**sanitizers_of(test), **os.environ, **test.environment,
                   "GTEST_OUTPUT": f"json:{report_path}", "GTEST_COLOR": "no"}
    if temporary:
        environment["TMPDIR"] = temporary
    begun = time.monotonic()
    exit_code = execute(test, log_path, environment)
    took = time.monotonic() - begun
    output = log_path.read_text(encoding="utf-8", errors="replace")
    if exit_code is None:
        outcome = Outcome(0, [f"took longer than {test.timeout:.0f} s"])
    elif report_path.exists():
        outcome = count_gtest(json.loads(report_path.read_text(encoding="utf-8")))
        if exit_code != 0 and not outcome.failures:
            outcome.failures.append(f"exit {exit_code} after its last case")
        if outcome.passed == 0 and not outcome.failures:
            outcome.failures.append("holds no test")
    else:
        outcome = count_output(output, exit_code)
    outcome.seconds = took
    outcome.failures = [f"{test.name}: {failure}" for failure in outcome.failures]
    if outcome.failures:
        print(f"--- {test.name}: last lines of {log_path}\n" + tail(output), flush=True)
    return outcome


def tail(output, lines=60):
    return "\n".join(output.rstrip().splitlines()[-lines:])


def run_step(step, tests, logs):
    """Runs the tests of one step, the longest first, and prints its line."""
    begun = time.monotonic()
    tests = sorted(tests, key=lambda test: -test.cost)
    total = Outcome()
    if not tests:
        total.failures.append(f"{step}: no test carries this label")
    with memory_folder() as folder, ThreadPoolExecutor(PARALLEL.get(step, 1)) as pool:
        temporary = folder if step in IN_MEMORY else None
        outcomes = list(pool.map(lambda test: run(test, logs, temporary), tests))
    for outcome in outcomes:
        total.passed += outcome.passed
        total.failures += outcome.failures
    print_step(step, time.monotonic() - begun, f"{total.passed} passed, "
                                               f"{len(total.failures)} failed")
    longest = sorted(zip(tests, outcomes), key=lambda pair: -pair[1].seconds)[:NAMED]
    if len(tests) > 2:
        print("   longest: " + ", ".join(f"{test.name} {outcome.seconds:.0f} s"
                                         for test, outcome in longest), flush=True)
    return total


def print_step(name, seconds, text):
    print(f"== {name:<12} {seconds:7.1f} s  {text}", flush=True)


def missing_unit_tests(root, tests):
    """Folders of src/ that hold a *_test.cpp no registered binary was built from."""
    names = {Path(test.command[0]).name for test in tests if test.command}
    for folder in sorted(p for p in (root / "src").iterdir() if p.is_dir()):
        if any(folder.rglob("*_test.cpp")) and f"{folder.name}_test" not in names:
            yield f"{folder.name}: has unit tests, but no {folder.name}_test was built"


def least_count(root):
    return int((root / "tests" / "COUNT").read_text(encoding="utf-8"))


def finish(total, floor):
    if total.passed < floor and not total.failures:
        total.failures.append(f"{total.passed} tests passed; tests/COUNT says at least {floor}")
    for failure in total.failures:
        print(f"FAILED {failure}")
    print(f"{total.passed} passed, {len(total.failures)} failed", flush=True)
    return 1 if total.failures else 0


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, required=True, help="the build directory")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--steps", default=",".join(STEPS), help="default: all of them")
    parser.add_argument("--only", nargs="*", default=[], help="only tests with these names")
    parser.add_argument("--also-failed", action="append", default=[],
                        help="what failed before; counted with the rest")
    return parser.parse_args(arguments)


def main(arguments=None):
    options = parse(arguments)
    root, build = options.root.resolve(), options.build.resolve()
    listing = subprocess.run(["ctest", "--test-dir", str(build), "--show-only=json-v1"],
                             check=True, capture_output=True, text=True).stdout
    tests = list(read_ctest(listing))
    total = Outcome(0, list(options.also_failed))
    total.failures += [f"{t.name}: carries none of the labels {' '.join(STEPS)}"
                       for t in tests if step_of(t) is None]
    steps = options.steps.split(",")
    everything = steps == list(STEPS) and not options.only
    if "unit" in steps and not options.only:
        total.failures += missing_unit_tests(root, tests)
    logs = build / "test-logs"
    logs.mkdir(exist_ok=True)
    for step in steps:
        chosen = [t for t in tests if step_of(t) == step
                  and (not options.only or t.name in options.only)]
        outcome = run_step(step, chosen, logs)
        total.passed += outcome.passed
        total.failures += outcome.failures
    return finish(total, least_count(root) if everything else 0)


if __name__ == "__main__":
    sys.exit(main())
