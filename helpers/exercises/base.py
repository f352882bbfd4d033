"""What every exercise does: tell an answer that is missing, right or wrong, and never fail."""

import dataclasses
import html

from helpers.exercises.cells import dict_code, read_solution
from helpers.exercises.judging import NotAttempted, Wrong, has_dots, read_choices
from helpers.learner_code import sandbox
from helpers.learner_code.messages import FunctionError, as_html

# Sign, colour and words of each state of a `Feedback`.
STATES = {
    "right": ("✓", "#009E73", "Right."),
    "wrong": ("✗", "#D55E00", "Not yet."),
    "not attempted": ("○", "#5F5F5F", "Not attempted yet."),
}

# What can go wrong with any answer. An exercise adds its own.
COMMON_MISTAKES = {
    "nothing": "Your function returned None. Did you forget the word return?",
    "blueprint": (
        "This is a symbolic tensor ({kind}): a blueprint, which holds no number. "
        "Data has to be passed to it first."
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


@dataclasses.dataclass(frozen=True)
class Feedback:
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
        said = f"{STATES[self.state][2]} {self.message}"
        return said + (f"\nYour code printed:\n{self.printed}" if self.printed else "")

    __repr__ = __str__

    def _repr_html_(self):
        sign, color, _ = STATES[self.state]
        head, *rest = str(self).split("\n")
        more = f"<pre>{html.escape(chr(10).join(rest))}</pre>" if rest else ""
        style = f"border-left: 4px solid {color}; padding: 0.2em 0.8em"
        return f'<div style="{style}">{sign} {as_html(head)}{more}</div>'


@dataclasses.dataclass(frozen=True)
class Question:
    """A question to answer before the code is run.

    Attributes:
        text: The question.
        options: What there is to choose from.
        answer: The right one of the options.
        reason: Why it is right.
        wrong: Dict from each other option to what is said to those who choose it.
    """

    text: str
    options: tuple[str, ...]
    answer: str
    reason: str
    wrong: dict[str, str]


class Note:
    """A text that a notebook shows: a hint or a solution."""

    def __init__(self, text, code=False):
        self._text, self._code = text, code

    def __repr__(self):
        return self._text

    def _repr_html_(self):
        if not self._code:
            return f"<p>{as_html(self._text)}</p>"
        # As code in a cell looks: JupyterLab would break its lines in the middle of a word.
        style = "font-size: var(--jp-code-font-size); white-space: pre; overflow-x: auto"
        return f'<pre style="{style}">{html.escape(self._text)}</pre>'


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


class Exercise:
    """A question whose answer is tried out. `exercise` and `table` make one.

    Args:
        judge: Function of the answer. It returns None for a right one, and raises `Wrong`
            otherwise.
        number: Notebook and number, such as `"04.1"`.
        title: A few words.
        objective: What a learner can do afterwards, starting with a verb.
        minutes: How long it takes.
        solution: Code of one right answer: one function, class or dict. From it follows the
            blank, which is the code of the cell as learners find it.
        hint: A push in the right direction, and not the answer.
        right: Why the right answer matters.
        misconceptions: Dict from a key to a text that names what is misunderstood. Braces in
            it are filled with the details of a `Wrong`.
        starter: Body of the blank if it is more than `return ...`.

    Attributes:
        answer: Name in the cell that holds the answer.
        blank: Code of the cell as the learner finds it. Dots mark what is missing.
        solved: Whether the last answer that was checked was right.
        tried: Whether there was an answer.
    """

    def __init__(self, judge, number, *, title, objective, minutes, solution, hint, right,
                 misconceptions, starter="return ..."):  # fmt: skip
        self._judge, self._hint, self._solution = judge, hint, solution
        self.number, self.title = number, title
        self.objective, self.minutes = objective, minutes
        self.right, self.misconceptions = right, misconceptions
        self.answer, self.blank = read_solution(solution, starter)
        self.solved = self.tried = False

    @property
    def heading(self):
        """The heading above the cell in the notebook."""
        return f"### {self.number} {self.title} ({self.minutes} min)"

    @property
    def cell(self):
        """The code of the cell in the notebook."""
        return f"{self.blank}\n\nq{self.number[-1]}.check({self.answer})"

    def check(self, answer=...):
        """Tries an answer out. Whatever the answer does, only the stop button ends this early.

        Args:
            answer: What the learner wrote.

        Returns:
            A `Feedback`.
        """
        printed = sandbox.Printed()
        try:
            feedback = sandbox.run(lambda: self._judged(answer), printed=printed)
        except FunctionError as error:
            feedback = Feedback("wrong", str(error))
        self.tried = self.tried or feedback.state != "not attempted"
        self.solved = feedback.state == "right"
        if printed.text.strip():
            said = printed.text.rstrip() + (" …" if printed.more else "")
            feedback = dataclasses.replace(feedback, printed=said)
        return feedback

    def hint(self):
        """Returns a push in the right direction."""
        return Note(self._hint)

    def solution(self):
        """Returns the code of one right answer; others may be as good."""
        return Note(self._solution, code=True)

    def _judged(self, answer):
        try:
            if answer is None or has_dots(answer):
                raise NotAttempted
            self._judge(answer)
        except NotAttempted:
            return Feedback("not attempted", "Replace the dots, and run the cell again.")
        except Wrong as wrong:
            texts = COMMON_MISTAKES | self.misconceptions
            return Feedback("wrong", texts[wrong.misconception].format(**wrong.details))
        return Feedback("right", self.right)


def exercise(number, **parts):
    """Makes an exercise of the function below it, which judges the answers.

    Args:
        number: Notebook and number, such as `"04.1"`.
        **parts: The other arguments of `Exercise`.

    Returns:
        A decorator. It takes a function of the answer that raises `Wrong` unless the answer is
        right, and returns an `Exercise`.
    """
    return lambda judge: Exercise(judge, number, **parts)


def table(number, *, answer, right_values, misconceptions, choices="abcd", **parts):
    """Makes an exercise in which each entry of a dict gets one of some choices.

    Args:
        number: Notebook and number, such as `"04.1"`.
        answer: Name of the dict.
        right_values: The right value of each entry, in order. A test compares them with Keras.
        misconceptions: Dict from each entry to what is misunderstood by a wrong value.
        choices: What each value may be: letters or a tuple.
        **parts: The other arguments of `Exercise`, without `solution`.

    Returns:
        An `Exercise`.
    """
    right = dict(zip(misconceptions, right_values, strict=True))

    def judge(given):
        given = read_choices(given, right, choices)
        for key, value in right.items():
            if given[key] != value:
                raise Wrong(key)

    solution = dict_code(answer, right)
    return Exercise(judge, number, solution=solution, misconceptions=misconceptions, **parts)


def _state(each):
    if each.solved:
        return "solved"
    return "not yet right" if each.tried else "not attempted"
