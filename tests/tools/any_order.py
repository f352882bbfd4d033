"""Uses notebooks as learners do, out of order, and then looks whether *Run All Cells* is right.

uv run python tests/tools/any_order.py                              all notebooks, every way
uv run python tests/tools/any_order.py notebooks/04* --only twice   one notebook, one way

After each way all cells run from top to bottom in the same kernel, and each output must be the
stored one. Before that a cell may fail, with an error that says what is missing. No kernel may
die, and no cell may run for ever.
"""

import argparse
import concurrent.futures
import contextlib
import copy
import pathlib
import random
import re
import subprocess
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from support import frameworks

CELL_SECONDS = 300
INTERRUPTED_SECONDS = 30
ORDERS = 2
# What Python says of a name that is not there yet, or is something else by now.
OUT_OF_ORDER = {"NameError", "AttributeError", "TypeError", "ValueError", "KeyError"}
OWN_ENTRY = re.compile(r" \| \w+ \(your own\)")
IGNORED = ("image/png", "application/vnd.jupyter.widget-view+json")


class Notebook:
    """A notebook in a kernel of its own.

    Args:
        path: Its file. The kernel runs in the folder of it.

    Attributes:
        cells: Its cells of code.
        problems: A text for each thing that went wrong.
    """

    def __init__(self, path):
        notebook = nbformat.read(path, as_version=4)
        self.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        self.problems = []
        self._client = NotebookClient(
            notebook,
            allow_errors=True,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(path.parent)}},
            # Once it is interrupted, a cell has so many seconds to end.
            error_on_timeout={"ename": "KeyboardInterrupt", "evalue": "", "traceback": []},
            iopub_timeout=INTERRUPTED_SECONDS,
            raise_on_iopub_timeout=True,
        )
        self._kernel = contextlib.ExitStack()
        self.restart()

    def close(self):
        """Ends the kernel."""
        self._kernel.close()

    def restart(self):
        """Ends the kernel, if there is one, and starts another, as *Restart Kernel* does."""
        self.close()
        # It writes there that it can be reached over TCP, as every kernel here can.
        self._kernel.enter_context(self._client.setup_kernel(stderr=subprocess.DEVNULL))

    def run(self, cell, interrupt_after=None):
        """Runs a cell.

        Args:
            cell: The cell. It keeps the outputs that it has.
            interrupt_after: After how many seconds the stop button is pressed; None for never.

        Returns:
            Its outputs.

        Raises:
            TimeoutError: If it does not end.
            DeadKernelError: If the kernel has died.
        """
        stop = interrupt_after is not None
        self._client.interrupt_on_timeout = stop
        self._client.timeout_func = lambda cell: interrupt_after if stop else CELL_SECONDS
        return self._client.execute_cell(copy.deepcopy(cell), 0).outputs

    def out_of_order(self, cells, interrupt_after=None):
        """Runs cells, and complains about errors of which a learner cannot know the reason.

        Args:
            cells: The cells, in the order in which they run.
            interrupt_after: Seconds after which the last one is interrupted; None for never.
        """
        for cell in cells:
            last = cell is cells[-1]
            outputs = self.run(cell, interrupt_after if last else None)
            expected = OUT_OF_ORDER | {cell.metadata.get("raises", {}).get("type")}
            if last and interrupt_after is not None:
                expected = {"KeyboardInterrupt"}
                if not outputs or not any("ename" in output for output in outputs):
                    print(f"    not stopped, or caught: {_first_line(cell)}", flush=True)
            for output in outputs:
                if output.output_type == "error" and output.ename not in expected:
                    said = f"{output.ename}: {output.evalue}"
                    self.problems.append(f"out of order, {_first_line(cell)}\n{said}")

    def run_all(self):
        """Runs all cells from top to bottom, and complains about every other output.

        Returns:
            Dict from the number of a cell to the seconds that it took.
        """
        seconds = {}
        for number, cell in enumerate(self.cells):
            begun = time.monotonic()
            found, stored = _compared(self.run(cell)), _compared(cell.outputs)
            seconds[number] = time.monotonic() - begun
            if found != stored:
                what = f"run all, {_first_line(cell)}"
                self.problems.append(f"{what}\n  stored: {stored}\n  found:  {found}")
        return seconds


