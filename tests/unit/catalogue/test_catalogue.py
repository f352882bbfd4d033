"""The catalogue says what Keras does. Oracles: the public classes of Keras, the formulas in
plain NumPy (`references.py`), scikit-learn, automatic differentiation, matplotlib's mathtext.
"""

import inspect
import itertools
import re
from collections import Counter

import keras
import numpy as np
import pytest
import tensorflow as tf
from matplotlib.mathtext import MathTextParser
from sklearn import metrics as sk
from sklearn.metrics.pairwise import paired_cosine_distances

from helpers.catalogue import lookup, losses, metrics
from support import speeds
from support.references import LOSSES, METRICS

NAMESPACES = {"loss": keras.losses, "metric": keras.metrics}
BASES = {"loss": keras.losses.Loss, "metric": keras.metrics.Metric}
REFERENCES = {"loss": LOSSES, "metric": METRICS}
ENTRIES = [entry for table in lookup.KINDS.values() for entry in table.values()]

# Keras gives these three another name than the one it derives from their class.
OWN_NAMES = {"huber": "huber_loss", "log_cosh_error": "logcosh", "f_beta_score": "fbeta_score"}

each_kind = pytest.mark.parametrize("kind", lookup.KINDS)
# Every eighth case for each entry, another eighth for the next one; all in the exhaustive run.
every_case = pytest.mark.parametrize("every", [8, speeds.rare(1)])
each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=[f"{e.kind}-{e.name}" for e in ENTRIES])


def each_pair(*kinds, names=None):
    """Runs a test for each entry (all, or those with these names) and each task that it fits."""
    pairs = [(entry, task) for entry in ENTRIES if entry.kind in kinds for task in entry.tasks]
    pairs = [pair for pair in pairs if names is None or pair[0].name in names]
    ids = [f"{entry.kind}-{entry.name}-{task}" for entry, task in pairs]
    return pytest.mark.parametrize(("entry", "task"), pairs, ids=ids)


def make(entry):
    """The Keras object of an entry."""
    return getattr(NAMESPACES[entry.kind], entry.class_name)(**entry.arguments)


def agree(got, expected, name=""):
    """Keras computes in float32. No input here is so ill-conditioned that it needs more."""
    np.testing.assert_allclose(float(got), expected, rtol=1e-5, atol=1e-6, err_msg=name)


def as_labels(task, y_true):
    """One-hot rows and numbers as they are, or class numbers instead of one-hot rows."""
    integer = task == "multiclass_integer"
    return y_true.argmax(axis=1).astype("int32") if integer else np.asarray(y_true, "float32")


def raw_rows(task, rows, seed):
    random = np.random.default_rng([seed, rows])
    if task == "regression":
        return tuple(random.normal(size=(2, rows, 1)))
    if task == "binary":
        return random.integers(2, size=(rows, 1)), random.random((rows, 1))
    powers = np.exp(2 * random.normal(size=(rows, 10)))
    return np.eye(10)[random.integers(10, size=rows)], powers / powers.sum(axis=1, keepdims=True)


def random_rows(task, rows, seed):
    """Labels and predictions as the task gives them."""
    y_true, y_pred = raw_rows(task, rows, seed)
    return as_labels(task, y_true), y_pred.astype("float32")


def edges(task):
    """Labels and predictions that divide by zero, take log(0) or have ties to break."""
    y_true, y_pred = raw_rows(task, 12, seed=99)
    # R2Score subtracts two nearly equal sums. For a constant such as 0.1, whose sums are not
    # exact in float32, it can give 1e8 instead of 0: so these are whole numbers.
    y_true = np.round(y_true)
    y_true[[0, -1]] = np.eye(10)[[0, 3]] if "multi" in task else [[0], [1]]
    turned = [np.roll(y_true, rows, axis=0) for rows in range(4)]
    truths = {"all": y_true, "one class": 0 * y_true + y_true[0], "other": 0 * y_true + y_true[-1]}
    predictions = truths | {"random": 1000 * y_pred if task == "regression" else y_pred}
    predictions |= {"turned": turned[1], "two ties": sum(turned[:2]) / 2, "ties": sum(turned) / 4}
    predictions["all ties"] = np.full_like(y_pred, 0.1 if "multi" in task else 0.5)
    return itertools.product(truths.items(), predictions.items())


