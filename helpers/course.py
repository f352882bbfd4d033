"""The one module that notebooks import: it hands out all that the others make."""

import gc
import importlib.metadata
import platform

from helpers import session

# isort: split
import tensorflow as tf
from IPython.display import display

from helpers import claims, cluster
from helpers.exercises import (
    notebook_01,
    notebook_02,
    notebook_03,
    notebook_04,
    notebook_05,
    notebook_06,
    notebook_07,
    notebook_08,
    notebook_09,
    notebook_11,
)
from helpers.exercises.base import Progress
from helpers.figures import still
from helpers.labs.all_losses import AllLossesLab
from helpers.labs.fraud import FraudLab
from helpers.labs.gradient import GradientLab
from helpers.labs.loss_breakdown import LossBreakdownLab
from helpers.labs.loss_curve import LossCurveLab
from helpers.labs.loss_metric import LossMetricLab
from helpers.labs.prediction import Prediction
from helpers.labs.replicas import ReplicaLab
from helpers.labs.setup_check import SetupCheck
from helpers.labs.tensor import TensorLab
from helpers.labs.threshold import ThresholdLab
from helpers.labs.top_k import TopKLab
from helpers.learner_code import custom, from_text, gradient
from helpers.scoring import breakdown_example, loss_curves, replicas, thresholds, top_k
from helpers.scoring.loss_breakdown import loss_breakdown
from helpers.tensors import execution_modes, report
from helpers.training import datasets, engine

# TensorFlow's million objects stay to the end. Without this, Python looks through them
# again and again while a slider moves, and each time the lab stands still for half a second.
gc.freeze()

start = session.start
dataset = datasets.dataset.uncached  # a learner may change the rows, and labs share theirs
payments = datasets.payments.uncached
report = report.report
explain_gradient = gradient.explain_gradient

NOTEBOOKS = {
    "01": notebook_01,
    "02": notebook_02,
    "03": notebook_03,
    "04": notebook_04,
    "05": notebook_05,
    "06": notebook_06,
    "07": notebook_07,
    "08": notebook_08,
    "09": notebook_09,
    "11": notebook_11,
}


def show(figure, alt):
    """Displays a figure together with words for those who cannot see it.

    Args:
        figure: A matplotlib `Figure`.
        alt: One sentence that says what the figure shows.
    """
    data = {"image/png": still.png(figure), "text/plain": alt}
    display(data, raw=True, metadata={"image/png": {"alt": alt}})


def check_setup():
    """Looks whether this machine has what the course needs.

    Returns:
        A widget with versions and the device in use. Its `ready` is True when
        a small computation on that device, and its gradient, come out right.
    """
    packages = ("tensorflow", "keras", "tf-keras", "matplotlib", "ipywidgets", "jupyterlab")
    versions = [(name, importlib.metadata.version(name)) for name in packages]
    gpus = tf.config.list_logical_devices("GPU")
    device = f"{len(gpus)} GPU: TensorFlow uses the first one" if gpus else "CPU, which is enough"
    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x**2
    ready = bool(y == 9.0) and bool(tape.gradient(y, x) == 6.0)
    return SetupCheck([("Python", platform.python_version()), *versions, ("device", device)], ready)


def predict(notebook):
    """Shows the questions that come before the code: choose, then see.

    Args:
        notebook: Its number, such as `"04"`.

    Returns:
        A widget.

    Raises:
        ValueError: If there is no such notebook.
    """
    return Prediction(notebook, _of_notebook(notebook).QUESTIONS)


def exercises(notebook):
    """Hands out the exercises of a notebook.

    Args:
        notebook: Its number, such as `"04"`.

    Returns:
        Tuple of exercises. Each has `check(answer)`, `hint()` and `solution()`.

    Raises:
        ValueError: If there is no such notebook.
    """
    found = _of_notebook(notebook).EXERCISES
    begun = session.state.exercises
    begun.extend(each for each in found if each not in begun)
    return found


def progress():
    """Says which exercises are solved, of those that were handed out in this kernel.

    Nothing is stored, and nothing leaves the machine: run the notebook again, and
    your answers in it are checked again.

    Returns:
        A table.
    """
    return Progress(session.state.exercises)


def settle(claim, **found):
    """Draws the verdict on a claim of the documents from what an experiment found.

    Args:
        claim: Id of the claim, such as `"A01"`.
        **found: `as_stated`: whether it is true as the document states it, without an exception;
            `with_care`: whether it is true under the condition that `care` names; `formerly`:
            whether it was true in the version that `until` names; `instead`: what is true if
            all that is wrong.

    Returns:
        The finding: holds; holds, with care; out of date; or wrong.

    Raises:
        ValueError: If there is no such claim, or something found is not True or False.
    """
    finding = session.state.findings[claim] = claims.settle(claim, **found)
    return finding


