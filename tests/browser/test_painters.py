"""The two painters of a picture, held together: what one shows, the other shows too."""

import itertools
import json

import numpy as np
import pytest

from helpers import course
from helpers.figures.picture import as_data
from helpers.labs.picture import PictureScreen
from support import painters
from support.paths import ROOT
from support.speeds import always, sampled

WIDTHS = (390, 900, 1400)
SEEDS = range(len(WIDTHS))  # each is painted in a width of its own
EQUAL = "title", "x", "ticks", "legend", "pieces", "cells", "counts", "names", "labels"
LABS = [
    each
    for name, each in vars(course).items()
    if name.endswith("_lab") and each.screen_class is PictureScreen
]
PAINT = """
async ([code, style, picture, width]) => {
    const {paint} = await import(URL.createObjectURL(new Blob([code], {type: "text/javascript"})));
    const root = document.createElement("div");
    root.className = "panels";
    document.head.innerHTML = `<style>${style} body { margin: 0 }</style>`;
    document.body.className = "course-picture";
    document.body.style.width = `${width}px`;
    document.body.replaceChildren(root);
    paint(root, picture);
}
"""

# Paints one picture over another, and says what stayed of the first, and whether that shows.
REPAINT = """
async ([code, first, second]) => {
    const {paint} = await import(URL.createObjectURL(new Blob([code], {type: "text/javascript"})));
    const [over, fresh] = [document.createElement("div"), document.createElement("div")];
    paint(over, first, 900);
    const plot = over.querySelector("figure > svg");
    paint(over, second, 900);
    paint(fresh, second, 900);
    return [over.contains(plot), over.isEqualNode(fresh)];
}
"""

# Where each panel is, and what is written below its axis.
PLACES = """
figures => figures.map(figure => {
    const words = document.createRange();
    words.selectNodeContents(figure.querySelector(".x-label"));
    return [figure, words].map(each => each.getBoundingClientRect().toJSON());
})
"""


@pytest.fixture(scope="module")
def tab(browser):
    """Gives a page and a list of what went wrong or popped up on it: opening one takes a second."""
    page, complaints = browser.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message) or dialog.dismiss())
    yield page, complaints
    page.close()


@pytest.fixture
def page(tab):
    """Gives the page with nothing on it; nothing may go wrong there, and nothing may pop up."""
    page, complaints = tab
    page.goto("about:blank")
    complaints.clear()
    yield page
    assert not complaints


def source(kind):
    return (ROOT / "helpers" / "labs" / f"picture.{kind}").read_text("utf-8")


def sent(picture):
    """Returns a picture as it comes into a browser: by way of text, which NaN would not pass."""
    return json.loads(json.dumps(as_data(picture), allow_nan=False))


def painted(page, picture, width):
    page.evaluate(PAINT, [source("js"), source("css"), sent(picture), width])
    return page.locator("figure")


@pytest.mark.parametrize("seed", sampled(range(24), 5))
def test_both_show_the_same(page, seed):
    compare(page, painters.random_picture(seed), seed)


@pytest.mark.parametrize(
    ("lab", "seed"),
    always(list(zip(LABS, itertools.cycle(SEEDS), strict=False)), itertools.product(LABS, SEEDS)),
    ids=lambda value: getattr(value, "opened_by", None),
)
def test_both_show_the_same_of_every_lab(page, lab, seed):
    compare(page, painters.picture_of(lab, seed), seed)


def compare(page, picture, seed):
    figures = painted(page, picture, WIDTHS[seed % 3])
    shown = figures.evaluate_all(f"figures => figures.map({painters.SEEN})")
    expected = painters.seen_in_still(picture)
    assert len(shown) == len(expected) == len(picture.panels)
    for seen, panel in zip(shown, expected, strict=True):
        for name in EQUAL:
            assert seen[name] == panel[name], name
        assert seen["y"].replace(" ", "") == panel["y"].replace(" ", "")  # a long one is wrapped
        for name in ("lines", "points", "bars"):
            assert [len(each) for each in seen[name]] == [len(each) for each in panel[name]], name
            for here, there in zip(seen[name], panel[name], strict=True):
                np.testing.assert_allclose(here, there, atol=0.003)
        for name in ("rules", "spots", "boxes"):
            np.testing.assert_allclose(seen[name], panel[name], atol=0.005)


def test_a_picture_over_another_keeps_its_parts_and_nothing_that_shows(page):
    pictures = [sent(painters.random_picture(seed)) for seed in range(8)]
    for first, second in itertools.pairwise(pictures):
        assert page.evaluate(REPAINT, [source("js"), first, second]) == [True, True]


@pytest.mark.parametrize("width", WIDTHS)
def test_panels_fill_the_width_and_nothing_sticks_out(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    for seed in range(8):
        rows = {}
        for box, words in painted(page, painters.random_picture(seed), width).evaluate_all(PLACES):
            rows.setdefault(round(box["y"]), []).append(box["width"])
            assert box["left"] <= words["left"] < words["right"] <= box["right"]
        assert all(0.95 * width < sum(row) <= width for row in rows.values())
        assert all(min(row) >= 260 for row in rows.values())
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_names_are_text_and_never_markup(page):
    for seed in range(len(painters.NAMES)):
        root = painted(page, painters.random_picture(seed), 900)
        assert page.locator("img, script, b").count() == 0
        shown = " ".join(root.all_text_contents())
    assert "<" in shown


def test_values_are_read_out_by_pointer_and_by_key(page):
    picture = painters.random_picture(1)
    figure = painted(page, picture, 1400).first
    plot, value = figure.locator("svg").last, figure.locator(".value")
    (*_, train, validation) = [m for m in picture.panels[0].marks if hasattr(m, "shape")]
    first = f"epoch 1 · training rows {train.y[0]:.4g} · validation rows {validation.y[0]:.4g}"
    plot.focus()
    page.keyboard.press("ArrowRight")
    assert numbers(value.inner_text()) == pytest.approx(numbers(first))
    box = plot.bounding_box()
    page.mouse.move(box["x"] + 0.99 * box["width"], box["y"] + 100)
    assert value.inner_text().startswith(f"epoch {len(train.y)} · training rows ")
    page.mouse.move(0, 0)
    assert value.inner_text() == ""


def numbers(text):
    return [float(word) for word in text.split() if word[-1].isdigit()]


@pytest.mark.parametrize(
    ("scheme", "of_the_lab", "is_dark"),
    [
        ("light", None, False),
        ("dark", None, True),
        ("light", "false", True),
        ("dark", "true", False),
    ],
)
def test_colours_follow_the_theme_of_jupyterlab_and_elsewhere_that_of_the_system(
    page, scheme, of_the_lab, is_dark
):
    page.emulate_media(color_scheme=scheme)
    line = painted(page, painters.random_picture(1), 900).locator(".line").last
    if of_the_lab:
        page.evaluate("is => document.documentElement.dataset.jpThemeLight = is", of_the_lab)
    color = line.evaluate("line => getComputedStyle(line).stroke")
    assert color == ("rgb(240, 160, 48)" if is_dark else "rgb(213, 94, 0)")
