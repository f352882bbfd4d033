"""Labs react to every control. The engine is a fake, so only the lab itself is tested."""

import html
import types

import ipywidgets as widgets
import pytest

from helpers.catalogue import lookup
from helpers.figures import loss_metric as figures
from helpers.labs import loss_metric
from helpers.labs.loss_metric import LossMetricLab
from helpers.training.run import RunConfig
from support import lab_fakes, undrawn
from support.lab_fakes import TrainingEngine

TASKS = ("regression", "binary", "multiclass")
pytestmark = pytest.mark.usefixtures("drawing")
each_task = pytest.mark.parametrize("task", TASKS)


@pytest.fixture
def engine():
    return TrainingEngine()


def lab(engine, task="regression", **settings):
    return lab_fakes.opened(LossMetricLab, engine, task=task, **settings)


def sentence(lab):
    return lab.sentence


@undrawn.drawn
@each_task
def test_opens_with_the_documents_loss_and_metric(engine, task):
    opened = lab(engine, task)
    expected = {
        "regression": ("mean_squared_error", ("mean_absolute_error",)),
        "binary": ("binary_crossentropy", ("auc",)),
        "multiclass": ("categorical_crossentropy", ("top_k_categorical_accuracy",)),
    }
    assert (opened.loss, opened.metrics) == expected[task]
    assert len(engine.trained) == 1
    assert "Fingerprint of the weights" in sentence(opened)


@pytest.mark.parametrize(
    ("chosen", "is_open"),
    [({}, False), ({"loss": "huber", "epochs": 20}, False), ({"outliers": 0.1}, True)],
)
def test_what_was_chosen_in_code_can_be_seen(engine, chosen, is_open):
    more = [each.value for each in walk(lab(engine, **chosen)) if hasattr(each, "value")]
    assert any("<details open>" in str(value) for value in more) == is_open


def test_another_metric_does_not_train(engine):
    opened = lab(engine)
    before = opened.picture
    opened.metrics = ("r2_score", "mean_squared_error")
    assert len(engine.trained) == 1
    assert "identical to the bit" in sentence(opened)
    assert "R² score, Mean squared error" in sentence(opened)
    assert sentence(opened).count(opened.history.digest) == 2
    assert opened.picture != before


def test_another_loss_trains_and_says_how_far_the_weights_moved(engine):
    opened = lab(engine)
    opened.loss = "huber"
    assert [config.loss for config in engine.trained] == ["mean_squared_error", "huber"]
    assert "from Mean squared error to Huber" in sentence(opened)
    # All weights went from 18.001 to 5.001.
    assert "72.2% of their length away" in sentence(opened)


def test_learning_rate_and_epochs_train(engine):
    opened = lab(engine)
    opened.learning_rate = 0.01
    assert "learning rate from 0.001 to 0.01" in sentence(opened)
    opened.epochs = 3
    assert "number of epochs from 10 to 3" in sentence(opened)
    assert [(c.learning_rate, c.epochs) for c in engine.trained] == [
        (0.001, 10),
        (0.01, 10),
        (0.01, 3),
    ]


def test_controls_and_traits_are_one(engine):
    opened = lab(engine)
    opened.controls["loss"].value = "huber"
    assert opened.loss == "huber"
    opened.metrics = ("r2_score",)
    assert opened.controls["metrics"].value == ("r2_score",)
    opened.controls["learning_rate"].value = 0.1
    assert opened.config.learning_rate == 0.1
    opened.controls["epochs"].value = 7
    assert opened.config.epochs == 7


def test_a_run_that_diverges_is_said_and_left_again(engine):
    opened = lab(engine)
    opened.learning_rate = 1.0
    assert "diverged in epoch 1" in sentence(opened)
    opened.learning_rate = 0.1
    assert "it has numbers again" in sentence(opened)


def test_a_loss_that_cannot_be_trained_leaves_the_lab_usable(engine):
    opened = lab(engine)
    opened.loss = "log_cosh"
    assert "this loss &lt;b&gt;cannot&lt;/b&gt; be trained" in sentence(opened)
    opened.loss = "huber"
    assert opened.history.config.loss == "huber"
    assert "trained again" in sentence(opened)


@each_task
def test_every_option_of_every_control_works(engine, task):
    opened = lab(engine, task)
    for entry in lookup.fitting("loss", task):
        opened.loss = entry.name
        assert opened.loss == entry.name
        assert entry.name == "log_cosh" or opened.history.config.loss == entry.name
    opened.loss = "mean_squared_error"
    for entry in lookup.fitting("metric", task):
        opened.metrics = (entry.name,)
        assert f"the metrics to: {html.escape(entry.label)}." in sentence(opened)
    assert {name for name, _ in engine.evaluated} >= {
        entry.name for entry in lookup.fitting("metric", task)
    }
    opened.metrics = ()
    assert "to: none" in sentence(opened)


