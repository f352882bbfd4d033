"""Questions and exercises of notebook 11: the number that `fit` prints."""

import keras
import numpy as np

from helpers.exercises.base import Question, exercise, table
from helpers.exercises.judging import Wrong, call, compare, read_number

QUESTIONS = (
    Question(
        "A network has loss='mse' and metrics=['mse']. fit trains one epoch and reports both. "
        "Are they equal?",
        ("always", "if nothing but the formula is in the loss", "never"),
        "if nothing but the formula is in the loss",
        "Penalties and weights of rows are in the loss alone. Without them the two are one "
        "number, up to rounding.",
        {
            "always": "A penalty is in one of them alone.",
            "never": "With the formula alone, they are one number.",
        },
    ),
    Question(
        "A layer has kernel_regularizer=L2(0.01). In which number is the penalty?",
        ("in the loss", "in the metric", "in both"),
        "in the loss",
        "A metric compares y_true with y_pred. It never sees a weight of the network.",
        {
            "in the metric": "A metric gets labels and predictions, and no weights.",
            "in both": "A metric gets labels and predictions, and no weights.",
        },
    ),
    Question(
        "fit reports a loss of 0.9 for its last epoch. evaluate, on the same rows right after it, "
        "reports 0.7. There is no dropout. What happened?",
        ("one of them is wrong", "the weights moved during the epoch", "evaluate has no loss"),
        "the weights moved during the epoch",
        "fit counted the first batches with weights that were not trained yet. evaluate has the "
        "weights of the end for all of them.",
        {
            "one of them is wrong": "Both are right, about weights of different moments.",
            "evaluate has no loss": "It has the same one.",
        },
    ),
)

symptoms = table(
    "11.1",
    title="Two numbers that differ",
    objective="name the cause by which two numbers differ, from one experiment",
    minutes=3,
    answer="cause",
    right_values="abcd",
    hint="Ask of each pair: which of the two numbers knows about penalties, weights of rows, "
    "dropout, or weights that move? What did the experiment turn off?",
    right="One experiment for each suspect: turn it off, and see whether the difference goes.",
    misconceptions={
        "evaluate: loss 0.95, mse 0.80. With kernel_regularizer=None: 0.80, 0.80": "The experiment "
        "took a penalty away, and the difference went with it.",
        "fit: loss 0.95. evaluate right after it: loss 0.80. With learning_rate=0.0: 0.95, 0.95": (
            "With a learning rate of 0 the weights stand still, and the difference is gone."
        ),
        "fit: loss 0.95. evaluate right after it: loss 0.80. With learning_rate=0.0: 1.10, 0.95": (
            "The weights stand still, and there is still a difference. What else does fit do that "
            "evaluate does not?"
        ),
        "evaluate: loss 1.60, mse 0.80. All entries of sample_weight are 2": "evaluate trains "
        "nothing, so it is neither dropout nor weights that move. The loss is twice the metric.",
    },
)


@exercise(
    "11.2",
    title="The loss with weights",
    objective="work out a loss with sample weights as Keras does",
    minutes=3,
    hint="Multiply each loss by its weight. Then divide the sum: by the number of rows, or by "
    "the sum of the weights? The reduction is called sum_over_batch_size.",
    solution='''\
def weighted_loss(row_losses, sample_weight):
    """The loss of a batch, as Keras reports it. Both are arrays with one entry for each row."""
    return np.sum(row_losses * sample_weight) / len(row_losses)''',
    right="Divided by the rows. So weights with a mean of 3 make the loss about three times as "
    "large, and every step of training too.",
    misconceptions={
        "normalised": "You divided by the sum of the weights. That is a weighted mean, and it is "
        "what weighted_metrics report. The loss is divided by the number of rows.",
        "product": "This is the mean loss times the mean weight. It is right only if heavy rows "
        "cost as much as light ones.",
        "sum": "You forgot to divide.",
        "unweighted": "The weights are not in it. This is the metric.",
        "formula": "It should be {expected:.3f}, and you got {found:.3f}.",
    },
)
def weighted_loss(answer):
    """Compares with the sum over rows, divided by their number."""
    losses, weights = np.array([0.5, 1.0, 4.0, 2.5]), np.array([1.0, 0.0, 3.0, 2.0])
    mistakes = {
        "normalised": 17.5 / 6,
        "product": losses.mean() * weights.mean(),
        "sum": 17.5,
        "unweighted": losses.mean(),
    }
    compare(read_number(call(answer, losses, weights)), 17.5 / 4, mistakes)


