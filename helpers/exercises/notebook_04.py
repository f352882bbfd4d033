"""Questions and exercises of notebook 04: one loss, and another metric."""

import numpy as np

from helpers.exercises.base import Question, exercise, table
from helpers.exercises.gradients import trace_loss
from helpers.exercises.judging import Wrong, call, compare, read_number, read_numbers

QUESTIONS = (
    Question(
        "The example is printed as a complete program. Does it run?",
        ("yes", "yes, with a warning", "no, it stops at compile", "no, it stops at fit"),
        "no, it stops at fit",
        "Nobody made X_train. There is a warning on the way, too.",
        {
            "yes": "Look at the names that it uses: one was never made.",
            "yes, with a warning": "The warning comes, and then the program stops.",
            "no, it stops at compile": "compile needs no data.",
        },
    ),
    Question(
        "You remove metrics=['mae'], and train again from the same start. Do the weights change?",
        ("a lot", "a little", "not at all"),
        "not at all",
        "Not in a single bit. You will see that below.",
        {
            "a lot": "The loss is the same, and it alone moves them.",
            "a little": "The loss is the same, and it alone moves them.",
        },
    ),
    Question(
        "You write loss='mae' and metrics=['mse'], the other way round. What happens?",
        (
            "an error: MAE is a metric",
            "it trains, to the same weights",
            "it trains, to other weights",
        ),
        "it trains, to other weights",
        "Keras has both twice, once in keras.losses and once in keras.metrics.",
        {
            "an error: MAE is a metric": "MAE is a metric and a loss: Keras has it twice.",
            "it trains, to the same weights": "The loss moves the weights, and this is another "
            "one.",
        },
    ),
)

what_changes = table(
    "04.1",
    title="What can change the weights?",
    objective="tell what steers training from what only watches it",
    minutes=2,
    answer="can_change_the_weights",
    right_values=(False, True, False, True),
    choices=(True, False),
    hint="Ask of each: does it change a gradient, or how many steps are taken?",
    right="The loss steers, a metric watches. Only a callback that acts on a metric turns the "
    "watcher into somebody with a hand on the brake.",
    misconceptions={
        "metrics=['mae', 'mape'] instead of metrics=['mae']": "No metric gets near a gradient: it "
        "reads predictions that were made anyway.",
        "loss='mae' instead of loss='mse'": "The gradient is that of the loss. Another loss, "
        "another direction.",
        "validation_data=(X_test, y_test) is added": "Validation rows are predicted and scored. "
        "No gradient is taken on them.",
        "callbacks=[EarlyStopping(monitor='val_mae')] is added": "The metric moves no weight, but "
        "the callback stops training when the metric says so: fewer steps, other weights.",
    },
)


@exercise(
    "04.2",
    title="The mean of an epoch",
    objective="put the metrics of batches together into that of an epoch",
    minutes=3,
    hint="A metric object keeps a sum and a count. Which sum, and which count?",
    solution='''\
def mae_of_epoch(mae_of_batches, batch_sizes):
    """Returns the mean absolute error of all rows together."""
    return np.average(mae_of_batches, weights=batch_sizes)''',
    right="Each row counts once. That is what a metric object does with its sum and its count, "
    "and it is why you should not average batch results yourself.",
    misconceptions={
        "batch_average": "This is the mean of the batches. A smaller last batch counts as much "
        "as a full one, so its rows count too much.",
        "sum": "This is the sum of all absolute errors. Divide it by the number of rows.",
        "last": "This is the last batch alone.",
        "batches": "You weighted the batches, and then divided by the number of batches. Divide "
        "by the number of rows.",
        "formula": "For batches of 3 rows and 1 row with mean absolute errors 1 and 5, the four "
        "rows have 2.",
    },
)
def mae_of_epoch(answer):
    """Compares with the mean over all rows, on uneven batches."""
    random = np.random.default_rng(1)
    sizes = np.array([32, 32, 5])
    rows = [
        abs(random.normal(size=size)) * scale for size, scale in zip(sizes, (1, 2, 9), strict=1)
    ]
    means = np.array([batch.mean() for batch in rows])
    mistakes = {
        "batch_average": means.mean(),
        "sum": (means * sizes).sum(),
        "last": means[-1],
        "batches": (means * sizes).mean(),
    }
    found = read_numbers(call(answer, means, sizes), ())
    compare(found, np.concatenate(rows).mean(), mistakes, rtol=1e-5)


