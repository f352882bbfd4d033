"""Pictures that show something else are told from those that another processor draws."""

import base64
import io
import pathlib
import re
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from helpers.figures import still
from support import pictures

EPOCHS = np.arange(1, 11)
CURVE = 0.6 + 3 * np.exp(-EPOCHS / 3)
PIXEL = 3.6 / 220  # what the panel shows, over its height in pixels


def empty_panels(count):
    """Makes a figure of panels side by side, as large as those of the labs, and their axes."""
    width, height = still.PANEL_INCHES
    figure = Figure(figsize=(count * width, height), dpi=still.DOTS_PER_INCH)
    others = still.BOTTOM_INCHES, width - 1.05, height - 0.9
    lefts = [number * width + still.LEFT_INCHES for number in range(count)]
    return figure, [still.add_axes(figure, left, *others) for left in lefts]


def drawn(curve=CURVE, color=still.BLUE, label="epoch", tick="0.5", panels=2):
    """Draws two panels as the labs do, the second of them with a short word and a bar."""
    figure, (axis, other) = empty_panels(2)
    axis.plot(EPOCHS, curve, color=color, marker="o")
    axis.set(xlabel=label, ylim=(0, 3.6))
    if panels == 2:
        other.bar([1, 2], [0.5, 0.8], color=still.ORANGE)
    other.set(xlim=(0, 3), ylim=(0, 1), yticks=[0, 0.5], yticklabels=["0", tick])
    return still.png(figure)


OTHER_PICTURES = {
    "another colour": {"color": still.GREEN},
    "a shade": {"color": "#0082B2"},
    "no label": {"label": ""},
    "one digit": {"tick": "0.6"},
    "no point": {"tick": "05"},
    "another metric": {"curve": np.sqrt(CURVE**2 + 0.05)},
    "an empty panel": {"panels": 1},
}
SAME_PICTURES = {
    "a tenth of a pixel": {"curve": CURVE + PIXEL / 10},
    "half a pixel": {"curve": CURVE - PIXEL / 2},
    "one pixel": {"curve": CURVE + PIXEL},
}


@pytest.fixture(scope="module")
def stored():
    return drawn()


@pytest.mark.parametrize("changed", OTHER_PICTURES.values(), ids=OTHER_PICTURES)
def test_what_shows_something_else_differs_clearly(stored, changed):
    other = drawn(**changed)
    assert pictures.difference(stored, other) > 5 * pictures.TOLERANCE
    assert pictures.difference(other, stored) == pictures.difference(stored, other)


@pytest.mark.parametrize("changed", SAME_PICTURES.values(), ids=SAME_PICTURES)
def test_a_rounded_coordinate_does_not(stored, changed):
    other = drawn(**changed)
    assert other != stored
    assert pictures.difference(stored, other) < pictures.TOLERANCE / 5


def test_another_size_differs_and_can_be_shown(stored):
    smaller = still.png(empty_panels(1)[0])
    assert pictures.difference(stored, smaller) == np.inf
    assert pictures.side_by_side(stored, smaller).size == (820 + 20 + 410, 310)


def test_the_difference_is_dark_where_two_pictures_differ(stored):
    shown = np.asarray(pictures.side_by_side(stored, drawn(panels=1)))
    old, new, found = (shown[:, at : at + 820] for at in (0, 840, 1680))
    orange = (old == (0xD5, 0x5E, 0x00)).all(axis=2)
    assert orange.sum() > 1000
    assert (new[orange] == 255).all()
    assert (found[orange] < 30).all()
    assert (found[:, :410] == 255).all()


def test_pytest_fails_where_a_picture_differs(tmp_path):
    red, blue = picture("red"), picture("blue")
    shown_and_stored = [([red], [red]), ([blue], [red]), ([red, red], [red]), ([red], [red] * 2)]
    notebook = nbformat.v4.new_notebook(cells=[cell(*pair) for pair in shown_and_stored])
    nbformat.write(notebook, tmp_path / "colours.ipynb")
    options = ["--nbval", "--nbval-current-env", "-p", "support.notebook_items"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--color=no", "-rA", *options, tmp_path],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    said = re.findall(r"^(PASSED|FAILED) .*::Cell (\d)", done.stdout, re.MULTILINE)
    assert said == [("PASSED", "0"), ("FAILED", "1"), ("FAILED", "2"), ("FAILED", "3")]
    path = "failed_pictures/colours-cell-1-1.png"
    assert str(pathlib.Path(path)) in done.stdout
    assert Image.open(tmp_path / path).size == (32 * 3 + 20 * 2, 32)
    assert "Stored are 1 pictures, and 2 were drawn" in done.stdout
    assert "Stored are 2 pictures, and 1 were drawn" in done.stdout


def picture(color):
    """Returns a picture of one colour, as a notebook stores it."""
    png = io.BytesIO()
    Image.new("RGB", (32, 32), color).save(png, "png")
    return base64.b64encode(png.getvalue()).decode()


def cell(shown, stored):
    """Returns a cell that shows pictures, and has others in store."""
    return nbformat.v4.new_code_cell(
        "\n".join(f"display({{'image/png': '{each}'}}, raw=True)" for each in shown),
        outputs=[nbformat.v4.new_output("display_data", {"image/png": each}) for each in stored],
        execution_count=1,
    )
