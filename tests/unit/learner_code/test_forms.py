"""Each form that Keras takes has a name, works in the engine and in the labs, and is replaced."""

import functools

import keras
import numpy as np
import pytest
from keras import ops

from helpers import course
from helpers.catalogue import lookup
from helpers.custom import introduce
from helpers.learner_code.forms import Form
from helpers.learner_code.messages import FunctionError
from helpers.training import engine
from helpers.training.run import RunConfig
from support import judged_first, judged_second, speeds, undrawn
from support.runs import ends_there, fit, small


def squared(y_true, y_pred):
    return ops.mean(ops.square(y_true - y_pred), axis=-1)


def scaled(factor):
    def squared(y_true, y_pred):
        return factor * ops.mean(ops.square(y_true - y_pred), axis=-1)

    return squared


def weighted(weight, y_true, y_pred):
    return weight * squared(y_true, y_pred)


class Cubed(keras.losses.Loss):
    def __init__(self, factor=1.0, name="cubed"):
        super().__init__(name=name)
        self.factor = factor

    def call(self, y_true, y_pred):
        return self.factor * ops.mean(ops.abs(y_true - y_pred) ** 3, axis=-1)


class Fourth:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, y_true, y_pred):
        return self.factor * ops.mean((y_true - y_pred) ** 4, axis=-1)


LOSSES = [
    (squared, "squared"),
    (scaled(2), "squared(factor=2)"),
    (functools.partial(weighted, 0.5), "weighted(weight=0.5)"),
    (Cubed, "Cubed"),
    (Cubed(), "Cubed"),
    (Cubed(factor=2.0), "Cubed(factor=2.0)"),
    (Fourth(0.01), "Fourth(factor=0.01)"),
    (keras.losses.Huber(delta=2.0), "Huber(delta=2.0)"),
    (keras.losses.MeanSquaredError(reduction=None), "MeanSquaredError(reduction=None)"),
    (keras.losses.MeanAbsoluteError(reduction="sum"), "MeanAbsoluteError(reduction='sum')"),
    (keras.losses.huber, "huber"),
]
# The engine on a sum of 32 rows takes steps that are 32 times as long.
TRAINED = [(each, name) for each, name in LOSSES if name not in ("huber", "Cubed")]


@pytest.mark.parametrize(("thing", "name"), LOSSES, ids=range(len(LOSSES)))
def test_a_form_is_called_by_what_tells_it_from_others(thing, name):
    assert Form("loss", thing).name == name


@pytest.mark.parametrize(
    ("thing", "name"), speeds.sampled(TRAINED, every=4), ids=range(len(TRAINED))
)
def test_the_engine_trains_with_it_as_fit_does(thing, name):
    introduced = introduce.add("loss", thing)
    assert introduced.entry.name == name
    config, data = RunConfig("regression", name, epochs=2, units=8), small("regression")
    loss = thing() if isinstance(thing, type) else thing
    ends_there(engine.train(config, data), *fit(config, data, loss=loss))


OF_KERAS = [keras.losses.Huber, keras.losses.Huber(), "huber", "Huber", keras.losses.huber]


@pytest.mark.parametrize("thing", OF_KERAS)
def test_what_keras_has_is_in_the_labs_already(thing, capsys):
    assert course.loss(thing) is thing
    assert "huber is in the labs already. Tasks: regression" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("kind", "thing", "message"),
    [
        ("loss", "hubber", "There is no loss 'hubber'. Names are those of Keras"),
        ("loss", keras.metrics.AUC, "AUC is a metric with a memory.* no gradient comes back"),
        ("loss", keras.metrics.AUC(), "AUC is a metric with a memory"),
        ("loss", Fourth, "or a name of Keras, and received type"),
        ("metric", [squared], "or a name of Keras, and received list"),
    ],
)
def test_what_keras_would_not_take_is_refused(kind, thing, message):
    with pytest.raises(FunctionError, match=message):
        Form(kind, thing)


def test_two_of_one_name_stand_side_by_side_and_one_that_runs_again_is_replaced():
    for factor in (1, 3):
        introduce.add("loss", scaled(factor))
    for _ in range(2):
        introduce.add("loss", Cubed(factor=2.0))
    own = [each.name for each in lookup.fitting("loss", "regression") if each.custom]
    assert own == ["squared(factor=1)", "squared(factor=3)", "Cubed(factor=2.0)"]
    first = lookup.find("loss", "squared(factor=1)").custom
    introduce.add("loss", scaled(1))
    assert lookup.find("loss", "squared(factor=1)").custom is not first


class Tolerant(keras.losses.Huber):
    def __init__(self, delta=2.0):
        super().__init__(delta=delta)


class Doubled(Tolerant):
    def call(self, y_true, y_pred):
        return 2 * super().call(y_true, y_pred)


