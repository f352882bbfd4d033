"""Exercises tell right from wrong, name the misconception, and survive any answer."""

import io
import itertools
import logging
import os
import random
import re
import string
import sys
import time

import keras
import nbformat
import numpy as np
import pytest
import sklearn.metrics
import tensorflow as tf

from helpers import course
from helpers.exercises import base, notebooks
from support import answers, limits, speeds
from support.paths import NOTEBOOKS
from tools import list_exercises

EXERCISES = {
    exercise.number: exercise
    for number in notebooks.NOTEBOOKS
    for exercise in course.exercises(number)
}
each_exercise = pytest.mark.parametrize("number", EXERCISES)
WRONG = [(number, key) for number, wrong in answers.WRONG.items() for key in wrong]
RIGHT = [
    (number, at) if at == 0 else speeds.rare(number, at)
    for number, right in answers.RIGHT.items()
    for at in range(len(right))
]


def answer_of(number, code):
    """Runs the code of a cell, and returns the answer in it."""
    names = {"np": np, "keras": keras, "tf": tf}
    exec(compile(code, f"cell {number}", "exec"), names)
    return names[EXERCISES[number].answer]


def pattern_of(exercise, key):
    """Returns a pattern of what is said about a misconception, in which details are open."""
    text = (base.COMMON_MISTAKES | exercise.misconceptions)[key]
    return ".+".join(re.escape(part) for part, *_ in string.Formatter().parse(text))


@each_exercise
def test_blank_is_not_attempted(number):
    feedback = EXERCISES[number].check(answer_of(number, EXERCISES[number].blank))
    assert feedback.state == "not attempted"
    assert str(feedback) == "Not attempted yet. Replace the dots, and run the cell again."
    assert not EXERCISES[number].solved


# Their answer changes the model that it gets, so nothing has to come back.
COMPILES = ("07.3", "11.4")


@pytest.mark.parametrize(
    "number", [number for number, each in EXERCISES.items() if "return ..." in each.blank]
)
def test_dots_that_are_deleted_and_not_replaced_are_a_forgotten_return(number):
    blank = EXERCISES[number].blank.replace("self.state = ...", "pass")
    code = re.sub(r"return \.\.\..*", "pass", blank)
    feedback = EXERCISES[number].check(answer_of(number, code))
    assert feedback.state == "wrong"
    assert ("Did you forget the word return?" in feedback.message) == (number not in COMPILES)


@pytest.mark.parametrize("method", ["__init__", "update_state", "result"])
def test_a_class_with_one_method_left_to_write_is_not_attempted(method):
    code = str(EXERCISES["05.2"].solution())
    head, body = re.search(rf"(    def {method}\(.*?\n)(.*?)(?=\n\n|\Z)", code, re.DOTALL).groups()
    left = "        super().__init__(name=name, **kwargs)\n        self.state = ..."
    unfinished = left if method == "__init__" else "        return ..."
    feedback = EXERCISES["05.2"].check(
        answer_of("05.2", code.replace(head + body, head + unfinished))
    )
    assert feedback.state == "not attempted"


@pytest.mark.parametrize("position", range(3))
def test_a_table_with_dots_left_is_not_attempted(position):
    answer = answer_of("03.1", str(EXERCISES["03.1"].solution()))
    answer[list(answer)[position]] = ...
    assert EXERCISES["03.1"].check(answer).state == "not attempted"


@each_exercise
def test_solution_is_right(number):
    exercise = EXERCISES[number]
    feedback = exercise.check(answer_of(number, str(exercise.solution())))
    assert feedback.state == "right", feedback
    assert feedback.message == exercise.right
    assert exercise.solved
    assert "<p>" in exercise.hint()._repr_html_()
    assert "<pre " in exercise.solution()._repr_html_()


def test_many_wrong_answers_draw_no_warning_about_retracing():
    """Keras keeps one function for all models, and so does the tape for all losses."""
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    tf.get_logger().addHandler(handler)
    for _ in range(6):
        EXERCISES["04.6"].check(answer_of("04.6", answers.WRONG["04.6"]["sum"]))
    tf.get_logger().removeHandler(handler)
    assert not log.getvalue()
    assert tf.get_logger().isEnabledFor(logging.WARNING)


@pytest.mark.parametrize(("number", "at"), RIGHT)
def test_another_right_answer_is_right(number, at):
    feedback = EXERCISES[number].check(answer_of(number, answers.RIGHT[number][at]))
    assert feedback.state == "right", feedback


