"""What is sent ahead of the hand: in which order, how much, and what ends it. The clock is ours."""

import types
from concurrent import futures

import ipywidgets as widgets
import pytest

from helpers import session
from helpers.labs import replay
from helpers.labs.loss_metric import LossMetricLab
from helpers.labs.replay import places
from support import lab_fakes
from support.lab_fakes import TrainingEngine


class Clock:
    """In the place of the kernel's event loop: time passes only when a test says so."""

    def __init__(self):
        self.now, self.waiting = 0.0, []

    def call_later(self, seconds, function, *args):
        handle = types.SimpleNamespace(at=self.now + seconds, call=lambda: function(*args))
        handle.cancel = lambda: handle in self.waiting and self.waiting.remove(handle)
        self.waiting.append(handle)
        return handle

    def pass_by(self, seconds):
        end = self.now + seconds
        while due := [each for each in self.waiting if each.at <= end]:
            first = min(due, key=lambda each: each.at)
            self.waiting.remove(first)
            self.now = first.at
            first.call()
        self.now = end


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(replay, "asyncio", types.SimpleNamespace(get_running_loop=lambda: clock))
    return clock


class Opened:
    """A lab, and what it sends to a browser."""

    def __init__(self, clock, **settings):
        self.engine, self.sent, self.clock, self.marks = TrainingEngine(), [], clock, {}
        self.engine.prepare = self.prepare
        self.prepared = []
        self.lab = lab_fakes.opened(LossMetricLab, self.engine, **settings)
        self.lab._screen.send = self.receive

    def receive(self, content, buffers=None):
        if content["kind"] == "position":
            self.marks |= content["marks"]
            for panel in content["picture"]["panels"]:
                panel["marks"] = [self.marks[number] for number in panel["marks"]]
        if content["kind"] != "answered":
            self.sent.append(content)

    def prepare(self, config, data):
        self.prepared.append(config.loss)
        done = futures.Future()
        done.set_result(None)
        return done

    def browser_opens(self, seconds=60):
        self.lab._screen._handle_custom_msg({"kind": "open"}, [])
        self.clock.pass_by(seconds)

    def positions(self, moved):
        return [each for each in self.sent if each.get("moved") == moved]


def test_without_a_browser_nothing_is_trained_ahead(clock):
    opened = Opened(clock)
    opened.lab.learning_rate = 0.01
    clock.pass_by(60)
    assert len(opened.engine.trained) == 2
    assert opened.sent == clock.waiting == []


def test_all_places_of_the_sliders_are_sent_nearest_first(clock):
    opened = Opened(clock)
    opened.browser_opens()
    rates = [each["at"]["learning_rate"] for each in opened.positions("learning_rate")]
    assert sorted(rates) == pytest.approx([10 ** (power / 4) for power in range(-16, 1)])
    assert sorted(rates[:3]) == pytest.approx([10**-3.25, 0.001, 10**-2.75])
    assert rates[0] == pytest.approx(0.001)
    epochs = [each["at"]["epochs"] for each in opened.positions("epochs")]
    assert epochs[:4] == [40, 10, 9, 11]  # of the longest run all others are the start
    assert len(opened.positions("epochs")) == 40
    assert {each["at"]["epoch"] for each in opened.positions("epoch")} == set(range(1, 11))
    # The browser knows of the slider of the epoch only what its kernel has told it.
    assert all("epoch" not in each["at"] for each in opened.positions("epochs"))


def test_a_position_is_what_a_lab_shows_that_is_opened_there(clock):
    opened = Opened(clock)
    opened.browser_opens()
    for moved in ("learning_rate", "epoch", "epochs"):
        for position in opened.positions(moved)[::5]:
            settings = {"learning_rate": 0.001, **position["at"]}
            there = lab_fakes.opened(LossMetricLab, TrainingEngine(), **settings)
            shown = there._screen.now
            assert position["picture"] == shown["picture"]
            assert (position["code"], position["alt"]) == (shown["code"], shown["alt"])
            assert there.history.digest in position["sentence"]


def test_the_kernel_says_of_a_move_what_was_sent_ahead_of_it(clock):
    opened = Opened(clock)
    opened.browser_opens()
    ahead = {each["at"]["learning_rate"]: each for each in opened.positions("learning_rate")}
    for rate in (10**-2.75, 10**-2.5, 0.001, 10**-2.25):
        opened.lab.controls["learning_rate"].value = rate
        clock.pass_by(0.05)
        near = min(ahead, key=lambda each: abs(each - rate))
        assert opened.lab.sentence == ahead[near]["sentence"]
        assert opened.lab._screen.now["picture"] == ahead[near]["picture"]
    clock.pass_by(5)
    opened.lab.controls["learning_rate"].value = 0.1
    assert "from 0.005623 to 0.1" in opened.lab.sentence


