"""Questions and the exercise of notebook 10: how a claim is tested."""

import numpy as np

from helpers.exercises.base import Question, exercise
from helpers.exercises.judging import Wrong, call

QUESTIONS = (
    Question(
        "A sentence about Keras held in all ten experiments that you made. What do you know?",
        ("it is true", "it holds in these ten cases", "nothing"),
        "it holds in these ten cases",
        "A claim about all cases is never proved by some of them.",
        {
            "it is true": "The eleventh experiment may differ.",
            "nothing": "A few places to look at are ruled out.",
        },
    ),
    Question(
        "In the eleventh experiment it fails. What now?",
        ("ten to one: it holds", "it is wrong as it stands", "the experiment is an exception"),
        "it is wrong as it stands",
        "One counterexample is enough. Look for the condition under which it holds.",
        {
            "ten to one: it holds": "No majority decides about a sentence that says always.",
            "the experiment is an exception": "Then the sentence needs a condition that names it.",
        },
    ),
)


@exercise(
    "10.1",
    title="Refute a claim",
    objective="test a claim by looking for one case in which it fails",
    minutes=5,
    hint="Precision divides by the number of answers “yes”. When does one batch have many of "
    "them, and another one few?",
    solution='''\
def counterexample():
    """Returns the labels and the answers (0 or 1) of two batches, as four lists."""
    labels_1, answers_1 = [1, 1, 1, 1], [1, 1, 1, 1]
    labels_2, answers_2 = [0, 0, 0, 0], [1, 0, 0, 0]
    return labels_1, answers_1, labels_2, answers_2''',
    right="One case is enough to refute an “always”. The claim holds where both batches have as "
    "many answers “yes”, so it passed every test on data that happened to be so.",
    misconceptions={
        "form": "Return four lists, each of 0 and 1 alone: labels and answers of the first batch, "
        "then of the second. A batch has as many answers as labels, and at least one.",
        "agrees": "Here the claim holds: the mean of the batches and the precision of all rows "
        "are {found:.2f}. One case in which a claim holds proves nothing. Look for another.",
        "no_yes": "One batch has no answer “yes”, so its precision is 0 of 0. That is a quarrel "
        "about a convention; find a case in which every number is defined.",
        "close": "The two differ by {found:.3f}, which somebody may take for rounding. Make it 0.1 "
        "or more.",
    },
)
def counterexample(answer):
    """Computes both numbers from the counts, with NumPy."""
    found = call(answer)
    try:
        parts = [np.asarray(part, float) for part in found]
    except (TypeError, ValueError):
        raise Wrong("form") from None
    if len(parts) != 4 or not all(part.ndim == 1 and part.size for part in parts):
        raise Wrong("form")
    labels, answers = parts[0::2], parts[1::2]
    if any(y.size != p.size for y, p in zip(labels, answers, strict=True)):
        raise Wrong("form")
    if not np.isin(np.concatenate(parts), (0, 1)).all():
        raise Wrong("form")
    yes = [p.sum() for p in answers]
    if not all(yes):
        raise Wrong("no_yes")
    hits = [(y * p).sum() for y, p in zip(labels, answers, strict=True)]
    of_all, of_batches = sum(hits) / sum(yes), np.mean(np.divide(hits, yes))
    apart = abs(of_all - of_batches)
    if apart < 1e-9:
        raise Wrong("agrees", found=of_all)
    if apart < 0.1 - 1e-9:
        raise Wrong("close", found=apart)


EXERCISES = (counterexample,)