@exercise(
    "04.3",
    title="Huber from scratch",
    objective="write a loss with two branches that fit can trace",
    minutes=6,
    hint="The line has the slope delta. Its height at an error of delta must be half of "
    "delta squared. keras.ops.where chooses row by row.",
    solution='''\
def huber(y_true, y_pred, delta=1.0):
    """Half the squared error up to `delta`; beyond it, a straight line that continues it."""
    error = keras.ops.abs(y_true - y_pred)
    line = delta * (error - delta / 2)
    return keras.ops.mean(keras.ops.where(error <= delta, error**2 / 2, line), axis=-1)''',
    right="Near the target it has the smooth bowl of the squared error, far away the calm pull of "
    "the absolute one. You will find it in keras.losses, with the same formula.",
    misconceptions={
        "if": "It has a Python `if`, or asks for a number: {said}. While fit traces, there is "
        "no number yet. Choose with keras.ops.where.",
        "jump": "It jumps where the two branches meet. At an error of delta both must be half of "
        "delta squared: the line is delta * (error - delta / 2).",
        "negative": "It is right where y_pred is too low, and wrong where it is too high. Take the "
        "absolute error first.",
        "half": "Twice too large up to delta: it is half of the squared error.",
        "delta": "It is right for delta = 1 alone. The slope of the line is delta.",
        "one_branch": "It is the squared error everywhere. Beyond delta it should go straight.",
        "other_branch": "It is the straight line everywhere. Up to delta it is half the square.",
        "formula": "For an error of {error:g} and delta = {delta:g} it should give {expected:g}, "
        "and gives {found:g}.",
    },
)
def huber(answer):
    """Compares with NumPy on both sides of delta, for two deltas, in a `tf.function`."""
    errors = np.array([0.0, 0.5, 1.5, 4.0, -0.5, -4.0], "float32")
    found = {delta: _rows(answer, errors, delta) for delta in (1.0, 2.0)}

    def expected(delta, errors=errors):
        size = abs(errors)
        return np.where(size <= delta, size**2 / 2, delta * (size - delta / 2))

    def gives(other, *deltas):
        return all(np.allclose(found[delta], other(delta), atol=1e-4) for delta in deltas)

    size = abs(errors)
    if gives(expected, 1.0, 2.0):
        return
    if gives(expected, 1.0):
        raise Wrong("delta")
    guesses = {
        "jump": lambda delta: np.where(size <= delta, size**2 / 2, delta * size),
        "half": lambda delta: np.where(size <= delta, size**2, expected(delta)),
        "one_branch": lambda delta: size**2 / 2,
        "other_branch": lambda delta: delta * (size - delta / 2),
    }
    for kind, guess in guesses.items():
        if gives(guess, 1.0, 2.0):
            raise Wrong(kind)
    if np.allclose(found[1.0][:4], expected(1.0)[:4], atol=1e-4) or np.allclose(
        found[1.0][[0, 4, 5]], expected(1.0)[[0, 4, 5]], atol=1e-4
    ):
        raise Wrong("negative")
    at = int(np.argmax(abs(found[1.0] - expected(1.0))))
    raise Wrong("formula", error=errors[at], delta=1, expected=expected(1.0)[at],
                found=found[1.0][at])  # fmt: skip


def _rows(answer, errors, delta):
    """Returns the loss of each row, taken one at a time."""
    step, target = trace_loss(answer, delta, misconception="if"), np.zeros((1, 1), "float32")
    return np.array([read_number(step(target, target - error)[0]) for error in errors])


