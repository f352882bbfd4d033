"""Engines for labs: their numbers can be counted by hand, and they remember what was asked."""

import functools
import types

import numpy as np

from helpers.learner_code.gradient import GradientReport, GradientStep
from helpers.scoring.loss_breakdown import LossBreakdown
from helpers.scoring.loss_curves import FittedLine, LossCurve
from helpers.scoring.thresholds import ThresholdScores
from helpers.scoring.top_k import TopKScores
from helpers.tensors.execution_modes import Expression, ExpressionStep
from helpers.tensors.report import TensorReport
from helpers.training import datasets
from helpers.training.run import Dataset, History


def opened(lab, engine, wrap=None, **settings):
    """Opens a lab with the functions of an engine, and with its own where the engine has none.

    Args:
        lab: The class.
        engine: Object whose methods are named as the functions in `lab.compute`.
        wrap: None, or a function that is called with each of these functions.
        **settings: Values to start with.

    Returns:
        The lab.
    """
    own = vars(lab.compute).items()
    functions = {name: getattr(engine, name, function) for name, function in own}
    if wrap is not None:
        functions = {name: wrap(function) for name, function in functions.items()}
    return lab(**functions, **settings)


class TrainingEngine:
    """Remembers what it was asked, and answers with a record that depends on the config."""

    refuses = "log_cosh"

    def __init__(self):
        self.trained, self.evaluated, self.made = [], [], []
        self.train = functools.cache(self.train)  # as the real one answers what it was asked before

    def dataset(self, task, **options):
        self.made.append((task, options))
        return datasets.dataset(task, **options)

    def train(self, config, data=None):
        self.trained.append(config)
        if config.loss == self.refuses and data is not None:
            raise RuntimeError("this loss <b>cannot</b> be trained")
        data = data or datasets.dataset(config.task)
        epochs, size = config.epochs, len(config.loss) + config.learning_rate
        curve = np.linspace(1, 0.5, epochs)
        weights = np.full((epochs + 1, 4), size)
        if config.learning_rate >= 1:
            curve, weights = curve * np.nan, weights * np.nan
        y_pred = np.stack([data.validation[1] * epoch / epochs for epoch in range(1, epochs + 1)])
        return History(config, data, curve, curve, None, y_pred, weights)

    def train_in_steps(self, config, data):
        yield
        self.train(config, data)

    def evaluate(self, history, metric, split):
        self.evaluated.append((metric, split))
        return np.linspace(0, len(history.config.loss), history.config.epochs)


PREDICTED = np.array([[0.1], [0.3], [0.6], [0.7], [0.9]], "float32")
TRUTH = {  # by the share of positives
    0.5: np.array([[0], [1], [0], [1], [1]], "float32"),
    0.2: np.array([[0], [0], [0], [0], [1]], "float32"),
    0.05: np.array([[1], [0], [0], [0], [0]], "float32"),
    0.02: np.array([[0], [1], [0], [0], [0]], "float32"),
}


class ThresholdEngine:
    """Remembers what it was asked for."""

    def __init__(self):
        self.trained, self.scored = [], 0

    def dataset(self, task, positives):
        rows = np.zeros((5, 1), "float32"), TRUTH[positives]
        return Dataset(task, rows, rows, rows)

    def train(self, config, data):
        self.trained.append((config.task, config.loss))
        # Only the last epoch counts.
        return types.SimpleNamespace(validation_predictions=np.stack([1 - PREDICTED, PREDICTED]))

    def threshold_scores(self, y_true, y_pred):
        self.scored += 1
        assert y_true.shape == y_pred.shape == (5, 1)
        thresholds = np.arange(101) / 100
        yes = (y_pred[:, 0] > thresholds[:, np.newaxis]).astype(int)
        truth = y_true[:, 0].astype(int)
        counts = np.stack(
            [(1 - yes) @ (1 - truth), yes @ (1 - truth), (1 - yes) @ truth, yes @ truth], axis=1
        )
        hits, answers, total = counts[:, 3], yes.sum(axis=1), truth.sum()
        return ThresholdScores(
            y_true=y_true[:, 0],
            y_pred=y_pred[:, 0],
            thresholds=thresholds,
            confusion=counts.reshape(-1, 2, 2),
            precision=hits / np.maximum(answers, 1),
            recall=hits / total,
            f1=2 * hits / (answers + total),
            loss=0.3 + total / 10,
            roc_area=0.8 + total / 100,
            precision_recall_area=0.7,
        )