def cases(task):
    for rows, seed in itertools.product((1, 7, 64), range(3)):
        yield f"{rows} random rows, seed {seed}", *random_rows(task, rows, seed)
    for (truth, y_true), (prediction, y_pred) in edges(task):
        yield f"{truth}, predicted {prediction}", as_labels(task, y_true), y_pred.astype("float32")


def some_cases(entry, task, every):
    return itertools.islice(cases(task), ENTRIES.index(entry) % every, None, every)


def disagreements(kind):
    """Names of classes that Keras and the catalogue do not have equally often."""
    public = {member for _, member in inspect.getmembers(NAMESPACES[kind], inspect.isclass)}
    classes = Counter(member.__name__ for member in public if issubclass(member, BASES[kind]))
    entries = Counter(entry.class_name for entry in ENTRIES if entry.kind == kind)
    return [*(classes - entries), *(entries - classes)]


@each_kind
def test_every_class_of_keras_has_one_entry_and_every_entry_a_class(kind, monkeypatch):
    namespace = NAMESPACES[kind]
    monkeypatch.setattr(namespace, "Alias", namespace.MeanSquaredError, raising=False)
    assert disagreements(kind) == []
    monkeypatch.setattr(namespace, "Fresh", type("Fresh", (BASES[kind],), {}), raising=False)
    assert disagreements(kind) == ["Fresh"]
    monkeypatch.undo()
    monkeypatch.delattr(namespace, "Poisson")
    assert disagreements(kind) == ["Poisson"]


@each_entry
def test_name_is_what_keras_derives_from_the_class_name(entry):
    derived = type(entry.class_name, (BASES[entry.kind],), {})().name
    own = make(entry).name if entry.tasks else entry.name
    number = r"_\d+$"  # a second object of the same class is `auc_1`
    assert re.sub(number, "", derived) == entry.name
    assert re.sub(number, "", own) == OWN_NAMES.get(entry.name, entry.name)


@each_entry
def test_what_is_left_out_has_a_reason(entry):
    assert entry.reason or (entry.tasks and entry.differentiable)


@each_entry
def test_formula_can_be_drawn(entry):
    width, height, *_ = MathTextParser("path").parse(f"${entry.formula}$")
    assert min(width, height) > 0


@every_case
@each_pair("loss", "metric")
def test_keras_computes_the_formula(entry, task, every):
    for name, y_true, y_pred in some_cases(entry, task, every):
        expected = REFERENCES[entry.kind][entry.name](y_true, y_pred)
        agree(make(entry)(y_true, y_pred), expected, name)


def test_circle_averages_only_rows_that_have_a_partner():
    random = np.random.default_rng(0)
    for classes in ([0, 0, 1, 2, 2, 3], [0, 1, 2], [0, 0, 0], random.integers(5, size=64)):
        y_pred = random.normal(size=(len(classes), 2))
        y_pred = (y_pred / np.linalg.norm(y_pred, axis=1, keepdims=True)).astype("float32")
        agree(keras.losses.Circle()(np.array(classes), y_pred), LOSSES["circle"](classes, y_pred))


@every_case
@each_pair("metric")
def test_metric_of_two_uneven_batches(entry, task, every):
    reference = METRICS[entry.name]
    for name, y_true, y_pred in some_cases(entry, task, every):
        if len(y_true) == 1:
            continue
        cut, metric, expected = len(y_true) // 3, make(entry), reference(y_true, y_pred)
        parts = [(y_true[:cut], y_pred[:cut]), (y_true[cut:], y_pred[cut:])]
        for part in parts:
            metric.update_state(*part)
        if entry.of_batches:
            expected = np.mean([reference(*part) for part in parts])
        agree(metric.result(), expected, name)


@each_pair("loss", "metric")
def test_direction_a_perfect_prediction_is_best(entry, task):
    labels = raw_rows(task, 64, seed=0)[0]
    y_true, sign = as_labels(task, labels), {"lower": 1, "higher": -1}[entry.direction]
    best = sign * float(make(entry)(y_true, labels.astype("float32")))
    predictions = [random_rows(task, 64, seed)[1] for seed in range(1, 4)]
    others = [sign * float(make(entry)(y_true, y_pred)) for y_pred in predictions]
    assert min(others) >= best < max(others)