messages = table(
    "04.4",
    title="Four errors you will meet",
    objective="find what is missing in a compile from what fit and evaluate say",
    minutes=3,
    answer="cause",
    right_values="abcd",
    hint="Two of the messages come from Python, and speak of the left side of `loss, mae = "
    "model.evaluate(…)`.",
    right="evaluate gives back what compile was given: the loss, and one number for each "
    "metric. No metric, no pair.",
    misconceptions={
        "Could not interpret loss identifier: rmse": "Keras looks the name up among its losses, "
        "and finds none. (The root is a metric: RootMeanSquaredError.)",
        "You must call `compile()` before using the model.": "fit needs a loss and an "
        "optimizer. Nobody has named them yet.",
        "cannot unpack non-iterable float object": "evaluate gave back one float: the loss. "
        "There was no metric to go with it.",
        "too many values to unpack (expected 2)": "evaluate gave back more than two numbers: "
        "there are more metrics than names.",
    },
)


mse_or_mae = table(
    "04.5",
    title="Squared or absolute?",
    objective="choose between mean squared error and mean absolute error for a reason",
    minutes=3,
    answer="loss",
    right_values=("mse", "mae", "mse", "mae"),
    choices=("mse", "mae"),
    hint="One of them asks for the mean and weighs large errors most. The other asks for the "
    "median and weighs every unit of error alike.",
    right="You choose a loss by what an error costs, and by which number you want: the mean or "
    "the median.",
    misconceptions={
        "an error of 10 costs a hundred times as much as an error of 1": "Ten times the error, a "
        "hundred times the cost: that is a square.",
        "a few targets are typing errors, and far off": "Under squared error the few wrong targets "
        "pull hardest, because the gradient grows with the error.",
        "a thousand predictions are added up, and the sum should be right": "A sum is right if "
        "each prediction is right on average: the mean, and not the median.",
        "half of the deliveries should be earlier than announced, half later": "Half above, half "
        "below: that is the median.",
    },
)


@exercise(
    "04.6",
    title="Each weight to its own row",
    objective="bring two tensors to one shape in a loss",
    minutes=2,
    starter="""\
weight = keras.ops.where(y_true < 0, 3.0, 1.0)
error = keras.losses.mean_absolute_error(y_true, y_pred)
return ...  # keras.ops.mean(weight * error) would train, and be wrong""",
    hint="Print both shapes: weight has two axes, error has one. keras.ops.squeeze takes one away.",
    solution='''\
def weighted_error(y_true, y_pred):
    """Mean absolute error; a row with a negative label counts three times. For compile."""
    weight = keras.ops.where(y_true < 0, 3.0, 1.0)
    error = keras.losses.mean_absolute_error(y_true, y_pred)
    return keras.ops.mean(keras.ops.squeeze(weight, axis=-1) * error)''',
    right="Two shapes, (n,) and (n, 1), spread to (n, n) without a word. Whoever looks at shapes "
    "before the last line finds it in a minute.",
    misconceptions={
        "spread": "Each weight meets the errors of all rows: (n, 1) times (n,) is (n, n). The "
        "mean of that is the mean weight times the mean error, so no row counts more than another.",
        "unweighted": "All rows count alike.",
        "sum": "It is the sum over the rows. Take the mean.",
        "shared": "It divides by the sum of the weights. The mean over the rows is asked for.",
        "swapped": "Rows with a positive label count three times.",
        "if": "It asks for a number: {said}. While fit traces, there is no number yet. Go on with "
        "the tensor, using keras.ops.",
        "formula": "For four rows it should give {expected:.3f}, and gives {found:.3f}.",
    },
)
def weighted_error(answer):
    """Compares with NumPy on four rows, in a `tf.function`."""
    y_true = np.array([[-1], [2], [3], [-4]], "float32")
    y_pred = np.array([[1], [2.5], [0], [-4]], "float32")
    weight, error = np.where(y_true < 0, 3, 1), abs(y_true - y_pred)
    found = read_number(trace_loss(answer, misconception="if")(y_true, y_pred)[0])
    mistakes = {
        "spread": weight.mean() * error.mean(),
        "unweighted": error.mean(),
        "sum": (weight * error).sum(),
        "shared": np.average(error, weights=weight),
        "swapped": ((4 - weight) * error).mean(),
    }
    compare(found, (weight * error).mean(), mistakes, atol=1e-4)


EXERCISES = (what_changes, mae_of_epoch, huber, messages, mse_or_mae, weighted_error)