class FraudEngine(ThresholdEngine):
    """Remembers what it was asked for. Each epoch but the last says 0.5 less."""

    def __init__(self):
        super().__init__()
        self.data = []
        self.payments, self.train = functools.cache(self.payments), functools.cache(self.train)

    def payments(self, positives, n_rows):
        self.data.append((positives, n_rows))
        pair = np.zeros((5, 1), "float32"), TRUTH[0.5]
        return Dataset("binary", pair, pair, pair)

    def train(self, config, data):
        self.trained.append(config)
        weaker = [np.maximum(PREDICTED - 0.5, 0.01)] * 19
        predictions = np.stack([*weaker, PREDICTED])
        return types.SimpleNamespace(data=data, validation_predictions=predictions)


FLOWING = (
    GradientStep("y_pred", "", 0.25),
    GradientStep("square", "line 2, `return ops.square(y_pred)`", 0.5, sends=((0, 0.25),)),
    GradientStep("result", "", 0.5, sends=((1, 0.5),)),
)
STOPPED = (
    GradientStep("y_pred", "", 0.0),
    GradientStep("round", "line 2, `return ops.round(y_pred)`", 0.5, True, ((0, 0.0),)),
    GradientStep("result", "", 0.5, sends=((1, 0.5),)),
)
BROKEN = (
    GradientStep("y_pred", "", np.nan),
    GradientStep("log", "line 2, `return ops.log(y_pred)`", 0.5, True, ((0, np.inf),)),
    GradientStep("result", "", 0.5, sends=((1, 0.5),)),
)


class GradientEngine:
    """Answers by what stands in the text; remembers what it was asked."""

    def __init__(self):
        self.asked = []
        self.explain_source = functools.cache(self.explain_source)

    def explain_source(self, source, task):
        self.asked.append((source, task))
        if "raise" in source:
            raise ValueError("Python cannot read <this>")
        if "return" not in source:
            return GradientReport(False, "f returned None & <nothing>.")
        if "round" in source:
            return GradientReport(False, "round in `a < b` stops it.", STOPPED)
        if "log" in source:
            return GradientReport(False, "infinite at Log", BROKEN)
        return GradientReport(True, "It flows.", FLOWING)


SLOPES = {
    "mean_squared_error": 0.1,
    "mean_absolute_error": 0.2,
    "huber": 0.3,
    "log_cosh": 0.4,
}


class LossCurveEngine:
    """Remembers which curves and lines it was asked for."""

    def __init__(self):
        self.curves, self.fits = [], []

    def points(self, outlier):
        return np.arange(15.0), np.array([*[0.0] * 12, outlier, 0, 0])

    def loss_curve(self, name, errors):
        self.curves.append(name)
        return LossCurve(name, errors, errors**2, 2 * errors)

    def fit_line(self, name, x, y):
        self.fits.append((name, y[12]))
        return FittedLine(name, SLOPES[name] * y[12], 0.0)