def verdicts():
    """Lists what became of the claims that were settled in this kernel.

    Returns:
        A table.
    """
    return claims.VerdictTable(session.state.findings)


def run_workers(script, count, seconds=300):
    """Starts a script in several processes of this machine, as one cluster, and waits for them.

    Args:
        script: Path of a Python file that reads `TF_CONFIG`, and prints one line of JSON.
        count: Number of processes, 1 to 8.
        seconds: After this long all of them are ended.

    Returns:
        List with what each of them printed, as a dict.

    Raises:
        RuntimeError: If one of them fails, or they take too long. None is left running.
        ValueError: If there is no such file, or the number is out of its range.
    """
    gpus = len(tf.config.list_physical_devices("GPU"))
    return cluster.run(script, count, seconds, gpus)


def _of_notebook(notebook):
    if notebook not in NOTEBOOKS:
        raise ValueError(
            f"There are exercises for the notebooks {', '.join(NOTEBOOKS)}, "
            f"and you passed {notebook!r}."
        )
    return NOTEBOOKS[notebook]


def loss_metric_lab(task="regression", **settings):
    """Opens the lab in which losses and metrics are swapped live.

    Args:
        task: `"regression"`, `"binary"` or `"multiclass"`.
        **settings: What else to start with: `loss`, `metrics`, `optimizer`,
            `learning_rate`, `batch_size`, `epochs`, `swap_to`, `swap_at`, `noise`,
            `outliers`, `positives`, `seed`, `overlay`, `epoch`.

    Returns:
        A widget. Its settings can be read and set in code: `lab.loss = "huber"`.

    Raises:
        ValueError: If a setting is unknown or cannot have that value.
    """
    lab = LossMetricLab(engine.train, engine.evaluate, datasets.dataset, task=task, **settings)
    session.state.open_labs.add(lab)
    return lab


def loss_curve_lab(**settings):
    """Opens the lab that shows what an error costs and where an outlier drags a line.

    Args:
        **settings: What to start with: `losses` (any of `"mean_squared_error"`,
            `"mean_absolute_error"`, `"huber"`, `"log_cosh"`, a tuple) and `outlier`
            (how far one point is pulled up, 0 to 10).

    Returns:
        A widget. Its settings can be read and set in code: `lab.outlier = 8`.

    Raises:
        ValueError: If a setting is unknown or cannot have that value.
    """
    functions = loss_curves.points, loss_curves.loss_curve, loss_curves.fit_line
    return LossCurveLab(*functions, loss_curves.OUTLIER, **settings)


def all_losses_lab(task="regression", **settings):
    """Opens the lab that trains with every loss of a task and compares them.

    Args:
        task: `"regression"`, `"binary"` or `"multiclass"`.
        **settings: What else to start with: `metric`, `learning_rate`, `epochs`, `seed`.

    Returns:
        A widget. Its settings can be read and set in code.

    Raises:
        ValueError: If a setting is unknown or cannot have that value.
    """
    lab = AllLossesLab(engine.train, engine.evaluate, task=task, **settings)
    session.state.open_labs.add(lab)
    return lab


def tensor_lab(**settings):
    """Opens the lab that shows what a tensor is, and what it answers when it is asked.

    Args:
        **settings: What to start with: `mode` (`"eager"`, `"tf_function"`, `"keras_3"`,
            `"keras_2"` or `"tf1_graph"`), `step` (`"input"`, `"matmul"`, `"add"`,
            `"subtract"`, `"square"` or `"mean"`) and `feed` (whether three rows are fed in).

    Returns:
        A widget. Its settings can be read and set in code: `lab.mode = "keras_3"`.

    Raises:
        ValueError: If a setting is unknown or cannot have that value.
    """
    return TensorLab(execution_modes.build_expression, **settings)


def threshold_lab(**settings):
    """Opens the lab in which the threshold of a classifier moves.

    Args:
        **settings: What to start with: `threshold` (0 to 1, in hundredths) and
            `positives` (share of rows whose truth is yes: 0.5, 0.2, 0.05 or 0.02).

    Returns:
        A widget. Its settings can be read and set in code: `lab.threshold = 0.3`.

    Raises:
        ValueError: If a setting is unknown or cannot have that value.
    """
    return ThresholdLab(engine.train, datasets.dataset, thresholds.threshold_scores, **settings)


