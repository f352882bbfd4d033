"""What was found in a custom loss or metric: its name, what it does, where, and the repair."""

import html
from typing import NamedTuple

from helpers.learner_code.messages import where

# Nothing that is refused trains, or reports, what its author means.
REFUSED, SAID, ASKED = "refused", "said", "asked"
LEFT = '<td style="text-align: left">'


class Finding(NamedTuple):
    """One thing that a custom loss or metric does.

    Attributes:
        name: Short name, such as `"spread"`.
        what: Sentences that say what it does, with the numbers that showed it.
        repair: What to write instead, or when it is meant so.
        line: Text such as "line 3, `return …`"; empty if it is in no line.
        verdict: `"refused"`, `"said"` or `"asked"`.
    """

    name: str
    what: str
    repair: str
    line: str = ""
    verdict: str = SAID

    @property
    def title(self):
        """The name at the beginning of a sentence."""
        return self.name[0].upper() + self.name[1:]

    def __str__(self):
        line = f" It is{where(self.line)}." if self.line else ""
        return f"{self.what}{line} {self.repair}"


class Report:
    """A table of what was tried on a custom loss or metric, and what was found.

    Args:
        title: Name of the loss or metric.
        tried: Dict from what was tried, in words, to a list of `Finding`; an empty one if all
            is well; None if it could not be tried.
        formula: Of the catalogue, and what it is called, in Markdown; empty if it has none.

    Attributes:
        findings: List of all findings.
    """

    def __init__(self, title, tried, formula=""):
        self.title, self.tried, self.formula = title, tried, formula
        self.findings = [each for found in tried.values() for each in found or ()]

    @property
    def refused(self):
        """Whether something was found that no labs would take."""
        return any(each.verdict == REFUSED for each in self.findings)

    def rows(self):
        """Returns pairs of what was tried and what was found, in words."""
        return [
            (words, "could not be tried" if found is None else "; ".join(map(str, found)) or "well")
            for words, found in self.tried.items()
        ]

    def __str__(self):
        width = max(len(words) for words, _ in self.rows())
        lines = [f"{words:<{width}}  {found}" for words, found in self.rows()]
        return "\n".join([self.title, *lines])

    __repr__ = __str__

    def _repr_html_(self):
        formula = f"<p>{html.escape(self.formula)}</p>" if self.formula else ""
        rows = "".join(
            "<tr>" + "".join(f"{LEFT}{html.escape(cell)}</td>" for cell in row) + "</tr>"
            for row in [("tried", "found"), *self.rows()]
        )
        return f"<p><b>{html.escape(self.title)}</b></p>{formula}<table>{rows}</table>"
