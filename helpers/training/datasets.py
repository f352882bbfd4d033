"""Small, seeded data sets with something to learn.

The shapes are those of the documents' examples: 10 features and one number to
predict, 20 features and two classes, 30 features and ten one-hot classes.
"""

import numpy as np

from helpers import session
from helpers.training.run import Dataset

N_ROWS = {"train": 1000, "validation": 500, "test": 500}
NOISE = {"regression": 0.5, "binary": 1.0, "multiclass": 1.0}


@session.cached
def dataset(task, seed=0, noise=None, outliers=0.0, positives=0.5):
    """Makes the data set of one task.

    The same arguments always give the same rows.

    Args:
        task: `"regression"`, `"binary"` or `"multiclass"`.
        seed: Integer from which all rows follow.
        noise: How hard the task is: the standard deviation of what no model
            can know. In units of the target for regression (default 0.5), of
            the score for binary (default 1.0), of a feature for multiclass
            (default 1.0).
        outliers: Regression only: share of training rows, from 0 to 1, whose
            target is off by 20 units.
        positives: Binary only: share of rows of class 1, between 0 and 1.

    Returns:
        A `Dataset`.

    Raises:
        ValueError: If the task is unknown or a number is out of its range.
    """
    if task not in MAKERS:
        raise ValueError(f"There is no task {task!r}. Choose one of {', '.join(MAKERS)}.")
    if not 0 <= outliers <= 1:
        raise ValueError(f"outliers is a share from 0 to 1, and you passed {outliers}.")
    if not 0 < positives < 1:
        raise ValueError(f"positives is a share between 0 and 1, and you passed {positives}.")
    if noise is not None and noise < 0:
        raise ValueError(f"noise is a standard deviation, 0 or more, and you passed {noise}.")
    noise = NOISE[task] if noise is None else noise
    x, y = MAKERS[task](np.random.default_rng(seed), noise, outliers, positives)
    x, y = x.astype("float32"), y.astype("float32")
    first, second = N_ROWS["train"], N_ROWS["train"] + N_ROWS["validation"]
    return Dataset(
        task=task,
        train=(x[:first], y[:first]),
        validation=(x[first:second], y[first:second]),
        test=(x[second:], y[second:]),
    )


@session.cached
def payments(positives=0.01, n_rows=4000, seed=0):
    """Makes payments with 20 features, of which a few are fraud.

    Whether a payment is fraud is drawn at random, with a probability that depends on its
    features: log-odds that are normally distributed over the payments, with a standard
    deviation of 2. So nobody can know it, and the probability is the best that can be said.

    Args:
        positives: Expected share of fraud, between 0 and 0.5.
        n_rows: Number of training rows, 1 or more.
        seed: Integer from which all rows follow. The validation and test rows are the same
            for any number of training rows, and more training rows include the fewer ones.

    Returns:
        A `Dataset` of the task `"binary"`, with 12000 validation and 20000 test rows.

    Raises:
        ValueError: If a number is out of its range.
    """
    if not 0 < positives < 0.5:
        raise ValueError(f"positives is a share between 0 and 0.5, and you passed {positives}.")
    if n_rows < 1:
        raise ValueError(f"n_rows is 1 or more, and you passed {n_rows}.")
    slopes = np.random.default_rng([seed, 2]).normal(size=20)
    slopes *= 2 / np.linalg.norm(slopes)
    intercept = _intercept(positives)
    parts = []
    for part, count in enumerate((12000, 20000, n_rows)):
        x = np.random.default_rng([seed, 3, part]).normal(size=(count, 20))
        probability = 1 / (1 + np.exp(-(x @ slopes + intercept)))
        # From a generator of its own: rows stay as they are if more follow.
        y = np.random.default_rng([seed, 4, part]).random(count) < probability
        parts.append((x.astype("float32"), y[:, np.newaxis].astype("float32")))
    validation, test, train = parts
    return Dataset("binary", train=train, validation=validation, test=test)


def _intercept(positives):
    """Finds the mean log-odds at which the mean probability is `positives`."""
    log_odds = np.linspace(-8, 8, 4001)
    weights = np.exp(-(log_odds**2) / 8)
    low, high = -30.0, 0.0
    for _ in range(60):
        middle = (low + high) / 2
        mean = np.average(1 / (1 + np.exp(-(log_odds + middle))), weights=weights)
        low, high = (middle, high) if mean < positives else (low, middle)
    return low


def _regression(random, noise, outliers, positives):
    """A plane with one bend, plus Gaussian noise; outliers only in training rows."""
    n_rows = sum(N_ROWS.values())
    x = random.normal(size=(n_rows, 10))
    slopes = random.normal(size=10)
    y = x @ slopes + 2 * np.abs(x[:, 0]) + noise * random.normal(size=n_rows)
    hit = random.random(N_ROWS["train"]) < outliers
    y[: N_ROWS["train"]] += 20.0 * hit
    return x, y[:, np.newaxis]


def _binary(random, noise, outliers, positives):
    """A noisy score; the share `positives` of rows with the highest score is class 1."""
    n_rows = sum(N_ROWS.values())
    x = random.normal(size=(n_rows, 20))
    score = x @ random.normal(size=20) / 2 + x[:, 0] * x[:, 1] + noise * random.normal(size=n_rows)
    y = score > np.quantile(score, 1 - positives)
    return x, y[:, np.newaxis]


def _multiclass(random, noise, outliers, positives):
    """Ten clouds of points around ten centres, one-hot labels."""
    n_rows = sum(N_ROWS.values())
    centres = random.normal(size=(10, 30)) * 0.45
    label = random.integers(10, size=n_rows)
    x = centres[label] + noise * random.normal(size=(n_rows, 30))
    return x, np.eye(10)[label]


MAKERS = {"regression": _regression, "binary": _binary, "multiclass": _multiclass}