class BreakdownEngine:
    """Each cause that is switched on adds its own number; remembers what it was asked for."""

    def __init__(self):
        self.made, self.asked = [], []

    def example(self, **choices):
        self.made.append(choices)
        offered = {"sample": {"sample_weight": [2.0]}, "class": {"class_weight": {0: 1.0}}}
        return choices, "x", "y", offered

    def loss_breakdown(self, model, x, y, method, batch_size, shuffle=True, **weights):
        self.asked.append((x, y, method, batch_size, shuffle, weights))
        model = model if isinstance(model, dict) else {}
        rows = "class weights" if "class_weight" in weights else "sample weights"
        causes = {
            "batches counted by their rows": -0.25 if model.get("loss") == "dice" else 0.0,
            "loss weights": 0.0,
            rows: 0.5 if weights else 0.0,
        }
        if method == "fit":
            on = model.get("dropout") or model.get("batch_norm")
            causes["training mode"] = 0.125 if on else 0.0
            causes["moving weights"] = 0.0625 if model.get("moves") else 0.0
        causes["penalties"] = 1.0 if model.get("penalty") else 0.0
        reported = 2 + sum(causes.values())
        return LossBreakdown(method, "loss", {"output": 2.0}, causes, reported, 2.03125)


STEPS = ("input", "matmul", "add", "subtract", "square", "mean", "gradient")
STEP_VALUES = dict(zip(STEPS, range(10, 17), strict=True))


class TensorEngine:
    """Remembers which execution modes it was asked for."""

    def __init__(self):
        self.asked = []

    def build_expression(self, mode):
        self.asked.append(mode)
        eager = mode == "eager"
        report = TensorReport(
            f"a tensor of {mode}", f"a.{mode}", "(None, 1)", "float32", eager, f"numpy {mode}"
        )
        steps = [
            ExpressionStep(
                name,
                f"code<{name}>",
                None if mode.startswith("keras") and name == "gradient" else report,
                f"float<{name}>",
                f"print<{name}>",
                np.full((3, 1), float(value)),
            )
            for name, value in STEP_VALUES.items()
        ]
        return Expression(mode, tuple(steps), mode != "tf1_graph")


TOP_K_ACCURACY = np.arange(1, 11) / 10
LIFT = {1: 0.0, 2: 0.04, 3: 0.02}
LOSS_BY_EPOCH = {epoch: 2 - epoch / 10 for epoch in range(1, 11)}


class TopKEngine:
    """The true class of row r has rank r % 10 + 1, whatever the epoch."""

    def __init__(self):
        self.trained, self.epochs = [], []
        self.train = functools.cache(self.train)

    def train(self, config):
        self.trained.append((config.task, config.loss, config.epochs))
        y_true = np.eye(10, dtype="float32")[np.arange(50) % 10]
        falling = np.arange(10, 0, -1) / 55
        # All rows rank the classes 0 to 9; every epoch leaves its number in the first entry.
        predictions = np.tile(falling, (10, 50, 1))
        predictions[:, 0, 0] += np.arange(1, 11)
        data = types.SimpleNamespace(validation=(None, y_true))
        return types.SimpleNamespace(data=data, validation_predictions=predictions)

    def top_k_scores(self, y_true, y_pred):
        epoch = round(float(y_pred[0, 0]))
        self.epochs.append(epoch)
        y_pred = np.tile(y_pred[1], (50, 1))
        return TopKScores(
            y_true=y_true,
            y_pred=y_pred,
            accuracy=TOP_K_ACCURACY + LIFT.get(epoch, 0.02) * (TOP_K_ACCURACY < 1),
            ranks=y_true.argmax(axis=1) + 1,
            loss=LOSS_BY_EPOCH[epoch],
        )


# What a lab computes with in the test of random steps. Without a place here, it gets the
# `TrainingEngine` where it trains, and its own functions for all else.
class WillingEngine(TrainingEngine):
    """Trains with every loss, for a lab that asks for all of them at once."""

    refuses = None


ENGINES = {
    "all_losses_lab": WillingEngine,
    "threshold_lab": ThresholdEngine,
    "fraud_lab": FraudEngine,
    "gradient_lab": GradientEngine,
    "loss_curve_lab": LossCurveEngine,
    "loss_breakdown_lab": BreakdownEngine,
    "tensor_lab": TensorEngine,
    "top_k_lab": TopKEngine,
}
