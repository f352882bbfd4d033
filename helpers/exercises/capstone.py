"""The capstone at the end of notebook 08: loss, metrics and threshold for a written objective."""

import numpy as np

from helpers.exercises.base import exercise
from helpers.exercises.judging import Wrong, call, kind_of, read_dict, read_number

BANKS = 8
# The cost of a miss, and the capacity: with the first the desk is full, with the others it is not.
PRICES = ((50.0, 0.03), (50.0, 0.2), (10.0, 0.2))
THRESHOLDS = np.linspace(0, 1, 201)
ASKS_FOR_PROBABILITIES = {"binary_crossentropy", "mean_squared_error", "mse"}
CANNOT_TRAIN = {"accuracy", "binary_accuracy", "precision", "recall", "auc", "f1_score", "f1"}
ENOUGH = 1.1  # times the lowest cost on payments on which the threshold was not chosen


@exercise(
    "08.4",
    title="Capstone: defend your choice",
    objective="choose loss, metrics and threshold for a written objective, and defend them",
    minutes=30,
    hint="A loss that can train, and asks for probabilities. Two metrics that know the threshold. "
    "For the threshold, try many on the validation payments: what does each cost, and how many "
    "payments does it stop?",
    solution='''\
def defend(y_true, y_pred, cost_of_miss, capacity):
    """Returns a dict with "loss" (a name), "report" (two names) and "threshold" (a number)."""
    thresholds = np.linspace(0, 1, 201)
    stopped = y_pred > thresholds[:, np.newaxis]
    misses = np.sum((y_true == 1) & ~stopped, axis=1)
    false_alarms = np.sum((y_true == 0) & stopped, axis=1)
    cost = cost_of_miss * misses + false_alarms
    cost = np.where(stopped.mean(axis=1) <= capacity, cost, np.inf)
    return {
        "loss": "binary_crossentropy",
        "report": ["precision", "recall"],
        "threshold": thresholds[cost.argmin()],
    }''',
    right="The loss asks for probabilities, the report answers the desk's two questions, and the "
    "threshold follows from prices, capacity and data that the network has not seen.",
    misconceptions={
        "cannot_train": "The loss {loss!r} counts, so no gradient comes from it. What counts can "
        "be reported, and not be trained with.",
        "no_probability": "With the loss {loss!r} the outputs are no probabilities. Which loss "
        "asks for the observed share?",
        "accuracy": "Accuracy in the report: whoever stops nothing is right in 99 of 100 payments.",
        "no_threshold": "{metric!r} does not know your threshold. The desk asks which share of its "
        "alarms is right, and which share of the fraud is found.",
        "one_side": "The report answers one of the desk's two questions. It needs a second metric.",
        "half": "A threshold of 0.5 knows neither the prices nor the desk: it stops {stopped} of "
        "all payments, and the desk can look at {capacity}.",
        "believed": "1 / (1 + cost_of_miss) would be right for true probabilities. These are too "
        "high, because of the class weight. On average it costs {cost} times as much as the best.",
        "capacity": "Your threshold stops {stopped} of all payments, and the desk can look at "
        "{capacity}.",
        "full_desk": "Your threshold always stops as many payments as the desk can look at. Where "
        "a miss costs only ten false alarms, that is too many: {cost} times the lowest cost.",
        "one_for_all": "The threshold is the same for all data. Choose it on the validation "
        "payments that you get: {cost} times the lowest cost.",
        "expensive": "Over all banks your threshold costs {cost} times as much as the best one "
        "that the desk can do. Up to 1.1 is chance.",
    },
)
def defend(answer):
    """Reads the choices for each bank and price list, and prices the threshold on new payments."""
    found = {}
    for prices in PRICES:
        for bank in range(BANKS):
            y_true, y_pred = _payments(2 * bank)
            result = call(answer, y_true, y_pred, *prices)
            choice = read_dict(result, ("loss", "report", "threshold"))
            _read_loss(choice["loss"])
            _read_report(choice["report"])
            found[prices, bank] = float(read_number(choice["threshold"]))
    for prices in PRICES:
        _price(prices, [found[prices, bank] for bank in range(BANKS)], set(found.values()))


def _payments(seed):
    """Makes 10,000 payments, of which one in a hundred is fraud, and predictions too high."""
    generator = np.random.default_rng(seed)
    log_odds = generator.normal(-6.4, 2, 10_000)
    y_true = (generator.random(10_000) < 1 / (1 + np.exp(-log_odds))).astype("float64")
    predicted = log_odds + generator.normal(0, 0.8, 10_000) + np.log(30)
    return y_true, 1 / (1 + np.exp(-predicted))


def _read_loss(loss):
    name = loss.strip().lower() if isinstance(loss, str) else kind_of(loss)
    if name in CANNOT_TRAIN:
        raise Wrong("cannot_train", loss=name)
    if name not in ASKS_FOR_PROBABILITIES:
        raise Wrong("no_probability", loss=name)


def _read_report(report):
    names = [report] if isinstance(report, str) else list(report)
    names = {str(name).strip().lower() for name in names}
    if any("accuracy" in name for name in names):
        raise Wrong("accuracy")
    for metric in sorted(names - {"precision", "recall"}):
        raise Wrong("no_threshold", metric=metric)
    if len(names) < 2:
        raise Wrong("one_side")


def _price(prices, thresholds, all_thresholds):
    """Compares the cost on new payments of each bank with the lowest one that is possible."""
    cost_of_miss, capacity = prices
    ratios, shares = [], []
    for bank, threshold in enumerate(thresholds):
        y_true, y_pred = _payments(2 * bank + 1)
        costs, stopped = _costs(y_true, y_pred, cost_of_miss, THRESHOLDS)
        (cost,), (share,) = _costs(y_true, y_pred, cost_of_miss, np.array([threshold]))
        ratios.append(cost / costs[stopped <= capacity].min())
        shares.append(share)
    stopped = np.mean(shares)
    if stopped < 1.05 * capacity and np.mean(ratios) < ENOUGH:
        return
    kinds = {
        "half": _are(thresholds, 0.5),
        "believed": _are(thresholds, 1 / (1 + cost_of_miss)),
        "capacity": stopped >= 1.05 * capacity,
        "one_for_all": len(all_thresholds) == 1,
        "full_desk": np.allclose(shares, capacity, rtol=0.15),
        "expensive": True,
    }
    kind = next(kind for kind, is_it in kinds.items() if is_it)
    raise Wrong(kind, cost=_interval(ratios), stopped=f"{stopped:.1%}", capacity=f"{capacity:.0%}")


def _are(thresholds, value):
    return np.allclose(thresholds, value, atol=1e-3)


def _costs(y_true, y_pred, cost_of_miss, thresholds):
    """Returns the cost of each threshold, and the share of payments that it stops."""
    stopped = y_pred > thresholds[:, np.newaxis]
    misses = np.sum((y_true == 1) & ~stopped, axis=1)
    false_alarms = np.sum((y_true == 0) & stopped, axis=1)
    return cost_of_miss * misses + false_alarms, stopped.mean(axis=1)


def _interval(ratios):
    """Returns the mean over the banks, with its 95 % interval, as text."""
    half = 1.96 * np.std(ratios, ddof=1) / np.sqrt(len(ratios))
    low, high = np.mean(ratios) - half, np.mean(ratios) + half
    return f"{np.mean(ratios):.2f} (95 % interval {low:.2f} to {high:.2f})"