def test_another_choice_drops_the_plan_and_what_was_sent(clock):
    opened = Opened(clock)
    opened.browser_opens(seconds=0.1)
    count = len(opened.sent)
    assert 0 < count < 17
    opened.lab.loss = "huber"
    assert opened.sent[count:] == [{"kind": "forget"}]
    clock.pass_by(60)
    assert all("loss=&#x27;huber" in each["code"] or "loss='huber'" in each["code"]
               for each in opened.sent[count + 1 :])  # fmt: skip


def test_every_loss_of_the_menu_is_traced_ahead(clock):
    opened = Opened(clock)
    opened.browser_opens()
    assert opened.prepared == [value for _, value in opened.lab.controls["loss"].options]


def test_xla_compiles_only_for_a_hand_that_moves_a_slider(clock):
    opened, compiled = Opened(clock), []
    opened.lab.compute.compile_ahead = lambda config, data: compiled.append(config.loss)
    opened.browser_opens()
    opened.lab.loss = "huber"
    clock.pass_by(60)
    assert not compiled
    opened.lab.controls["learning_rate"].value = 0.01
    assert not compiled
    clock.pass_by(60)
    assert compiled == ["huber"]


def test_the_lab_that_a_hand_is_on_goes_first(clock):
    first, second = Opened(clock), Opened(clock)
    first.browser_opens(seconds=0)
    second.browser_opens(seconds=0.1)
    assert first.sent
    assert not second.sent
    second.lab.loss = "huber"
    sent = len(first.sent)
    clock.pass_by(0.1)
    assert len(first.sent) == sent
    assert len(second.positions("learning_rate")) > 5
    clock.pass_by(60)
    assert len(first.positions("epochs")) == len(second.positions("epochs")) == 40
    assert session.state.plans == []


def test_it_waits_for_what_is_made_ready_in_the_background(clock):
    opened, busy = Opened(clock), futures.Future()
    opened.engine.prepare = lambda config, data: busy
    opened.lab.compute.prepare = opened.engine.prepare
    opened.browser_opens()
    assert opened.positions("epochs") == []
    busy.set_result(None)
    clock.pass_by(60)
    assert len(opened.positions("epochs")) == 40


def test_a_position_that_fails_or_is_interrupted_ends_nothing(clock):
    opened, train = Opened(clock), TrainingEngine().train
    errors = {0.01: ValueError("<b>"), 0.1: KeyboardInterrupt()}

    def failing(config, data):
        if error := errors.get(round(config.learning_rate, 6)):
            raise error
        return train(config, data)

    opened.lab.compute.train = failing
    opened.browser_opens()
    sent = [round(each["at"]["learning_rate"], 6) for each in opened.positions("learning_rate")]
    assert 0.001 in sent
    assert 0.01 not in sent
    assert opened.positions("epochs") == []  # the interrupt ended the plan
    opened.lab.loss = "huber"
    assert "Huber" in opened.lab.sentence


def test_no_more_is_sent_than_it_may(clock, monkeypatch):
    monkeypatch.setattr(replay, "BYTES_AHEAD", 30_000)
    opened = Opened(clock)
    opened.browser_opens()
    assert 1 < len(opened.sent) < 17
    rates = {config.learning_rate for config in opened.engine.trained}
    assert len(rates) == len(opened.sent), "nothing is trained that will not be sent"


def test_it_can_be_turned_off(clock):
    session.state.prefetch = False
    opened = Opened(clock)
    opened.browser_opens()
    assert opened.sent == []


def test_places_of_a_slider():
    assert places(widgets.IntSlider(min=1, max=5, value=2)) == [2, 1, 3, 4, 5]
    slider = widgets.FloatSlider(min=0, max=0.3, step=0.1, value=0.2)
    assert places(slider) == [0.2, 0.1, 0.3, 0.0]
    slider = widgets.FloatLogSlider(min=-1, max=1, step=0.5, value=1)
    assert sorted(places(slider)) == pytest.approx([0.1, 10**-0.5, 1, 10**0.5, 10])
    assert places(slider)[0] == 1
