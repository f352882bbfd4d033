"""Questions and exercises of notebook 06: many classes."""

import keras
import numpy as np

from helpers.exercises.base import Question, exercise, table
from helpers.exercises.judging import Wrong, call, compare, read_numbers

QUESTIONS = (
    Question(
        "A classifier ranks ten classes at random. What is its top-3 accuracy?",
        ("0.1", "0.3", "0.33", "0.5"),
        "0.3",
        "Three of ten tickets.",
        {
            "0.1": "That is its top-1 accuracy.",
            "0.33": "Three of nine? There are ten classes.",
            "0.5": "That is its top-5 accuracy.",
        },
    ),
    Question(
        "As k grows from 1 to 10, can the top-k accuracy ever fall?",
        ("yes", "no"),
        "no",
        "A class among the first k is also among the first k + 1. At k = 10 it is always 1.",
        {
            "yes": "Which class would drop out when one more may be named?",
        },
    ),
    Question(
        "You want the accuracy and the top-3 accuracy of a network. What does it take?",
        (
            "two networks, each trained for one of them",
            "one training, and both in the list of metrics",
            "a choice: one run reports one metric",
        ),
        "one training, and both in the list of metrics",
        "A metric moves no weight, so each further one costs only its counting.",
        {
            "two networks, each trained for one of them": "Neither of the two trains anything: "
            "both only look.",
            "a choice: one run reports one metric": "One run reports as many metrics as you name.",
        },
    ),
)


@exercise(
    "06.1",
    title="Top-k accuracy from scratch",
    objective="compute top-k accuracy, and say what it counts",
    minutes=4,
    hint="Sort the classes of each row by probability, the highest first. Where does the true "
    "class stand?",
    solution='''\
def top_k_share(y_true, y_pred, k):
    """Share of rows whose true class is among the k highest. `y_true` is one-hot."""
    first_k = np.argsort(-y_pred, axis=1)[:, :k]
    truth = y_true.argmax(axis=1)
    return np.mean((first_k == truth[:, np.newaxis]).any(axis=1))''',
    right="It counts rows, and forgives k - 1 wrong classes in each. How sure the network was "
    "does not matter.",
    misconceptions={
        "lowest": "It takes the k classes with the lowest probability. argsort begins at the "
        "bottom.",
        "k_minus_one": "It is the accuracy for k - 1. Count how you cut off.",
        "k_plus_one": "It is the accuracy for k + 1: at most k - 1 classes may be higher than the "
        "true one.",
        "percent": "It is a percentage. A share is between 0 and 1.",
        "count": "It is the number of rows. Divide by how many there are.",
        "mass": "It adds up probabilities. Top-k accuracy counts rows.",
        "ignores_k": "It is the same for every k.",
        "formula": "For k = 2 it should give {expected[0]:.3f}, and gives {found[0]:.3f}.",
    },
)
def top_k_share(answer):
    """Compares with the rank of the true class, for three k."""
    random = np.random.default_rng(3)
    y_pred = random.dirichlet(np.ones(8), size=40).astype("float32")
    y_true = np.eye(8, dtype="float32")[(y_pred + random.random((40, 8)) / 3).argmax(axis=1)]
    of_truth = (y_true * y_pred).sum(axis=1, keepdims=True)
    rank = 1 + (y_pred > of_truth).sum(axis=1)
    ks = (2, 3, 4)
    found = np.array([read_numbers(call(answer, y_true, y_pred, k), ()) for k in ks])
    expected = np.array([np.mean(rank <= k) for k in ks])
    if np.ptp(found) == 0:
        raise Wrong("ignores_k")
    highest = np.sort(y_pred, axis=1)[:, ::-1]
    mistakes = {
        "lowest": [np.mean(rank > 8 - k) for k in ks],
        "k_minus_one": [np.mean(rank <= k - 1) for k in ks],
        "k_plus_one": [np.mean(rank <= k + 1) for k in ks],
        "percent": 100 * expected,
        "count": 40 * expected,
        "mass": [highest[:, :k].sum(axis=1).mean() for k in ks],
    }
    compare(found, expected, mistakes)


@exercise(
    "06.2",
    title="Which loss for these labels?",
    objective="pick the cross-entropy that fits the form of the labels",
    minutes=4,
    starter='return ...  # it was: "categorical_crossentropy"',
    hint="Look at the shape, and not at the dtype. One-hot labels may well be whole numbers.",
    solution='''\
def loss_for(labels):
    """Returns the name of the cross-entropy for labels of ten classes, an array."""
    if labels.ndim == 2 and labels.shape[1] == 10:
        return "categorical_crossentropy"
    return "sparse_categorical_crossentropy"''',
    right="One number a row: sparse. One row of ten: not sparse. It is the same loss for labels of "
    "another form.",
    misconceptions={
        "always_sparse": "One-hot labels of shape (5, 10) go with categorical_crossentropy. Yours "
        "is sparse for all labels.",
        "swapped": "Turned around: sparse is for class numbers.",
        "dtype": "It goes by the dtype. One-hot labels are often integers, and class numbers are "
        "sometimes floats: look at the shape.",
        "column": "Class numbers in one column, shape (5, 1), are class numbers too.",
        "name": "{found!r} is no cross-entropy for many classes.",
    },
)
def loss_for(answer):
    """Asks for the loss of five kinds of labels."""
    numbers = np.array([3, 1, 4, 1, 5])
    cases = {
        "numbers": (numbers, True),
        "one-hot": (np.eye(10, dtype="float32")[numbers], False),
        "one-hot integers": (np.eye(10, dtype="int64")[numbers], False),
        "float numbers": (numbers.astype("float32"), True),
        "column": (numbers[:, np.newaxis], True),
    }
    sparse = {case: _is_sparse(call(answer, labels)) for case, (labels, _) in cases.items()}
    wrong = {case for case, (_, expected) in cases.items() if sparse[case] != expected}
    if not wrong:
        return
    if all(sparse.values()):
        raise Wrong("always_sparse")
    if wrong == {"column"}:
        raise Wrong("column")
    raise Wrong("swapped" if {"numbers", "one-hot"} <= wrong else "dtype")


