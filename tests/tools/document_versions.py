"""The documents' examples in real TensorFlows, each in an environment that uv makes for it.

uv run python tests/tools/document_versions.py           the table of what is stored
uv run python tests/tools/document_versions.py --make    runs every row, and stores it (minutes)
uv run python tests/tools/document_versions.py --again   runs every row, and says what changed
uv run python tests/tools/document_versions.py --here    one row, with what is installed here

Names of rows after --make or --again run only these.
Where it runs examples, it needs nothing but TensorFlow, because old ones have nothing else.
"""

import argparse
import contextlib
import importlib.metadata
import io
import itertools
import json
import os
import pathlib
import re
import runpy
import subprocess
import sys
import tempfile
import time
import traceback

STORED = pathlib.Path(__file__).parents[2] / "helpers" / "document_versions.json"
DOCUMENTS = pathlib.Path(__file__).parents[1] / "support" / "documents"
NEWEST = "newest"
LEGACY = "newest with TF_USE_LEGACY_KERAS=1"
KERAS_2 = ("2.12.1", "2.13.1", "2.14.1", "2.15.1")
KERAS_3 = ("2.16.2", "2.17.1", "2.18.1", "2.19.1", "2.20.0", "2.21.0")
# What uv is told for each row. `2025-01-27` is what a reader got on the day after document A.
ROWS = {version: ["--with", f"tensorflow-cpu=={version}"] for version in (*KERAS_2, *KERAS_3)} | {
    NEWEST: ["--with", "tensorflow-cpu"],
    "2025-01-27": ["--exclude-newer", "2025-01-27", "--with", "tensorflow-cpu"],
    LEGACY: ["--with", "tensorflow-cpu", "--with", "tf-keras"],
}
UNUSED_BLUEPRINTS = re.compile(r"^(input_data|output|target_data) = .*\n", re.MULTILINE)
INSIDE = """import tensorflow as tf


@tf.function
def inside(x):
    print(type(x))


inside(tf.constant(1.0))
"""


# What is run


def programs():
    """Returns a dict from each program's name to its code and whether it gets data."""
    code = {path.stem: path.read_text("utf-8") for path in sorted(DOCUMENTS.glob("*.txt"))}
    found = {name: (code[name], False) for name in code}
    found["A2 with loss.numpy()"] = (code["A2"].replace("# loss.numpy()", "loss.numpy()"), False)
    found["A3 without its symbolic lines"] = (UNUSED_BLUEPRINTS.sub("", code["A3"]), False)
    found |= {f"{name} with data": (code[name], True) for name in ("B1", "B2", "B3")}
    found["inside a tf.function"] = (INSIDE, False)
    return found


def data_for(code):
    """Returns the four arrays that an example of document B takes for granted."""
    import numpy as np

    features = int(re.search(r"input_shape=\((\d+),\)", code)[1])
    numbers = np.random.default_rng(0)
    x = numbers.normal(size=(64, features)).astype("float32")
    y = np.eye(10, dtype="float32")[numbers.integers(10, size=64)]
    y = y if "categorical" in code else y[:, :1]
    return {"X_train": x, "y_train": y, "X_test": x, "y_test": y}


def stable(message):
    """Returns the first sentence of an error message, without the trail that AutoGraph adds."""
    if message.startswith("in user code:"):
        message = message.rstrip().rpartition("\n    ")[2].partition(": ")[2]
    return re.match(r".*?(?=\. |\.?\n|\.?$)", message)[0]


def outcome(name, code, given):
    """Runs one program.

    Args:
        name: File name of the program.
        code: Its text.
        given: Names that it finds defined.

    Returns:
        The classes that it prints, and the line, class and first sentence of its error if it has
        one.
    """
    path, printed, error = pathlib.Path(name), io.StringIO(), None
    path.write_text(code, "utf-8")
    with contextlib.redirect_stdout(printed):
        try:
            runpy.run_path(name, init_globals=given)
        except Exception as caught:
            frames = traceback.extract_tb(caught.__traceback__)
            line = next(frame.lineno for frame in frames if frame.filename == name)
            error = [line, type(caught).__name__, stable(str(caught))]
    return {"prints": re.findall(r"<class '(.*?)'>", printed.getvalue()), "error": error}