@pytest.mark.parametrize(
    ("thing", "relative"),
    [
        (Tolerant, "huber"),
        (Tolerant(3.0), "huber"),
        (type("Huber", (Tolerant,), {})(), "huber"),
        (functools.partial(keras.losses.huber, delta=2.0), "huber"),
        (Doubled, None),
        (squared, None),
        (Cubed(), None),
    ],
)
def test_what_only_sets_parameters_has_the_formula_of_keras(thing, relative):
    form = Form("loss", thing)
    assert (form.relative and form.relative.name, form.is_relative) == (relative, False)


def test_a_relative_of_keras_brings_its_formula():
    entry = introduce.add("loss", keras.losses.Huber(delta=2.0)).entry
    assert entry.formula == lookup.find("loss", "huber").formula
    assert introduce.add("loss", squared).entry.formula == ""


TOP_K = keras.metrics.TopKCategoricalAccuracy


@pytest.mark.parametrize(
    ("thing", "name", "is_relative"),
    [
        ("top_k_categorical_accuracy", "TopKCategoricalAccuracy(k=3)", True),
        (TOP_K(k=3), "TopKCategoricalAccuracy(k=3)", True),
        (TOP_K(), "TopKCategoricalAccuracy(k=5)", False),
        (keras.metrics.AUC(), "AUC", True),
        (keras.metrics.AUC(curve="PR"), "AUC(curve='PR')", False),
        (keras.metrics.Precision(thresholds=0.4), "Precision(thresholds=0.4)", False),
        (keras.metrics.BinaryIoU(), "BinaryIoU", True),
        (keras.metrics.BinaryIoU([1]), "BinaryIoU(target_class_ids=[1])", False),
        (TOP_K, "TopKCategoricalAccuracy(k=5)", False),
    ],
)
def test_the_parameters_of_the_catalogue_tell_whether_it_is_the_same(thing, name, is_relative):
    form = Form("metric", thing)
    assert (form.name, form.is_relative) == (name, is_relative)


@pytest.mark.parametrize(
    ("thing", "flows"),
    [
        (Cubed, True),
        (Cubed(2.0), True),
        (keras.losses.Huber(delta=2.0), True),
        ("mse", True),
        (functools.partial(weighted, 2.0), True),
        (judged_first.weighted_kappa, False),
        (keras.metrics.AUC(), False),
    ],
    ids=["class", "object", "of Keras", "name", "partial", "not differentiable", "metric"],
)
def test_its_gradient_is_explained(thing, flows):
    report = course.explain_gradient(thing)
    assert report.flows == flows, report
    assert not flows or f"from {Form('loss', thing).name} back" in str(report)


def test_an_error_names_method_and_line():
    class Broken(keras.losses.Loss):
        def call(self, y_true, y_pred):
            return ops.mean(y_true - y_pred).numpy()

    said = str(course.explain_gradient(Broken))
    assert "Broken raised AttributeError in line 2" in said
    assert "return ops.mean(y_true - y_pred).numpy()" in said


METRICS = {
    "regression": [
        judged_second.Determination,
        judged_first.root_of_the_mean_of_a_batch,
    ],
    "binary": [judged_first.f1_of_a_batch, keras.metrics.Precision(thresholds=0.4)],
    "multiclass": [judged_first.CohensKappa, judged_second.precision_of_a_batch],
}


@pytest.mark.parametrize("task", speeds.sampled(METRICS, every=3))
def test_a_metric_has_the_values_of_fit_in_each_epoch(task):
    loss = {"regression": "mse", "binary": "bce", "multiclass": "categorical_crossentropy"}[task]
    config, data = RunConfig(task, loss, epochs=3, units=8), small(task)
    run = engine.train(config, data)
    own = [each() if isinstance(each, type) else each for each in METRICS[task]]
    _, history = fit(config, data, metrics=own)
    for each in own:
        name = getattr(each, "name", None) or each.__name__
        entry = introduce.add("metric", each).entry
        for split, key in (("running", name), ("validation", f"val_{name}")):
            found = engine.evaluate(run, entry.name, split)
            np.testing.assert_allclose(found, history[key], rtol=1e-5, err_msg=key)


def test_labs_take_it_up(monkeypatch, capsys):
    undrawn.leave_out(monkeypatch)
    runs, parts = course.loss_metric_lab("binary", epochs=2), course.loss_breakdown_lab()
    course.loss(keras.losses.BinaryCrossentropy(label_smoothing=0.1))
    course.metric(judged_first.BinaryTruePositives)
    name = "BinaryCrossentropy(label_smoothing=0.1)"
    assert f"{name} is in the labs now" in capsys.readouterr().out
    for lab in (runs, parts):
        lab.loss = name
        assert "That did not work" not in lab.sentence
    runs.metrics = ("BinaryTruePositives",)
    assert "identical to the bit" in runs.sentence
