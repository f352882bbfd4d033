"""Broken functions of learners: a sentence for each, and everything works on as before."""

import html.parser
import linecache
import os
import random
import time

import ipywidgets as widgets
import keras
import numpy as np
import pytest
import tensorflow as tf

from helpers import course
from helpers.catalogue import lookup
from helpers.learner_code import forms, from_text
from helpers.training import engine, programs
from helpers.training.run import RunConfig
from support import hostile, limits, speeds, undrawn
from support.runs import fit, small

ENDLESS = {"endless", "endless and deaf", "endless graph", "endless text", "asleep", "waits"}
# Their answer is a function of y_true and y_pred, and no mean squared error.
EXERCISES = [
    exercise
    for number in ("05", "07", "08")
    for exercise in course.exercises(number)
    if exercise.number in ("05.1", "07.2", "08.3")
]
TAGS = {"div", "p", "pre", "b", "i", "code", "small", "style", "details", "summary"}
TAGS |= {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mover"}
TAGS |= {"msub", "msup", "msubsup"}
# One of those that are told the same, and all that would never end.
OF_EACH_SENTENCE = {entry.loss: name for name, entry in hostile.HOSTILE.items()}.values()
ODD_LOSSES = [name for name in hostile.HOSTILE if name in {*OF_EACH_SENTENCE, *ENDLESS}]
OTHER_LOSSES = [name for name in hostile.HOSTILE if name not in ODD_LOSSES]
FITTING = [name for name, entry in hostile.HOSTILE.items() if hostile.FITS in entry.loss]
# Of these a lab says something of its own, and to those that fit alike.
ODD_IN_LABS = [name for name in FITTING if hostile.HOSTILE[name].in_lab != hostile.ALIKE]
OTHERS_IN_LABS = [name for name in FITTING if name not in ODD_IN_LABS]
# What is said about a metric is what is said about a loss, but for these.
ODD_METRICS = [name for name, entry in hostile.HOSTILE.items() if entry.metric]
OTHER_METRICS = [name for name in hostile.HOSTILE if name not in ODD_METRICS]


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch):
    """Nothing that a function does may stay."""
    undrawn.leave_out(monkeypatch)
    before = settings()
    yield
    assert settings() == before


@pytest.fixture
def lab():
    return course.loss_metric_lab("regression", epochs=2)


@pytest.fixture(scope="module")
def gradient_lab():
    return course.gradient_lab()


@pytest.fixture(scope="module")
def train_well():
    """Trains with a good loss; before any function was tried, it learned what `fit` learns."""
    programs.forget()  # another test may have let XLA compile it, whose last bits differ
    config, data = RunConfig("regression", "mean_squared_error", epochs=2), small("regression")
    before = engine.train(config, data)
    np.testing.assert_allclose(before.weights[-1], fit(config, data)[0], atol=1e-6)

    def again():
        assert engine.train(config, data).digest == before.digest

    return again


def settings():
    """What a function could change for everybody."""
    return (
        (os.getcwd(), np.geterr(), tf.executing_eagerly(), tf.inside_function()),
        (keras.config.floatx(), keras.config.epsilon(), keras.config.dtype_policy().name),
        (tf.config.functions_run_eagerly(), random.getstate(), np.random.get_state()[1].tolist()),
    )


def made(name, monkeypatch):
    """Runs the source as a cell would, with lines that errors can quote."""
    # Those that end get the time that they need on a busy machine.
    limits.allow(monkeypatch, 0.3 if name in ENDLESS else 60)
    source, cell = hostile.HOSTILE[name].source, f"<cell {name}>"
    linecache.cache[cell] = (len(source), None, source.splitlines(keepends=True), cell)
    names = {"keras": keras, "ops": keras.ops, "tf": tf, "np": np}
    exec(compile(source, cell, "exec"), names)
    return names["answer"]


def told(action, capsys):
    """Returns what is said to a learner."""
    try:
        action()
    except KeyboardInterrupt:
        return "KeyboardInterrupt"  # the stop button stops, as everywhere
    return capsys.readouterr().out


def is_a_sentence(said):
    return "Traceback" not in said and "in user code" not in said and len(said) < 6000


class Tags(html.parser.HTMLParser):
    """Collects what a browser takes for markup."""

    def __init__(self, text):
        super().__init__()
        self.found = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)


def html_in(widget):
    """Returns all that a browser reads as HTML in a widget and those in it."""
    own = widget.value if isinstance(widget, widgets.HTML) else ""
    return own + "".join(html_in(child) for child in getattr(widget, "children", ()))


def holds_no_foreign_markup(text):
    return Tags(text).found <= TAGS and not any(mark in text for mark in ("<b>'", "<b>&amp;amp;"))


def try_in(lab, **choice):
    """Chooses a function, then what the lab had before; returns what the lab said."""
    before = lab.settings
    lab.set(**choice)
    said, shown = lab.sentence, html_in(lab) + lab.alt
    assert holds_no_foreign_markup(shown), shown
    assert is_a_sentence(said), said
    lab.set(**{name: before[name] for name in choice})
    assert "That did not work" not in lab.sentence
    return said


