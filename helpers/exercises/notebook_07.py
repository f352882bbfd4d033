"""Questions and exercises of notebook 07: the choice of a loss and of metrics."""

import keras
import numpy as np

from helpers.exercises.base import Question, exercise, table
from helpers.exercises.gradients import trace_loss
from helpers.exercises.judging import Wrong, call, read_dict, read_number
from helpers.exercises.stand_ins import soft_f2
from helpers.exercises.training_loop import train_and_report

QUESTIONS = (
    Question(
        "Five people waited 2, 3, 3, 4 and 28 minutes. Which number makes the mean squared error "
        "smallest, and which one the mean absolute error?",
        ("3 and 8", "8 and 3", "8 and 8", "3 and 3"),
        "8 and 3",
        "The mean is 8, the median is 3.",
        {
            "3 and 8": "The other way round: large errors count most when they are squared.",
            "8 and 8": "8 is the mean; the absolute error does not chase the 28.",
            "3 and 3": "3 is the median; the squared error does chase the 28.",
        },
    ),
    Question(
        "Three rows of ten are yes, and you know nothing else. Which probability makes the mean "
        "absolute error smallest?",
        ("0", "0.3", "0.5"),
        "0",
        "Zero. It tells a model to answer no, always.",
        {
            "0.3": "So it is for cross-entropy and for the squared error.",
            "0.5": "At 0.5 each row costs 0.5. Can less be paid?",
        },
    ),
    Question(
        "You delete activation='sigmoid' from example 2, and nothing else. Does it fail?",
        ("yes, at compile", "yes, at fit", "no"),
        "no",
        "It runs, without a word, and it is worse. Under Why you see where it goes wrong.",
        {
            "yes, at compile": "compile does not look at the last layer.",
            "yes, at fit": "fit takes whatever number comes out.",
        },
    ),
)


@exercise(
    "07.1",
    title="How long until the parcel comes?",
    objective="choose last layer, loss and metric for a question",
    minutes=3,
    hint="Which number should be announced, the mean or the median? What may its sign and size be?",
    solution="""\
choice = {
    "activation of the last layer": None,
    "loss": "mean_absolute_error",
    "metric": "mean_absolute_error",
}""",
    right="The median is what the customer wants to hear, and the absolute error asks for it. The "
    "metric may be the same formula: it then speaks in days.",
    misconceptions={
        "activation": "A number of days can be anything. {found!r} would squeeze it.",
        "squared": "Squared error asks for the mean, and a few lost parcels drag the mean along. "
        "Which loss asks for the median?",
        "percentage": "A percentage error divides by the truth, so a parcel of the same day "
        "decides everything.",
        "classes": "{found!r} is for classes. Days are a number.",
        "squared_metric": "A metric is to be read. Days squared are hard to read, and lost "
        "parcels fill them.",
        "unknown": "Keras knows no {kind} {found!r}. Write its name, such as 'mean_squared_error'.",
    },
)
def parcel(answer):
    """Looks the names up in Keras, and compares what they ask for."""
    keys = ("activation of the last layer", "loss", "metric")
    activation, loss, metric = map(read_dict(answer, keys).get, keys)
    if activation not in (None, "linear"):
        raise Wrong("activation", found=activation)
    loss, metric = _name(keras.losses, loss, "loss"), _name(keras.metrics, metric, "metric")
    for name in (loss, metric):
        if "percentage" in name:
            raise Wrong("percentage")
        if any(word in name for word in ("crossentropy", "hinge", "accuracy", "auc", "dice")):
            raise Wrong("classes", found=name)
    if loss not in ("mean_absolute_error", "huber", "log_cosh"):
        raise Wrong("squared")
    if metric == "mean_squared_error":
        raise Wrong("squared_metric")


def _name(module, asked, kind):
    """Returns the name in full of what Keras finds under a name: "mae" is one too."""
    try:
        found = module.get(asked)
    except ValueError:
        found = None
    if found is None:
        raise Wrong("unknown", kind=kind, found=asked)
    return getattr(found, "name", getattr(found, "__name__", str(asked)))


