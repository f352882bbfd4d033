"""The formula of what a menu of losses or metrics has chosen, as MathML, which browsers know."""

import collections
import functools
import html
import re

import ipywidgets as widgets

from helpers.catalogue import lookup

MOST_LINES = 3
ROOM = "line-height: 1.4; padding: 4px 0"  # a fraction reaches above and below its line
LEGEND = "<small><i>y</i> is y_true, <i>ŷ</i> is y_pred</small>"
TOKEN = re.compile(r"\\mathrm\{[^}]*\}|\\(?:left|right).|\\[a-z]+|\\.|[\d.]+|\S")
SPACES = {r"\,": 0.17, r"\;": 0.28}  # in widths of the letter M
ACCENTS = {r"\hat": "^", r"\bar": "¯"}
FUNCTIONS = {r"\log", r"\cosh", r"\max", r"\min"}
LETTERS = {r"\varepsilon": "ε", r"\gamma": "γ", r"\sigma": "σ"}
OPERATORS = {r"\sum": "∑", r"\int": "∫", r"\geq": "≥", "-": "−"}
FENCES = "()[]|"


class Formula(widgets.HTML):
    """Follows a menu, and shows the formula of what is chosen there.

    Args:
        control: The menu, or a list of which several may be chosen.
        kind: `"loss"` or `"metric"`.
    """

    def __init__(self, control, kind):
        super().__init__()
        self._control, self._kind = control, kind
        control.observe(self._follow, "value")
        self._follow()

    def _follow(self, change=None):
        value = self._control.value
        if isinstance(value, tuple):
            entries = [lookup.find(self._kind, name) for name in value[:MOST_LINES]]
            lines = [_line(each, f"{html.escape(each.label)}: ") for each in entries]
            lines += [f"… and {len(value) - MOST_LINES} more"] * (len(value) > MOST_LINES)
        else:  # "" is no loss
            lines = [_line(lookup.find(self._kind, value)), LEGEND] if value else []
        self.value = "".join(f'<div style="{ROOM}">{line}</div>' for line in lines)


def _line(entry, label=""):
    if entry.custom is None:
        return label + mathml(entry.formula)
    own = f"<code>{html.escape(entry.name)}</code> (your own)"
    return f"{own}. {entry.custom.formula_of}: {mathml(entry.formula)}" if entry.formula else own


@functools.cache
def mathml(formula):
    r"""Writes a formula of the catalogue as MathML.

    Args:
        formula: LaTeX without dollar signs, of the commands that the catalogue uses.

    Returns:
        `math` elements, one for each part between `\quad`, where lines may break.

    Raises:
        ValueError: If a command is none of these.
    """
    parts = [_row(collections.deque(TOKEN.findall(part))) for part in formula.split(r"\quad")]
    return " ".join(f'<math displaystyle="true">{part}</math>' for part in parts)


def _row(tokens, end=None):
    """Takes tokens up to the end of a group, or all."""
    parts = []
    while tokens and tokens[0] != end:
        parts.append(_with_scripts(tokens))
    if end:
        tokens.popleft()
    return f"<mrow>{''.join(parts)}</mrow>"


def _with_scripts(tokens):
    """Takes one thing, with what stands below and above its line."""
    base, below, above = _one(tokens), "", ""
    if tokens and tokens[0] == "_":
        tokens.popleft()
        below = _one(tokens)
    if tokens and tokens[0] == "^":
        tokens.popleft()
        above = _one(tokens)
    name = "msub" * bool(below) + ("sup" if below else "msup") * bool(above)
    return f"<{name}>{base}{below}{above}</{name}>" if name else base


def _one(tokens):
    """Takes a letter, a number, a sign or a group."""
    token = tokens.popleft()
    if token == "{":
        return _row(tokens, "}")
    if token == r"\frac":
        return f"<mfrac>{_one(tokens)}{_one(tokens)}</mfrac>"
    if token == r"\sqrt":
        return f"<msqrt>{_one(tokens)}</msqrt>"
    if token in ACCENTS:
        return f'<mover accent="true">{_one(tokens)}<mo>{ACCENTS[token]}</mo></mover>'
    if token == r"\left(":  # it grows with what is inside
        inside = _row(tokens, r"\right)")
        return f"<mrow><mo>(</mo>{inside}<mo>)</mo></mrow>"
    if token.startswith(r"\mathrm"):
        words = token[8:-1].replace("\\ ", "&#160;")
        return f"<mtext>{words}</mtext>"
    if token in SPACES:
        return f'<mspace width="{SPACES[token]}em"></mspace>'
    if token in FUNCTIONS:
        return f'<mo lspace="0" rspace="0.17em">{token[1:]}</mo>'
    if token in FENCES:
        return f'<mo stretchy="false" lspace="0" rspace="0">{token}</mo>'
    if token in LETTERS or token.isalpha():
        return f"<mi>{LETTERS.get(token, token)}</mi>"
    if token[0].isdigit():
        return f"<mn>{token}</mn>"
    if token in OPERATORS or token in "+=,":
        return f"<mo>{OPERATORS.get(token, token)}</mo>"
    raise ValueError(f"This has no way to write {token!r}.")
