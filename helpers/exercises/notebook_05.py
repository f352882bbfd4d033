"""Questions and exercises of notebook 05: scores of a classifier."""

import inspect

import keras
import numpy as np

from helpers.exercises.base import Question, exercise, table
from helpers.exercises.judging import (
    NotAttempted,
    Wrong,
    call,
    compare,
    has_dots,
    read_number,
    read_numbers,
    require_function,
)

QUESTIONS = (
    Question(
        "You halve all answers of a network: 0.8 becomes 0.4. Does its cross-entropy change?",
        ("yes", "no"),
        "yes",
        "Cross-entropy reads each probability.",
        {
            "no": "It would, if it read the order alone.",
        },
    ),
    Question(
        "Does its AUC change?",
        ("yes", "no, but for rounding"),
        "no, but for rounding",
        "AUC only reads the order of the rows. (Keras looks at 200 thresholds, and rounds.)",
        {
            "yes": "Which pair of rows has changed its order?",
        },
    ),
    Question(
        "You want a high AUC, so you count the pairs in a function, and give compile 1 - AUC as "
        "the loss. What does fit do?",
        (
            "it trains, more slowly",
            "it trains, and reaches a better AUC",
            "it runs, and no weight moves",
            "it stops with an error",
        ),
        "it stops with an error",
        "AUC changes in jumps, so it has no gradient to follow. Keras refuses.",
        {
            "it trains, more slowly": "To train at all it needs a gradient.",
            "it trains, and reaches a better AUC": "That would be nice, but a count has no "
            "gradient.",
            "it runs, and no weight moves": "Keras notices that no gradient came, and says so.",
        },
    ),
)


@exercise(
    "05.1",
    title="Cross-entropy for those who are too sure",
    objective="write binary cross-entropy so that it stays finite",
    minutes=4,
    hint="What is the logarithm of zero? Keras keeps all probabilities at least 1e-7 away "
    "from 0 and from 1.",
    solution='''\
def cross_entropy(y_true, y_pred):
    """Mean binary cross-entropy of two arrays of NumPy. Probabilities may be 0 or 1."""
    y_pred = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -np.mean(y_true * np.log(y_pred) + (1 - y_true) * np.log(1 - y_pred))''',
    right="One row that is sure and wrong would make the whole mean infinite. Keras cuts off at "
    "1e-7, so a row costs at most 16.1.",
    misconceptions={
        "infinite": "For a probability of 0 or 1 it gives infinity or NaN. Cut off first: "
        "np.clip(y_pred, 1e-7, 1 - 1e-7).",
        "positives": "It counts the rows with truth 1 alone. A row with truth 0 costs "
        "-log(1 - y_pred).",
        "sign": "The sign is turned around: a loss is smaller when the model is better.",
        "base": "It uses another logarithm. The loss is in nats: np.log.",
        "sum": "It is the sum over the rows, or has one value for each. Take the mean.",
        "cut": "Without 0 and 1 it is right. With them, cut off at 1e-7, as Keras does: a row "
        "that is sure and wrong costs 16.1.",
        "formula": "For truth 1 and 0 with probabilities 0.9 and 0.4 it should give 0.308.",
    },
)
def cross_entropy(answer):
    """Compares with the formula, first without and then with certain rows."""
    y_true = np.array([1.0, 0.0, 1.0, 0.0, 1.0])
    y_pred = np.array([0.9, 0.4, 0.3, 0.05, 0.6])
    of_rows = -np.log(np.where(y_true == 1, y_pred, 1 - y_pred))
    expected = of_rows.mean()
    found = read_numbers(call(answer, y_true, y_pred))
    if found.shape:
        raise Wrong("sum")
    if not np.isclose(found, expected, atol=1e-4):
        wrong = {
            "positives": [of_rows[y_true == 1].sum() / 5, of_rows[y_true == 1].mean()],
            "sign": [-expected],
            "base": [expected / np.log(2), expected / np.log(10)],
            "sum": [of_rows.sum()],
        }
        for kind, numbers in wrong.items():
            if np.isclose(found, numbers, atol=1e-4).any():
                raise Wrong(kind)
        raise Wrong("formula")
    y_pred = np.array([1.0, 0.0, 0.0, 0.05, 0.6])
    sure = float(call(answer, y_true, y_pred))
    if not np.isfinite(sure):
        raise Wrong("infinite")
    of_rows = -np.log(np.clip(np.where(y_true == 1, y_pred, 1 - y_pred), 1e-7, 1))
    if not np.isclose(sure, of_rows.mean(), atol=1e-3):
        raise Wrong("cut")


F1_OF_ALL = 2 * 2 / (2 * 2 + 1 + 2)  # two hits, a false alarm, two misses


