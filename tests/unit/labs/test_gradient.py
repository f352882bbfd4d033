"""The GradientLab, without TensorFlow: what it asks for, says and draws."""

import html
import io

import pytest
from PIL import Image

from helpers.figures import gradient, still
from helpers.labs.gradient import GradientLab
from helpers.labs.gradient_examples import EXAMPLES
from helpers.learner_code.gradient import GradientReport, GradientStep
from support import lab_fakes
from support.lab_fakes import BROKEN, FLOWING, STOPPED, GradientEngine


@pytest.fixture
def engine():
    return GradientEngine()


@pytest.fixture
def lab(engine):
    return lab_fakes.opened(GradientLab, engine)


def size_of(picture):
    return Image.open(io.BytesIO(picture)).size


def test_it_opens_with_a_picture_a_sentence_and_its_code(lab, engine):
    assert engine.asked == [(EXAMPLES["mean_squared_error"][1], "regression")]
    assert "It flows. Size of the gradient that arrives at y_pred: <b>0.25</b>." in lab.sentence
    assert "A chain: y_pred, square, result." in lab.alt
    assert size_of(lab.picture)[0] <= 820
    assert lab.code == "course.gradient_lab()"


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_puts_its_source_there_and_is_asked_for_once(lab, engine, example):
    lab.example = example
    assert lab.source == EXAMPLES[example][1]
    assert engine.asked[-1] == (lab.source, "regression")
    assert len(engine.asked) == 1 + (example != "mean_squared_error")
    expected = "" if example == "mean_squared_error" else f"example={example!r}"
    assert lab.code == f"course.gradient_lab({expected})"


@pytest.mark.parametrize("task", ["binary", "multiclass"])
def test_another_task_keeps_the_function(lab, engine, task):
    source = lab.source
    lab.task = task
    assert engine.asked[-1] == (source, task)
    assert "other labels and predictions, the same function" in lab.sentence
    assert "<b>0.25</b> (as before)" in lab.sentence
    assert lab.code == f"course.gradient_lab(task={task!r})"


def test_it_says_what_changed_and_what_did_not(lab):
    flowing = lab.picture
    lab.example = "wrong_answers"
    assert "You chose another function. Labels and predictions are as before." in lab.sentence
    assert "<code>a &lt; b</code> stops it" in lab.sentence
    assert "<b>0</b> (before, it was 0.25)" in lab.sentence
    assert lab.alt.endswith("What arrives at y_pred is 0. It ends or breaks at round.")
    assert lab.picture != flowing
    lab.example = "log_of_zero"
    assert "<b>infinite or NaN</b> (before, it was 0)" in lab.sentence
    assert lab.alt.endswith("What arrives at y_pred is infinite or NaN. It ends or breaks at log.")


def test_a_typed_function_is_ones_own(lab):
    lab.source = "def f(a, b): return b"
    assert lab.example == "custom"
    assert "You changed the function. Labels and predictions are as before." in lab.sentence
    assert lab.code == "course.gradient_lab(source='def f(a, b): return b')"
    lab.source = EXAMPLES["accuracy"][1]
    assert lab.example == "custom"


def test_choosing_your_own_leaves_the_text_to_start_from(lab, engine):
    source = lab.source
    lab.example = "custom"
    assert lab.source == source
    assert len(engine.asked) == 1
    assert "This is the function that was drawn before." in lab.sentence


@pytest.mark.parametrize(
    "settings",
    [
        {"example": "stopped", "task": "binary"},
        {"source": "def f(a, b):\n    return 'x'\n", "task": "multiclass"},
    ],
)
def test_the_code_opens_the_same_lab(lab, engine, settings):
    lab.set(**settings)
    assert f"<code>{html.escape(lab.code)}</code>" in lab._screen._code.value
    arguments = lab.code.removeprefix("course.gradient_lab")
    again = eval(
        f"lab_fakes.opened(GradientLab, engine, {arguments[1:]}", globals() | {"engine": engine}
    )
    assert again.settings == lab.settings
    assert again.picture == lab.picture


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("raise", "Python cannot read &lt;this&gt;"),
        ("nothing", "f returned None &amp; &lt;nothing&gt;."),
    ],
)
def test_text_that_does_not_work_gets_a_sentence_and_the_lab_goes_on(lab, source, said):
    picture = lab.picture
    lab.source = source
    assert "That did not work" in lab.sentence
    assert said in lab.sentence
    assert lab.picture == picture
    lab.example = "wrong_answers"
    assert "stops it" in lab.sentence


@pytest.mark.parametrize(
    "settings", [{"example": "mse"}, {"task": "ranking"}, {"source": 3}, {"colour": "red"}]
)
def test_bad_values_in_code_are_refused_and_change_nothing(lab, engine, settings):
    before, sentence = lab.settings, lab.sentence
    with pytest.raises(ValueError, match=next(iter(settings))):
        lab.set(**{"example": "accuracy", "task": "binary"} | settings)
    assert (lab.settings, lab.sentence) == (before, sentence)
    assert len(engine.asked) == 1


def chain(length, stop=None):
    """A path without branches, in which one step stops the gradient."""
    size = [float(stop is None or number >= stop) for number in range(length)]
    return tuple(
        GradientStep(
            f"step {number}",
            f"line {number}, `$\\frac$ <b> {'long ' * 20}`",
            size[number],
            number == stop,
            ((number - 1, size[number - 1]),) if number else (),
        )
        for number in range(length)
    )


@pytest.mark.parametrize("stop", [None, 1, 30, 58, 59])
def test_a_long_path_is_drawn_with_its_ends_and_what_stops_it(stop):
    path = chain(60, stop)
    rows = gradient.rows_of(path)
    assert [number for row in rows for number in row] == list(range(60))
    assert len(rows) <= gradient.MOST_ROWS
    alone = {row[0] for row in rows if len(row) == 1}
    assert {0, 59} <= alone
    assert stop is None or {stop - 1, stop} <= alone
    width, height = size_of(still.png(gradient.gradient_path(path)))
    assert width <= 820
    assert height <= 700


def test_a_path_that_fits_is_drawn_whole():
    assert gradient.rows_of(chain(12, 5)) == [[number] for number in range(12)]


def texts(path):
    return [text.get_text() for text in gradient.gradient_path(path).axes[0].texts]


def test_marks_and_words_say_what_colours_say():
    assert not {"✗", "!"} & set(texts(FLOWING))
    assert "✗" in texts(STOPPED)
    assert "0.5\n✗ it stops here" in texts(STOPPED)
    assert "!" in texts(BROKEN)
    assert "0.5\n! it breaks here" in texts(BROKEN)
    assert "infinite or NaN" in texts(BROKEN)


def test_a_branch_is_an_arrow_of_its_own():
    branch = (*FLOWING[:2], GradientStep("result", "", 0.5, sends=((0, 0.0), (1, 0.5))))
    assert len(texts(branch)) == len(texts(FLOWING)) + 1
    assert texts(branch).count("✗") == 1


def test_y_pred_alone():
    path = FLOWING[:1]
    report = GradientReport(False, "f does not use y_pred.", path)
    assert GradientLab(explain_source=lambda source, task: report).alt.startswith(
        "Only y_pred is drawn"
    )
