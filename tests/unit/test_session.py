"""What a kernel gathers: the same answer again, within a number of bytes, until it is forgotten."""

import dataclasses
import gc
import weakref

import numpy as np
import pytest
from keras import ops

from helpers import course, session
from helpers.catalogue import lookup
from helpers.labs.all_losses import N_RUNS, AllLossesLab
from helpers.labs.fraud import EPOCHS, LOSSES, FraudLab
from helpers.scoring.thresholds import threshold_scores
from helpers.training import datasets, engine, programs
from helpers.training.run import RunConfig
from support import undrawn
from support.runs import small


@pytest.fixture
def trained(monkeypatch):
    """Names of the losses that were really trained; to train and to draw takes no time."""
    names = []

    def run(config, entry, outputs, order, arrays, weights, state=None):
        names.append(entry.name)
        epochs, n_rows = order.shape
        return {
            "loss": np.ones(epochs, "float32"),
            "batch_predictions": np.full((epochs, n_rows, outputs), 0.5, "float32"),
            "weights": np.tile(weights, (epochs, 1)),
            "validation_loss": np.ones(epochs, "float32"),
            "validation_predictions": np.full((epochs, len(arrays[2]), outputs), 0.5, "float32"),
        }, None

    monkeypatch.setattr(programs, "run", run)
    undrawn.leave_out(monkeypatch)
    return names


@dataclasses.dataclass(frozen=True, eq=False)
class Pair:
    first: np.ndarray
    second: np.ndarray


def numbers(kilobytes):
    return np.zeros(kilobytes * 1024, "uint8")


def is_array(value):
    return isinstance(value, np.ndarray)


def in_memory(arrays):
    """Bytes of those arrays, given as weak references, that something still holds."""
    return sum(array().nbytes for array in arrays if array() is not None)


def test_the_same_question_is_answered_by_the_same_object():
    asked = []

    @session.cached
    def answer(*args, **kwargs):
        """Says why."""
        asked.append((args, kwargs))
        return [len(asked)]

    assert answer(1, x=2) is answer(1, x=2)
    assert answer(1, x=3) != answer(1, x=2)
    assert asked == [((1,), {"x": 2}), ((1,), {"x": 3})]
    assert answer.uncached(1, x=2) == [3]
    assert answer.__doc__ == "Says why."
    session.forget()
    assert answer(1, x=2) == [4]


def test_two_functions_with_the_same_question_answer_for_themselves():
    first, second = session.cached(lambda x: ("first", x)), session.cached(lambda x: ("second", x))
    assert (first(1), second(1)) == (("first", 1), ("second", 1))


def test_what_fails_is_tried_again():
    cache = session.Cache(2**20)
    with pytest.raises(ZeroDivisionError):
        cache.answer("question", lambda: 1 / 0)
    assert cache.answer("question", lambda: 1) == 1


def test_the_latest_answers_stay_within_the_bytes():
    cache, made = session.Cache(35 * 1024), []

    def ask(question):
        return cache.answer(question, lambda: made.append(question) or numbers(10))

    for question in ("a", "b", "c", "a", "d", "a", "c", "d"):  # b makes room for d
        ask(question)
        assert cache.nbytes <= cache.limit
    assert made == ["a", "b", "c", "d"]
    ask("b")  # a was asked for before c and d
    ask("a")
    assert made == ["a", "b", "c", "d", "b", "a"]


def test_an_answer_that_is_too_large_is_given_and_not_kept():
    cache = session.Cache(2**20)
    assert cache.answer("small", lambda: 1) == 1
    answer = cache.answer("large", lambda: numbers(2**11))
    assert answer.nbytes > cache.limit
    assert cache.nbytes == 0


def test_shared_arrays_count_once_and_as_long_as_one_answer_holds_them():
    cache, shared = session.Cache(100 * 1024), numbers(50)
    for number in range(3):
        answer = Pair(numbers(10), shared[:10])  # a view keeps all of it
        cache.answer(number, lambda answer=answer: answer)
    assert cache.nbytes == (3 * (10 + 1) + 50) * 1024
    cache.answer("alone", lambda: numbers(40))  # all three must go before the shared one does
    assert cache.nbytes == 41 * 1024