@pytest.mark.parametrize("name", [*ODD_LOSSES, *speeds.sampled(OTHER_LOSSES, every=4)])
def test_as_a_loss(name, train_well, capsys, monkeypatch):
    answer, entry = made(name, monkeypatch), hostile.HOSTILE[name]
    begun = time.monotonic()
    said = told(lambda: course.loss(answer), capsys)
    assert entry.loss in said
    assert is_a_sentence(said)
    if name in ENDLESS:
        assert time.monotonic() - begun < 10
    train_well()


@pytest.mark.parametrize("name", [*ODD_IN_LABS, *speeds.sampled(OTHERS_IN_LABS, every=8)])
def test_as_a_loss_in_the_lab(name, lab, train_well, monkeypatch):
    answer, entry = made(name, monkeypatch), hostile.HOSTILE[name]
    course.loss(answer)
    if "0.3 seconds" in entry.in_lab:
        limits.allow(monkeypatch, 0.3)
    assert entry.in_lab in try_in(lab, loss=getattr(answer, "__name__", "answer"))
    train_well()


@pytest.mark.parametrize("name", [*ODD_METRICS, *speeds.sampled(OTHER_METRICS, every=15)])
def test_as_a_metric(name, lab, capsys, monkeypatch):
    answer, entry = made(name, monkeypatch), hostile.HOSTILE[name]
    digest = lab.history.digest
    said = told(lambda: course.metric(answer), capsys)
    assert (entry.metric or entry.loss) in said
    assert is_a_sentence(said)
    if hostile.FITS in said and "Tasks: regression" in said:
        limits.allow(monkeypatch, 0.3 if "0.3 seconds" in entry.in_lab else 60)
        try_in(lab, metrics=(getattr(answer, "__name__", "answer"),))
    assert lab.history.digest == digest


@pytest.mark.parametrize("name", speeds.sampled(hostile.HOSTILE, every=5))
def test_as_an_answer(name, monkeypatch):
    if name == "huge result":
        pytest.skip("TensorFlow asks for memory for 100 seconds, and nothing can stop it")
    answer = made(name, monkeypatch)
    exercise = EXERCISES[list(hostile.HOSTILE).index(name) % len(EXERCISES)]
    if name == "raises KeyboardInterrupt":
        with pytest.raises(KeyboardInterrupt):
            exercise.check(answer)
        return
    feedback = exercise.check(answer)
    assert feedback.state == ("not attempted" if name in ("none", "dots") else "wrong")
    assert is_a_sentence(str(feedback))
    assert len(str(feedback)) < 1500
    assert holds_no_foreign_markup(feedback._repr_html_())
    if name in ENDLESS:
        assert "was still running" in feedback.message
        limits.allow(monkeypatch, 60)
        good = {"np": np, "keras": keras, "tf": tf}
        exec(str(exercise.solution()), good)
        assert exercise.check(good[exercise.answer]).state == "right"


@pytest.mark.parametrize("name", speeds.sampled(hostile.HOSTILE, every=8))
def test_as_a_text_in_the_gradient_lab(name, gradient_lab, monkeypatch):
    made(name, monkeypatch)
    gradient_lab.source = hostile.HOSTILE[name].source
    said = gradient_lab.sentence
    assert holds_no_foreign_markup(said), said
    assert is_a_sentence(said), said
    if name in ENDLESS:
        assert "was still running after 0.3 seconds" in said
    gradient_lab.example = "mean_squared_error"
    assert "The gradient flows" in gradient_lab.sentence


def test_what_is_in_the_catalogue_is_text_in_the_lab():
    """A name cannot be markup, but a label could be one day."""
    entry = lookup.find("metric", "mean_squared_error")
    own = {"name": "own", "label": hostile.MARKUP, "formula": ""}
    values = {field: getattr(entry, field) for field in entry.__dataclass_fields__} | own
    for kind in ("loss", "metric"):
        form = forms.Form(kind, lambda y_true, y_pred: y_pred)
        of_kind = {"kind": kind, "differentiable": kind == "loss", "custom": form}
        lookup.register(type(entry)(**values | of_kind))
    opened = course.loss_metric_lab("regression", epochs=2, loss="own", metrics=("own",))
    assert "alert(1)" in opened.sentence
    assert holds_no_foreign_markup(html_in(opened))


def test_a_stopped_function_leaves_tensorflow_in_order(monkeypatch):
    """The alarm comes at any moment, also while TensorFlow traces."""
    source = hostile.HOSTILE["endless and deaf"].source
    for seconds in np.linspace(0.1, 0.2, 20):
        limits.allow(monkeypatch, seconds)
        begun = time.monotonic()
        with pytest.raises(ValueError, match="Your text was still running"):
            from_text.explain_source(source)
        assert time.monotonic() - begun < 10
        assert tf.executing_eagerly()
        assert float(tf.constant(1.0) + 1.0) == 2