def fraud_lab(**settings):
    """Opens the lab in which a network looks for a rare class.

    Args:
        **settings: What to start with: `positives` (share of fraud, 0.005 to 0.05), `rows`
            (training rows: 4000, 12000 or 36000), `loss`, `weight` (of a row of fraud: 1, 3,
            10, 30 or 100), `epoch` (1 to 20), `threshold` (0 to 1, in hundredths) and
            `cost_of_miss` (in false alarms: 1, 5, 20, 50 or 200).

    Returns:
        A widget. Its settings can be read and set in code: `lab.threshold = 0.02`.

    Raises:
        ValueError: If a setting is unknown or cannot have that value.
    """
    return FraudLab(engine.train, datasets.payments, thresholds.threshold_scores, **settings)


def replica_lab(**settings):
    """Opens the lab that shares the rows of a batch between replicas.

    Args:
        **settings: What to start with: `replicas` (1 to 8), `batch_size` (8, 16, 32 or
            64), `rows` (1 to `batch_size`) and `reduction` (`"mean_then_sum"`,
            `"mean_then_mean"`, `"sum_over_batch_size"` or `"sum_over_rows"`).

    Returns:
        A widget. Its settings can be read and set in code: `lab.rows = 10`.

    Raises:
        ValueError: If a setting is unknown or cannot have that value.
    """
    return ReplicaLab(replicas.replica_step, **settings)


def loss_breakdown_lab(
    model=None, x=None, y=None, sample_weight=None, class_weight=None, **settings
):
    """Opens the lab that adds up the loss which Keras reports for an epoch.

    Args:
        model: A compiled model of your own, or None for an example with a switch for each cause.
            It is left as it was.
        x: Features for your model.
        y: `y_true` for your model.
        sample_weight: Weights of your rows, or None.
        class_weight: Dict from a class to its weight, or None.
        **settings: What to start with: `method` (`"fit"` or `"evaluate"`), `batch_size` (16, 32,
            50, 64, 100 or 200) and `weights` (`"none"`, `"sample"` or `"class"`); for the example
            also `loss`, and `moves`, `penalty`, `dropout` and `batch_norm` (True or False).

    Returns:
        A widget. Its settings can be read and set in code: `lab.dropout = True`.

    Raises:
        ValueError: If a setting is unknown or cannot have that value, or x or y is missing.
    """
    own = None
    if model is not None:
        if x is None or y is None:
            raise ValueError("Your model needs rows too: course.loss_breakdown_lab(model, x, y).")
        own = (model, x, y), {"sample_weight": sample_weight, "class_weight": class_weight}
    return LossBreakdownLab(loss_breakdown, breakdown_example.example, own, **settings)


def top_k_lab(**settings):
    """Opens the lab in which a classifier of ten classes may name k of them.

    Args:
        **settings: What to start with: `k` (1 to 10), `row` (validation row, 0 to 49)
            and `epoch` (1 to 10).

    Returns:
        A widget. Its settings can be read and set in code: `lab.k = 1`.

    Raises:
        ValueError: If a setting is unknown or cannot have that value.
    """
    return TopKLab(engine.train, top_k.top_k_scores, **settings)


def gradient_lab(**settings):
    """Opens the lab that follows a gradient through a function, operation by operation.

    Args:
        **settings: What to start with: `example` (`"mean_squared_error"`,
            `"wrong_answers"`, `"smooth_wrong_answers"`, `"accuracy"`, `"far_off"`,
            `"whole_numbers"`, `"stopped"`, `"through_numpy"`, `"log_of_zero"`), or
            `source` (Python text that defines a function of `y_true` and `y_pred`; it
            may use `keras`, `ops`, `tf` and `np`), and `task`.

    Returns:
        A widget. Its settings can be read and set in code.

    Raises:
        ValueError: If a setting is unknown or cannot have that value.
    """
    return GradientLab(from_text.explain_source, **settings)


def loss(function):
    """Makes a loss of your own appear in the labs. Write `@course.loss` above it.

    It is first tried on a few rows. If it cannot train, you are told why, and the
    labs stay as they are.

    Args:
        function: Function from `y_true` and `y_pred` to a tensor: one number, or
            one for each row.

    Returns:
        The function, unchanged.
    """
    return _introduce(custom.add_loss, function)


def metric(function):
    """Makes a metric of your own appear in the labs. Write `@course.metric` above it.

    It is first tried on a few rows. If it gives no number, you are told why, and
    the labs stay as they are.

    Args:
        function: Function from `y_true` and `y_pred` to a tensor: one number, or
            one for each row. Keras takes the mean of them over all rows.

    Returns:
        The function, unchanged.
    """
    return _introduce(custom.add_metric, function)


def _introduce(add, function):
    try:
        entry = add(function)
    except ValueError as error:
        print(f"Not in the labs yet. {error}")
        return function
    print(f"{entry.name} is in the labs now. Tasks: {', '.join(entry.tasks)}.")
    for lab in list(session.state.open_labs):
        lab.refresh()
    return function