@undrawn.drawn
def test_stored_output_has_words_that_no_processor_changes_and_a_picture(engine):
    opened = lab(engine)
    assert repr(opened) == "LossMetricLab(task='regression')"
    bundle, metadata = opened._repr_mimebundle_()
    assert bundle["text/plain"].startswith("LossMetricLab(task='regression')\n\nTrained with")
    assert "Fingerprint of the weights: …." in bundle["text/plain"]
    assert opened.history.digest not in bundle["text/plain"]
    assert bundle["image/png"].startswith("iVBOR")
    assert metadata["image/png"]["alt"] == opened.alt


def test_every_setting_of_a_run_reaches_the_engine(engine):
    opened = lab(
        engine,
        "binary",
        loss="dice",
        optimizer="rmsprop",
        learning_rate=0.1,
        batch_size=64,
        epochs=9,
        seed=4,
        swap_to="hinge",
        swap_at=7,
    )
    expected = RunConfig(
        task="binary",
        loss="dice",
        optimizer="rmsprop",
        learning_rate=0.1,
        batch_size=64,
        epochs=9,
        seed=4,
        loss_phases=((7, "hinge"),),
    )
    assert engine.trained == [expected]
    assert opened.config == expected


def test_each_other_training_setting_trains_and_is_named(engine):
    opened = lab(engine)
    for name, value, words in (
        ("optimizer", "sgd", "optimizer from Adam to SGD"),
        ("batch_size", 64, "batch size from 32 to 64"),
        ("seed", 3, "seed from 0 to 3"),
    ):
        opened.set(**{name: value})
        assert getattr(engine.trained[-1], name) == value
        assert words in sentence(opened)
    assert "from another start" in sentence(opened)
    assert len(engine.trained) == 4


def test_other_rows_train_again_and_only_where_they_mean_something(engine):
    opened = lab(engine)
    opened.outliers = 0.1
    assert engine.made[-1] == ("regression", {"noise": 0.5, "outliers": 0.1})
    assert "share of outliers from 0% to 10%" in sentence(opened)
    assert "on other rows from the same start" in sentence(opened)
    opened.task = "binary"
    assert engine.made[-1] == ("binary", {"noise": 1.0, "positives": 0.5})
    opened.positives = 0.05
    assert engine.made[-1] == ("binary", {"noise": 1.0, "positives": 0.05})
    shown = {name for name, each in opened.controls.items() if each.layout.display != "none"}
    assert "positives" in shown
    assert "outliers" not in shown


def test_the_loss_is_swapped_with_the_weights_kept(engine):
    opened = lab(engine)
    opened.swap_at = 3
    assert len(engine.trained) == 1
    assert "choose what to swap to" in sentence(opened)
    opened.swap_to = "huber"
    assert engine.trained[-1].loss_phases == ((3, "huber"),)
    assert "second loss from no swap to Huber" in sentence(opened)
    opened.swap_at = 12
    assert opened.history.config.loss_phases == ()
    opened.swap_at = 11
    assert "Epoch 11 is not before the last one" in sentence(opened)


def test_the_scrubber_only_looks(engine):
    opened = lab(engine)
    pictures = {opened.picture}
    for epoch in (1, 2, 9):
        opened.epoch = epoch
        assert f"You look at epoch {epoch} of 10" in sentence(opened)
        assert f"after epoch {epoch}." in opened.alt
        pictures.add(opened.picture)
    assert len(engine.trained) == 1
    assert len(pictures) == 4
    opened.epochs = 4
    assert (opened.epoch, opened.controls["epoch"].max) == (4, 4)


def test_the_step_button_goes_round(engine):
    opened = lab(engine, epochs=2, epoch=1)
    (button,) = [each for each in walk(opened) if isinstance(each, widgets.Button)]
    seen = []
    for _ in range(3):
        button.click()
        seen.append(opened.epoch)
    assert seen == [2, 1, 2]


@undrawn.drawn
def test_earlier_runs_are_drawn_with_what_was_different(engine, monkeypatch):
    drawn = []

    def training_run(curves, *what):
        drawn.append(curves)
        return figures.training_run(curves, *what)

    monkeypatch.setattr(loss_metric, "figures", types.SimpleNamespace(training_run=training_run))
    opened = lab(engine)
    opened.loss = "huber"
    opened.learning_rate = 0.01
    before = opened.picture
    opened.overlay = True
    assert opened.picture != before
    assert "Earlier runs drawn in the panels of the metrics: 2" in sentence(opened)
    (_, watched) = drawn[-1]
    assert [label for label, _ in watched.earlier] == [
        "learning rate 0.001",
        "loss Mean squared error, learning rate 0.001",
    ]
    opened.task = "binary"
    assert all(not curves.earlier for curves in drawn[-1])


def test_another_task_opens_with_its_own_loss_and_metrics(engine):
    opened = lab(engine, loss="huber")
    opened.task = "multiclass"
    assert opened.loss == "categorical_crossentropy"
    assert opened.metrics == ("top_k_categorical_accuracy",)
    assert engine.trained[-1].task == "multiclass"
    assert len(engine.trained) == 2


