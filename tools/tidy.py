#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs clang-tidy on the files named on standard input, and remembers what it found nothing in.

A file is not looked at again while neither it, nor a header that it includes, nor how it is compiled,
nor .clang-tidy has changed. What is remembered lies below ~/.cache/fairlead/tidy; delete it at will.

Most of a look goes to the headers of Asio, Beast and GoogleTest. Files that are compiled alike are
therefore looked at several at a time, as one that includes them; where anything is found in it, or two
of them have the same name for something, each is looked at by itself.
"""

import argparse
import hashlib
import json
import os
import shlex
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TIDY = "clang-tidy-19"
TOGETHER = 8
INCLUDES_CHECK = "bugprone-suspicious-include"  # it is we who include a .cpp here
NOISE = ("warnings generated", "warning generated", "errors generated", "Suppressed", "Use -")


def read_commands(database):
    """The compile command of each file, by its path."""
    entries = json.loads((database / "compile_commands.json").read_text(encoding="utf-8"))
    return {str(Path(entry["directory"], entry["file"]).resolve()): entry for entry in entries}


def flags_of(entry):
    """The compiler and its flags, without the file, its output and what calls the compiler."""
    words = shlex.split(entry["command"])
    while words and Path(words[0]).name != "c++" and not Path(words[0]).name.startswith(("g++", "clang")):
        words.pop(0)
    kept, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word in ("-o", "-MF", "-MT", "-MQ"):
            skip = True
        elif word not in ("-c", "-MD", "-MMD", entry["file"]):
            kept.append(word)
    return kept


def included_by(entry):
    """Every file that the compiler reads for this one; None where it cannot tell."""
    rule = subprocess.run([*flags_of(entry), "-M", entry["file"]], cwd=entry["directory"],
                          capture_output=True, text=True, check=False)
    if rule.returncode != 0:
        return None
    names = rule.stdout.replace("\\\n", " ").split(":", 1)[1].split()
    return sorted(str(Path(entry["directory"], name).resolve()) for name in names)


class Memory:
    """What was clean, by a digest of all that decides it."""

    def __init__(self, folder, settings, root):
        self.folder = folder
        self.root = str(root)
        self.settings = settings
        self.digests = {}
        self.lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)

    def digest_of(self, path):
        with self.lock:
            if path in self.digests:
                return self.digests[path]
        digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
        with self.lock:
            self.digests[path] = digest
        return digest

    def key_of(self, entry):
        files = included_by(entry)
        if files is None:
            return None
        text = [self.settings, entry["command"].replace(self.root, "")]
        text += [self.digest_of(path) for path in files]
        return hashlib.sha256("\n".join(text).encode()).hexdigest()

    def knows(self, key):
        return key is not None and (self.folder / key).exists()

    def keep(self, key):
        if key is not None:
            (self.folder / key).touch()


def look_at(path, database):
    """(whether it is clean, what is to be printed)"""
    done = subprocess.run([TIDY, "--quiet", "-p", str(database), path], capture_output=True, text=True,
                          check=False)
    said = [line for line in (done.stdout + done.stderr).splitlines()
            if not any(noise in line for noise in NOISE)]
    if done.returncode != 0 and not said:
        said = [f"{path}: {TIDY} ended with {done.returncode} and said nothing"]
    return done.returncode == 0, "\n".join(said)


def are_clean_together(paths, entry, root):
    """One look at all of them; they are compiled as `entry` is."""
    with tempfile.TemporaryDirectory() as folder:
        joined = Path(folder, "joined.cpp")
        joined.write_text("".join(f'#include "{path}"\n' for path in paths), encoding="utf-8")
        done = subprocess.run(
            [TIDY, "--quiet", f"--config-file={root / '.clang-tidy'}", f"--checks=-{INCLUDES_CHECK}",
             str(joined), "--", *flags_of(entry)[1:]],
            cwd=entry["directory"], capture_output=True, text=True, check=False)
    return done.returncode == 0


def faults_of(paths, commands, database, root, memory, keys):
    """What clang-tidy says of files that are compiled alike; what is clean is remembered."""
    together = len(paths) > 1 and are_clean_together(paths, commands[paths[0]], root)
    found = []
    for path in paths:
        clean, said = (True, "") if together else look_at(path, database)
        if clean:
            memory.keep(keys[path])
        else:
            found.append(said)
    return found


def alike(paths, commands):
    """The paths, some that are compiled alike at a time."""
    groups = {}
    for path in paths:
        groups.setdefault(tuple(flags_of(commands[path])), []).append(path)
    return [group[first:first + TOGETHER]
            for group in groups.values() for first in range(0, len(group), TOGETHER)]


def settings_text(root):
    version = subprocess.run([TIDY, "--version"], capture_output=True, text=True, check=True).stdout
    return version + (root / ".clang-tidy").read_text(encoding="utf-8")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-p", dest="database", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)
    root = Path(__file__).resolve().parent.parent
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    memory = Memory(cache / "fairlead" / "tidy", settings_text(root), root)
    commands = read_commands(options.database)
    paths = [str(Path(line.strip()).resolve()) for line in sys.stdin if line.strip()]
    paths = [path for path in paths if path in commands]
    is_clean = True
    with ThreadPoolExecutor(options.jobs) as pool:
        keys = dict(zip(paths, pool.map(lambda path: memory.key_of(commands[path]), paths)))
        groups = alike([path for path in paths if not memory.knows(keys[path])], commands)
        for found in pool.map(
                lambda group: faults_of(group, commands, options.database, root, memory, keys), groups):
            for said in found:
                is_clean = False
                print(said, flush=True)
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