@pytest.mark.parametrize(("number", "key"), WRONG)
def test_wrong_answer_is_told_its_misconception(number, key):
    exercise = EXERCISES[number]
    feedback = exercise.check(answer_of(number, answers.WRONG[number][key]))
    assert feedback.state == "wrong"
    assert not exercise.solved
    expected = "Your code raised .+" if key == "raised" else pattern_of(exercise, key)
    assert re.fullmatch(expected, feedback.message, re.DOTALL), feedback


@each_exercise
def test_every_misconception_has_an_answer_and_a_text_of_its_own(number):
    exercise = EXERCISES[number]
    assert set(exercise.misconceptions) <= set(answers.WRONG[number])
    assert len(answers.WRONG[number]) >= 4
    assert len(set(exercise.misconceptions.values())) == len(exercise.misconceptions)
    assert len(answers.RIGHT[number]) >= 2


class Nasty:
    """An object that fails whenever it is looked at."""

    def __getattr__(self, name):
        raise RuntimeError(f"no {name} here")

    def __repr__(self):
        raise RuntimeError("no text")

    def __eq__(self, other):
        raise RuntimeError("not to be compared")

    def __len__(self):
        raise RuntimeError("no length")

    __hash__ = None


class NoText(Exception):  # noqa: N818
    def __str__(self):
        raise RuntimeError("no text")


def raises(error):
    def function(*arguments):
        raise error

    return function


ANYTHING = {
    "none": None,
    "dots": ...,
    "number": 3,
    "nan": float("nan"),
    "text": "<script>alert(1)</script>",
    "bytes": b"\x00",
    "array": np.zeros((2, 3)),
    "tensor": tf.zeros((2, 3)),
    "blueprint": keras.Input((3,)),
    "model": keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)]),
    "class": keras.metrics.AUC,
    "object": keras.metrics.AUC(),
    "list": [1, ..., None],
    "empty dict": {},
    "dict of odd things": {"keras.Input((3,))": [], 3: {}, None: ...},
    "nasty": Nasty(),
    "builtin": print,
    "no arguments": lambda: 1,
    "any arguments": lambda *a, **k: None,
    "first argument": lambda *a: a[0],
    "ragged": lambda *a: [[1], [1, 2]],
    "text result": lambda *a: "0.5",
    "nan result": lambda *a: float("nan"),
    "huge": lambda *a: 10**400,
    "complex": lambda *a: 1j,
    "nasty result": lambda *a: Nasty(),
    "class result": lambda *a: dict,
    "generator": lambda *a: (yield 1),
    "value error": raises(ValueError("x" * 10_000)),
    "exit": raises(SystemExit(3)),
    "no text": raises(NoText()),
    "recursion": (lambda f: lambda *a: f(f))(lambda f: f(f)),
    "itself": base.exercise,
}


CROSS = list(itertools.product(EXERCISES, ANYTHING))


def test_what_stands_in_backticks_is_shown_as_code():
    feedback = EXERCISES["04.2"].check(lambda sums, sizes: [][0])
    assert "`[][0]`" not in feedback._repr_html_()
    assert re.search(r"<code>.*\[\]\[0\].*</code>", feedback._repr_html_())
    assert "<code>loss, mae = model.evaluate(…)</code>" in EXERCISES["04.4"].hint()._repr_html_()


# Each exercise meets some, and each of them some exercises: 5 is no divisor of 33.
@pytest.mark.parametrize(("number", "name"), speeds.sampled(CROSS, every=5))
def test_no_answer_raises_or_is_right(number, name):
    feedback = EXERCISES[number].check(ANYTHING[name])
    assert feedback.state in ("wrong", "not attempted")
    assert len(str(feedback)) < 2000
    assert "<script>" not in feedback._repr_html_()


def test_the_stop_button_stops():
    with pytest.raises(KeyboardInterrupt):
        EXERCISES["04.2"].check(raises(KeyboardInterrupt()))


def endless(*arguments):
    while True:
        try:
            time.sleep(0.001)
        except:  # noqa: E722 - what a learner may write
            continue


