"""Each lab under hundreds of random steps: no traceback, and picture, text and state agree.

The oracle for a lab with a history is a new lab that was opened with the same settings, after
every tenth step, and in the exhaustive run after each of a thousand steps. Figures are not drawn
here, or it would take many minutes: what would be drawn is compared.
"""

import collections
import functools

import hypothesis.strategies as st
import ipywidgets as widgets
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

from helpers import course
from helpers.labs.gradient_examples import EXAMPLES
from support import lab_fakes, speeds, undrawn

LABS = [each for name, each in vars(course).items() if name.endswith("_lab")]
STEPS = 50
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


def open_lab(lab, broken, **settings):
    engine = lab_fakes.ENGINES.get(lab.opened_by, lab_fakes.TrainingEngine)()
    return lab_fakes.opened(lab, engine, broken, **settings)


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

    lab_class = None
    every = 1  # how many steps it takes until the lab is compared with a new one

    @initialize()
    def open(self):
        self.broken = Broken()
        self.lab = open_lab(self.lab_class, self.broken)
        self.chosen, self.shown = self.lab.settings, self.lab.picture

    @rule(data=st.data())
    def choose_in_the_browser(self, data):
        name, value = self.draw(data)
        self.lab.controls[name].value = value

    @rule(data=st.data())
    def choose_in_code(self, data):
        name, value = self.draw(data)
        setattr(self.lab, name, value)
        near = 0.501 / (getattr(type(self.lab), name).steps or 100)
        assert getattr(self.lab, name) == pytest.approx(value, abs=near) or name == "example"

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
        machine, lab = type(self), self.lab
        machine.steps += 1
        for name, value in lab.settings.items():
            machine.moved[name] += value != self.chosen[name]
        assert "<script" not in lab.sentence
        assert "Traceback" not in lab.sentence
        failed = "That did not work" in lab.sentence or "You interrupted" in lab.sentence
        if failed:
            assert lab.picture == self.shown
        if machine.steps % machine.every == 0:
            self.compare_with_a_new_one(failed)
        self.chosen, self.shown = lab.settings, lab.picture

    def compare_with_a_new_one(self, failed):
        lab, new = self.lab, open_lab(self.lab_class, Broken(), **self.lab.settings)
        assert new.settings == lab.settings
        assert new.code == lab.code
        if not failed:
            assert lab.alt == new.alt != ""
            # Earlier runs are drawn too, and a new lab has none.
            assert lab.picture == new.picture or getattr(lab, "overlay", False)
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


@pytest.mark.parametrize(("runs", "every"), [(8, 10), speeds.rare(26, 1)])
@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.opened_by)
def test_many_steps(lab, runs, every, monkeypatch):
    undrawn.leave_out(monkeypatch)
    # No browser looks at these labs, and to write down each widget for it takes half the time.
    monkeypatch.setattr(widgets.Widget, "open", lambda widget: None)
    machine = type(
        lab.__name__,
        (LabMachine,),
        {"lab_class": lab, "every": every, "steps": 0, "moved": collections.Counter()},
    )
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            # Making a failing case smaller takes minutes.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert machine.steps >= 38 * runs
    assert all(machine.moved[name] >= 5 for name in open_lab(lab, Broken()).controls)
