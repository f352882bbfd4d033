"""Measures how much memory a learner needs: runs notebooks and watches their kernels (Linux).

uv run python tests/tools/measure_memory.py                 all notebooks
uv run python tests/tools/measure_memory.py notebooks/07*   some of them
"""

import argparse
import itertools
import pathlib
import re
import threading

import nbformat
import psutil
from nbclient import NotebookClient

from support import frameworks
from tools import save_notebooks

SECONDS_BETWEEN_LOOKS = 0.2
MEGABYTE = 1e6


def peak(pid):
    """Returns the most memory that a process ever held, in megabytes."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024 / MEGABYTE


def watch_processes_of(kernel, done, seen):
    """Adds to `seen`, again and again, what all processes that a kernel started hold together."""
    while not done.wait(SECONDS_BETWEEN_LOOKS):
        total = 0
        for process in kernel.children(recursive=True):
            try:
                total += process.memory_info().rss / MEGABYTE
            except psutil.NoSuchProcess:
                continue
        seen.append(total)


def measure(path):
    """Runs a notebook from top to bottom.

    Args:
        path: Path of the notebook.

    Returns:
        Peak of its kernel; the growth of this peak in the cell in which it grew most, after the
        first; the first line of that cell; peak of the processes that it started. In megabytes.
    """
    notebook = nbformat.read(path, as_version=4)
    options = {"resources": {"metadata": {"path": str(path.parent)}}}
    client = NotebookClient(notebook, timeout=save_notebooks.TIMEOUT_SECONDS, **options)
    peaks, of_others, done = [], [0], threading.Event()
    with client.setup_kernel():
        pid = client.km.provisioner.pid
        watcher = threading.Thread(
            target=watch_processes_of, args=(psutil.Process(pid), done, of_others)
        )
        watcher.start()
        try:
            for index, cell in enumerate(notebook.cells):
                client.execute_cell(cell, index)
                if cell.cell_type == "code":
                    peaks.append((peak(pid), cell.source.splitlines()[0]))
        finally:
            done.set()
            watcher.join()
    steps = [(after - before, line) for (before, _), (after, line) in itertools.pairwise(peaks)]
    return (peaks[-1][0], *max(steps), max(of_others))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", type=pathlib.Path, help="default: all notebooks")
    print("| notebook | kernel, MB | processes it starts, MB | largest step, MB, and its cell |")
    print("|---|---|---|---|")
    for path in parser.parse_args().paths or frameworks.runnable():
        kernel, step, line, others = measure(path.resolve())
        print(
            f"| {path.stem[:2]} | {kernel:.0f} | {others:.0f} | {step:.0f}: `{line}` |", flush=True
        )


if __name__ == "__main__":
    main()