@pytest.mark.parametrize("function", [endless, lambda *a: time.sleep(60)])
def test_an_answer_that_never_ends_is_stopped(function, monkeypatch):
    limits.allow(monkeypatch, 0.3)
    begun = time.monotonic()
    feedback = EXERCISES["04.2"].check(function)
    assert feedback.state == "wrong"
    assert "was stopped" in feedback.message
    assert time.monotonic() - begun < 10
    # The alarm is off.
    time.sleep(0.05)


def test_what_an_answer_prints_is_cut_off_and_shown():
    def chatty(means, sizes):
        for number in range(100_000):
            print("line", number)
        return np.average(means, weights=sizes)

    feedback = EXERCISES["04.2"].check(chatty)
    assert feedback.state == "right"
    assert feedback.printed.startswith("line 0\nline 1")
    assert feedback.printed.endswith(" …")
    assert len(feedback.printed) < 500


def test_what_an_answer_changes_is_put_back(tmp_path):
    def meddling(means, sizes):
        os.chdir(tmp_path)
        np.random.seed(99)
        random.seed(99)
        keras.config.set_floatx("float64")
        tf.config.run_functions_eagerly(True)
        np.seterr(all="raise")
        sys.setrecursionlimit(300)
        sys.stdout = None
        return 0

    folder, limit, errors, stdout = os.getcwd(), sys.getrecursionlimit(), np.geterr(), sys.stdout
    keras.utils.set_random_seed(3)
    expected = np.random.random(), random.random()
    keras.utils.set_random_seed(3)
    EXERCISES["04.2"].check(meddling)
    assert (np.random.random(), random.random()) == expected
    assert os.getcwd() == folder
    assert keras.config.floatx() == "float32"
    assert not tf.config.functions_run_eagerly()
    assert (sys.getrecursionlimit(), np.geterr()) == (limit, errors)
    assert sys.stdout is stdout


def test_an_error_is_quoted_with_its_line():
    code = "def mae_of_epoch(mae_of_batches, batch_sizes):\n    return mae_of_batches.numpy()"
    feedback = EXERCISES["04.2"].check(answer_of("04.2", code))
    assert "Your code raised AttributeError in line 2" in feedback.message


def test_feedback_does_not_rely_on_colour():
    exercise = EXERCISES["04.2"]
    given = (..., lambda m, s: 0, lambda m, s: np.average(m, weights=s))
    texts = {exercise.check(answer)._repr_html_().split(">")[1][:1] for answer in given}
    assert texts == {"○", "✗", "✓"}


def test_progress_counts_what_is_solved():
    exercises = [EXERCISES["01.1"], EXERCISES["04.2"]]
    exercises[0].solved = exercises[0].tried = False
    exercises[1].check(lambda m, s: np.average(m, weights=s))
    lines = repr(base.Progress(exercises)).splitlines()
    assert lines[0].split()[:3] == ["01.1", "not", "attempted"]
    assert lines[1].split()[:2] == ["04.2", "solved"]
    assert lines[2] == "Solved: 1 of 2"


def test_unknown_notebook_is_refused():
    with pytest.raises(ValueError, match=r"01, 02, 03.*you passed '99'"):
        course.exercises("99")


def test_listing_names_every_exercise_and_misconception():
    text = " ".join(list_exercises.listing({"04": course.exercises("04")}).split())
    for exercise in course.exercises("04"):
        assert f"{exercise.number} {exercise.title} ({exercise.minutes} min)" in text
        for misconception in exercise.misconceptions.values():
            assert " ".join(misconception.split()) in text


# The tables behind the questions that are only read


def messages_of(action):
    with pytest.raises(Exception) as caught:  # noqa: PT011 - the message is what counts
        action()
    return str(caught.value)


def test_what_holds_a_number_in_01_is_what_can_be_asked_for_it():
    names = {"keras": keras, "tf": tf}
    assert {code: hasattr(eval(code, names), "numpy") for code in answers.HOLDS} == answers.HOLDS


def printing():
    """Returns a `tf.function` that prints twice, and the list of what Python printed."""
    printed = []

    @tf.function
    def double(number):
        printed.append("print")
        tf.print("tf.print", output_stream=sys.stderr)
        return 2 * number

    return double, printed


def test_lines_of_01_are_those_that_are_printed(capfd):
    for calls, count in answers.PRINTED.items():
        double, lines = printing()
        prints, _, arguments = calls.partition(": ")
        capfd.readouterr()
        for argument in eval(f"[{arguments}]", {"tf": tf}):
            double(argument)
        lines += capfd.readouterr().err.splitlines()
        assert lines.count(prints) == count, calls


