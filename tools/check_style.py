#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails on what the style forbids and no compiler or formatter sees.

Prints one line per violation and exits 1. The rules are the functions named in FILE_RULES and
CODE_RULES below; docs/patterns.md says why each exists.
"""

import argparse
import re
import sys
from pathlib import Path

from cpp_source import (closing, expression_end, functions, is_braced_value, line_of,
                        statement_start, strip)

FOLDERS = ("src", "tests", "bench", "fuzz", "tools", "scripts")
CPP = (".h", ".cpp")
SOURCES = CPP + (".py", ".sh", ".mjs", ".js", ".ts", ".tsx")
SKIPPED = {"node_modules", "build", "__pycache__"}

MAX_FILE = 500
MAX_FUNCTION = 60
VAGUE = {"util", "utils", "helper", "helpers", "common", "manager", "misc", "impl"}
SPDX = "SPDX-License-Identifier: Apache-2.0"
TODO_KINDS = ("soon", "perf", "security")


# --- rules on any source file ---------------------------------------------------------------

def file_length(path, text):
    lines = text.count("\n")
    if lines > MAX_FILE:
        yield lines, f"is {lines} lines long; {MAX_FILE} is the wall"


def file_name(path, text):
    for word in re.split(r"[_.\-]", Path(path).name):
        if word.lower() in VAGUE:
            yield 1, f"is named {word}, which says nothing"


def licence(path, text):
    lines = text.split("\n", 2)
    first = lines[1] if lines[0].startswith("#!") and len(lines) > 1 else lines[0]
    if SPDX not in first:
        yield 1, f"does not begin with {SPDX}"


def todo(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        match = re.search(r"\bTODO\b(?:\((\w+)\))?", line)
        if match and match.group(1) not in TODO_KINDS:
            kinds = "|".join(TODO_KINDS)
            yield number, f"has an open end; finish it, or mark it with one of ({kinds})"


def sandbox_on_its_own(path, text):
    """It plays the platforms from the facts: reading our own files, it would only agree with us."""
    if not path.startswith("src/sandbox/"):
        return
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"(?<!docs/)\bproviders/|\bcatalog/|builtin_providers|PROVIDERS_", line):
            yield number, "the sandbox may know nothing of providers/ and the catalogue"


TOKEN_COLUMN = re.compile(r"\b(token_consent|token_generation|token_written_at|access_sealed|"
                          r"refresh_sealed|access_expires|access_lifetime_ms)\b")
TOKEN_WRITER = "src/storage/refresh_store.cpp"
# The one statement of a token read, the times that an account is shown with, and the proof that
# every sealed value opens after a move. (The move itself takes its columns from the schema.)
TOKEN_READERS = ("src/storage/connection_store.cpp", "src/storage/token_times.cpp",
                 "src/storage/copy/sealed_values.cpp")
TOKEN_PLACES = "src/oauth/sealed_tokens.cpp"  # where a sealed token says it belongs


def token_columns(path, text):
    """What overwrites a token costs its user the connection: one file writes them."""
    tests = path.endswith(("_test.cpp", "_fixture.cpp"))
    if not path.startswith("src/") or not path.endswith(CPP) or tests:
        return
    if path in (TOKEN_WRITER, TOKEN_PLACES):
        return
    for literal in re.finditer(r'"(?:[^"\\\n]|\\.)*"', text):
        if not TOKEN_COLUMN.search(literal.group()):
            continue
        verbs = re.findall(r"\b(SELECT|INSERT|UPDATE|DELETE)\b", text[:literal.end()])
        if path not in TOKEN_READERS or not verbs or verbs[-1] != "SELECT":
            yield (line_of(text, literal.start()),
                   f"names a token's column; only {TOKEN_WRITER} does")


FILE_RULES = [file_length, file_name, licence, sandbox_on_its_own, token_columns]


# --- rules on C++ ---------------------------------------------------------------------------

def function_length(path, code):
    for first, length, _ in functions(code):
        if length > MAX_FUNCTION:
            yield first, f"function of {length} lines; {MAX_FUNCTION} is the wall"


def _found(pattern, code, message):
    for match in re.finditer(pattern, code):
        yield line_of(code, match.start()), message


def wall_clock(path, code):
    if path != "src/base/clock.cpp":
        yield from _found(r"\bsystem_clock\s*::\s*now\b", code,
                          "reads the wall clock; take a Clock instead")


def printing(path, code):
    allowed = path.startswith("src/cli/") or path.endswith("main.cpp")
    if path.startswith("src/") and not allowed:
        yield from _found(r"\bstd\s*::\s*cout\b|(?<![\w.>])(?:printf|puts)\s*\(", code,
                          "prints; only commands do, the rest logs")


def spawning(path, code):
    allowed = ("src/base/task_scope.cpp", "src/net/", "src/storage/sqlite")
    if path.startswith("src/") and not path.startswith(allowed):
        yield from _found(r"\bco_spawn\b", code, "starts a coroutine; TaskScope does that")


def _awaits(code):
    return [match.start() for match in re.finditer(r"\bco_await\b", code)]


# Asio's own operations throw or set an error_code; what they answer may be dropped.
ASIO = re.compile(r"co_await\s+(?:(?:boost\s*::\s*)?asio\s*::|(?:\w+(?:\(\))?(?:\.|->|::))*async_)")


def dropped_await(path, code):
    for at in _awaits(code):
        if ASIO.match(code, at):
            continue
        before = code[statement_start(code, at):at].strip()
        while True:  # what may stand before a statement without using its value
            match = re.match(r"(?:else\b|do\b|\w+\s*:(?!:)|(?:if|for|while)\b[^(]*\()", before)
            if not match:
                break
            end = match.end()
            if match.group(0).endswith("("):
                end = closing(before, end - 1) + 1
                if end > len(before):
                    break  # inside the condition: used
            before = before[end:].strip()
        if not before:
            yield line_of(code, at), "drops what co_await answers; CO_CHECK or CO_TRY it"


def braces_in_await(path, code):
    for at in _awaits(code):
        if "{" in code[at:expression_end(code, at)]:
            yield (line_of(code, at),
                   "builds a braced value or lambda inside co_await (g++ 12 frees it twice); "
                   "name it first")


def await_in_braces(path, code):
    for at in _awaits(code):
        depth = 0
        for back in range(at - 1, -1, -1):
            if code[back] in ")]}":
                depth += 1
            elif code[back] in "([":
                depth -= 1
            elif code[back] == ";" and depth <= 0:
                break
            elif code[back] == "{":
                if depth <= 0 and is_braced_value(code, back):
                    yield line_of(code, at), "co_await inside a braced value; name its answer first"
                if depth <= 0:
                    break
                depth -= 1


def await_shape(path, code):
    for at in _awaits(code):
        before = code[statement_start(code, at):at]
        if re.search(r"\bauto\s*&{0,2}\s*\[[^\]]*\]\s*=\s*$", before):
            yield line_of(code, at), "structured binding of a co_await; name the pair first"
        if "?" in before:
            yield line_of(code, at), "co_await in a conditional expression; use if"


def await_in_catch(path, code):
    for match in re.finditer(r"\bcatch\s*\(", code):
        opening = code.find("{", closing(code, match.end() - 1))
        if opening < 0:
            continue
        inside = re.search(r"\bco_await\b", code[opening:closing(code, opening)])
        if inside:
            yield line_of(code, opening + inside.start()), "co_await inside a catch block"


UNKEPT_LOCK = re.compile(r"\bfor\s*\([^;()]*:\s*\*[\w.>\-()]*\block\(\)\s*\)")


def unkept_lock(path, code):
    """A range-for keeps what * refers to, not the lock: it is open again before the first turn."""
    yield from _found(UNKEPT_LOCK, code, "loops over what a lock guarded: keep the lock in a variable")


CODE_RULES = [function_length, wall_clock, printing, spawning, dropped_await, braces_in_await,
              await_in_braces, await_shape, await_in_catch, unkept_lock]


# --- the walk -------------------------------------------------------------------------------

def is_source(path):
    if path.suffix in SOURCES:
        return True
    if path.suffix or path.parts[0] != "scripts":
        return False
    return True


def check_text(path, text):
    """(line, problem) of one file; `path` is relative to the root, with slashes."""
    for rule in FILE_RULES:
        yield from rule(path, text)
    if path.endswith(CPP):
        yield from todo(path, text)
        code = strip(text)
        for rule in CODE_RULES:
            yield from rule(path, code)


def sources(root):
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            relative = path.relative_to(root)
            if path.is_file() and not SKIPPED & set(relative.parts) and is_source(relative):
                yield relative


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", help="only these (default: the whole tree)")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    options = parser.parse_args()
    root = options.root.resolve()
    chosen = [Path(f).resolve().relative_to(root) for f in options.files] or sources(root)
    count = 0
    for relative in chosen:
        text = (root / relative).read_text(encoding="utf-8")
        for line, problem in sorted(set(check_text(relative.as_posix(), text))):
            print(f"{relative.as_posix()}:{line}: {problem}")
            count += 1
    print(f"check_style: {count} violation(s)" if count else "check_style: clean")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