@exercise(
    "07.2",
    title="Too late costs three times as much",
    objective="turn a price into a loss that trains",
    minutes=6,
    hint="late = y_true - y_pred is above 0 where the parcel came later than announced. "
    "keras.ops.maximum takes the larger of two.",
    solution='''\
def price(y_true, y_pred):
    """A day later than announced costs 3, a day earlier costs 1. For compile."""
    late = y_true - y_pred
    return keras.ops.mean(keras.ops.maximum(3 * late, -late), axis=-1)''',
    right="It is the quantile loss: a network that trains on it announces a day that three of "
    "four parcels keep. The price decided, not habit.",
    misconceptions={
        "swapped": "Turned around: y_true above y_pred means that the parcel came later than "
        "announced.",
        "symmetric": "Late and early cost the same.",
        "squared": "It squares the days. Two days late cost 6, and not 12.",
        "negative": "A parcel that comes early earns money. A day earlier costs 1 as well.",
        "if": "It has a Python `if`, or asks for a number: {said}. Choose with keras.ops.where "
        "or keras.ops.maximum.",
        "no_gradient": "The price is right, and its gradient is zero or missing: nothing would "
        "train.",
        "formula": "A parcel that is two days late costs 6, one that is two days early costs 2. "
        "Yours: {late:g} and {early:g}.",
    },
)
def price(answer):
    """Compares price and gradient, late and early, inside a `tf.function`."""
    step, announced = trace_loss(answer, misconception="if"), np.array([[10.0]], "float32")
    costs, slopes = zip(*[step(announced + days, announced) for days in (2, -2, 1)], strict=True)
    late, early, one_day = map(read_number, costs)
    if np.allclose([late, early], [6, 2], atol=1e-3):
        if not np.allclose(np.squeeze(slopes[:2]), [-3, 1], atol=1e-3):
            raise Wrong("no_gradient")
        return
    if np.allclose([late, early], [2, 6], atol=1e-3):
        raise Wrong("swapped")
    if np.isclose(late, early):
        raise Wrong("symmetric")
    if early < 0:
        raise Wrong("negative")
    if np.isclose(late, 4 * one_day):
        raise Wrong("squared")
    raise Wrong("formula", late=late, early=early)


@exercise(
    "07.3",
    title="Tell both of the logits",
    objective="compile a model that ends in logits",
    minutes=3,
    starter="""\
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["auc"])
return ...  # the model, when the line above is right""",
    hint="Two things read y_pred. Both expect a probability, unless they are told otherwise.",
    solution='''\
def compiled(model):
    """Compiles a classifier whose last layer is Dense(1), with cross-entropy and AUC."""
    model.compile(
        optimizer="adam",
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.AUC(from_logits=True)],
    )
    return model''',
    right="Nothing in Keras checks it for you: a wrong loss trains badly, and a wrong metric tells "
    "a wrong story, both without a word.",
    misconceptions={
        "loss": "The loss still takes logits for probabilities: it is {found:.2f} in place of "
        "{expected:.2f}.",
        "metric": "The loss is right. The AUC still takes logits for probabilities, and looks at "
        "thresholds between 0 and 1 alone.",
        "no_metric": "There is no AUC among the metrics.",
        "not_compiled": "The model is not compiled. Call model.compile in your function.",
    },
)
def compiled(answer):
    """Compares what evaluate says with NumPy."""
    random = np.random.default_rng(7)
    z = random.normal(scale=3.0, size=(400, 1)).astype("float32")
    truth = (random.random((400, 1)) < 1 / (1 + np.exp(-z))).astype("float32")
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
    call(answer, model, returns=False)
    if not model.compiled:
        raise Wrong("not_compiled")
    found = model.evaluate(z, truth, verbose=0, return_dict=True)
    expected = np.mean(np.log1p(np.exp(-np.abs(z))) + np.maximum(z, 0) - z * truth)
    loss = found.pop("loss")
    if not np.isclose(loss, expected, rtol=1e-2):
        raise Wrong("loss", found=loss, expected=expected)
    if not found:
        raise Wrong("no_metric")
    higher = z[truth == 1][:, np.newaxis] > z[truth == 0][np.newaxis, :]
    if not any(np.isclose(value, higher.mean(), atol=0.01) for value in found.values()):
        raise Wrong("metric")


messages = table(
    "07.5",
    title="Four errors you will meet",
    objective="tell a wrong loss from a loss that is written wrongly",
    minutes=3,
    answer="cause",
    right_values="abcd",
    hint="One message comes from the labels. The other three come from the way in which the "
    "loss was written down.",
    right="Keras tells you when a loss cannot be read. It does not tell you when a loss cannot "
    "be right: that part is yours.",
    misconceptions={
        "got an unexpected keyword argument 'from_logits'": "Only a loss that reads "
        "probabilities can be told about logits. This one reads numbers.",
        "huber() missing 2 required positional arguments: 'y_true' and 'y_pred'": "The function "
        "was called when it should be handed over: write keras.losses.huber without brackets, "
        "or the class Huber with them.",
        "Could not interpret loss identifier: binary_cross_entropy": "Keras looks the name up, "
        "letter by letter. It spells it binary_crossentropy.",
        "Invalid dtype: str": "Words cannot be put into a formula. Turn the labels into numbers "
        "first.",
    },
)


EXERCISES = (parcel, price, compiled, train_and_report, messages, soft_f2)
