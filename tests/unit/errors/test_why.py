"""`course.why` explains an exception, a message, an id, and the error of the cell before."""

import subprocess
import sys

import pytest

from helpers.errors.lookup import BY_ID
from helpers.errors.why import NO_ERROR, UNKNOWN, why

CELLS = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell("from helpers.errors.why import why")
for cell in (
    "print('A', why())",
    "raise ValueError('No gradients provided for any variable.')",
    "print('B', why())",
    "1 +",
    "print('C', why())",
    "1 + 1",
    "print('D', why())",
):
    shell.run_cell(cell)
"""


@pytest.mark.parametrize(
    "error",
    [
        ValueError("No gradients provided for any variable."),
        "ValueError: No gradients provided for any variable.",
        "no matter\nNo gradients provided",
        "E12",
        " e12\n",
    ],
)
def test_explains_an_exception_a_message_and_an_id(error):
    answer = why(error)
    assert answer.entry is BY_ID["E12"]
    for part in (answer.entry.title, answer.entry.cause, answer.entry.repair, "notebook 12"):
        assert part in repr(answer)


def test_quotes_an_exception_in_one_line():
    said = str(why(ValueError("No gradients provided" + "!" * 10_000 + "\nmore")))
    assert said.startswith("ValueError: No gradients provided!!!")
    assert len(said.splitlines()[0]) < 250


def test_says_when_it_knows_nothing():
    assert str(why("KeyError: 'image'")) == UNKNOWN
    assert str(why(KeyError("image"))) == f"KeyError: 'image'\n\n{UNKNOWN}"
    assert str(why(KeyError())).startswith("KeyError\n")
    assert why("").entry is why(12).entry is None


def test_outside_of_a_notebook_there_is_no_cell_before():
    assert str(why()) == NO_ERROR


def test_explains_the_cell_before_and_no_older_one():
    done = subprocess.run([sys.executable, "-c", CELLS], capture_output=True, text=True, check=True)
    answers = {name: done.stdout.split(f"{name} ")[1] for name in "ABCD"}
    for name, beginning in {
        "A": NO_ERROR,
        "B": "ValueError: No gradients provided for any variable.\n\nE12 · ",
        "C": "SyntaxError: invalid syntax",
        "D": NO_ERROR,
    }.items():
        assert answers[name].startswith(beginning), answers[name]
