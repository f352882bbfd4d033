"""Questions at the end of notebook 00; it has no exercises."""

from helpers.exercises.base import Question

QUESTIONS = (
    Question(
        "symbolic_loss.numpy() failed. What was missing?",
        ("the right version of Keras", "data", "a GPU", "the method, which somebody forgot"),
        "data",
        "A loss value depends on the formula and the data. A blueprint has the formula alone.",
        {
            "the right version of Keras": "No version can answer: there is no number to give.",
            "a GPU": "A GPU computes faster, once there is something to compute.",
            "the method, which somebody forgot": "A method would have nothing to return.",
        },
    ),
    Question(
        "You train twice from the same start, with another metric the second time. Which weights "
        "do you get?",
        ("the same", "other ones", "better ones if the metric is better"),
        "the same",
        "No gradient comes from a metric, so it moves nothing.",
        {
            "other ones": "What should have moved them? The loss is the same.",
            "better ones if the metric is better": "A metric looks at predictions that were made "
            "anyway.",
        },
    ),
    Question(
        "A classifier finds none of the rare “yes” at a threshold of 0.5. What do you try first?",
        ("another loss", "another threshold", "more epochs"),
        "another threshold",
        "It costs no training, and the order of the examples may be right already.",
        {
            "another loss": "That means to train again, and the threshold stays where it is.",
            "more epochs": "That means to train again, and it may learn the training data by "
            "heart.",
        },
    ),
)

EXERCISES = ()