def test_choices_of_04_are_those_of_the_best_constant():
    targets = np.array([1.0, 2.0, 2.0, 3.0, 50.0])
    answers_ = np.linspace(0, 60, 6001)
    errors = answers_[:, None] - targets
    best = {
        "mse": answers_[np.mean(errors**2, axis=1).argmin()],
        "mae": answers_[np.mean(np.abs(errors), axis=1).argmin()],
    }
    loss = dict(
        zip(("cost", "typing errors", "sum", "half"), answers.BY_COST.values(), strict=True)
    )
    assert {"mse": 10.0**2, "mae": 10.0}[loss["cost"]] == 100
    assert abs(best[loss["typing errors"]] - 2) < 0.1  # the one that is far off is not followed
    assert np.isclose(len(targets) * best[loss["sum"]], targets.sum(), atol=0.1)
    assert np.isclose(best[loss["half"]], np.median(targets), atol=0.1)


def test_causes_of_02_are_those_of_tensorflow():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(loss=lambda t, p: keras.ops.stop_gradient(keras.ops.mean(p)))
    ones = np.ones((2, 1))
    actions = {
        "a": lambda: keras.Input((1,)).numpy(),
        "b": lambda: tf.function(lambda x: x.numpy())(tf.constant(1.0)),
        "c": lambda: np.zeros(3).numpy(),
        "d": lambda: model.fit(ones, ones, verbose=0),
    }
    for message, letter in zip(answers.MESSAGES["02.1"], "abcd", strict=True):
        assert message in messages_of(actions[letter])


def test_traces_of_03_are_those_of_tensorflow():
    expected = list(answers.COUNTS.values())
    rates = [(), (0.1,), (tf.constant(0.1),)]
    for rate, count in zip(rates, expected, strict=True):
        step = tf.function(lambda rows, *rate: tf.reduce_mean(rows))
        for epoch in range(5):
            value = [each * (epoch + 1) for each in rate]
            for first in range(0, 1000, 300):
                step(tf.zeros((min(300, 1000 - first), 1)), *value)
        assert step.experimental_get_tracing_count() == count


def test_memories_of_03_are_the_variables_of_keras():
    weights = [keras.Variable(np.zeros((10, 1))), keras.Variable(0.0)]
    for name, count in answers.MEMORIES.items():
        optimizer = eval(name.partition(", made")[0], vars(keras.optimizers).copy())
        optimizer.build(weights)
        kept = [
            int(np.prod(variable.shape))
            for variable in optimizer.variables
            if variable.name not in ("iteration", "learning_rate")
        ]
        assert count == (0 if "made again" in name else sum(kept))


def test_changes_of_04_are_those_of_training():
    x, y = course.dataset("regression").train
    x, y = x[:64], y[:64]

    def weights(loss="mse", metrics=("mae",), **options):
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((10,)), keras.layers.Dense(1)])
        model.compile("sgd", loss, metrics=list(metrics), run_eagerly=True)  # quicker for 2 batches
        model.fit(x, y, epochs=6, verbose=0, **options)
        return model.get_weights()[0]

    plain = weights()
    # Validation rows on which the error rises from the start.
    stopping = {
        "validation_data": (x, -y),
        "callbacks": [keras.callbacks.EarlyStopping(monitor="val_mae")],
    }
    changed = [weights(metrics=("mae", "mape")), weights(loss="mae"),
               weights(validation_data=(x, -y)), weights(**stopping)]  # fmt: skip
    found = [not np.array_equal(plain, each) for each in changed]
    assert found == list(answers.CHANGES.values())


def test_f1_of_05_is_that_of_scikit_learn():
    metric = answer_of("05.2", str(EXERCISES["05.2"].solution()))()
    generator = np.random.default_rng(8)
    y_true, y_pred = generator.integers(0, 2, 50), generator.random(50)
    for rows in (slice(0, 32), slice(32, 50)):
        metric.update_state(y_true[rows, None], y_pred[rows, None])
    assert np.isclose(metric.result(), sklearn.metrics.f1_score(y_true, y_pred > 0.5))


