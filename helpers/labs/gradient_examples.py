"""Functions to start from in the GradientLab: what a learner reads, and their source."""

SOURCES = {  # by what a learner reads
    "mean squared error": """\
def mean_squared_error(y_true, y_pred):
    error = y_true - y_pred
    return ops.mean(ops.square(error))
""",
    "share of wrong answers (round)": """\
def wrong_answers(y_true, y_pred):
    answer = ops.round(y_pred)
    error = ops.abs(y_true - answer)
    return ops.mean(error)
""",
    "the same, made smooth (sigmoid)": """\
def smooth_wrong_answers(y_true, y_pred):
    steep = 10 * (y_pred - 0.5)
    answer = ops.sigmoid(steep)
    error = ops.abs(y_true - answer)
    return ops.mean(error)
""",
    "accuracy (argmax)": """\
def accuracy(y_true, y_pred):
    expected = ops.argmax(y_true, -1)
    answer = ops.argmax(y_pred, -1)
    hit = ops.equal(answer, expected)
    hit = ops.cast(hit, "float32")
    return ops.mean(hit)
""",
    "share of errors above 0.5 (comparison)": """\
def far_off(y_true, y_pred):
    error = ops.abs(y_true - y_pred)
    far = error > 0.5
    far = ops.cast(far, "float32")
    return ops.mean(far)
""",
    "cast to whole numbers": """\
def whole_numbers(y_true, y_pred):
    whole = ops.cast(y_pred, "int32")
    answer = ops.cast(whole, "float32")
    error = y_true - answer
    return ops.mean(ops.square(error))
""",
    "stop_gradient": """\
def stopped(y_true, y_pred):
    fixed = ops.stop_gradient(y_pred)
    error = y_true - fixed
    return ops.mean(ops.square(error))
""",
    "detour through NumPy": """\
def through_numpy(y_true, y_pred):
    def error(a, b):
        return np.mean((a - b) ** 2)
    return tf.numpy_function(
        error, [y_true, y_pred], tf.float32)
""",
    "logarithm of zero": """\
def log_of_zero(y_true, y_pred):
    # 0 where y_pred is too low
    error = ops.relu(y_pred - y_true)
    return ops.mean(ops.log(error))
""",
}
EXAMPLES = {
    source[len("def ") : source.index("(")]: (label, source) for label, source in SOURCES.items()
}
"""By the name of the function: pairs of what a learner reads, and the source."""
