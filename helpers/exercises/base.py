"""What every exercise does: tell an answer that is missing, right or wrong, and never fail."""

import dataclasses
import html
import inspect
import types

from helpers.exercises.judging import NotAttempted, Wrong, chosen
from helpers.learner_code import sandbox
from helpers.learner_code.messages import FunctionError


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What is to be said about an answer to an exercise.

    Attributes:
        state: `"not attempted"`, `"right"` or `"wrong"`.
        message: Why, in words for the learner.
        printed: The beginning of what the answer printed when it was tried; else empty.
    """

    state: str
    message: str
    printed: str = ""

    def __str__(self):
        state = {"right": "Right.", "wrong": "Not yet.", "not attempted": "Not attempted yet."}
        said = f"{state[self.state]} {self.message}"
        return said + (f"\nYour code printed:\n{self.printed}" if self.printed else "")

    __repr__ = __str__

    def _repr_html_(self):
        sign, color = VERDICT_STYLE[self.state]
        head, *rest = html.escape(str(self)).split("\n")
        more = f"<pre>{chr(10).join(rest)}</pre>" if rest else ""
        style = f"border-left: 4px solid {color}; padding: 0.2em 0.8em"
        return f'<div style="{style}">{sign} {head}{more}</div>'


@dataclasses.dataclass(frozen=True)
class Question:
    """A question to answer before the code is run.

    Attributes:
        text: The question.
        options: What there is to choose from.
        answer: The right one of the options.
        reason: Why it is right.
    """

    text: str
    options: tuple[str, ...]
    answer: str
    reason: str


# Sign and colour of each state of a `Verdict`; the words say the same.
VERDICT_STYLE = {
    "right": ("✓", "#009E73"),
    "wrong": ("✗", "#D55E00"),
    "not attempted": ("○", "#5F5F5F"),
}


# What can go wrong with any answer. An exercise adds its own.
EVERYWHERE = {
    "nothing": "Your function returned None. Did you forget the word return?",
    "blueprint": (
        "This is a symbolic tensor ({kind}): a blueprint, which holds no number. "
        "Rows have to be brought to it first."
    ),
    "class": "This is the class {name}, and not an object of it. Write brackets: {name}(…).",
    "function": "This takes a function, and received {kind}.",
    "number": "Numbers are expected, and your answer is {kind}.",
    "shape": "The shape should be {expected}, and is {found}.",
    "nan": "Your answer holds NaN or infinity, for input without any.",
    "keys": "Your answer should be a dict with these keys: {keys}. Change the dots alone.",
    "choice": "{key!r} should be {choices}, and you wrote {found!r}.",
    "changed": "Your code changed its input. Make a new array, and leave the old one as it is.",
}


class Note:
    """A text that a notebook shows: a hint or a solution."""

    def __init__(self, text, code=False):
        self._text, self._code = text, code

    def __repr__(self):
        return self._text

    def _repr_html_(self):
        tag = "pre" if self._code else "p"
        return f"<{tag}>{html.escape(self._text)}</{tag}>"


class Progress:
    """A table of exercises: solved, tried or not attempted.

    Args:
        exercises: The exercises, as they are now.
    """

    def __init__(self, exercises):
        self._lines = [(_state(each), each.number, each.title) for each in exercises]

    def __repr__(self):
        solved = sum(state == "solved" for state, *_ in self._lines)
        lines = [f"{number}  {state:<14}{title}" for state, number, title in self._lines]
        return "\n".join([*lines, f"Solved: {solved} of {len(lines)}"])


@dataclasses.dataclass(eq=False)
class Exercise:
    """A question whose answer is tried out.

    Attributes:
        number: Notebook and number, such as "04.1".
        title: A few words.
        objective: What a learner can do afterwards, starting with a verb.
        minutes: How long it takes.
        blank: Code of the cell as the learner finds it. Dots mark what is missing.
        answer: Name in that code that holds the answer.
        push: A hint, and not the answer.
        code: Code that replaces the blank: one right answer.
        right: Why the right answer matters.
        misconceptions: Dict from a key to a text that names what is misunderstood.
        judge: Function of the answer. It returns None for a right one, and raises
            `Wrong` otherwise.
        solved: Whether the last answer that was checked was right.
        tried: Whether there was an answer.
    """

    number: str
    title: str
    objective: str
    minutes: int
    blank: str
    answer: str
    push: str
    code: str
    right: str
    misconceptions: dict
    judge: types.FunctionType
    solved: bool = False
    tried: bool = False

    @property
    def cell(self):
        """The code of the cell in the notebook."""
        return f"{self.blank}\n\nq{self.number[-1]}.check({self.answer})"

    def check(self, answer=...):
        """Tries an answer out. Whatever the answer does, only the stop button ends this early.

        Args:
            answer: What the learner wrote.

        Returns:
            A `Verdict`.
        """
        printed = sandbox.Printed()
        try:
            verdict = sandbox.run(lambda: self._judged(answer), printed=printed)
        except FunctionError as error:
            verdict = Verdict("wrong", str(error))
        self.tried = self.tried or verdict.state != "not attempted"
        self.solved = verdict.state == "right"
        if printed.text.strip():
            said = printed.text.rstrip() + (" …" if printed.more else "")
            verdict = dataclasses.replace(verdict, printed=said)
        return verdict

    def hint(self):
        """Returns a push in the right direction."""
        return Note(self.push)

    def solution(self):
        """Returns the code of one right answer; others may be as good."""
        return Note(self.code, code=True)

    def _judged(self, answer):
        try:
            if is_blank(answer, self.blank):
                raise NotAttempted
            self.judge(answer)
        except NotAttempted:
            return Verdict("not attempted", "Replace the dots, and run the cell again.")
        except Wrong as wrong:
            texts = EVERYWHERE | self.misconceptions
            return Verdict("wrong", texts[wrong.misconception].format(**wrong.details))
        return Verdict("right", self.right)


def exercise(number, **parts):
    """Makes an `Exercise` of the function that judges the answers to it."""
    return lambda judge: Exercise(number, judge=judge, **parts)


def table(number, answer, right_values, choices, **parts):
    """Makes an exercise in which each entry of a dict gets one of some choices.

    Args:
        number: Notebook and number.
        answer: Name of the dict.
        right_values: The dict with the right values, which the tests check against Keras.
            Each key is that of a misconception too.
        choices: What each value may be.
        **parts: The other parts of an `Exercise`.

    Returns:
        An `Exercise`.
    """

    def judge(given):
        given = chosen(given, right_values, choices)
        for key, value in right_values.items():
            if given[key] != value:
                raise Wrong(key)

    blank, code = code_of(answer, dict.fromkeys(right_values, ...)), code_of(answer, right_values)
    return Exercise(number, answer=answer, judge=judge, blank=blank, code=code, **parts)


def code_of(name, entries):
    """Returns the code that makes a dict, with dots for what is missing."""
    lines = ["    " + f'"{key}": {_literal(value)},' for key, value in entries.items()]
    return "\n".join([f"{name} = {{", *lines, "}"])


def _literal(value):
    if value is ...:
        return "..."
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _state(each):
    if each.solved:
        return "solved"
    return "not yet right" if each.tried else "not attempted"


def is_blank(answer, blank):
    """Says whether nothing was written yet.

    Args:
        answer: The answer.
        blank: Code of the cell as the learner found it.

    Returns:
        True for `...` and None, for a container of dots, and for a function or class
        that does the same as the one in the blank.
    """
    if answer is ... or answer is None:
        return True
    if isinstance(answer, dict):
        return bool(answer) and all(value is ... for value in answer.values())
    if isinstance(answer, list | tuple):
        return bool(answer) and all(value is ... for value in answer)
    if inspect.isclass(answer):
        methods = [value for value in vars(answer).values() if inspect.isfunction(value)]
        found = {method.__name__: _meaning(method.__code__) for method in methods}
        return found == _functions_in(compile(blank, "blank", "exec"), answer.__name__)
    code = getattr(getattr(answer, "python_function", answer), "__code__", None)
    if code is None:
        return False
    return _functions_in(compile(blank, "blank", "exec")).get(code.co_name) == _meaning(code)


def _functions_in(code, inside=None):
    """Returns the meaning of the functions in compiled code, or in one class of it."""
    found = [each for each in code.co_consts if inspect.iscode(each)]
    if inside is not None:
        found = [
            each
            for body in found
            if body.co_name == inside
            for each in body.co_consts
            if inspect.iscode(each)
        ]
    return {each.co_name: _meaning(each) for each in found}


def _meaning(code):
    """Returns what a function does, without where it stands."""
    constants = [_meaning(each) if inspect.iscode(each) else each for each in code.co_consts]
    return code.co_code, code.co_names, code.co_varnames, repr(constants)
