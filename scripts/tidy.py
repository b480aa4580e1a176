#!/usr/bin/env python3
"""Runs clang-tidy over every source of the tree: tidy.py [WORDS OF A PATH…]

A source that was clean is looked at again only when it, a header of it or .clang-tidy changed: build/tidy/clean.txt keeps
a digest of what the compiler sees of each. Needs `cmake --preset tidy` and what Qt generates there.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "tidy"
CLEAN = BUILD / "clean.txt"


def digest(entry):
    """What clang-tidy would look at: the source with all its headers, and the checks."""
    words = shlex.split(entry["command"])
    if words[0].endswith("ccache"):
        words = words[1:]
    out = words.index("-o")
    seen = subprocess.run(words[:out] + words[out + 2:] + ["-E"], cwd=entry["directory"], capture_output=True)
    if seen.returncode != 0:
        return None
    folder = ROOT / pathlib.Path(entry["file"]).relative_to(ROOT).parts[0]
    own = (folder / ".clang-tidy").read_bytes() if (folder / ".clang-tidy").exists() else b""
    return hashlib.sha256((ROOT / ".clang-tidy").read_bytes() + own + seen.stdout).hexdigest()


def main():
    entries = json.loads((BUILD / "compile_commands.json").read_text())
    ours = {entry["file"]: entry for entry in entries
            if pathlib.Path(entry["file"]).is_relative_to(ROOT) and not pathlib.Path(entry["file"]).is_relative_to(BUILD)
            and all(word in entry["file"] for word in sys.argv[1:])}
    clean = set(CLEAN.read_text().split()) if CLEAN.exists() else set()
    lock, faults, known = threading.Lock(), [], 0

    def look(name):
        nonlocal known
        key = digest(ours[name])
        if key in clean:
            known += 1
            return
        said = subprocess.run(["clang-tidy-14", "--quiet", "-p", BUILD, name], capture_output=True, text=True)
        with lock:
            if said.returncode == 0 and key:
                with CLEAN.open("a") as file:
                    file.write(key + "\n")
            elif said.returncode != 0:
                faults.append(name)
                print(said.stdout or said.stderr, flush=True)

    jobs = int(os.environ.get("TIDY_JOBS", os.cpu_count() or 1))
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        list(pool.map(look, sorted(ours)))
    print(f"clang-tidy: {len(ours)} sources, {known} of them unchanged since they were clean, {len(faults)} with faults")
    sys.exit(1 if faults or not ours else 0)


main()
