"""Each lab under a thousand random steps: no traceback, and picture, text and state agree.

The oracle for a lab with a history is a new lab that was opened with the same settings.
Figures are not drawn here, or it would take many minutes: what would be drawn is compared.
"""

import dataclasses
import functools
import hashlib
import types

import hypothesis.strategies as st
import ipywidgets as widgets
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from helpers.labs import (
    all_losses,
    base,
    fraud,
    gradient,
    loss_breakdown,
    loss_curve,
    loss_metric,
    replicas,
    tensor,
    threshold,
    top_k,
)
from helpers.labs.gradient_examples import EXAMPLES
from helpers.scoring.replicas import replica_step
from support import lab_fakes

STEPS, RUNS = 50, 26
TEXTS = [source for _, source in EXAMPLES.values()]
TEXTS += ["", "raise", "return round", "return log", "<script>alert(1)</script>", "ü\n\t\x00"]
BAD = st.sampled_from([None, "no such thing", float("nan"), -1e9, 1e9, object(), [], {}, b""])
ERRORS = st.sampled_from(
    [KeyboardInterrupt(), ValueError("<b>bad</b>"), MemoryError(), TypeError()]
)


class Broken:
    """Engine functions that raise once when they are told to."""

    def __init__(self):
        self.error = None

    def __call__(self, function):
        @functools.wraps(function, updated=())
        def asked(*args, **options):
            error, self.error = self.error, None
            if error is not None:
                raise error
            return function(*args, **options)

        return asked


def open_all_losses(broken, **settings):
    engine = lab_fakes.TrainingEngine()
    return all_losses.AllLossesLab(broken(engine.train), engine.evaluate, **settings)


def open_fraud(broken, **settings):
    engine = lab_fakes.FraudEngine()
    asked = broken(engine.train), engine.payments, broken(engine.threshold_scores)
    return fraud.FraudLab(*asked, **settings)


def open_gradient(broken, **settings):
    return gradient.GradientLab(broken(lab_fakes.GradientEngine().__call__), **settings)


def open_loss_metric(broken, **settings):
    engine = lab_fakes.TrainingEngine()
    asked = broken(engine.train), broken(engine.evaluate), broken(engine.dataset)
    return loss_metric.LossMetricLab(*asked, **settings)


def open_loss_curve(broken, **settings):
    engine, index = lab_fakes.LossCurveEngine(), lab_fakes.OUTLIER_INDEX
    asked = engine.points, engine.loss_curve, broken(engine.fit_line)
    return loss_curve.LossCurveLab(*asked, index, **settings)


def open_loss_breakdown(broken, **settings):
    engine = lab_fakes.BreakdownEngine()
    return loss_breakdown.LossBreakdownLab(
        broken(engine.loss_breakdown), engine.example, **settings
    )


def open_replicas(broken, **settings):
    return replicas.ReplicaLab(broken(replica_step), **settings)


def open_tensor(broken, **settings):
    return tensor.TensorLab(broken(lab_fakes.TensorEngine().follow), **settings)


def open_threshold(broken, **settings):
    engine = lab_fakes.ThresholdEngine()
    asked = broken(engine.train), engine.dataset, broken(engine.threshold_scores)
    return threshold.ThresholdLab(*asked, **settings)


def open_top_k(broken, **settings):
    engine = lab_fakes.TopKEngine()
    return top_k.TopKLab(broken(engine.train), broken(engine.top_k_scores), **settings)


LABS = {
    "all_losses": (open_all_losses, all_losses, "training"),
    "fraud": (open_fraud, fraud, "fraud"),
    "gradient": (open_gradient, gradient, "gradient"),
    "loss_metric": (open_loss_metric, loss_metric, "training"),
    "loss_curve": (open_loss_curve, loss_curve, "loss_curve"),
    "loss_breakdown": (open_loss_breakdown, loss_breakdown, "loss_breakdown"),
    "replicas": (open_replicas, replicas, "replicas"),
    "tensor": (open_tensor, tensor, "tensor"),
    "threshold": (open_threshold, threshold, "threshold"),
    "top_k": (open_top_k, top_k, "top_k"),
}


class NotDrawn:
    """In the place of a module of figures: it remembers what it was to draw."""

    def __init__(self, module):
        self._module = module

    def __getattr__(self, name):
        thing = getattr(self._module, name)
        return functools.partial(lambda *drawn: drawn, name) if callable(thing) else thing


def content(thing):
    """Returns a record as nested tuples that are equal if it holds the same."""
    if isinstance(thing, np.ndarray):
        return thing.shape, hashlib.sha1(thing.tobytes()).hexdigest()
    if dataclasses.is_dataclass(thing):
        return content([getattr(thing, field.name) for field in dataclasses.fields(thing)])
    if isinstance(thing, types.SimpleNamespace):
        return content(vars(thing))
    if isinstance(thing, dict):
        return content(list(thing.items()))
    if isinstance(thing, list | tuple):
        return tuple(content(each) for each in thing)
    return repr(thing)