def test_pairs_of_05_give_the_area_of_scikit_learn():
    y_true, y_pred = np.array([1, 1, 0, 0, 0]), np.array([0.9, 0.4, 0.4, 0.2, 0.6])
    all_pairs, in_order, ties, squared = answers.PAIRS.values()
    assert all_pairs == y_true.sum() * (1 - y_true).sum()
    area = (in_order + ties / 2) / all_pairs
    assert np.isclose(area, sklearn.metrics.roc_auc_score(y_true, y_pred))
    assert np.isclose(area, sklearn.metrics.roc_auc_score(y_true, y_pred**2))
    assert squared == in_order


def test_symptoms_of_06_are_those_of_keras():
    labels = np.eye(10, dtype="float32")[np.arange(1000) % 10]
    logits = np.random.default_rng(1).normal(size=(1000, 10)).astype("float32")
    loss = keras.losses.CategoricalCrossentropy()
    equal = np.full((1000, 10), 0.1, "float32")
    top_3 = keras.metrics.top_k_categorical_accuracy(labels, equal, k=3)
    accuracy = keras.metrics.categorical_accuracy(labels, equal)
    assert np.isclose(loss(labels, equal), np.log(10), atol=1e-3)
    assert np.mean(top_3) == 1
    assert np.isclose(np.mean(accuracy), 0.1)
    message = "Arguments `target` and `output` must have the same rank"
    assert message in messages_of(lambda: loss(np.arange(10), logits[:10]))

    x, y = course.dataset("multiclass").train
    keras.utils.set_random_seed(0)
    layers = [keras.layers.Dense(256, activation="relu"), keras.layers.Dense(10)]
    model = keras.Sequential([keras.Input((30,)), *layers])
    model.compile("adam", "categorical_crossentropy")
    losses = model.fit(x, y, epochs=5, verbose=0).history["loss"]
    assert 6 < losses[0] < 8
    assert losses[-1] > losses[0]


def trained(loss="mse", labels=None, **options):
    """Compiles and trains the smallest classifier."""
    rows = np.ones((4, 3), "float32")
    layers = [keras.Input((3,)), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential(layers)
    model.compile("sgd", loss, **options)
    model.fit(rows, np.ones((4, 1)) if labels is None else labels, verbose=0)
    return model.evaluate(rows, np.ones((4, 1)), verbose=0)


def two_of(values):
    first, second = values
    return first + second


FLAT = np.array([1.0, 0.0])
ACTIONS = {
    "04.4": (
        lambda: trained("rmse"),
        lambda: keras.Sequential([keras.layers.Dense(1)]).fit(FLAT[:, None], FLAT),
        lambda: two_of(trained()),
        lambda: two_of(trained(metrics=["mae", "mape"])),
    ),
    "05.4": (
        lambda: trained(keras.metrics.AUC()),
        lambda: trained("binary_crossentropy", np.eye(2)[[0, 1, 0, 1]]),
        lambda: keras.metrics.F1Score().update_state(FLAT, FLAT),
        lambda: keras.metrics.Precision(thresholds=50),
    ),
    "07.5": (
        lambda: keras.losses.MeanSquaredError(from_logits=True),
        lambda: trained(keras.losses.huber()),
        lambda: trained("binary_cross_entropy"),
        lambda: trained("binary_crossentropy", np.array(["yes", "no"] * 2)),
    ),
}


@pytest.mark.parametrize("number", ACTIONS)
def test_messages_are_those_of_keras(number):
    for message, action in zip(answers.MESSAGES[number], ACTIONS[number], strict=True):
        assert message in messages_of(action)


# The notebooks


def cells_with_exercises():
    """Yields the path, and the cells above, of and below each exercise."""
    for path in NOTEBOOKS:
        cells = nbformat.read(path, as_version=4).cells
        for at, cell in enumerate(cells):
            if "exercise" in cell.metadata:
                yield path, *cells[at - 1 : at + 2]


def test_notebooks_hold_heading_blank_and_hint_of_all_exercises_in_order():
    found = list(cells_with_exercises())
    assert [cell.metadata.exercise for _, _, cell, _ in found] == list(EXERCISES)
    for path, above, cell, below in found:
        exercise = EXERCISES[cell.metadata.exercise]
        assert exercise.number[:2] == path.stem[:2]
        assert above.source.splitlines()[0] == exercise.heading
        assert cell.source == exercise.cell
        assert cell.outputs[0].data["text/plain"].startswith("Not attempted yet.")
        name = f"q{exercise.number[-1]}"
        assert below.source == f"# {name}.hint()\n# {name}.solution()"
