"""Executes notebooks under many settings, and reports every output that is not the stored one.

uv run python tests/tools/stability.py                             all notebooks, all settings
uv run python tests/tools/stability.py notebooks/04* --times 3     some notebooks, three times
uv run python tests/tools/stability.py --only "one core" "AVX2"    some settings

Each setting stands for machines that learners have. nbval compares, with the options of
pyproject.toml. The settings of processors need Linux.
"""

import argparse
import contextlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET

from support import frameworks
from support.paths import ROOT

# Each of the libraries that compute has its own way to leave out newer instructions.
AVX2 = {
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "XLA_FLAGS": "--xla_cpu_max_isa=AVX2",
    "OPENBLAS_CORETYPE": "Haswell",
}
SSE41 = {
    "ONEDNN_MAX_CPU_ISA": "SSE41",
    "XLA_FLAGS": "--xla_cpu_max_isa=SSE4_2",
    "OPENBLAS_CORETYPE": "Nehalem",
}
# The environment of each setting. An empty value takes a variable away.
ENVIRONMENTS = {
    "as it is": {},
    "oneDNN off": {"TF_ENABLE_ONEDNN_OPTS": "0"},
    "oneDNN on": {"TF_ENABLE_ONEDNN_OPTS": "1"},
    "AVX2": AVX2,
    "SSE41": SSE41,
    "hash seed 0": {"PYTHONHASHSEED": "0"},
    "hash seed 12345": {"PYTHONHASHSEED": "12345"},
    "locale C": {"LC_ALL": "C", "LANG": "C"},
    "no locale": {"LC_ALL": "", "LANG": ""},
    "Kathmandu": {"TZ": "Asia/Kathmandu"},
    "new home": {"HOME": "…"},  # an empty folder
    "one core": {},
    "16 threads": {"TF_NUM_INTRAOP_THREADS": "16", "TF_NUM_INTEROP_THREADS": "16"},
    "under load": {},
}
BUSY_PER_CORE = 2
COLOUR = re.compile(r"#x1B\[\d+m")  # as a report writes what a terminal would show


def run(setting, notebooks):
    """Executes notebooks under one setting.

    Args:
        setting: Key of `ENVIRONMENTS`.
        notebooks: Paths.

    Returns:
        How many cells ran, a list with a text for each that differs, and the seconds.
    """
    with tempfile.TemporaryDirectory() as folder, load(setting == "under load"):
        report = pathlib.Path(folder, "report.xml")
        changed = os.environ | ENVIRONMENTS[setting]
        if "HOME" in ENVIRONMENTS[setting]:
            changed["HOME"] = folder
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *notebooks],
            cwd=ROOT,
            env={name: value for name, value in changed.items() if value},
            preexec_fn=on_one_core if setting == "one core" else None,
            capture_output=True,
            text=True,
        )
        seconds = time.monotonic() - begun
        cells = list(ET.parse(report).iter("testcase")) if report.exists() else []
    differing = [
        f"{cell.get('classname')}, {cell.get('name')}: {COLOUR.sub('', problem.text)}"
        for cell in cells
        for problem in cell
        if problem.tag in ("failure", "error")
    ]
    if done.returncode and not differing:
        sys.exit(done.stdout + done.stderr)
    return len(cells), differing, seconds


def on_one_core():
    """Leaves this process, and those that it starts, one core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


@contextlib.contextmanager
def load(wanted):
    """Keeps all cores busy with other work for a while, if that is wanted."""
    count = BUSY_PER_CORE * os.cpu_count() if wanted else 0
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def main():
    """Prints a row for each run, then what differs; fails if anything does."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=pathlib.Path, help="default: all")
    parser.add_argument("--times", type=int, default=1, help="how often under each setting")
    parser.add_argument("--only", nargs="+", choices=ENVIRONMENTS, default=list(ENVIRONMENTS))
    chosen = parser.parse_args()
    notebooks = [path.resolve() for path in chosen.notebooks] or frameworks.runnable()
    found = []
    print("| setting | notebooks | cells | differing | seconds |\n|---|---|---|---|---|")
    for setting in chosen.only:
        for _ in range(chosen.times):
            cells, differing, seconds = run(setting, notebooks)
            row = [setting, len(notebooks), cells, len(differing), f"{seconds:.0f}"]
            print("|", " | ".join(map(str, row)), "|", flush=True)
            found += [f"\n{setting}: {text}" for text in differing]
    print(*found, sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