def test_a_teacher_prepares_a_starting_point_and_gets_its_code(engine):
    settings = {"loss": "binary_focal_crossentropy", "metrics": ("precision", "recall")}
    opened = lab(engine, "binary", **settings, epochs=20, epoch=7)
    assert len(engine.trained) == 1
    assert opened.code == (
        "course.loss_metric_lab(task='binary', loss='binary_focal_crossentropy', "
        "metrics=('precision', 'recall'), epochs=20, epoch=7)"
    )
    assert lab(engine, **eval(opened.code.replace("course.loss_metric_lab", "dict"))).settings == (
        opened.settings
    )


@pytest.mark.parametrize(
    ("task", "typed", "expected"),
    [
        ("regression", {"loss": "mse"}, {"loss": "mean_squared_error"}),
        ("regression", {"loss": "MeanAbsoluteError"}, {"loss": "mean_absolute_error"}),
        ("binary", {"loss": "bce", "swap_to": "MSE"}, {"swap_to": "mean_squared_error"}),
        (
            "regression",
            {"metrics": ("mae", "RMSE")},
            {"metrics": ("mean_absolute_error", "root_mean_squared_error")},
        ),
        ("regression", {"metrics": ["mae"]}, {"metrics": ("mean_absolute_error",)}),
        ("regression", {"metrics": "mae"}, {"metrics": ("mean_absolute_error",)}),
        (
            "multiclass",
            {"metrics": "TopKCategoricalAccuracy"},
            {"metrics": ("top_k_categorical_accuracy",)},
        ),
    ],
)
def test_names_that_people_type_are_those_of_the_catalogue(engine, task, typed, expected):
    opened, later = lab(engine, task, **typed), lab(engine, task)
    later.set(**typed)
    for name, value in expected.items():
        assert getattr(opened, name) == getattr(later, name) == value
    assert opened.code == later.code


@pytest.mark.parametrize(
    ("settings", "question"),
    [
        ({"loss": "hubber"}, "Did you mean 'huber'?"),
        ({"loss": "MeanSquaredEror"}, "Did you mean 'mean_squared_error'?"),
        ({"task": "binary", "metrics": ("auc", "accuracy")}, "Did you mean 'binary_accuracy'?"),
        ({"optimizer": "adamw"}, "Did you mean 'adam'?"),
        ({"metrics": ("mean_abs_error", "r2")}, "Did you mean 'mean_absolute_error'?"),
    ],
)
def test_a_misspelt_name_is_asked_about(engine, settings, question):
    with pytest.raises(ValueError, match=r"is (one|any) of") as refused:
        lab(engine, **settings)
    assert str(refused.value).endswith(f". {question}")


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"loss": "accuracy"}, "loss is one of 'mean_squared_error', "),
        ({"metrics": ("mean_squared_error", "auc")}, "metrics is any of "),
        ({"learning_rate": 0}, "learning_rate is from 0.0001 to 1"),
        ({"learning_rate": "fast"}, "learning_rate is float, and you passed 'fast'"),
        ({"epochs": 41}, "epochs is from 1 to 40"),
        ({"epochs": 2.5}, "epochs is a whole number"),
        ({"epochs": 4, "lose": "huber"}, "no setting 'lose'. It has task, loss, metrics"),
        ({"task": "binary", "loss": "hubber"}, "loss is one of"),
        ({"seed": float("nan")}, "seed is from 0 to 20"),
        ({"loss": "xyzzy"}, "you passed 'xyzzy'.$"),
        ({"loss": 3}, "you passed 3.$"),
        ({"metrics": {"mae"}}, "you passed {'mae'}.$"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(engine, settings, reason):
    opened = lab(engine)
    before = opened.settings, opened.picture, sentence(opened)
    with pytest.raises(ValueError, match=reason):
        opened.set(**settings)
    assert (opened.settings, opened.picture, sentence(opened)) == before
    assert len(engine.trained) == 1
    opened.loss = "huber"
    assert opened.history.config.loss == "huber"


def test_an_interrupted_lab_answers_again(engine):
    def train(config, data):
        if config.loss == "huber" and config.epochs == 10:
            raise KeyboardInterrupt
        return engine.train(config, data)

    opened = LossMetricLab(train=train, evaluate=engine.evaluate, dataset=engine.dataset)
    opened.loss = "huber"
    assert "You interrupted the lab" in sentence(opened)
    opened.epochs = 3
    assert opened.history.config == opened.config
    assert "the first 3 epochs" in sentence(opened)


def test_screen_readers_hear_the_sentence_and_the_picture(engine):
    opened = lab(engine)
    assert '<div role="status"' in sentence(opened)
    assert opened.alt.startswith("Learning curves over 10 epochs.")
    opened.learning_rate = 1.0
    assert "stops being a number in epoch 1" in opened.alt


def walk(widget):
    """Gives a widget and all widgets in it."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def test_no_choice_at_all_is_refused(engine):
    opened = lab(engine)
    for name in ("task", "loss", "batch_size"):
        with pytest.raises(ValueError, match=f"{name} is one of .*you passed None"):
            opened.set(**{name: None})
    assert opened.task == "regression"
