"""A Predict question: choose, then see. Read and set as a widget test does, by traits."""

import pytest

from helpers.exercises.base import Question
from helpers.exercises.notebooks import NOTEBOOKS, of_notebook
from helpers.labs.prediction import Prediction

QUESTIONS = (
    Question(
        "Is 1 < 2?", ("yes", "no & <never>"), "yes", "One is less.", {"no & <never>": "Count."}
    ),
    Question("Is 2 < 1?", ("yes", "no"), "no", "Two is more.", {"yes": "Count again."}),
)


def test_the_answer_comes_after_a_choice_and_says_why():
    shown = Prediction("99", QUESTIONS)
    assert shown.buttons[0].disabled
    shown.choices[0].value = "no & <never>"
    assert not shown.buttons[0].disabled
    shown.buttons[0].click()
    assert "No: yes" in shown.answers[0].value
    assert "You chose “no &amp; &lt;never&gt;”. Count. One is less." in shown.answers[0].value
    assert "Two is more." not in shown.answers[1].value

    shown.choices[0].value = "yes"
    assert "One is less." not in shown.answers[0].value, "a new choice hides the old answer"
    shown.buttons[0].click()
    assert "Yes.</b> One is less." in shown.answers[0].value


def test_without_widgets_the_questions_are_text():
    html = Prediction("99", QUESTIONS)._repr_mimebundle_()["text/html"]
    assert html.count("<details>") == 2
    assert "no &amp; &lt;never&gt;" in html
    assert repr(Prediction("99", QUESTIONS)) == "Prediction('99')"


@pytest.mark.parametrize("number", NOTEBOOKS)
def test_each_notebook_has_two_or_three_questions_with_a_right_answer(number):
    questions = of_notebook(number).QUESTIONS
    assert 2 <= len(questions) <= 3
    for question in questions:
        assert question.answer in question.options
        assert len(set(question.options)) == len(question.options) >= 2
        assert question.reason
        assert {*question.wrong, question.answer} == set(question.options)
        assert len(question.wrong) == len(question.options) - 1
