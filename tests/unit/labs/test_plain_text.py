"""What a lab says without widgets: held against what a reader of the page would write down."""

import ipywidgets as widgets
import pytest

from helpers.figures.picture import Panel, Picture, axis
from helpers.labs import plain_text
from helpers.labs.base import Lab, View
from helpers.labs.settings import Setting, choice, number, slider, switch

WORDS = {"tea": "Tea, green", "coffee": "Coffee"}


class BreakfastLab(Lab):
    """A lab with a control of each kind."""

    drink = choice("Drink", "what to drink", WORDS, "coffee", words=WORDS)
    fruits = choice("Fruits", "what to eat", ("fig", "plum", "pear"), widget=widgets.SelectMultiple)
    cups = number("Cups", "how many", (1, 2, 4), 2)
    sugar = slider("Sugar", "how much", 0, 0.2, 0.05, step=0.01, readout_format=".0%")
    heat = Setting(
        "how hot", widgets.FloatLogSlider, description="Heat", value=0.01, min=-3, max=1, step=0.5
    )
    recipe = Setting(
        "what to do", widgets.Textarea, description="Recipe:", value="if cold:\n    warm()\n"
    )
    milk = switch("With milk", "whether there is milk", value=True)
    hidden = switch("Not shown", "what no one sees")

    def _offer(self):
        self.controls["hidden"].layout.display = "none"
        self.controls["fruits"].value = ("fig", "pear")

    def view(self, chosen, change):
        code = '<code class="fingerprint">228683788c5d</code>'
        sentence = f"<b>A &lt; B</b> is {code}.<ul><li>one</li><li>two</li></ul>"
        panel = Panel("A cup", axis("x"), axis("y"), ())
        return View(Picture((panel,)), "A cup.", sentence)


def test_a_lab_tells_its_sentence_its_picture_and_all_choices():
    assert (
        plain_text.of_lab(BreakfastLab())
        == """\
BreakfastLab()

A < B is ….
one
two

Picture: A cup.

Drink: Tea, green | [Coffee]
Fruits: [fig] | plum | [pear]
Cups: 1 | [2] | 4
Sugar: 0.05 (0 to 0.2)
Heat: 0.01 (0.001 to 10)
Recipe:
    if cold:
        warm()
With milk: on"""
    )


def test_a_choice_that_is_made_is_told():
    lab = BreakfastLab(drink="tea", sugar=0.1, milk=False)
    told = plain_text.of_lab(lab)
    for line in ("Drink: [Tea, green] | Coffee", "Sugar: 0.1 (0 to 0.2)", "With milk: off"):
        assert line in told.splitlines()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<br>b", "a\nb"),
        ("<table><tr><th>it is</th><td>new</td></tr></table>", "it is: new"),
        ('<code style="white-space: pre-wrap">[[1 2]\n [3 4]]</code>', "[[1 2]\n [3 4]]"),
        ("the class <code>f4</code>", "the class f4"),
        ("&#x27;x&#x27; &amp; y", "'x' & y"),
    ],
)
def test_html_becomes_text(html, text):
    assert plain_text.of_html(html) == text


def test_it_is_what_a_place_without_widgets_shows():
    bundle, metadata = BreakfastLab()._repr_mimebundle_()
    assert bundle["text/plain"] == plain_text.of_lab(BreakfastLab())
    assert metadata["image/png"]["alt"] == "A cup."
