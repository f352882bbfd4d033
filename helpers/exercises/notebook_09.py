"""Questions and exercises of notebook 09: one loss on several devices."""

import numpy as np

from helpers.exercises.base import Question, exercise, table
from helpers.exercises.gradients import trace_loss
from helpers.exercises.judging import Wrong, call, compare, read_number

QUESTIONS = (
    Question(
        "Four devices share a batch. Each takes the mean loss of its own rows, and the gradients "
        "of all four are added. Compared with one device, the step is",
        ("a quarter as long", "the same", "four times as long"),
        "four times as long",
        "Each mean has the size of the whole batch's mean, and there are four of them.",
        {
            "a quarter as long": "So it is if you divide by four once too often.",
            "the same": "So it is if each device divides by the rows of the whole batch.",
        },
    ),
    Question(
        "Device A found an accuracy of 0.9 on 100 rows, device B one of 0.6 on 20 rows. "
        "What is the accuracy on all rows?",
        ("0.75", "0.85", "0.9"),
        "0.85",
        "90 and 12 right answers on 120 rows. The mean of the two accuracies is 0.75.",
        {
            "0.75": "This is the mean of the two, as if both had as many rows.",
            "0.9": "Device B has seen rows, too.",
        },
    ),
    Question(
        "You train with compile and fit, on four devices. What do you have to change in the loss?",
        ("divide it by 4", "multiply it by 4", "nothing"),
        "nothing",
        "fit knows how many devices there are. Only a loop of your own has to.",
        {
            "divide it by 4": "Then each step would be a quarter as long.",
            "multiply it by 4": "Then each step would be four times as long.",
        },
    ),
)


@exercise(
    "09.1",
    title="The loss of one replica",
    objective="scale the loss on one replica so that the sum over replicas is that of one device",
    minutes=4,
    hint="The mean over all rows is a sum, divided once. Which part of the sum is here, and by "
    "what is it divided?",
    solution='''\
def loss_of_replica(y_true, y_pred, rows_of_all):
    """Share of this replica in the mean squared error. The shares are added later."""
    return keras.ops.sum((y_true - y_pred) ** 2) / rows_of_all''',
    right="Sum what is here, divide by what is everywhere. It works for any share of rows, and "
    "for none.",
    misconceptions={
        "mean": "This is the mean of the rows that are here. Added up over replicas, it is as "
        "many times too large as there are replicas.",
        "sum": "You forgot to divide.",
        "twice": "You took the mean, and then divided again.",
        "numpy": "Inside a step there are blueprints, and they have no numbers for NumPy: {said}. "
        "Use keras.ops.",
        "empty": "On a replica without rows it gives NaN, which spoils the sum over all of them. "
        "Its share is 0.",
        "no_gradient": "The value is right, and no gradient comes back from it.",
        "formula": "For three rows here and eight in all it should be {expected:.3f}, and you "
        "got {found:.3f}.",
    },
)
def loss_of_replica(answer):
    """Compares value, gradient and a replica without rows."""
    y_true = np.array([[1.0], [2.0], [-1.0]], "float32")
    y_pred = np.array([[0.5], [3.0], [1.5]], "float32")

    step = trace_loss(answer, 8, misconception="numpy")
    value, gradient = step(y_true, y_pred)
    found, squares = read_number(value), np.square(y_true - y_pred)
    mistakes = {"mean": squares.mean(), "sum": squares.sum(), "twice": squares.mean() / 8}
    compare(found, squares.sum() / 8, mistakes, rtol=1e-4)
    if not gradient.any():
        raise Wrong("no_gradient")
    if not np.isclose(step(y_true[:0], y_pred[:0])[0], 0):
        raise Wrong("empty")


@exercise(
    "09.2",
    title="Merge what the devices counted",
    objective="merge the state of a metric instead of averaging its results",
    minutes=4,
    hint="Add each of the three counts over the devices. Only then work out one score: "
    "2 * hits / (2 * hits + misses + false_alarms).",
    solution='''\
def merged(states):
    """F1 score of all rows. `states` is a list of dicts, one for each device.

    Each has the counts "hits", "misses" and "false_alarms".
    """
    hits, misses, false_alarms = (
        sum(state[name] for state in states) for name in ("hits", "misses", "false_alarms")
    )
    return 2 * hits / (2 * hits + misses + false_alarms)''',
    right="Counts can be added, scores cannot. That is why a metric of Keras keeps counts, and "
    "works out the score last.",
    misconceptions={
        "average": "You averaged the scores of the devices. A device with two rows counts as much "
        "as one with two hundred.",
        "weighted": "You weighted the scores of the devices. That is right for an accuracy, and "
        "not for F1: its denominator is not the number of rows.",
        "first": "This is the score of one device.",
        "precision": "This is precision: misses count too.",
        "recall": "This is recall: false alarms count too.",
        "empty": "One device has seen no fraud at all, and your code divides by zero there. Add "
        "first, divide last.",
        "formula": "For the counts 40, 10 and 20 in all it should be {expected:.3f}, and you got "
        "{found:.3f}.",
    },
)
def merged(answer):
    """Compares with the score of all counts; one device has counted nothing."""
    states = [
        {"hits": 38, "misses": 4, "false_alarms": 2},
        {"hits": 2, "misses": 6, "false_alarms": 18},
    ]
    found = read_number(call(answer, [dict(state) for state in states]))
    scores = [2 * s["hits"] / (2 * s["hits"] + s["misses"] + s["false_alarms"]) for s in states]
    if np.isclose(found, scores, atol=1e-4).any():
        raise Wrong("first")
    mistakes = {
        "average": np.mean(scores),
        "weighted": np.average(scores, weights=[sum(state.values()) for state in states]),
        "precision": 40 / 60,
        "recall": 40 / 50,
    }
    expected = 80 / 110
    compare(found, expected, mistakes, atol=1e-4)
    with_none = [*states, dict.fromkeys(states[0], 0)]
    try:
        again = read_number(call(answer, with_none))
    except ZeroDivisionError:
        raise Wrong("empty") from None
    if not np.isclose(again, expected, atol=1e-4):
        raise Wrong("empty")


symptoms = table(
    "09.3",
    title="What went wrong on four devices?",
    objective="find the wrong divisor from what training does",
    minutes=3,
    answer="cause",
    right_values="abcd",
    hint="Three of the four are about a divisor. In the last batch of an epoch there are fewer "
    "rows, and perhaps none on some device.",
    right="A sum, divided once, by the rows that are there: that repairs all four.",
    misconceptions={
        "on 4 devices the loss is 4 times as large, and training explodes": "Too large by the "
        "number of devices: that many means were added.",
        "only the last step of each epoch is too short": "What is special about the last batch "
        "is its number of rows. Somebody divided by another number.",
        "the loss becomes NaN in the last step of an epoch": "NaN comes from 0/0: somebody has "
        "no rows, and takes their mean.",
        "the accuracy depends on how the rows are shared out": "Scores were averaged where counts "
        "should have been added.",
    },
)


EXERCISES = (loss_of_replica, merged, symptoms)
