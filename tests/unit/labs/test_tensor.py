"""TensorLab with an engine that makes up what each tensor answers."""

import dataclasses
import itertools
import re

import pytest

from helpers.figures import tensor as figures
from helpers.labs.tensor import FEEDERS, TensorLab
from support import lab_fakes, speeds, undrawn
from support.lab_fakes import STEP_VALUES, TensorEngine

MODES = ("eager", "tf_function", "keras_3", "keras_2", "tf1_graph")
EVERYTHING = list(itertools.product(MODES, STEP_VALUES, [False, True]))
pytestmark = pytest.mark.usefixtures("drawing")


def is_refused(mode, step):
    """Whether there is no tensor: blueprints of Keras have no way back."""
    return step == "gradient" and mode.startswith("keras")


@pytest.fixture
def engine():
    return TensorEngine()


@pytest.fixture
def lab(engine):
    return lab_fakes.opened(TensorLab, engine)


@undrawn.drawn
@pytest.mark.parametrize(("mode", "step", "feed"), speeds.sampled(EVERYTHING, every=7))
def test_every_choice_has_its_picture(lab, mode, step, feed):
    lab.set(mode=mode, step=step, feed=feed)
    assert lab.picture.startswith(b"\x89PNG")
    assert "did not work" not in lab.sentence


@pytest.mark.parametrize(("mode", "step", "feed"), EVERYTHING)
def test_every_choice_has_its_words(lab, mode, step, feed):
    lab.set(mode=mode, step=step, feed=feed)
    if is_refused(mode, step):
        assert "<b>raises an error" in lab.sentence
        assert "print&lt;gradient&gt;" in lab.sentence
    else:
        for words in (f"a tensor of {mode}", f"numpy {mode}", f"float&lt;{step}&gt;"):
            assert words in lab.sentence
        assert "<b>is a blueprint" in lab.sentence or mode == "eager"
    assert f"code<{step}>" in lab.alt
    number = str(STEP_VALUES[step])
    assert (number in lab.alt) == (feed or mode == "eager")


def test_the_table_says_what_was_found(lab):
    lab.mode = "keras_3"
    rows = re.findall(r'<th scope="row"[^>]*>(.*?)</th><td>(.*?)</td>', lab.sentence)
    assert {re.sub("<.*?>", "", name): re.sub("<.*?>", "", text) for name, text in rows} == {
        "it is": "a tensor of keras_3",
        "type": "a.keras_3",
        "shape": "(None, 1)",
        "dtype": "float32",
        "holds a value": "no",
        ".numpy()": "numpy keras_3",
        "float()": "float&lt;input&gt;",
        "print()": "print&lt;input&gt;",
    }
    lab.mode = "eager"
    assert ">holds a value</th><td>yes</td>" in lab.sentence


def test_what_carried_the_rows_is_said_in_each_mode(lab):
    lab.feed = True
    for mode, feeder in FEEDERS.items():
        lab.mode = mode
        assert f"Three rows went through, by {feeder}" in lab.sentence
    lab.mode = "eager"
    assert "rows went through" not in lab.sentence


def test_what_a_tensor_answers_is_no_markup(lab):
    assert "print&lt;input&gt;" in lab.sentence
    assert "<input>" not in lab.sentence


@undrawn.drawn
def test_rows_go_through_a_blueprint_and_leave_it_as_it_was(lab):
    lab.mode = "keras_3"
    before = lab.picture
    lab.feed = True
    assert "it still holds none" in lab.sentence
    assert "keras.Model" in lab.sentence
    assert lab.picture != before
    lab.feed = False
    assert "You removed the rows" in lab.sentence
    assert lab.picture == before


@undrawn.drawn
def test_weights_without_a_value_are_drawn_otherwise(engine):
    def drawn(holds):
        def build_expression(mode):
            made = engine.build_expression(mode)
            return dataclasses.replace(made, parameters_hold_value=holds)

        return TensorLab(build_expression=build_expression, mode="keras_3").picture

    assert drawn(True) != drawn(False)


@pytest.mark.parametrize("mode", MODES)
def test_the_way_back_is_drawn_from_the_gradient_to_w_where_there_is_one(engine, mode):
    (axes,) = figures.expression(engine.build_expression(mode), "input", False).axes
    heights = {text.get_text(): text.get_position()[1] for text in axes.texts}
    ends = [line.get_ydata()[[0, -1]].tolist() for line in axes.lines]
    way_back = [heights["code<gradient>"], heights["w"]]
    assert ends == ([] if is_refused(mode, "gradient") else [way_back])


def test_rows_bring_a_gradient_where_the_blueprint_has_none(lab):
    lab.set(mode="keras_3", step="gradient")
    assert "Three rows" not in lab.sentence
    lab.feed = True
    assert "<b>raises an error" in lab.sentence
    assert "Three rows went through, by a <code>keras.Model</code>" in lab.sentence
    assert "16" in lab.alt


def test_the_eager_mode_needs_no_rows(lab):
    lab.feed = True
    assert "every step holds its value" in lab.sentence


def test_the_sentence_says_what_was_changed(lab):
    lab.step = "mean"
    assert "Another step, the same mode" in lab.sentence
    lab.mode = "tf_function"
    assert "Another mode, the same expression" in lab.sentence


@pytest.mark.parametrize("bad", [{"mode": "jax"}, {"step": "cube"}, {"feed": "yes"}, {"rows": 3}])
def test_a_setting_that_cannot_be_is_refused_and_changes_nothing(lab, bad):
    before = lab.settings, lab.sentence, lab.picture
    with pytest.raises(ValueError, match=next(iter(bad))):
        lab.set(**bad)
    assert (lab.settings, lab.sentence, lab.picture) == before


def test_it_opens_as_its_code_says(engine, lab):
    lab.set(mode="tf1_graph", step="square", feed=True)
    assert lab.code == "course.tensor_lab(mode='tf1_graph', step='square', feed=True)"
    assert lab_fakes.opened(TensorLab, engine, **lab.settings).picture == lab.picture