def _first_line(cell):
    lines = [line for line in cell.source.splitlines() if line and not line.startswith("#")]
    return f"{cell.id}, {lines[0] if lines else cell.source.splitlines()[0]!r}"


def _compared(outputs):
    """Returns what nbval compares: each stream, all text, and errors without their traceback.

    A lab that is opened once more offers what the learner has added to the catalogue since.
    """
    streams, others = {}, []
    for output in outputs:
        if output.output_type == "stream":
            streams[output.name] = streams.get(output.name, "") + output.text
        elif output.output_type == "error":
            others.append((output.ename, output.evalue))
        else:
            kept = {kind: data for kind, data in output.data.items() if kind not in IGNORED}
            if "text/plain" in kept:
                kept["text/plain"] = OWN_ENTRY.sub("", kept["text/plain"])
            others.append((output.output_type, sorted(output.data), kept))
    return streams, others


def run_again(notebook):
    """All cells, and once more all cells."""
    notebook.run_all()


def twice(notebook):
    """Every cell twice in a row."""
    notebook.out_of_order([cell for cell in notebook.cells for _ in range(2)])


def shuffled(notebook):
    """All cells in random orders, which are the same in every run of this script.

    The first cell stays first: TensorFlow decides at its import, once and for all, what it logs.
    """
    for seed in range(ORDERS):
        first, *others = notebook.cells
        random.Random(seed).shuffle(others)
        notebook.out_of_order([first, *others])


def middle(notebook):
    """The second half of the cells, after the kernel was restarted.

    TensorFlow may be loaded before the course then. If the first cell asks for another kernel
    because of that, it gets one, as it would from a learner.
    """
    notebook.out_of_order(notebook.cells[:3])
    notebook.restart()
    notebook.out_of_order(notebook.cells[len(notebook.cells) // 2 :])
    if "restart the kernel" in str(notebook.run(notebook.cells[0])):
        notebook.restart()


def interrupted(notebook):
    """All cells up to the one that trains longest, which is interrupted half-way."""
    seconds = notebook.run_all()
    trains = [
        number
        for number, cell in enumerate(notebook.cells)
        if any(word in cell.source for word in ("fit(", "_lab(", "run_workers(", "train("))
    ]
    if not trains:
        return
    longest = max(trains, key=seconds.get)
    notebook.restart()
    notebook.out_of_order(notebook.cells[: longest + 1], interrupt_after=seconds[longest] / 2)


def beside(notebook):
    """Nothing before: all cells, while another kernel runs the same notebook."""


WAYS = {each.__name__: each for each in (run_again, twice, shuffled, middle, interrupted, beside)}


def problems(path, way):
    """Uses a notebook in one way, then runs all its cells.

    Args:
        path: Its file.
        way: Key of `WAYS`.

    Returns:
        List with a text for each thing that went wrong.
    """
    with concurrent.futures.ThreadPoolExecutor() as pool:
        tries = [pool.submit(_problems, path, way) for _ in range(2 if way == "beside" else 1)]
        return [text for each in tries for text in each.result()]


def _problems(path, way):
    with contextlib.closing(Notebook(path)) as notebook:
        try:
            WAYS[way](notebook)
            notebook.run_all()
        except (TimeoutError, DeadKernelError) as error:
            notebook.problems.append(str(error))
        return notebook.problems


def main():
    """Prints a row for each notebook and way, then what is not right; fails if anything is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=pathlib.Path, help="default: all")
    parser.add_argument("--only", nargs="+", choices=WAYS, default=list(WAYS))
    chosen = parser.parse_args()
    found = []
    print("| notebook | way | problems | seconds |\n|---|---|---|---|")
    for path in chosen.notebooks or frameworks.runnable():
        for way in chosen.only:
            begun = time.monotonic()
            here = problems(path.resolve(), way)
            row = [path.stem[:2], way, len(here), f"{time.monotonic() - begun:.0f}"]
            print("|", " | ".join(map(str, row)), "|", flush=True)
            found += [f"\n{path.stem[:2]}, {way}: {text}" for text in here]
    print(*found, sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
