"""What a custom loss or metric deserves to be told: judgements that were written by hand."""

from collections.abc import Callable
from typing import NamedTuple

# What may be said, by the name that it has in a report.
REFUSED = {"spread", "keeps its state", "state in Python", "sparse labels", "no gradient", "error"}
SAID = {
    "sum over the batch",
    "steps by the sum",
    "other rows",
    "order",
    "chance",
    "exchanged",
    "no minimum",
    "perfect is not best",
    "flat where wrong",
    "batches",
    "returns a variable",
    "types",
}


class Judged(NamedTuple):
    """A custom loss or metric, and what should be said about it.

    Attributes:
        thing: Function, class, object or name, as somebody would hand it to `compile`; a
            function without arguments that makes it where it has a state.
        kind: `"loss"` or `"metric"`.
        thread: The public thread that describes it: a repository and a number, or a page.
        said: Names of `REFUSED` and `SAID`, all that should be said and nothing else.
    """

    thing: Callable | str
    kind: str
    thread: str
    said: frozenset

    @property
    def is_refused(self):
        """Whether it may not enter the labs."""
        return bool(self.said & REFUSED)


def judge(judged, kind, thread, *said):
    """Returns a decorator that files a judgement under the name of what stands below it."""
    assert set(said) <= REFUSED | SAID

    def file(thing, name=None):
        judged[name or thing.__name__] = Judged(thing, kind, thread, frozenset(said))
        return thing

    return file
