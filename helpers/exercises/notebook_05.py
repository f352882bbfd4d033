"""Questions and exercises of notebook 05: scores of a classifier."""

import numpy as np

from helpers.exercises.base import Question, exercise, table
from helpers.exercises.judging import (
    Wrong,
    call,
    read_numbers,
)
from helpers.exercises.streaming_f1 import streaming_f1

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
        "pairs in all": "Each yes makes a pair with each no: multiply.",
        "pairs in order": "In order: the yes has the higher probability. A tie is not in order.",
        "ties": "A tie is a yes and a no with the same probability.",
        "pairs in order, once every probability is squared": "Squaring keeps the order.",
    },
)

EXERCISES = (cross_entropy, streaming_f1, best_threshold, messages, pairs_in_order)
