"""The documents' claims, and the verdict that follows from what an experiment found."""

import dataclasses
import html

import numpy as np

HOLDS, CARE = "holds", "holds, with care"
OUT_OF_DATE, WRONG = "out of date", "wrong"
VERDICTS = (HOLDS, CARE, OUT_OF_DATE, WRONG)

# In our words; the documents are in the README.
CLAIMS = {
    "A01": "a symbolic tensor stands for operations and structure, and has no value",
    "A02": "a symbolic tensor cannot serve directly as a loss or a metric",
    "A03": "a metric takes numbers, predictions and truth, and gives one scalar",
    "A04": "a loss function gives one scalar",
    "A05": "loss and metric come after the output of the model, and are no part of its structure",
    "A06": "the idea is the same in other frameworks",
    "A07": "in example 1, input, weights, bias and output are all symbolic",
    "A08": "they are of type `tensorflow.python.framework.ops.Tensor`",
    "A09": "example 1 calculates nothing",
    "A10": "asking one of them for its value outside a `tf.function` or eager mode raises an error",
    "A11": "example 1 runs as printed",
    "A12": "in example 2, `loss` is of type `tensorflow.python.framework.ops.Tensor`",
    "A13": "`loss.numpy()` raises an error",
    "A14": "the symbolic `loss` cannot be used for backpropagation",
    "A15": "the symbolic `loss` cannot be used for evaluation",
    "A16": "example 3 runs as printed, and prints a loss",
    "A17": "inside `train_step` the tensors are numeric",
    "A18": "the loss is symbolic inside the function, and only there",
    "A19": "what comes back is an `EagerTensor`, and `.numpy()` gives its number",
    "A20": "the gradients are right, and the weights are updated",
    "A21": "the optimizer can be made inside the step",
    "A22": "a loss must be computed from actual numbers, input and target",
    "B01": "the loss drives learning: the optimizer updates the weights by it",
    "B02": "loss functions are differentiable",
    "B03": "metrics are not involved in the updates of the weights",
    "B04": "metrics are evaluated on a separate, unseen data set",
    "B05": "metrics are often not differentiable",
    "B06": "metrics are easier for a person to interpret",
    "B07": "accuracy, precision, recall, F1, AUC and MAE are metrics, and so no losses",
    "B08": "the choice of the loss decides how fast a model learns, and how well",
    "B09": "mean squared error assumes Gaussian errors",
    "B10": "cross-entropy assumes a multinomial distribution",
    "B11": "a low training loss can go with poor results on unseen rows",
    "B12": "if a class is rare, accuracy can hide a useless model; precision and recall show it",
    "B13": "example 1 runs as printed",
    "B14": "`evaluate` returns loss and MAE, and the MAE does not depend on the training loss",
    "B15": "`input_shape=` on the first layer is how a model gets its input",
    "B16": "binary cross-entropy compares a predicted probability with a binary label",
    "B17": "AUC measures how well a classifier tells two classes apart",
    "B18": "AUC is particularly useful when classes are imbalanced",
    "B19": "AUC does not depend on the loss",
    "B20": "categorical cross-entropy takes one-hot labels and a predicted distribution",
    "B21": "top-k accuracy is the share of rows whose true class is among the k highest",
    "B22": "top-k accuracy takes the place of standard accuracy",
    "B23": "the choice of a metric leaves the trained model unchanged",
}


@dataclasses.dataclass(frozen=True)
class Finding:
    """What became of one claim.

    Attributes:
        claim: Its id, such as `"A01"`.
        verdict: One of `VERDICTS`.
        remark: The condition under which it holds, the version until which it did, or what
            refutes it; empty if it holds.
    """

    claim: str
    verdict: str
    remark: str = ""

    def __str__(self):
        return f"{self.claim} {self.verdict}" + (f": {self.remark}" if self.remark else "")

    __repr__ = __str__


def settle(claim, as_stated, with_care=False, care="", formerly=False, until="", instead=""):
    """Draws the verdict on a claim from what was found.

    Args:
        claim: Id of the claim.
        as_stated: Whether it was found true as the document states it, without an exception.
        with_care: Whether it was found true under the condition `care`.
        care: The condition, in words.
        formerly: Whether it was found true for an earlier version.
        until: Which version that was, in words that go on after "true".
        instead: What is true instead, in words, if it is wrong.

    Returns:
        A `Finding`.

    Raises:
        ValueError: If there is no such claim, something found is not True or False, or the
            words to it are missing.
    """
    if claim not in CLAIMS:
        raise ValueError(f"The claims are A01 to A22 and B01 to B23, and you passed {claim!r}.")
    for name, found in (("as_stated", as_stated), ("with_care", with_care), ("formerly", formerly)):
        if not isinstance(found, bool | np.bool_):
            kind = type(found).__name__
            raise ValueError(f"{name} is True or False, and is {kind} here. Write bool(…) around.")
    if bool(care) < bool(with_care) or bool(until) < bool(formerly):
        raise ValueError("Say in words under which condition (care=), or until which version.")
    if as_stated:
        return Finding(claim, HOLDS)
    if with_care:
        return Finding(claim, CARE, care)
    if formerly:
        return Finding(claim, OUT_OF_DATE, f"true {until}")
    return Finding(claim, WRONG, instead)


class VerdictTable:
    """The settled claims with their verdicts, how many got each, and which claims are open.

    Args:
        findings: Dict from the id of a claim to its `Finding`.
    """

    def __init__(self, findings):
        self._findings = [findings[claim] for claim in CLAIMS if claim in findings]
        missing = ", ".join(claim for claim in CLAIMS if claim not in findings)
        self._open = f"Not settled in this kernel yet: {missing}" if missing else ""

    @property
    def counts(self):
        """Dict from a verdict to a pair of numbers, for document A and document B."""
        return {
            verdict: tuple(
                sum(each.verdict == verdict and each.claim[0] == letter for each in self._findings)
                for letter in "AB"
            )
            for verdict in VERDICTS
        }

    def __repr__(self):
        lines = [str(finding) for finding in self._findings]
        lines += [f"{'':20}document A  document B"]
        lines += [f"{verdict:20}{a:10}{b:12}" for verdict, (a, b) in self.counts.items()]
        return "\n".join([*lines, self._open]).rstrip()

    def _repr_html_(self):
        rows = "".join(
            f"<tr><td><a href='#{each.claim}'>{each.claim}</a></td>"
            f"<td style='text-align: left'>{_as_html(CLAIMS[each.claim])}</td>"
            f"<td style='text-align: left'><b>{each.verdict}</b></td>"
            f"<td style='text-align: left'>{_as_html(each.remark)}</td></tr>"
            for each in self._findings
        )
        counts = "".join(
            f"<li>{verdict}: {a} of document A, {b} of document B</li>"
            for verdict, (a, b) in self.counts.items()
        )
        return (
            "<table><tr><th>claim</th><th>in our words</th><th>verdict</th><th>why</th></tr>"
            f"{rows}</table><ul>{counts}</ul>" + (f"<p>{self._open}</p>" if self._open else "")
        )


def _as_html(text):
    """Turns `code` in a text into HTML."""
    parts = html.escape(text).split("`")
    return "".join(f"<code>{part}</code>" if n % 2 else part for n, part in enumerate(parts))
