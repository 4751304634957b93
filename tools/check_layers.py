#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails on an #include that the design does not allow.

The folders of src/ stand on levels and may include only folders strictly below their own that they
name in the DEPENDS of their fairlead_library(). Prints one line per violation and exits 1.
"""

import argparse
import re
import sys
from pathlib import Path

LEVELS = [
    ["base"],
    ["crypto", "net", "model"],
    ["catalog", "storage", "cache", "vault", "jobs", "http"],
    ["auth", "oauth", "proxy", "sync", "webhooks", "files", "backup", "exports", "audit",
     "custom", "sandbox", "web"],
    ["api", "platforms"],
    ["app"],
    ["cli"],
]
LEVEL = {folder: level for level, folders in enumerate(LEVELS) for folder in folders}

# Folders that may know less than their level would allow.
ONLY = {"sandbox": {"base", "crypto", "net", "http"}}

# Third-party headers and the folders whose business they are. Longest prefix wins.
OWNERS = {
    "sqlite3": {"storage"},
    "libpq": {"storage"},
    "pg_config": {"storage"},
    "postgresql/": {"storage"},
    "openssl/": {"crypto", "net"},
    "boost/asio/ssl": {"net"},
    "boost/asio.hpp": {"net"},
    "boost/beast": {"net", "http"},
    "spdlog/": {"base"},
    "CLI/": {"cli"},
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
CALL = re.compile(r"fairlead_library\s*\(([^)]*)\)", re.IGNORECASE)
KEYWORDS = {"SOURCES", "TESTS", "DEPENDS", "LINK"}


def parse_cmake(text):
    """The first fairlead_library() call: {"name": …, "SOURCES": […], "DEPENDS": […], …} or None."""
    call = CALL.search(re.sub(r"#[^\n]*", "", text))
    if not call:
        return None
    words = call.group(1).split()
    parsed = {"name": words[0] if words else "", **{keyword: [] for keyword in KEYWORDS}}
    current = None
    for word in words[1:]:
        if word in KEYWORDS:
            current = word
        elif current:
            parsed[current].append(word)
    return parsed


def is_test(path):
    return path.name.endswith(("_test.cpp", "_bench.cpp")) or "testing" in path.parts


def check_edges(folder, depends):
    """Every name in DEPENDS is a folder strictly below."""
    for other in depends:
        if other not in LEVEL:
            yield f"DEPENDS names {other}, which is no folder of src/"
        elif LEVEL[other] >= LEVEL[folder]:
            yield (f"DEPENDS {other} (level {LEVEL[other]}) does not go down "
                   f"from {folder} (level {LEVEL[folder]})")
        elif folder in ONLY and other not in ONLY[folder]:
            yield f"DEPENDS {other}, but {folder} may know only {' '.join(sorted(ONLY[folder]))}"


def check_third_party(folder, header):
    for prefix in sorted(OWNERS, key=len, reverse=True):
        if header.startswith(prefix):
            if folder not in OWNERS[prefix]:
                yield f"includes {header}, which belongs to {' '.join(sorted(OWNERS[prefix]))}"
            return


def check_include(folder, relative, header, depends):
    """One quoted include of a file of src/."""
    parts = header.split("/")
    other = parts[0]
    test = is_test(relative)
    if len(parts) == 1 or other == "..":
        yield f'includes "{header}"; write it from src/, as "folder/file.h"'
        return
    if "testing" in parts[:-1] and not test:
        yield f'includes "{header}", which is for tests alone'
        return
    if other in (folder, "testing"):
        return
    if other not in LEVEL:
        yield f'includes "{header}", which is in no folder of src/'
        return
    if "impl" in parts[1:-1]:
        yield f'includes "{header}", which is private to {other}'
    if LEVEL[other] >= LEVEL[folder]:
        yield (f'includes "{header}" of level {LEVEL[other]} '
               f"from {folder}, level {LEVEL[folder]}")
    elif folder in ONLY and other not in ONLY[folder]:
        yield f'includes "{header}", but {folder} may not know {other}'
    elif other not in depends and not test:
        yield f'includes "{header}", but {other} is not in the DEPENDS of {folder}'


def includes(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1) == '"', match.group(2)


def check_folder(src, directory):
    folder = directory.name
    sources = sorted(p for p in directory.rglob("*") if p.suffix in (".h", ".cpp"))
    cmake = directory / "CMakeLists.txt"
    if not sources and not cmake.exists():
        return
    if folder == "testing":
        return
    if folder not in LEVEL:
        yield f"src/{folder}: has no level; give it one in tools/check_layers.py"
        return
    text = cmake.read_text(encoding="utf-8") if cmake.exists() else ""
    library = parse_cmake(text)
    if library is None:
        yield f"src/{folder}/CMakeLists.txt: has no fairlead_library({folder} …)"
        # One message is enough: the includes are then judged by level alone.
        below = [other for other in LEVEL if LEVEL[other] < LEVEL[folder]]
        library = {"name": folder, "DEPENDS": sorted(ONLY.get(folder, below))}
    if library["name"] != folder:
        yield f"src/{folder}/CMakeLists.txt: calls the folder {library['name']}"
    for problem in check_edges(folder, library["DEPENDS"]):
        yield f"src/{folder}/CMakeLists.txt: {problem}"
    for path in sources:
        relative = path.relative_to(src)
        inside = path.relative_to(directory).as_posix()
        if path.suffix == ".cpp" and not re.search(rf"(?<![\w/]){re.escape(inside)}\b", text):
            yield f"src/{relative}: is not built; name it in src/{folder}/CMakeLists.txt"
        yield from check_file(folder, path, relative, set(library["DEPENDS"]))


def check_file(folder, path, relative, depends):
    for number, quoted, header in includes(path):
        problems = list(check_third_party(folder, header))
        if quoted and not problems:
            problems = list(check_include(folder, relative, header, depends))
        for problem in problems:
            yield f"src/{relative}:{number}: {problem}"


def check_main(src):
    path = src / "main.cpp"
    if not path.exists():
        return
    for number, quoted, header in includes(path):
        if quoted and header.split("/")[0] not in ("cli", "base"):
            yield f'src/main.cpp:{number}: includes "{header}"; main knows cli and base alone'


def check_tree(root):
    src = Path(root) / "src"
    problems = []
    for directory in sorted(p for p in src.iterdir() if p.is_dir()):
        problems.extend(check_folder(src, directory))
    problems.extend(check_main(src))
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", default=Path(__file__).resolve().parent.parent,
                        help="the tree to look at (default: this one)")
    problems = check_tree(parser.parse_args().root)
    for problem in problems:
        print(problem)
    print(f"check_layers: {len(problems)} violation(s)" if problems else "check_layers: clean")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
