"""Where a loss is smallest, and where it is flat: what it really asks for."""

from typing import NamedTuple

import numpy as np

from helpers.custom.batches import EDGE
from helpers.custom.findings import Finding

NEAR, MIDDLE, FAR = 1.0, 10.0, 100.0
# Shares of a loss's range that count as nothing, and of its largest gradient.
TIE, FLAT = 1e-3, 1e-5


class Minimum(NamedTuple):
    """What a loss asks for on one kind of batch.

    Attributes:
        findings: List of `Finding` about its smallest value; empty if a perfect prediction is best.
        flat: List of `Finding` about places without a slope.
        is_foreign: Whether it reads plain numbers as if they were probabilities, as
            cross-entropies do.
    """

    findings: list
    flat: list
    is_foreign: bool

    @property
    def is_sound(self):
        """Whether the loss means something on such a batch."""
        return not self.findings and not self.is_foreign


def find_minimum(form, probe, batch):
    """Tries predictions that are perfect, constant, far off and in between.

    Args:
        form: The `Form`.
        probe: Its `Probe`.
        batch: A `Batch`.

    Returns:
        A `Minimum`.
    """
    is_foreign = batch.kind == "numbers" and _reads_probabilities(probe, batch)
    findings = _without_end(form, probe, batch) or _better_than_perfect(form, probe, batch)
    return Minimum(findings, [] if is_foreign else _flat(form, probe, batch), is_foreign)


def _without_end(form, probe, batch):
    """Follows plain numbers away from the labels: a loss that falls forever has no minimum."""
    if batch.kind != "numbers":
        return []
    perfect = batch.perfect()
    start = probe(batch.predicting(perfect)).value
    downhill = -np.sign(probe(batch).gradient)
    for direction in (1.0, -1.0, downhill):
        steps = [
            probe(batch.predicting(perfect + direction * step * batch.scale)).value
            for step in (NEAR, MIDDLE, FAR)
        ]
        near, middle, far = steps
        keeps_falling = far < middle < near and middle - far > 0.5 * (near - middle)
        if far < start and (keeps_falling or far == -np.inf):
            return [
                Finding(
                    "no minimum",
                    f"{form.__name__} has no smallest value: {start:.4g} for a perfect "
                    f"prediction, {middle:.4g} for one that is {MIDDLE:.0f} standard deviations "
                    f"off, {far:.4g} for one that is {FAR:.0f} off. Training goes on to minus "
                    "infinity.",
                    "Is a sign turned around, or an absolute value or a square missing?",
                )
            ]
    return []


def _better_than_perfect(form, probe, batch):
    """Compares a perfect prediction with constants, with imperfect ones and with those nearby."""
    perfect = batch.perfect()
    at_best = probe(batch.predicting(perfect))
    constants = [
        (f"the same prediction, {_shown(each)}, for all rows", each)
        for each in batch.constants()
        if np.abs(each - perfect).max() > 0.1 * batch.scale
    ]
    nearby = [("one that is off", batch.y_pred), ("one of other rows", batch.y_pred[::-1])]
    slope = at_best.gradient
    if np.isfinite(slope).all() and np.any(slope):
        slope = slope / np.abs(slope).max()
        nearby += [
            ("one beside it", batch.inside(perfect - share * batch.scale * slope))
            for share in (0.01, 0.1, 0.5)
        ]
    nearby += [
        ("one on the way to it", batch.inside(perfect + share * (batch.y_pred - perfect)))
        for share in (0.05, 0.3)
    ]
    tried = [(words, probe(batch.predicting(each)).value) for words, each in constants + nearby]
    if not np.isfinite([at_best.value, *(value for _, value in tried)]).all():
        return []
    # Of a usual error, because the largest ones may be beyond all measure.
    tie = TIE * abs(float(np.median([value for _, value in tried])) - at_best.value)
    words, value = min(tried, key=lambda each: each[1])
    is_smaller = value < at_best.value - max(tie, 1e-5 * abs(at_best.value))
    if not is_smaller:
        of_constants = tried[: len(constants)]
        same = [each for each in of_constants if each[1] <= at_best.value + tie]
        if not same:
            return []
        words, value = same[0]
    better = "smaller" if is_smaller else "no larger"
    return [
        Finding(
            "perfect is not best",
            f"A perfect prediction is not what {form.__name__} asks for: it gives "
            f"{at_best.value:.4g}, and {words} gives {value:.4g}, which is {better}.",
            "Label smoothing and penalties do that on purpose. Else look at the sign, at terms "
            "that only count one class, and at what stands outside of the difference.",
        )
    ]


def _flat(form, probe, batch):
    """Asks for the gradient where predictions are as wrong as they can be."""
    usual = probe(batch).value
    near = batch.inside(batch.perfect() + 0.1 * batch.scale * (batch.y_pred - batch.dense))
    moderate = np.maximum(*(np.abs(_slope(probe, batch, each)) for each in (batch.y_pred, near)))
    largest = moderate.max()
    if not np.isfinite(largest) or largest == 0:
        return []
    for words, y_pred in _as_wrong_as_can_be(batch):
        if not probe(batch.predicting(y_pred)).value > 0.5 * usual:
            continue  # to this loss it is no error, as an offset is none to a correlation
        slope = np.abs(_slope(probe, batch, y_pred))
        wrong = np.abs(y_pred - batch.dense) > 0.5 * batch.scale
        if wrong.any() and slope[wrong].max() < FLAT * largest:
            return [
                Finding(
                    "flat where wrong",
                    f"{form.__name__} has no slope where the error is largest: for {words} the "
                    f"gradient is {slope[wrong].max():.2g}, and {largest:.2g} for smaller errors. "
                    "A prediction that is so far off never comes back.",
                    "A clip, a saturated function or a quotient of exponentials does that. Clip "
                    "the gradient instead (clipnorm of the optimizer), or take Huber.",
                )
            ]
    return []


def _as_wrong_as_can_be(batch):
    """Yields words and predictions that are far off, each row by another length.

    Where all rows are off alike, a correlation has its largest value, and no slope either.
    """
    dense, share = batch.dense, np.linspace(0, 1, len(batch.dense)).reshape(-1, 1)
    if batch.kind == "numbers":
        for words, sign in (("too high", 1), ("too low", -1)):
            off = MIDDLE * batch.scale
            yield f"predictions that are {off:.3g} {words}", dense + sign * off * (1 + 0.2 * share)
    elif batch.kind == "distribution":
        yield "a wrong class at nearly 1", batch.inside(np.roll(dense, 1, axis=-1) + 0.1 * share)
    elif batch.kind == "logits":
        yield "logits of the wrong sign", -batch.perfect() * (1 - 0.2 * share)
    else:
        edge = 2 * EDGE * 10**share
        yield "probabilities of the wrong end", np.where(dense > 0.5, edge, 1 - edge)


def _slope(probe, batch, y_pred):
    """Returns the gradient; of a distribution only the part that changes it."""
    slope = probe(batch.predicting(y_pred)).gradient
    return slope - slope.mean(axis=-1, keepdims=True) if batch.kind == "distribution" else slope


def _reads_probabilities(probe, batch):
    """Says whether a loss has a slope between 0 and 1, and none outside."""
    shape = batch.y_pred.shape
    inside, *outside = (
        np.abs(probe(batch.predicting(np.full(shape, value))).gradient).max()
        for value in (0.5, -0.5, 1.5)
    )
    return bool(inside > 0 and max(outside) == 0)


def _shown(prediction):
    row = np.unique(prediction[0])
    return f"{row[0]:.3g}" if len(row) == 1 else f"class {int(prediction[0].argmax())}"