@exercise(
    "05.2",
    title="An F1 score that is right across batches",
    objective="write a metric with a memory, for compile",
    minutes=10,
    hint="Count hits, false alarms and misses, each in a self.add_variable(shape=(), "
    "initializer='zeros'). F1 is 2 * hits / (2 * hits + false alarms + misses).",
    solution='''\
class F1(keras.metrics.Metric):
    """F1 score at a threshold of 0.5; 0 where it has nothing to divide by."""

    def __init__(self, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.hits = self.add_variable(shape=(), initializer="zeros", name="hits")
        self.errors = self.add_variable(shape=(), initializer="zeros", name="errors")

    def update_state(self, y_true, y_pred, sample_weight=None):
        answer = keras.ops.cast(y_pred > 0.5, "float32")
        y_true = keras.ops.cast(y_true, "float32")
        self.hits.assign(self.hits + keras.ops.sum(y_true * answer))
        self.errors.assign(self.errors + keras.ops.sum(keras.ops.abs(y_true - answer)))

    def result(self):
        counted = 2 * self.hits + self.errors
        return keras.ops.divide_no_nan(2 * self.hits, counted)''',
    right="Counts add up over batches, and F1 scores do not. So a metric remembers counts, and "
    "divides at the end. course.metric(F1) puts yours into the labs.",
    misconceptions={
        "object": "This is one metric. The exercise wants the class: F1, without brackets.",
        "batch_average": "After two batches it gives the mean of their two F1 scores. Remember "
        "counts, and divide in result.",
        "last_batch": "After two batches it gives the score of the last one. Add to the counts.",
        "python_state": "Batch by batch it is right, and inside fit it is not: it remembers in "
        "plain Python, which fit runs once, while it traces. Use self.add_variable and assign.",
        "forgets_nothing": "After reset_state it still remembers. What lives in "
        "self.add_variable is reset for you; anything else is not.",
        "nan": "Without a single positive it gives NaN. keras.ops.divide_no_nan gives 0.",
        "soft": "It adds up probabilities. First decide: y_pred > 0.5.",
        "accuracy": "It is the share of rows that are right. F1 leaves out the correct rejections.",
        "precision": "It is the precision. F1 counts the misses too.",
        "recall": "It is the recall. F1 counts the false alarms too.",
        "formula": "With 2 hits, 1 false alarm and 2 misses it should give {expected:.3f}, and "
        "gives {found:.3f}.",
    },
)
def streaming_f1(answer):
    """Compares with counts, on one batch, on two uneven ones, after a reset and inside `fit`."""
    if isinstance(answer, keras.metrics.Metric):
        raise Wrong("object")
    if not inspect.isclass(answer):
        require_function(answer)
    y_true = np.array([[1.0], [1], [0], [0], [1], [1], [0], [0]], "float32")
    y_pred = np.array([[0.9], [0.8], [0.7], [0.1], [0.2], [0.3], [0.4], [0.05]], "float32")
    metric = answer()
    if not isinstance(metric, keras.metrics.Metric):
        raise Wrong("number", kind=type(metric).__name__)
    if has_dots(vars(metric)):
        raise NotAttempted
    _one_batch(metric, y_true, y_pred)
    _two_batches(metric, y_true, y_pred)
    metric.reset_state()
    metric.update_state(np.zeros((3, 1), "float32"), np.full((3, 1), 0.1, "float32"))
    found = np.asarray(metric.result())
    if np.isnan(found):
        raise Wrong("nan")
    if found != 0:
        raise Wrong("forgets_nothing")
    model = keras.Sequential([keras.Input((1,)), keras.layers.Identity()])
    model.compile(loss="mse", metrics=[answer()])
    try:
        scores = model.evaluate(y_pred, y_true, batch_size=5, verbose=0, return_dict=True)
    except TypeError as error:  # a tensor of the trace, kept in Python
        raise (Wrong("python_state") if "out of scope" in str(error) else error) from None
    inside = [value for name, value in scores.items() if name != "loss"]
    if len(inside) != 1 or not np.isclose(inside[0], F1_OF_ALL, atol=1e-4):
        raise Wrong("python_state")


def _one_batch(metric, y_true, y_pred):
    call(metric.update_state, y_true, y_pred, returns=False)
    found = read_number(call(metric.result))
    soft = 2 * (y_true * y_pred).sum() / (y_true.sum() + y_pred.sum())
    mistakes = {"soft": soft, "accuracy": 5 / 8, "precision": 2 / 3, "recall": 2 / 4}
    compare(found, F1_OF_ALL, mistakes, atol=1e-4)


def _two_batches(metric, y_true, y_pred):
    metric.reset_state()
    for rows in (slice(0, 5), slice(5, 8)):
        metric.update_state(y_true[rows], y_pred[rows])
    found = read_number(metric.result())
    if np.isclose(found, F1_OF_ALL, atol=1e-4):
        return
    first, second = 2 / 3, 0.0
    if np.isclose(found, [(first + second) / 2, (5 * first + 3 * second) / 8], atol=1e-3).any():
        raise Wrong("batch_average")
    raise Wrong("last_batch") if np.isclose(found, second, atol=1e-3) else Wrong("forgets_nothing")