@exercise(
    "11.3",
    title="The loss of the epoch",
    objective="put the loss of an epoch together from what happened in its batches",
    minutes=4,
    hint="The loss of a batch is its data loss and its penalty. How often does a batch count?",
    solution='''\
def loss_of_epoch(data_losses, penalties, batch_sizes):
    """The loss that fit reports. The arrays have one entry for each batch.

    data_losses: mean loss of its rows; penalties: the L2 penalty at that moment.
    """
    return np.average(data_losses + penalties, weights=batch_sizes)''',
    right="That is the whole number: a mean over rows, of losses and penalties of their time.",
    misconceptions={
        "alike": "A last batch of 8 rows counts as much as one of 32 in your mean. Keras counts "
        "each batch by its rows.",
        "no_penalty": "The penalty is missing. This is the metric.",
        "all_penalties": "You added up the penalties of all batches. Each belongs to its batch, "
        "and is averaged like its loss.",
        "last_penalty": "You took the penalty of the last batch for all of them. The weights "
        "moved, and the penalty with them.",
        "last_batch": "This is the loss of the last batch alone. fit shows a running mean.",
        "sum": "You forgot to divide by the number of rows.",
        "formula": "It should be {expected:.3f}, and you got {found:.3f}.",
    },
)
def loss_of_epoch(answer):
    """Compares with the mean over rows."""
    data, penalties = np.array([1.2, 0.9, 2.0]), np.array([0.1, 0.2, 0.4])
    rows = np.array([32, 32, 8])
    of_rows = (data * rows).sum() / 72
    expected = ((data + penalties) * rows).sum() / 72
    mistakes = {
        "alike": (data + penalties).mean(),
        "no_penalty": of_rows,
        "all_penalties": of_rows + penalties.sum(),
        "last_penalty": of_rows + penalties[-1],
        "last_batch": data[-1] + penalties[-1],
        "sum": expected * 72,
    }
    compare(read_number(call(answer, data, penalties, rows)), expected, mistakes)


@exercise(
    "11.4",
    title="Make them equal",
    objective="compile a model whose loss and metric agree under sample weights",
    minutes=4,
    starter="""\
model.compile(loss="mse", metrics=["mse"])
return ...  # the model, when the line above is right""",
    hint="Two changes. Metrics in one argument of compile get the weights, those in the other do "
    "not. And a loss object can be told to divide by the sum of the weights: look at its "
    "reduction.",
    solution='''\
def compiled(model):
    """Changes what makes `loss` and `mse` of evaluate differ when there is a sample_weight."""
    model.compile(
        loss=keras.losses.MeanSquaredError(reduction="mean_with_sample_weight"),
        weighted_metrics=["mse"],
    )
    return model''',
    right="Same formula, same weights, same divisor: one number. (In one batch. With several, "
    "the loss counts each by its rows, and the metric by its weights.)",
    misconceptions={
        "not_compiled": "The model is not compiled. Call model.compile in your function.",
        "metric": "evaluate should report loss and one metric, and reports {found}.",
        "metrics": "The metric still knows no weights: those in metrics= never do. There is "
        "another argument for those that should.",
        "divisor": "Both have the weights now, and they divide by different things: the metric "
        "by the sum of the weights, the loss by the number of rows.",
        "differ": "The loss is {loss:.3f}, and the metric {metric:.3f}.",
    },
)
def compiled(answer):
    """Evaluates a model that passes its input through, in one batch with weights."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Identity()])
    call(answer, model, returns=False)
    if not model.compiled:
        raise Wrong("not_compiled")
    model.run_eagerly = True
    x, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([[1.0], [1.0], [0.0], [6.0]])
    weights, squares = np.array([1.0, 2.0, 0.0, 5.0]), np.array([1.0, 0.0, 4.0, 9.0])
    found = model.evaluate(x, y, sample_weight=weights, verbose=0, return_dict=True)
    if len(found) != 2:
        raise Wrong("metric", found=", ".join(found))
    loss, metric = found.pop("loss"), found.popitem()[1]
    if np.isclose(loss, metric, rtol=1e-5):
        return
    if np.isclose(metric, squares.mean(), rtol=1e-5):
        raise Wrong("metrics")
    if np.isclose([loss, metric], [46 / 4, 46 / 8], rtol=1e-5).all():
        raise Wrong("divisor")
    raise Wrong("differ", loss=loss, metric=metric)


@exercise(
    "11.5",
    title="Padding does not count",
    objective="average a loss over the real steps of sequences alone",
    minutes=4,
    hint="How many real steps are there? Divide by that number, and by no other.",
    solution='''\
def mean_of_real_steps(losses, mask):
    """Mean loss of all steps that are no padding. `mask` is True where a step is real."""
    return losses[mask].mean()''',
    right="The number under the fraction is the whole secret of an average. Keras does the same "
    "for a loss when a layer such as Masking hands it a mask.",
    misconceptions={
        "padding": "The padding is counted, as if it were real steps.",
        "zeros": "You took the padding out of the sum, and not out of the number of steps.",
        "sequences": "You averaged each sequence, and then the averages. A short sequence counts "
        "as much as a long one that way.",
        "sum": "This is the sum. Divide it by the number of real steps.",
        "inverted": "You averaged the padding. True stands for a real step.",
        "formula": "For losses [[1, 2], [6, 0]] and mask [[True, True], [True, False]] it should "
        "be 3. Yours gives {found:.3g} for other rows, where {expected:.3g} is right.",
    },
)
def mean_of_real_steps(answer):
    """Compares with the mean of what the mask lets through."""
    losses = np.array([[4.0, 1.0, 7.0, 9.0], [2.0, 3.0, 5.0, 0.5], [6.0, 8.0, 0.7, 0.9]])
    mask = np.array(
        [[True, True, True, True], [True, False, False, False], [True, True, True, False]]
    )
    found = read_number(call(answer, losses, mask))
    kept = losses * mask
    mistakes = {
        "padding": losses.mean(),
        "zeros": kept.mean(),
        "sequences": (kept.sum(axis=1) / mask.sum(axis=1)).mean(),
        "sum": kept.sum(),
        "inverted": losses[~mask].mean(),
    }
    compare(found, losses[mask].mean(), mistakes, rtol=1e-5)


EXERCISES = (symptoms, weighted_loss, loss_of_epoch, compiled, mean_of_real_steps)