def gradient_of(compute, y_pred):
    y_pred = tf.constant(y_pred)
    with tf.GradientTape() as tape:
        tape.watch(y_pred)
        value = compute(y_pred)
    return tape.gradient(value, y_pred)


@each_pair("loss")
def test_loss_trains(entry, task):
    assert entry.differentiable
    for seed in range(3):
        y_true, y_pred = random_rows(task, 7, seed)
        gradient = gradient_of(lambda y_pred, y_true=y_true: make(entry)(y_true, y_pred), y_pred)
        assert np.isfinite(gradient).all()
        assert np.any(gradient)


@each_pair("metric")
def test_metric_trains_if_a_loss_has_its_formula(entry, task):
    reference = METRICS[entry.name]
    if entry.name == "cosine_similarity":  # the loss is the negative of it
        y_true, y_pred = random_rows(task, 7, seed=0)
        assert reference(y_true, y_pred) == -LOSSES[entry.name](y_true, y_pred)
        reference = LOSSES[entry.name]
    assert entry.differentiable == (reference in LOSSES.values())


@each_pair("metric")
def test_what_counts_has_no_gradient_and_what_is_smooth_has_one(entry, task):
    """By the stateless methods; the metric object itself loses every gradient in its state."""
    y_true, y_pred = random_rows(task, 64, seed=0)
    metric = make(entry)
    assert gradient_of(lambda y_pred: metric(y_true, y_pred), y_pred) is None
    metric.reset_state()
    state = [variable.value for variable in metric.variables]

    def without_state(y_pred):
        return metric.stateless_result(metric.stateless_update_state(state, y_true, y_pred))

    agree(without_state(y_pred), METRICS[entry.name](y_true, y_pred))
    gradient = gradient_of(without_state, y_pred)
    assert (entry.reason == metrics.COUNTS) == (gradient is None or not np.any(gradient))


def mean_of_columns(score, **arguments):
    return lambda y, p: np.mean([score(*c, **arguments) for c in np.stack([y.T, p.T > 0.5], 1)])


def roc(y, p):
    false_positive_rate, recall, _ = sk.roc_curve(y, p, drop_intermediate=False)
    return recall, 1 - false_positive_rate


def best(curve, wanted, constrained):
    return lambda y, p: curve(y, p)[wanted][curve(y, p)[constrained] >= 0.8].max()


SKLEARN_OF_NUMBERS = {
    "mean_squared_error": sk.mean_squared_error,
    "root_mean_squared_error": sk.root_mean_squared_error,
    "mean_absolute_error": sk.mean_absolute_error,
    "mean_absolute_percentage_error": lambda y, p: 100 * sk.mean_absolute_percentage_error(y, p),
    "mean_squared_logarithmic_error": lambda y, p: sk.mean_squared_log_error(y.clip(0), p.clip(0)),
    "r2_score": sk.r2_score,
    "pearson_correlation": lambda y, p: np.corrcoef(y, p)[0, 1],
    "binary_crossentropy": sk.log_loss,
    "poisson": lambda y, p: sk.mean_poisson_deviance(y, p + 1e-7) / 2 + y.mean(),
    "hinge": sk.hinge_loss,
    "binary_accuracy": lambda y, p: sk.accuracy_score(y, p > 0.5),
    "true_negatives": lambda y, p: sk.confusion_matrix(y, p > 0.5)[0, 0],
    "false_positives": lambda y, p: sk.confusion_matrix(y, p > 0.5)[0, 1],
    "false_negatives": lambda y, p: sk.confusion_matrix(y, p > 0.5)[1, 0],
    "true_positives": lambda y, p: sk.confusion_matrix(y, p > 0.5)[1, 1],
    "precision": lambda y, p: sk.precision_score(y, p > 0.5),
    "recall": lambda y, p: sk.recall_score(y, p > 0.5),
    "binary_io_u": lambda y, p: sk.jaccard_score(y, p >= 0.5, average="macro"),
    "auc": sk.roc_auc_score,
    "precision_at_recall": best(sk.precision_recall_curve, 0, 1),
    "recall_at_precision": best(sk.precision_recall_curve, 1, 0),
    "sensitivity_at_specificity": best(roc, 0, 1),
    "specificity_at_sensitivity": best(roc, 1, 0),
}
SKLEARN_OF_ROWS = {
    "f1_score": mean_of_columns(sk.f1_score, zero_division=0),
    "f_beta_score": mean_of_columns(sk.fbeta_score, beta=2, zero_division=0),
    "cosine_similarity": lambda y, p: 1 - paired_cosine_distances(y, p).mean(),
    "categorical_crossentropy": sk.log_loss,
    "categorical_hinge": lambda y, p: sk.hinge_loss(y.argmax(1), p),
    "categorical_accuracy": lambda y, p: sk.accuracy_score(y.argmax(1), p.argmax(1)),
    "top_k_categorical_accuracy": lambda y, p: sk.top_k_accuracy_score(y.argmax(1), p, k=3),
    "one_hot_mean_io_u": lambda y, p: sk.jaccard_score(y.argmax(1), p.argmax(1), average="macro"),
    "one_hot_io_u": lambda y, p: sk.jaccard_score(y[:, 0], p.argmax(1) == 0),
}