def _is_sparse(loss):
    known = {
        "sparse_categorical_crossentropy": True,
        "categorical_crossentropy": False,
    }
    if isinstance(loss, str):
        name = loss
    else:
        try:
            name = keras.losses.get(loss).name
        except (ValueError, AttributeError):
            raise Wrong("name", found=type(loss).__name__) from None
    if name not in known:
        raise Wrong("name", found=name)
    return known[name]


symptoms = table(
    "06.3",
    title="What is wrong with this run?",
    objective="read the cause of a bad run from its first numbers",
    minutes=3,
    answer="cause",
    right_values="abcd",
    hint="The logarithm of ten is 2.3. What does a network do that has this loss?",
    right="The first loss of a sound network with ten classes is about 2.3, the logarithm of ten. "
    "Know that number before you train, and half of all bugs show themselves at once.",
    misconceptions={
        "the loss starts near 7 and does not fall": "A fresh network should guess, which costs "
        "2.3. At 7 it seems sure and wrong on many rows: numbers that are no probabilities were "
        "cut off at 0 and 1.",
        "Arguments `target` and `output` must have the same rank": "Rank is the number of "
        "dimensions. Class numbers have one, predictions have two.",
        "top-3 accuracy is 1.0, accuracy is 0.1": "Guessing has a top-3 accuracy of 0.3. It is 1 "
        "if no class is higher than the true one: when all are equal, Keras counts a tie as a hit.",
        "the loss stays at 2.3": "2.3 is the logarithm of ten: every class gets "
        "about a tenth. The network guesses, and does not move.",
    },
)


@exercise(
    "06.4",
    title="Three metrics, one evaluation",
    objective="report several metrics of one trained model",
    minutes=4,
    hint="compile takes a list of metrics, and leaves the weights alone. Give two of them a name, "
    "and let evaluate return a dict.",
    solution='''\
def scores(model, x, y):
    """Returns a dict with accuracy, top_2 and top_4 of a trained model; `y` is one-hot."""
    top_2 = keras.metrics.TopKCategoricalAccuracy(k=2, name="top_2")
    top_4 = keras.metrics.TopKCategoricalAccuracy(k=4, name="top_4")
    model.compile(loss="categorical_crossentropy", metrics=["accuracy", top_2, top_4])
    return model.evaluate(x, y, return_dict=True)''',
    right="One pass over the data gives all three, and no weight moves. So report as many as you "
    "have questions.",
    misconceptions={
        "no_dict": "A dict is asked for, from the name of a metric to its value. evaluate returns "
        "one with return_dict=True.",
        "names": "There is no {missing!r} in your dict. A metric object takes a name.",
        "trained": "The weights have changed. fit is not needed: the model is trained already.",
        "default_k": "Top-k accuracy looks at the first 5 unless you say otherwise: k=2 and k=4.",
        "exchanged": "top_2 and top_4 are exchanged.",
        "percent": "These are percentages. Keras gives shares between 0 and 1.",
        "formula": "For accuracy, top_2 and top_4 you got {found}, and {expected} is right.",
    },
)
def scores(answer):
    """Compares with ranks, for a model whose output is the softmax of its input."""
    generator = np.random.default_rng(6)
    x = generator.normal(size=(60, 8)).astype("float32")
    y = np.eye(8, dtype="float32")[generator.integers(0, 8, 60)]
    layer = keras.layers.Dense(8, "softmax", kernel_initializer="identity")
    model = keras.Sequential([keras.Input((8,)), layer])
    result = call(answer, model, x, y)
    if not isinstance(result, dict):
        raise Wrong("no_dict")
    names = ("accuracy", "top_2", "top_4")
    for missing in set(names) - set(result):
        raise Wrong("names", missing=missing)
    if not np.array_equal(layer.get_weights()[0], np.eye(8)):
        raise Wrong("trained")
    found = read_numbers([result[name] for name in names], (3,)).round(3)
    rank = (x > (x * y).sum(axis=1, keepdims=True)).sum(axis=1)
    top = {k: np.mean(rank < k) for k in (1, 2, 4, 5)}
    expected = np.array([top[1], top[2], top[4]])
    mistakes = {
        "default_k": [top[1], top[5], top[5]],
        "exchanged": [top[1], top[4], top[2]],
        "percent": 100 * expected,
    }
    compare(found, expected.round(3), mistakes, atol=2e-3)


EXERCISES = (top_k_share, loss_for, symptoms, scores)
