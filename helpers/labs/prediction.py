"""Prediction: questions to answer before the code is run. Choose, then see."""

import functools
import html

import ipywidgets as widgets

from helpers.exercises import notebooks
from helpers.labs.words import status


class Prediction(widgets.VBox):
    """Questions with options. The answer and its reason come after a choice.

    Args:
        notebook: Number of the notebook.
        questions: Sequence of `Question`.
    """

    def __init__(self, notebook, questions):
        self._notebook, self._questions = notebook, questions
        self.choices, self.buttons, self.answers = [], [], []
        boxes = []
        for number, question in enumerate(questions, start=1):
            wide = {"width": "auto", "max_width": "100%"}
            choice = widgets.RadioButtons(options=question.options, value=None, layout=wide)
            button = widgets.Button(description="See the answer", disabled=True)
            button.tooltip = f"Answer to question {number}"
            answer = widgets.HTML(_status(""))
            choice.observe(functools.partial(self._on_choice, button, answer), "value")
            button.on_click(functools.partial(self._on_click, question, choice, answer))
            self.choices.append(choice)
            self.buttons.append(button)
            self.answers.append(answer)
            text = widgets.HTML(f"<b>{number}. {html.escape(question.text)}</b>")
            boxes.append(widgets.VBox([text, choice, button, answer]))
        super().__init__(boxes)
        self.add_class("prediction")

    def _on_choice(self, button, answer, change):
        button.disabled = change.new is None
        answer.value = _status("")

    def _on_click(self, question, choice, answer, button):
        result, reason = "✓ Yes.", question.reason
        if choice.value in question.wrong:
            result = f"✗ No: {question.answer}."
            reason = f"You chose “{choice.value}”. {question.wrong[choice.value]} {reason}"
        answer.value = _status(f"<b>{html.escape(result)}</b> {html.escape(reason)}")

    def __repr__(self):
        return f"Prediction({self._notebook!r})"

    def _repr_mimebundle_(self, **kwargs):
        """Adds questions and answers as text, for places where widgets do not render."""
        data = super()._repr_mimebundle_(**kwargs)
        return {**data, "text/html": "".join(map(_static, self._questions))}


def predict(notebook):
    """Shows the questions that come before the code: choose, then see.

    Args:
        notebook: Its number, such as `"04"`.

    Returns:
        A widget.

    Raises:
        ValueError: If there is no such notebook.
    """
    return Prediction(notebook, notebooks.of_notebook(notebook).QUESTIONS)


def _status(text):
    return status(text, "line-height: 1.4; padding: 0 0 0.6em")


def _static(question):
    options = "".join(f"<li>{html.escape(option)}</li>" for option in question.options)
    return (
        f"<p><b>{html.escape(question.text)}</b></p><ul>{options}</ul><details>"
        f"<summary>Answer</summary>{html.escape(question.answer)}. {html.escape(question.reason)}"
        "</details>"
    )