@exercise(
    "05.3",
    title="A threshold for a price",
    objective="choose the threshold of a classifier by what its mistakes cost",
    minutes=6,
    hint="Try many thresholds, say 0 to 1 in hundredths. For each, count misses and false alarms, "
    "and work out the bill.",
    solution='''\
def best_threshold(y_true, y_pred, cost_of_miss, cost_of_false_alarm):
    """Returns the threshold at which the mistakes cost least; above it is a yes."""
    thresholds = np.linspace(0, 1, 101)
    misses = [np.sum((y_true == 1) & (y_pred <= t)) for t in thresholds]
    false_alarms = [np.sum((y_true == 0) & (y_pred > t)) for t in thresholds]
    costs = cost_of_miss * np.array(misses) + cost_of_false_alarm * np.array(false_alarms)
    return thresholds[costs.argmin()]''',
    right="No score knew the price. The loss trained the probabilities, and the threshold is a "
    "decision, which belongs to whoever pays.",
    misconceptions={
        "half": "It is always 0.5. When a miss costs twenty times a false alarm, you should say "
        "yes far earlier.",
        "same": "The threshold does not depend on the costs.",
        "swapped": "It says yes rarely where misses are expensive. Did you swap the two costs, "
        "or misses and false alarms?",
        "cost": "This is no threshold between 0 and 1: {found:g}. Is it the cost itself?",
        "calibrated": "cost_of_false_alarm / (cost_of_false_alarm + cost_of_miss) is the best "
        "threshold if the probabilities are right. These are too high: look at the rows.",
        "dearer": "At your threshold the mistakes cost {found:g}. There is one at which they cost "
        "{best:g}.",
    },
)
def best_threshold(answer):
    """Compares the bill with the lowest one, for two pairs of costs."""
    random = np.random.default_rng(5)
    truth = (random.random(400) < 0.3).astype("float64")
    logit = random.normal(size=400) + 2.0 * truth
    # Probabilities that are too high, as those of a network can be.
    y_pred = 1 / (1 + np.exp(-logit))

    def bill(threshold, miss, alarm):
        missed = np.sum((truth == 1) & (y_pred <= threshold))
        return miss * missed + alarm * np.sum((truth == 0) & (y_pred > threshold))

    prices = [(20.0, 1.0), (1.0, 20.0)]
    found = [float(read_numbers(call(answer, truth, y_pred, *price), ())) for price in prices]
    lowest = [min(bill(t, *price) for t in np.linspace(0, 1, 101)) for price in prices]
    if not all(0 <= threshold <= 1 for threshold in found):
        raise Wrong("cost", found=max(found))
    bills = [bill(threshold, *price) for threshold, price in zip(found, prices, strict=True)]
    if all(is_ <= least for is_, least in zip(bills, lowest, strict=True)):
        return
    if np.allclose(found, 0.5):
        raise Wrong("half")
    if found[0] == found[1]:
        raise Wrong("same")
    if np.allclose(found, [1 / 21, 20 / 21], atol=1e-6):
        raise Wrong("calibrated")
    if found[0] > found[1]:
        raise Wrong("swapped")
    worst = int(np.argmax(np.subtract(bills, lowest)))
    raise Wrong("dearer", found=bills[worst], best=lowest[worst])


messages = table(
    "05.4",
    title="Four errors you will meet",
    objective="find the fault in labels, loss or metric of a classifier from its message",
    minutes=3,
    answer="cause",
    right_values="abcd",
    hint="Look at what each message counts: gradients, columns, dimensions, or a number between "
    "0 and 1.",
    right="A loss complains about slopes and shapes, a metric about shapes and thresholds. "
    "Neither complains about a bad choice.",
    misconceptions={
        "No gradients provided for any variable.": "The loss has a value and no slope: it "
        "counts, as AUC and accuracy do.",
        "Arguments `target` and `output` must have the same shape": "The labels have another "
        "number of columns than the output of the network. Two columns of labels ask for two "
        "outputs.",
        "FBetaScore expects 2D inputs with shape (batch_size, output_dim).": "2D means rows and "
        "columns. A flat array has no columns: use reshape(-1, 1).",
        "Threshold values must be in [0, 1].": "A threshold is compared with probabilities, so "
        "it is 0.5, and not 50.",
    },
)


pairs_in_order = table(
    "05.5",
    title="Count the pairs",
    objective="compute the area under the ROC curve by counting pairs",
    minutes=3,
    answer="pairs",
    right_values=(6, 4, 1, 4),
    choices=range(26),
    hint="A pair is one yes and one no, never two of a kind.",
    right="Four pairs in order and half of a tie, of six: the AUC is 0.75.",
    misconceptions={
        "pairs in all": "Each yes makes a pair with each no: count them crosswise.",
        "pairs in order": "In order: the yes has the higher probability. A tie is not in order.",
        "ties": "A tie is a yes and a no with the same probability.",
        "pairs in order, once every probability is squared": "Squaring keeps the order.",
    },
)

EXERCISES = (cross_entropy, streaming_f1, best_threshold, messages, pairs_in_order)