def test_going_back_in_all_losses_trains_nothing(trained):
    lab = AllLossesLab("multiclass")
    losses = [entry.name for entry in lookup.fitting("loss", "multiclass")]
    assert len(losses) == 17
    first = dict(lab.histories)
    lab.learning_rate = 0.1
    lab.learning_rate = 0.001
    assert trained == 2 * [name for name in losses for _ in range(N_RUNS)]
    for name in losses:
        assert all(a is b for a, b in zip(lab.histories[name], first[name], strict=True))
    lab.task = "binary"
    lab.task = "multiclass"
    assert len(trained) == N_RUNS * (2 * 17 + len(lookup.fitting("loss", "binary")))


def test_many_runs_of_the_fraud_lab_stay_within_the_bytes(trained, monkeypatch):
    limit = 2**24
    monkeypatch.setattr(session, "CACHE_BYTES", limit)
    session.forget()
    runs = []

    def train(*question):
        runs.append(engine.train(*question))
        return runs[-1]

    def scores(y_true, y_pred):
        return threshold_scores(y_true[:600], y_pred[:600])  # in no time

    lab = FraudLab(train=train, threshold_scores=scores)
    for number in range(30):
        loss, weight = list(LOSSES)[number // 5 % 4], (1, 3, 10, 30, 100)[number % 5]
        positives = 0.01 if number < 20 else 0.05
        lab.set(positives=positives, loss=loss, weight=weight, epoch=number % EPOCHS + 1)
        assert "did not work" not in lab.sentence
        assert 0 < session.state.cache.nbytes <= limit
    assert len(trained) == 30 * EPOCHS / programs.EPOCHS_AT_ONCE
    made = [weakref.ref(each) for run in runs for each in vars(run).values() if is_array(each)]
    assert in_memory(made) > 2 * limit
    runs.clear()
    gc.collect()
    assert in_memory(made) <= limit


def test_another_function_of_the_same_name_is_another_run(capsys):
    @course.loss
    def mine(y_true, y_pred):
        return ops.square(y_true - y_pred)

    @course.metric
    def ours(y_true, y_pred):
        return ops.abs(y_true - y_pred)

    config, data = RunConfig("regression", "mine", epochs=2), small("regression")
    first, of_keras = engine.train(config, data), RunConfig("regression", "huber", epochs=2)
    kept = engine.train(of_keras, data)
    watched = engine.evaluate(kept, "ours")

    @course.loss
    def mine(y_true, y_pred):  # noqa: F811 - as when a learner edits a cell and runs it again
        return ops.abs(y_true - y_pred)

    @course.metric
    def ours(y_true, y_pred):  # noqa: F811
        return 2 * ops.abs(y_true - y_pred)

    assert engine.train(config, data).digest != first.digest
    np.testing.assert_allclose(engine.evaluate(kept, "ours"), 2 * watched, rtol=1e-6)
    assert engine.train(of_keras, data) is kept


def test_a_learner_may_change_rows_and_no_lab_sees_it():
    for make, question in ((course.dataset, ("binary",)), (course.payments, (0.05, 10))):
        (x, _), (again, _) = make(*question).train, make(*question).train
        x[:] = 7
        assert (again != 7).all()
    x = course.dataset("binary").train[0]
    assert np.array_equal(datasets.dataset("binary").train[0], x)


def test_a_kernel_forgets_everything(trained, capsys):
    lab = course.all_losses_lab()
    assert lab in session.state.open_labs
    course.exercises("04")
    course.settle("A01", as_stated=True)

    @course.loss
    def mine(y_true, y_pred):
        return ops.square(y_true - y_pred)

    before = session.state
    assert all((before.cache.nbytes, before.exercises, before.findings))
    session.forget()
    now = session.state
    assert (now.cache.nbytes, list(now.open_labs), now.exercises, now.findings) == (0, [], [], {})
    with pytest.raises(ValueError, match="There is no loss 'mine'"):
        lookup.find("loss", "mine")
