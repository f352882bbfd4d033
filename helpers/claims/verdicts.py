"""The verdict on a claim, which follows from what an experiment found."""

import dataclasses
import textwrap

import numpy as np

from helpers.claims.documents import CLAIMS

HOLDS, CARE = "holds", "holds, with care"
OUT_OF_DATE, WRONG = "out of date", "wrong"
NOT_TESTED = "not tested"
# The better one for the document comes first.
VERDICTS = (HOLDS, CARE, OUT_OF_DATE, WRONG, NOT_TESTED)


@dataclasses.dataclass(frozen=True)
class Finding:
    """What became of one claim.

    Attributes:
        claim: Its id, such as `"A01"`.
        verdict: One of `VERDICTS`.
        remark: What showed it, the condition under which it holds, the version until which it
            did, what refutes it, or why it was not tested.
    """

    claim: str
    verdict: str
    remark: str = ""

    def __repr__(self):
        said = f"{self.claim} {self.verdict}" + (f": {self.remark}" if self.remark else "")
        return textwrap.fill(said, 100, subsequent_indent="    ", break_on_hyphens=False)


def judge(
    as_stated=None,
    with_care=False,
    formerly=False,
    shown="",
    care="",
    until="",
    instead="",
    untested="",
):
    """Draws a verdict from what was found.

    Args:
        as_stated: Whether it was found true as the document states it, without an exception.
        with_care: Whether it was found true under the condition `care`.
        formerly: Whether it was found true in an earlier version.
        shown: What showed that it is true as stated, in words.
        care: The condition, in words.
        until: Which version that was, in words that go on after "true", and how it is known.
        instead: What is true instead, in words, if it is wrong.
        untested: Why no experiment here decides it. Then nothing was found.

    Returns:
        A pair: one of `VERDICTS`, and the words to it.

    Raises:
        ValueError: If something found is not True or False, or words are missing.
    """
    if (as_stated is None) != bool(untested):
        raise ValueError("Pass what was found, or say why nothing was tested (untested=).")
    if untested:
        return NOT_TESTED, untested
    for name, found in (("as_stated", as_stated), ("with_care", with_care), ("formerly", formerly)):
        if not isinstance(found, bool | np.bool_):
            kind = type(found).__name__
            raise ValueError(f"{name} is True or False, and is {kind} here. Write bool(…) around.")
    if bool(care) < bool(with_care) or bool(until) < bool(formerly):
        raise ValueError("Say in words under which condition (care=), or until which version.")
    if as_stated:
        return HOLDS, shown
    if with_care:
        return CARE, care
    if formerly:
        return OUT_OF_DATE, f"true {until}"
    return WRONG, instead


def settle(claim, reading="", otherwise=None, **found):
    """Settles a claim.

    Where its sentence can be read in two ways, the document gets the better verdict of the two.
    If the sentence holds in one of them only, this reading is the condition: it holds, with care.

    Args:
        claim: Id of the claim.
        reading: How its sentence is read here, if there are two ways.
        otherwise: What was found in the other reading: a dict of `reading` and the arguments of
            `judge`.
        **found: The arguments of `judge`.

    Returns:
        A `Finding`.

    Raises:
        ValueError: If there is no such claim, or what was found decides nothing.
    """
    if claim not in CLAIMS:
        raise ValueError(f"The claims are A01 to A27 and B01 to B27, and you passed {claim!r}.")
    verdict, remark = judge(**found)
    if otherwise is None:
        return Finding(claim, verdict, remark)
    other = dict(otherwise)
    readings = [(reading, verdict, remark), (other.pop("reading"), *judge(**other))]
    better, worse = sorted(readings, key=lambda each: VERDICTS.index(each[1]))
    in_one_only = better[1] == HOLDS and worse[1] != HOLDS
    better_why, worse_why = (f": {why}" if why else "" for *_, why in (better, worse))
    return Finding(
        claim,
        CARE if in_one_only else better[1],
        f"read as “{better[0]}”{better_why}; read as “{worse[0]}”, {worse[1]}{worse_why}",
    )


class VerdictTable:
    """The claims by their verdicts.

    Args:
        findings: Dict from the id of a claim to its `Finding`.
    """

    def __init__(self, findings):
        self._verdicts = {claim: findings[claim].verdict for claim in CLAIMS if claim in findings}
        missing = ", ".join(claim for claim in CLAIMS if claim not in findings)
        self._open = f"Not settled in this kernel yet: {missing}" if missing else ""

    @property
    def claims(self):
        """Dict from each verdict to two lists of ids, for document A and document B."""
        return {
            verdict: tuple(
                [claim for claim, each in self._verdicts.items() if (claim[0], each) == key]
                for key in (("A", verdict), ("B", verdict))
            )
            for verdict in VERDICTS
        }

    def __repr__(self):
        lines = [f"{'':16} document A  document B"]
        lines += [f"{verdict:16} {len(a):10}{len(b):12}" for verdict, (a, b) in self.claims.items()]
        return "\n".join([*lines, self._open]).rstrip()

    def _repr_html_(self):
        rows = "".join(
            f"<tr><th>{verdict}</th>" + "".join(map(_cell, both)) + "</tr>"
            for verdict, both in self.claims.items()
        )
        return f"<table><tr><th></th><th>document A</th><th>document B</th></tr>{rows}</table>" + (
            f"<p>{self._open}</p>" if self._open else ""
        )


def _cell(claims):
    links = " ".join(f"<a href='#{claim}'>{claim}</a>" for claim in claims)
    return f"<td style='text-align: left'><b>{len(claims)}</b> {links}</td>"