@each_pair("metric", names=SKLEARN_OF_NUMBERS | SKLEARN_OF_ROWS)
def test_scikit_learn_agrees_with_the_reference_and_with_keras(entry, task):
    for seed in range(2):
        y_true, y_pred = raw_rows(task, 64, seed)
        if entry.shapes == losses.ZERO_ONE:
            # Halfway between the 200 thresholds, so that they part what scikit-learn parts.
            y_pred = (np.floor(199 * y_pred) + 0.5) / 199
        if entry.name in SKLEARN_OF_ROWS:
            expected = SKLEARN_OF_ROWS[entry.name](y_true, y_pred)
        else:
            expected = SKLEARN_OF_NUMBERS[entry.name](y_true.ravel(), y_pred.ravel())
        np.testing.assert_allclose(METRICS[entry.name](y_true, y_pred), expected, rtol=1e-6)
        agree(make(entry)(y_true.astype("float32"), y_pred.astype("float32")), expected)


@pytest.mark.parametrize("spread", [1, 10, 1000])
def test_area_under_the_curve_errs_by_half_of_the_pairs_between_two_thresholds(spread):
    y_true, y_pred = random_rows("binary", 1000, seed=spread)
    bucket = np.floor(199 * y_pred / spread)
    together = np.mean(bucket[y_true == 1][:, np.newaxis] == bucket[y_true == 0])
    error = float(keras.metrics.AUC()(y_true, y_pred / spread)) - sk.roc_auc_score(y_true, y_pred)
    assert 0 < abs(error) <= together / 2 + 1e-6


@each_entry
def test_find_takes_every_spelling_of_a_name_and_names_are_unique(entry):
    for name in (entry.name, entry.class_name, entry.label, entry.name.upper()):
        assert lookup.find(entry.kind, name) is entry


@each_kind
def test_abbreviations_mean_what_they_mean_in_keras(kind):
    for short in set(lookup.ABBREVIATIONS) - {"rmse"}:  # which Keras does not know
        assert lookup.find(kind, short.upper()).name == keras.losses.get(short).__name__
    assert lookup.find("metric", "RMSE").class_name == "RootMeanSquaredError"


def test_what_does_not_exist_is_answered_with_a_sentence():
    with pytest.raises(ValueError, match=r"There is no loss 'hubert'\."):
        lookup.find("loss", "hubert")


def test_full_names_leave_what_they_do_not_know():
    typed = ["mse", "xyzzy", 3, None, "MeanAbsoluteError", ("mae",)]
    expected = (
        "mean_squared_error",
        "xyzzy",
        3,
        None,
        "mean_absolute_error",
        ("mean_absolute_error",),
    )
    assert lookup.full_names("loss", typed) == expected


@each_kind
def test_fitting_lists_what_suits_a_task_in_the_order_of_the_table(kind):
    table = [entry for entry in ENTRIES if entry.kind == kind]
    for task in ("regression", "binary", "multiclass"):  # the last also with integer labels
        expected = [entry for entry in table if any(form.startswith(task) for form in entry.tasks)]
        assert list(lookup.fitting(kind, task)) == expected
