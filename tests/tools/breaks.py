"""Breaks the course on purpose, one fault at a time, and says which test notices.

uv run python tests/tools/breaks.py                          all breaks, chosen and drawn
uv run python tests/tools/breaks.py "outliers below"         some of them
uv run python tests/tools/breaks.py --seed 2                 other drawn ones
uv run python tests/tools/breaks.py --tree ../before         against another checkout and its tests
uv run python tests/tools/breaks.py --list                   only lists them

A fault is put into a copy of the tree. It is caught if a test fails that passes without it.
"""

import argparse
import contextlib
import functools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from support.paths import ROOT
from tools import mutations
from tools.breaks_list import CHOSEN, HARMLESS, Break

DRAWN = 32
UNIT = "tests/unit"
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis")
FAILED = re.compile(r"^(?:FAILED|ERROR) (.*?)(?: - .*)?$", re.MULTILINE)
PASSED, FAILS, INTERRUPTED = 0, 1, 2  # pytest's exit codes
LONGEST_SECONDS = 1500
WHERE = "import helpers, support.paths; print(helpers.__file__, support.paths.__file__)"
# The notebook that uses a module of helpers most, by its name; the fourth uses all others.
LESSONS = {
    "all_losses": "07", "breakdown_example": "11", "cluster": "09", "fraud": "08",
    "gradient": "03", "loss_breakdown": "11", "replicas": "09", "tensor": "01",
    "threshold": "05", "thresholds": "05", "top_k": "06",
}  # fmt: skip


def tests_of(file):
    """Returns the tests that should see a fault in a module: its mirror, a notebook, its room."""
    room, name = pathlib.Path(file).parts[-2:]
    name = name.removesuffix(".py")
    lesson = name[-2:] if name.startswith("notebook_") else LESSONS.get(name, "04")
    notebook = f"notebooks/{lesson}_*.ipynb"
    if room == "helpers":
        return f"{UNIT}/test_{name}.py", notebook
    return f"{UNIT}/{room}/test_{name}.py", notebook, f"{UNIT}/{room}", f"{UNIT}/labs"


def drawn(seed):
    """Lists the drawn breaks that count."""
    for mutation in mutations.drawn(ROOT, seed)[:DRAWN]:
        if mutation.name not in HARMLESS:
            old, new = mutations.as_lines(mutation, ROOT)
            why = f"drawn: {mutation.what}"
            tests = tests_of(mutation.file)
            yield Break(mutation.name, "drawn", mutation.file, old, new, why, tests)


def broken(root, each):
    """Returns the file of a break and its text with the fault, or None if it does not apply."""
    paths = list(root.glob(each.file))
    if len(paths) != 1:
        return None
    (path,) = paths
    old, new = each.texts(path)
    text = path.read_bytes().decode()
    return (path, text.replace(old, new)) if text.count(old) == 1 and old != new else None


@contextlib.contextmanager
def copied(tree):
    """Gives a copy of a tree without history and environment, and removes it."""
    with tempfile.TemporaryDirectory(prefix="breaks-") as folder:
        copy = pathlib.Path(folder) / "tree"
        shutil.copytree(tree, copy, ignore=LEFT_OUT, symlinks=True)
        yield copy


def run(copy, python, arguments):
    """Runs Python in a copy, whose modules come before those that are installed."""
    environment = os.environ | {
        "PYTHONPATH": f"{copy}{os.pathsep}{copy / 'tests'}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [str(python), *arguments], cwd=copy, env=environment, capture_output=True, text=True,
        timeout=LONGEST_SECONDS,
    )  # fmt: skip


def first_failure(copy, python, tests):
    """Returns the id of the first test that fails in a copy, or None."""
    where = run(copy, python, ["-c", WHERE])
    assert where.stdout.count(str(copy)) == 2, f"not the copy's: {where.stdout}{where.stderr}"
    options = ["-x", "-q", "-rfE", "--numprocesses=0", "-p", "no:cacheprovider"]
    done = run(copy, python, ["-m", "pytest", *options, *tests])
    if done.returncode == PASSED:
        return None
    assert done.returncode in (FAILS, INTERRUPTED), done.stdout[-2000:] + done.stderr[-2000:]
    return FAILED.findall(done.stdout)[0]


@functools.cache
def passes_unbroken(tree, python, test):
    """Whether a test passes where nothing is broken. A notebook is run as a whole."""
    with copied(tree) as copy:
        return first_failure(copy, python, [test]) is None


def verdict(tree, python, each):
    """Returns who caught a break: the id of a test, MISSED, or why nothing can be said."""
    with copied(tree) as copy:
        if (found := broken(copy, each)) is None:
            return "STALE: the text is not there once"
        path, text = found
        path.write_bytes(text.encode())
        tests = [
            test.relative_to(copy).as_posix()
            for pattern in each.tests
            for test in sorted(copy.glob(pattern))
        ]
        try:
            failed = first_failure(copy, python, tests)
        except subprocess.TimeoutExpired:
            return f"no end in {LONGEST_SECONDS} seconds"
    if failed is None:
        return "MISSED"
    cause = failed.split("::")[0] if ".ipynb" in failed else failed
    if not passes_unbroken(tree, python, cause):
        return f"UNSURE: {failed} fails without it too"
    return f"`{failed}`"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="default: all")
    parser.add_argument("--seed", type=int, default=1, help="decides which are drawn")
    parser.add_argument("--tree", type=pathlib.Path, default=ROOT, help="default: this one")
    parser.add_argument("--list", action="store_true", help="run nothing")
    wanted = parser.parse_args()
    breaks = [*CHOSEN, *drawn(wanted.seed)]
    if unknown := set(wanted.names) - {each.name for each in breaks}:
        parser.error(f"no such break: {', '.join(sorted(unknown))}")
    tree = wanted.tree.resolve()
    own = next(tree.glob(".venv/bin/python"), sys.executable)
    missed = False
    print("| break | kind | caught by | seconds |\n|---|---|---|---|", flush=True)
    for each in breaks:
        if wanted.names and each.name not in wanted.names:
            continue
        start = time.monotonic()
        who = each.why if wanted.list else verdict(tree, own, each)
        missed = missed or not (wanted.list or who.startswith("`"))
        seconds = time.monotonic() - start
        print(f"| {each.name} | {each.kind} | {who} | {seconds:.0f} |", flush=True)
    sys.exit(missed)


if __name__ == "__main__":
    main()