def here():
    """Returns versions and outcomes with the packages of this Python."""
    os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    import tensorflow as tf

    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        outcomes = {
            name: outcome(f"{name}.py", code, data_for(code) if has_data else {})
            for name, (code, has_data) in programs().items()
        }
    package = tf.keras.Model.__module__.partition(".")[0]  # keras, or tf_keras
    keras = importlib.metadata.version(package)
    return {"tensorflow": tf.__version__, "keras": keras, "programs": outcomes}


def run_row(row):
    """Returns what `here` finds in an environment made for one row of the table."""
    command = ["uv", "run", "--no-project", "--isolated", "--python", "3.11", *ROWS[row]]
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    environment["TF_USE_LEGACY_KERAS"] = str(int(row == LEGACY))
    with tempfile.TemporaryDirectory() as folder:  # away from the settings in pyproject.toml
        done = subprocess.run(
            [*command, "python", str(pathlib.Path(__file__).resolve()), "--here"],
            cwd=folder,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise RuntimeError(f"The row {row} did not run.\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def run_rows(rows):
    """Returns a dict from each row to what was found, and says on stderr how long each took."""
    found = {}
    for row in rows:
        start = time.perf_counter()
        found[row] = run_row(row)
        print(f"{row}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    return found


# What is said of it


def in_words(result):
    """Returns one outcome as a cell of the table."""
    if result["error"]:
        line, kind, message = result["error"]
        return f"`{kind}`, line {line}: {message}"
    names = ", ".join(f"`{name.rpartition('.')[2]}`" for name in result["prints"])
    return f"prints {names}" if names else "runs"


def table(stored):
    """Returns a table in Markdown: a line for each program, a column where outcomes agree."""
    columns = {}
    for row, found in stored.items():
        cells = tuple(in_words(result) for result in found["programs"].values())
        columns.setdefault(cells, []).append(row)
    lines = {}
    for name, *cells in zip(programs(), *columns, strict=True):
        lines.setdefault(tuple(cells), []).append(name)
    return "\n".join(
        [
            "| example | " + " | ".join(heading(stored, rows) for rows in columns.values()) + " |",
            "|---" * (1 + len(columns)) + "|",
            *(f"| {', '.join(names)} | {' | '.join(cells)} |" for cells, names in lines.items()),
        ]
    )


def heading(stored, rows):
    """Returns the head of a column: its rows, and the versions of Keras that they had."""
    versions, names = [*KERAS_2, *KERAS_3], []
    neighbours = itertools.groupby(
        enumerate(rows),
        lambda each: versions.index(each[1]) - each[0] if each[1] in versions else each[1],
    )
    for _, group in neighbours:
        first, *others = [row for _, row in group]
        names.append(f"{first} to {others[-1]}" if others else first)
    keras = dict.fromkeys(stored[row]["keras"] for row in rows)
    return f"{', '.join(names)} (Keras {', '.join(keras)})"


def changes(before, after):
    """Returns a table in Markdown of the outcomes that differ, or None."""
    lines = [
        f"| {row} | {name} | {in_words(result)} | {in_words(found['programs'][name])} |"
        for row, found in after.items()
        for name, result in before[row]["programs"].items()
        if result != found["programs"][name]
    ]
    head = ["| TensorFlow | example | was | is |", "|---|---|---|---|"]
    return "\n".join([*head, *lines]) if lines else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("--make", "--again", "--here"):
        parser.add_argument(option, action="store_true")
    parser.add_argument("rows", nargs="*", help="default: all rows")
    chosen = parser.parse_args()
    if chosen.here:
        print(json.dumps(here()))
        return
    stored = json.loads(STORED.read_text("utf-8"))
    found = run_rows(chosen.rows or ROWS) if chosen.make or chosen.again else {}
    if chosen.make:
        stored = {row: (stored | found)[row] for row in ROWS}
        STORED.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")
    if not chosen.again:
        print(table(stored))
        return
    for row in found:
        print(f"- {row}: TensorFlow {found[row]['tensorflow']}, Keras {found[row]['keras']}")
    changed = changes(stored, found)
    print("", changed or "All outcomes are the same.", sep="\n")
    sys.exit(bool(changed))


if __name__ == "__main__":
    main()
