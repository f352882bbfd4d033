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
PYTEST = ("-q", "-rfE", "--numprocesses=0", "-p", "no:cacheprovider")
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
        return f"{UNIT}/test_{name}.py", f"{UNIT}/test_course.py", notebook
    beyond = "tests/notebooks/test_format.py" if room == "exercises" else f"{UNIT}/labs"
    return f"{UNIT}/{room}/test_{name}.py", notebook, f"{UNIT}/{room}", beyond


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
    """Gives a copy of a tree without its history, and removes it."""
    with tempfile.TemporaryDirectory(prefix="breaks-") as folder:
        copy = pathlib.Path(folder) / "tree"
        shutil.copytree(tree, copy, ignore=LEFT_OUT, symlinks=True)
        (copy / ".venv").symlink_to(tree / ".venv")  # the README names files in it
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


def failures(copy, python, tests, *options):
    """Returns the ids of the tests that fail in a copy."""
    where = run(copy, python, ["-c", WHERE])
    assert where.stdout.count(str(copy)) == 2, f"not the copy's: {where.stdout}{where.stderr}"
    done = run(copy, python, ["-m", "pytest", *PYTEST, *options, *tests])
    if done.returncode == PASSED:
        return []
    assert done.returncode in (FAILS, INTERRUPTED), done.stdout[-2000:] + done.stderr[-2000:]
    return FAILED.findall(done.stdout)


def verdict(tree, python, each):
    """Returns the id of the test that caught a break, MISSED, or why nothing can be said."""
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
            return next(iter(failures(copy, python, tests, "-x")), "MISSED")
        except subprocess.TimeoutExpired:
            return f"MISSED: no end in {LONGEST_SECONDS} seconds"


def fail_unbroken(tree, python, tests):
    """Returns those of some tests that fail where nothing is broken, and so prove nothing."""
    # The cells of a notebook share a kernel, so it is run as a whole. And a fault may bring cases
    # of a test that are not there without it.
    whole = {test.split("::")[0] if ".ipynb" in test else test.split("[")[0] for test in tests}
    with copied(tree) as copy:
        return failures(copy, python, sorted(whole))


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
    if wanted.names:
        breaks = [each for each in breaks if each.name in wanted.names]
    if wanted.list:
        print("\n".join(f"{each.name} · {each.kind} · {each.file} · {each.why}" for each in breaks))
        return
    tree = wanted.tree.resolve()
    python = tree / ".venv" / "bin" / "python"
    print("| break | kind | caught by | seconds |\n|---|---|---|---|", flush=True)
    caught = {}
    for each in breaks:
        start = time.monotonic()
        who = verdict(tree, python, each)
        print(f"| {each.name} | {each.kind} | {who} | {time.monotonic() - start:.0f} |", flush=True)
        if not who.startswith(("MISSED", "STALE")):
            caught[each.name] = who
    unsure = fail_unbroken(tree, python, caught.values()) if caught else []
    print(f"\n{len(caught)} of {len(breaks)} are caught.", *unsure, sep="\nFails without a fault: ")
    sys.exit(bool(unsure) or len(caught) < len(breaks))


if __name__ == "__main__":
    main()