def digest(figure):
    return hashlib.sha1(repr(content(figure)).encode()).hexdigest().encode()


def values(control):
    """Returns a strategy for what a learner can choose with a control."""
    if hasattr(control, "options"):
        options = [each[1] if isinstance(each, tuple) else each for each in control.options]
        if isinstance(control, widgets.SelectMultiple):
            return st.lists(st.sampled_from(options), unique=True, max_size=4).map(tuple)
        return st.sampled_from(options)
    if isinstance(control, widgets.FloatLogSlider):
        return st.floats(control.min, control.max).map(lambda power: control.base**power)
    if isinstance(control.value, bool):
        return st.booleans()
    if isinstance(control.value, int):
        return st.integers(control.min, control.max)
    if isinstance(control.value, float):
        return st.floats(control.min, control.max)
    return st.sampled_from(TEXTS)


def close(widget):
    """Closes a widget with all that is in it: ipywidgets keeps what is open, for good."""
    for child in getattr(widget, "children", ()):
        close(child)
    widget.close()


class LabMachine(RuleBasedStateMachine):
    """A learner with a short attention span."""

    open_lab = None
    steps = 0

    @initialize()
    def open(self):
        self.broken = Broken()
        self.lab = self.open_lab(self.broken)
        self.shown = self.lab.picture

    @rule(data=st.data())
    def choose_in_the_browser(self, data):
        name, value = self.draw(data)
        self.lab.controls[name].value = value

    @rule(data=st.data())
    def choose_in_code(self, data):
        name, value = self.draw(data)
        setattr(self.lab, name, value)
        assert getattr(self.lab, name) == pytest.approx(value, abs=0.005) or name == "example"

    @rule(data=st.data(), count=st.integers(2, 4))
    def choose_several(self, data, count):
        chosen = dict(self.draw(data) for _ in range(count))
        # What one of them brings along may rule out another.
        self.try_to_set(chosen, "you passed")

    @rule(data=st.data(), value=BAD)
    def choose_what_cannot_be(self, data, value):
        name = data.draw(st.sampled_from([*self.lab.controls, "nothing"]))
        self.try_to_set({name: value}, name)

    @rule(data=st.data(), error=ERRORS)
    def choose_while_the_engine_fails(self, data, error):
        name, value = self.draw(data)
        self.broken.error = error
        self.lab.controls[name].value = value
        self.broken.error = None

    @precondition(lambda self: hasattr(self.lab, "refresh"))
    @rule()
    def take_up_new_entries(self):
        self.lab.refresh()

    @invariant()
    def picture_and_words_belong_to_the_settings(self):
        type(self).steps += 1
        lab, new = self.lab, self.open_lab(Broken(), **self.lab.settings)
        assert new.settings == lab.settings
        assert new.code == lab.code
        assert "<script" not in lab.sentence
        assert "Traceback" not in lab.sentence
        failed = "That did not work" in lab.sentence or "You interrupted" in lab.sentence
        if failed:
            assert lab.picture == self.shown
        else:
            assert lab.alt == new.alt != ""
            # Earlier runs are drawn too, and a new lab has none.
            assert lab.picture == new.picture or getattr(lab, "overlay", False)
        self.shown = lab.picture
        close(new)

    def teardown(self):
        close(self.lab)

    def try_to_set(self, chosen, words):
        """A choice is made, or refused in words, with nothing changed."""
        before = self.lab.settings, self.lab.sentence, self.lab.picture
        refused = ""
        try:
            self.lab.set(**chosen)
        except ValueError as error:
            refused = str(error)
        if refused:
            assert words in refused
            assert (self.lab.settings, self.lab.sentence, self.lab.picture) == before

    def draw(self, data):
        name = data.draw(st.sampled_from(list(self.lab.controls)))
        return name, data.draw(values(self.lab.controls[name]))


@pytest.mark.parametrize("name", LABS)
def test_a_thousand_steps(name, monkeypatch):
    opened, module, figures = LABS[name]
    monkeypatch.setattr(module, figures, NotDrawn(getattr(module, figures)))
    monkeypatch.setattr(base, "still", types.SimpleNamespace(png=digest))
    # No browser looks at these labs, and to write down each widget for it takes half the time.
    monkeypatch.setattr(widgets.Widget, "open", lambda widget: None)
    machine = type(name, (LabMachine,), {"open_lab": staticmethod(opened), "steps": 0})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            # Making a failing case smaller takes minutes.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert machine.steps >= 1000
