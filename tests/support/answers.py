"""Answers to the exercises as learners might write them: wrong ones, and other right ones.

Each is the code of the cell. `WRONG` goes by exercise and misconception, `RIGHT` by exercise.
"""


def choices(name, table, **changes):
    """Returns the code of a dict: the right one, with some entries changed by position."""
    entries = dict(table)
    for position, value in changes.items():
        entries[list(entries)[int(position[1:])]] = value
    return f"{name} = {entries!r}"


def flipped(name, table):
    """Returns a dict from each key of a table of True and False to the code with it wrong."""
    return {key: choices(name, {**table, key: not value}) for key, value in table.items()}


def letters(messages, answer="cause"):
    """Returns wrong and right answers to a table of messages, whose causes are a, b, c, d."""
    table = dict(zip(messages, "abcd", strict=True))
    wrong = {
        message: choices(answer, table, **{f"_{position}": "abcd"[(position + 1) % 4]})
        for position, message in enumerate(messages)
    }
    right = [
        choices(answer, table, _0="A", _1="B", _2="C", _3="D"),
        choices(answer, table, _3=" d "),
        f"{answer} = dict(reversed(list({table!r}.items())))",
    ]
    return wrong, right


WRONG, RIGHT = {}, {}

HOLDS = {
    "keras.Input((3,))": False,
    "keras.ops.zeros((2, 2))": True,
    "keras.ops.zeros_like(keras.Input((2,)))": False,
    "tf.Variable(0.0) * 2": True,
}
WRONG["01.1"] = flipped("holds_a_number", HOLDS)
WRONG["01.1"]["keys"] = "holds_a_number = [False, True, False, True]"
WRONG["01.1"]["choice"] = choices("holds_a_number", HOLDS, _0="perhaps")
RIGHT["01.1"] = [
    choices("holds_a_number", HOLDS, _0=0, _1=1, _2=0, _3=1),
    f"holds_a_number = dict(reversed(list({HOLDS!r}.items())))",
    f"holds_a_number = {{name: np.bool_(value) for name, value in {HOLDS!r}.items()}}",
]

VALUE = "def value_of(blueprint, source, rows):\n    "
WRONG["01.2"] = {
    "blueprint": VALUE + "return blueprint",
    "model": VALUE + "return keras.Model(source, blueprint)",
    "rows": VALUE + "return rows",
    "one_blueprint": VALUE + "return rows ** 2 + 1",
    "raised": VALUE + "return blueprint.numpy()",
    "nothing": VALUE + "keras.Model(source, blueprint)(rows)",
}
RIGHT["01.2"] = [
    VALUE + "return keras.Model(source, blueprint).predict(rows, verbose=0)",
    VALUE + "return keras.Function(source, blueprint)(rows).numpy().tolist()",
    "value_of = lambda blueprint, source, rows: keras.Model([source], [blueprint])([rows])",
]

PART = "def positive_part(column):\n    "
WRONG["01.3"] = {
    "tf": PART + "return tf.nn.relu(column)",
    "layer": PART + "return keras.layers.ReLU()",
    "swallowed": PART + "try:\n        return tf.maximum(column, 0.0)\n"
    "    except ValueError:\n        return column",
    "formula": PART + "return keras.ops.abs(column)",
    "number": PART + "return np.maximum(column, 0.0)",
}
RIGHT["01.3"] = [
    PART + "return keras.layers.ReLU()(column)",
    PART + "return (column + keras.ops.abs(column)) / 2",
    PART + "return keras.ops.relu(column)",
]

PRINTED = {
    "print: tf.constant(1.0), tf.constant(2.0), tf.constant(3.0)": 1,
    "tf.print: tf.constant(1.0), tf.constant(2.0), tf.constant(3.0)": 3,
    "print: tf.constant([1.0]), tf.constant([2.0]), tf.constant([1.0, 2.0])": 2,
    "print: 1.0, 2.0, 3.0": 3,
}
WRONG["01.4"] = {
    calls: choices("lines", PRINTED, **{f"_{at}": wrong})
    for at, (calls, wrong) in enumerate(zip(PRINTED, (3, 1, 3, 1), strict=True))
}
WRONG["01.4"]["choice"] = choices("lines", PRINTED, _0="once")
RIGHT["01.4"] = [
    f"lines = dict(reversed(list({PRINTED!r}.items())))",
    f"lines = {{calls: np.int64(count) for calls, count in {PRINTED!r}.items()}}",
]

LOSS = "def repaired_loss(y_true, y_pred):\n    "
MEAN = "keras.ops.mean(keras.ops.square(y_true - y_pred))"
WRONG["02.2"] = {
    "numpy": LOSS + f"return {MEAN}.numpy()",
    "no_gradient": LOSS + f"return keras.ops.stop_gradient({MEAN})",
    "formula": LOSS + "return keras.ops.mean(keras.ops.abs(y_true - y_pred))",
    "scaled": LOSS + "return keras.ops.sum(keras.ops.square(y_true - y_pred))",
    "nothing": LOSS + MEAN,
    "function": "repaired_loss = 3.33",
}
RIGHT["02.2"] = [
    LOSS + "return keras.ops.mean((y_true - y_pred) ** 2, axis=-1)",
    LOSS + "return keras.losses.mean_squared_error(y_true, y_pred)",
    LOSS + "return tf.reduce_mean(tf.square(y_pred - y_true))",
    "repaired_loss = keras.losses.MeanSquaredError()",
]

WITH = "def with_loss(model):\n    "
SECOND = WITH + "answers = keras.Input((1,))\n    "
WRONG["02.3"] = {
    "loss": SECOND + "return keras.ops.mean((model.output - answers) ** 2)",
    "by_row": SECOND + "loss = keras.ops.mean((model.output - answers) ** 2, axis=-1)\n"
    "    return keras.Model([model.input, answers], loss)",
    "sum": SECOND + "loss = keras.ops.sum((model.output - answers) ** 2)\n"
    "    return keras.Model([model.input, answers], loss)",
    "formula": SECOND + "loss = keras.ops.mean(keras.ops.abs(model.output - answers))\n"
    "    return keras.Model([model.input, answers], loss)",
    "copy": SECOND + "twin = keras.models.clone_model(model)\n"
    "    twin.set_weights(model.get_weights())\n"
    "    twin.set_weights([np.array([[1.0], [0.5]]), np.array([0.25])])\n"
    "    loss = keras.ops.mean((twin.output - answers) ** 2)\n"
    "    return keras.Model([twin.input, answers], loss)",
    "one_input": WITH + "loss = keras.ops.mean(model.output ** 2)\n"
    "    return keras.Model(model.input, loss)",
    "nothing": SECOND + "keras.Model([model.input, answers], model.output - answers)",
}
RIGHT["02.3"] = [
    WITH + "rows, answers = keras.Input((2,)), keras.Input((1,))\n"
    "    loss = keras.ops.mean(keras.losses.mean_squared_error(answers, model(rows)))\n"
    "    return keras.Model([rows, answers], loss)",
    WITH + "return lambda both: keras.ops.mean((model(both[0]) - both[1]) ** 2)",
]

COUNTS = {
    "train_step(rows, answers)": 2,
    "train_step(rows, answers, 0.1), another Python number in each epoch": 10,
    "train_step(rows, answers, tf.constant(0.1)), another value in each epoch": 2,
}
WRONG["03.1"] = {
    "one": choices("traces", COUNTS, _0=1),
    "each_call": choices("traces", COUNTS, _0=20),
    "each_epoch": choices("traces", COUNTS, _0=5),
    "python_value": choices("traces", COUNTS, _1=5),
    "tensor": choices("traces", COUNTS, _2=10),
    "other": choices("traces", COUNTS, _1=7),
}
RIGHT["03.1"] = [
    f"traces = {{name: np.int64(value) for name, value in {COUNTS!r}.items()}}",
    f"traces = dict(reversed(list({COUNTS!r}.items())))",
]

GRADIENT = "def mse_gradient(x, y, w, b):\n    error = x @ w + b - y\n    "
WRONG["03.2"] = {
    "two": GRADIENT + "return x.T @ error / len(x), error.mean()",
    "rows": GRADIENT + "return 2 * x.T @ error, 2 * error.sum()",
    "sign": GRADIENT + "return -2 / len(x) * x.T @ error, -2 * error.mean()",
    "bias": GRADIENT + "return 2 / len(x) * x.T @ error, 2 * error.sum()",
    "pair": GRADIENT + "return 2 / len(x) * x.T @ error",
    "formula": GRADIENT + "return 2 / len(x) * x.T @ abs(error), 2 * error.mean()",
    "changed": "def mse_gradient(x, y, w, b):\n    x *= 2\n    return w, b",
}
RIGHT["03.2"] = [
    GRADIENT + "return [2 * np.mean(x * error, axis=0)[:, np.newaxis], [2 * np.mean(error)]]",
    "def mse_gradient(x, y, w, b):\n    w, b = tf.Variable(w), tf.Variable(b, dtype='float64')\n"
    "    with tf.GradientTape() as tape:\n"
    "        loss = tf.reduce_mean((x @ w + b - y) ** 2)\n"
    "    return tape.gradient(loss, [w, b])",
]


def step(outside="", inside="", after="", result="loss", optimizer="optimizer", decorated=True):
    """Returns the code of a training step with parts of it moved or changed."""
    lines = ["def make_train_step(model):", f"    {outside or 'pass'}"]
    lines += ["    @tf.function"] * decorated
    lines += [
        "    def train_step(rows, answers):",
        f"        {inside or 'pass'}",
        "        with tf.GradientTape() as tape:",
        "            loss = keras.ops.mean((model(rows) - answers) ** 2)",
        "        gradients = tape.gradient(loss, model.trainable_variables)",
        f"        {optimizer}.apply_gradients(zip(gradients, model.trainable_variables))",
        f"        {after or 'pass'}",
        f"        return {result}",
        "    return train_step",
    ]
    return "\n".join(lines)


SGD = "optimizer = keras.optimizers.SGD(0.1, momentum=0.9)"
WRONG["03.3"] = {
    "inside": step(inside=SGD),
    "numpy": step(outside=SGD, result="loss.numpy()"),
    "forgets": step(inside=SGD, decorated=False),
    "stands_still": step(outside=SGD).replace("optimizer.apply_gradients", "list"),
    "after": step(outside=SGD, result="keras.ops.mean((model(rows) - answers) ** 2)"),
    "step": step(outside=SGD.replace("0.1", "0.01")),
    "loss": step(outside=SGD, result="loss / 2"),
}
RIGHT["03.3"] = [
    step(outside=SGD, result="loss.numpy()", decorated=False),
    step(outside=SGD)
    .replace("apply_gradients(zip(gradients,", "apply(gradients,")
    .replace("variables))", "variables)"),
    "optimizers = {}\n" + step(outside=f"{SGD}; optimizers['kept'] = optimizer"),
]

CHANGES = {
    "metrics=['mae', 'mape'] instead of metrics=['mae']": False,
    "loss='mae' instead of loss='mse'": True,
    "validation_data=(X_test, y_test) is added": False,
    "callbacks=[EarlyStopping(monitor='val_mae')] is added": True,
}
WRONG["04.1"] = flipped("can_change_the_weights", CHANGES)
RIGHT["04.1"] = [
    choices("can_change_the_weights", CHANGES, _0=0, _1=1, _2=0, _3=1),
    f"can_change_the_weights = dict(reversed(list({CHANGES!r}.items())))",
]

EPOCH = "def mae_of_epoch(mae_of_batches, batch_sizes):\n    "
WRONG["04.2"] = {
    "batch_average": EPOCH + "return np.mean(mae_of_batches)",
    "sum": EPOCH + "return np.sum(mae_of_batches * batch_sizes)",
    "last": EPOCH + "return mae_of_batches[-1]",
    "batches": EPOCH + "return np.mean(mae_of_batches * batch_sizes)",
    "formula": EPOCH + "return np.median(mae_of_batches)",
    "shape": EPOCH + "return mae_of_batches * batch_sizes / sum(batch_sizes)",
}
RIGHT["04.2"] = [
    EPOCH + "return sum(m * n for m, n in zip(mae_of_batches, batch_sizes)) / sum(batch_sizes)",
    EPOCH + "return np.repeat(mae_of_batches, batch_sizes).mean()",
    EPOCH + "mean = keras.metrics.Mean()\n"
    "    mean.update_state(mae_of_batches, sample_weight=batch_sizes)\n    return mean.result()",
]

HUBER = "def huber(y_true, y_pred, delta=1.0):\n    "
ERROR = HUBER + "error = keras.ops.abs(y_true - y_pred)\n    "
WRONG["04.3"] = {
    "if": ERROR + "if error <= delta:\n        return keras.ops.mean(error**2 / 2)\n"
    "    return keras.ops.mean(delta * (error - delta / 2)) * float(np.mean(error))",
    "jump": ERROR + "return keras.ops.where(error <= delta, error**2 / 2, delta * error)",
    "negative": HUBER + "error = y_true - y_pred\n    return keras.ops.where("
    "error <= delta, error**2 / 2, delta * (error - delta / 2))",
    "half": ERROR + "return keras.ops.where(error <= delta, error**2, delta * (error - delta / 2))",
    "delta": ERROR + "return keras.ops.where(error <= 1, error**2 / 2, error - 1 / 2)",
    "one_branch": ERROR + "return error**2 / 2",
    "other_branch": ERROR + "return delta * (error - delta / 2)",
    "formula": ERROR + "return keras.ops.sqrt(error)",
}
RIGHT["04.3"] = [
    HUBER + "return keras.losses.huber(y_true, y_pred, delta=delta)",
    ERROR + "near = keras.ops.minimum(error, delta)\n"
    "    return keras.ops.mean(near * error - near**2 / 2)",
    ERROR + "far = keras.ops.relu(error - delta)\n"
    "    return keras.ops.mean(error**2 / 2 - far**2 / 2, axis=-1)",
]

OWN_ROW = (
    "def weighted_error(y_true, y_pred):\n"
    "    weight = keras.ops.where(y_true < 0, 3.0, 1.0)\n"
    "    error = keras.losses.mean_absolute_error(y_true, y_pred)\n    "
)
WRONG["04.6"] = {
    "spread": OWN_ROW + "return keras.ops.mean(weight * error)",
    "unweighted": OWN_ROW + "return error",
    "sum": OWN_ROW + "return keras.ops.sum(weight[:, 0] * error)",
    "shared": OWN_ROW + "return keras.ops.sum(weight[:, 0] * error) / keras.ops.sum(weight)",
    "swapped": OWN_ROW + "return keras.ops.mean((4 - weight[:, 0]) * error)",
    "if": OWN_ROW + "return keras.ops.mean(weight[:, 0] * error).numpy()",
    "formula": OWN_ROW + "return keras.ops.mean(weight[:, 0] * error**2)",
}
RIGHT["04.6"] = [
    OWN_ROW + "return weight[:, 0] * error",
    OWN_ROW + "return keras.ops.mean(weight * keras.ops.abs(y_true - y_pred))",
]

CROSS = "def cross_entropy(y_true, y_pred):\n    "
CLIP = CROSS + "y_pred = np.clip(y_pred, 1e-7, 1 - 1e-7)\n    "
BOTH = "y_true * np.log(y_pred) + (1 - y_true) * np.log(1 - y_pred)"
WRONG["05.1"] = {
    "infinite": CROSS + f"return -np.mean({BOTH})",
    "positives": CLIP + "return -np.mean(y_true * np.log(y_pred))",
    "sign": CLIP + f"return np.mean({BOTH})",
    "base": CLIP + f"return -np.mean({BOTH}) / np.log(2)",
    "sum": CLIP + f"return -np.sum({BOTH})",
    "cut": CROSS + f"y_pred = np.clip(y_pred, 1e-3, 1 - 1e-3)\n    return -np.mean({BOTH})",
    "formula": CLIP + "return np.mean((y_true - y_pred) ** 2)",
}
RIGHT["05.1"] = [
    CROSS + "return float(keras.losses.BinaryCrossentropy()(y_true[:, None], y_pred[:, None]))",
    CLIP + "return np.mean(-np.log(np.where(y_true == 1, y_pred, 1 - y_pred)))",
]


def f1_class(build="", update="", result="", more=""):
    """Returns the code of a metric class."""
    parts = [
        "class F1(keras.metrics.Metric):",
        "    def __init__(self, name='f1', **kwargs):",
        "        super().__init__(name=name, **kwargs)",
        build,
        "    def update_state(self, y_true, y_pred, sample_weight=None):",
        "        answer = keras.ops.cast(y_pred > 0.5, 'float32')",
        "        y_true = keras.ops.cast(y_true, 'float32')",
        update,
        "    def result(self):",
        result,
        more,
    ]
    return "\n".join(part for part in parts if part)


STATE = "        self.hits = self.add_weight(initializer='zeros')\n"
STATE += "        self.said = self.add_weight(initializer='zeros')\n"
STATE += "        self.true = self.add_weight(initializer='zeros')"
COUNT = "        self.hits.assign_add(keras.ops.sum(y_true * answer))\n"
COUNT += "        self.said.assign_add(keras.ops.sum(answer))\n"
COUNT += "        self.true.assign_add(keras.ops.sum(y_true))"
SCORE = "        return keras.ops.divide_no_nan(2 * self.hits, self.said + self.true)"
PYTHON = "        self.hits = self.said = self.true = 0.0"
ONE = "        self.{0} = self.add_weight(initializer='zeros')\n".format
OF_BATCH = "        f1 = keras.ops.divide_no_nan(2 * keras.ops.sum(y_true * answer),"
OF_BATCH += " keras.ops.sum(answer) + keras.ops.sum(y_true))\n"
WRONG["05.2"] = {
    "object": f1_class(STATE, COUNT, SCORE) + "\nF1 = F1()",
    "batch_average": f1_class(
        ONE("total") + ONE("count"),
        OF_BATCH + "        self.total.assign_add(f1)\n        self.count.assign_add(1.0)",
        "        return keras.ops.divide_no_nan(self.total, self.count)",
    ),
    "last_batch": f1_class(
        ONE("f1"), OF_BATCH + "        self.f1.assign(f1)", "        return self.f1"
    ),
    "python_state": f1_class(
        PYTHON,
        COUNT.replace(".assign_add(", " += ("),
        SCORE,
        "    def reset_state(self):\n" + PYTHON,
    ),
    "forgets_nothing": f1_class(PYTHON, COUNT.replace(".assign_add(", " += ("), SCORE),
    "nan": f1_class(STATE, COUNT, "        return 2 * self.hits / (self.said + self.true)"),
    "soft": f1_class(STATE, COUNT.replace("answer", "y_pred"), SCORE),
    "accuracy": f1_class(
        ONE("right") + ONE("rows"),
        "        right = keras.ops.cast(y_true == answer, 'float32')\n"
        "        self.right.assign_add(keras.ops.sum(right))\n"
        "        self.rows.assign_add(float(y_true.shape[0] or 5))",
        "        return keras.ops.divide_no_nan(self.right, self.rows)",
    ),
    "precision": f1_class(STATE, COUNT, "        return self.hits / self.said"),
    "recall": f1_class(STATE, COUNT, "        return self.hits / self.true"),
    "formula": f1_class(STATE, COUNT, "        return self.hits / (self.said + self.true)"),
}
RIGHT["05.2"] = [
    f1_class(STATE, COUNT, SCORE),
    "class F1(keras.metrics.Metric):\n"
    "    def __init__(self, name='f1', **kwargs):\n"
    "        super().__init__(name=name, **kwargs)\n"
    "        self.p, self.r = keras.metrics.Precision(), keras.metrics.Recall()\n"
    "    def update_state(self, y_true, y_pred, sample_weight=None):\n"
    "        self.p.update_state(y_true, y_pred)\n"
    "        self.r.update_state(y_true, y_pred)\n"
    "    def result(self):\n"
    "        p, r = self.p.result(), self.r.result()\n"
    "        return keras.ops.divide_no_nan(2 * p * r, p + r)\n"
    "    def reset_state(self):\n"
    "        self.p.reset_state()\n"
    "        self.r.reset_state()",
    "class F1(keras.metrics.F1Score):\n"
    "    def __init__(self, name='f1', **kwargs):\n"
    "        super().__init__(threshold=0.5, average='micro', name=name, **kwargs)",
]

BEST = "def best_threshold(y_true, y_pred, cost_of_miss, cost_of_false_alarm):\n    "
BILLS = BEST + "ts = np.linspace(0, 1, 101)\n"
BILLS += "    missed = np.array([((y_true == 1) & (y_pred <= t)).sum() for t in ts])\n"
BILLS += "    alarms = np.array([((y_true == 0) & (y_pred > t)).sum() for t in ts])\n    "
WRONG["05.3"] = {
    "half": BEST + "return 0.5",
    "same": BILLS + "return ts[(missed + alarms).argmin()]",
    "swapped": BILLS + "return ts[(missed * cost_of_false_alarm + alarms * cost_of_miss).argmin()]",
    "cost": BILLS + "return (missed * cost_of_miss + alarms * cost_of_false_alarm).min()",
    "calibrated": BEST + "return cost_of_false_alarm / (cost_of_false_alarm + cost_of_miss)",
    "dearer": BEST + "return 0.2 if cost_of_miss > cost_of_false_alarm else 0.3",
}
RIGHT["05.3"] = [
    BEST + "ts = [0, *y_pred, 1]\n    return min(ts, key=lambda t: cost_of_miss * np.sum(y_true * "
    "(y_pred <= t)) + cost_of_false_alarm * np.sum((1 - y_true) * (y_pred > t)))",
    BILLS + "return float(ts[np.argmin(cost_of_miss * missed + cost_of_false_alarm * alarms)])",
]

TOP = "def top_k_share(y_true, y_pred, k):\n    "
HIT = "return np.mean([t in row for t, row in zip(y_true.argmax(1), {0})])".format
WRONG["06.1"] = {
    "lowest": TOP + HIT("np.argsort(y_pred, axis=1)[:, :k]"),
    "k_minus_one": TOP + HIT("np.argsort(-y_pred, axis=1)[:, : k - 1]"),
    "k_plus_one": TOP + HIT("np.argsort(-y_pred, axis=1)[:, : k + 1]"),
    "percent": TOP + HIT("np.argsort(-y_pred, axis=1)[:, :k]") + " * 100",
    "count": TOP + HIT("np.argsort(-y_pred, axis=1)[:, :k]").replace("np.mean", "np.sum"),
    "mass": TOP + "return np.sort(y_pred, axis=1)[:, -k:].sum(axis=1).mean()",
    "ignores_k": TOP + "return np.mean(y_pred.argmax(1) == y_true.argmax(1))",
    "formula": TOP + "return np.mean(y_pred.argmax(1) == y_true.argmax(1)) * k",
}
RIGHT["06.1"] = [
    TOP + "of_truth = (y_true * y_pred).sum(1)\n"
    "    return np.mean((y_pred > of_truth[:, None]).sum(1) < k)",
    TOP + HIT("np.argpartition(-y_pred, k - 1, axis=1)[:, :k]"),
    TOP + "return np.mean(keras.metrics.top_k_categorical_accuracy(y_true, y_pred, k=k))",
]

FOR = "def loss_for(labels):\n    "
SPARSE, DENSE = "'sparse_categorical_crossentropy'", "'categorical_crossentropy'"
WRONG["06.2"] = {
    "always_sparse": FOR + f"return {SPARSE}",
    "swapped": FOR + f"return {DENSE} if labels.ndim == 1 else {SPARSE}",
    "dtype": FOR + f"return {SPARSE} if labels.dtype.kind == 'i' else {DENSE}",
    "column": FOR + f"return {SPARSE} if labels.ndim == 1 else {DENSE}",
    "name": FOR + "return 'crossentropy'",
}
RIGHT["06.2"] = [
    FOR + f"return {SPARSE} if labels.size == len(labels) else {DENSE}",
    FOR + "if labels.shape[-1] == 10 and labels.ndim > 1:\n"
    "        return keras.losses.CategoricalCrossentropy()\n"
    "    return keras.losses.SparseCategoricalCrossentropy()",
]


def parcel(activation=None, loss="mean_absolute_error", metric="mean_absolute_error"):
    """Returns the code of a choice."""
    return (
        f"choice = {{'activation of the last layer': {activation!r}, "
        f"'loss': {loss!r}, 'metric': {metric!r}}}"
    )


WRONG["07.1"] = {
    "activation": parcel(activation="sigmoid"),
    "squared": parcel(loss="mean_squared_error"),
    "percentage": parcel(loss="mape"),
    "classes": parcel(metric="accuracy"),
    "squared_metric": parcel(metric="mse"),
    "unknown": parcel(loss="median_error"),
}
RIGHT["07.1"] = [
    parcel(activation="linear", loss="mae", metric="mae"),
    parcel(loss="huber"),
    parcel(loss="log_cosh", metric="root_mean_squared_error"),
]

PRICE = "def price(y_true, y_pred):\n    late = y_true - y_pred\n    "
WRONG["07.2"] = {
    "swapped": PRICE + "return keras.ops.mean(keras.ops.maximum(late, -3 * late))",
    "symmetric": PRICE + "return keras.ops.mean(2 * keras.ops.abs(late))",
    "squared": PRICE + "return keras.ops.mean(keras.ops.where(late > 0, 3 * late**2, late**2))",
    "negative": PRICE + "return keras.ops.mean(keras.ops.where(late > 0, 3 * late, late))",
    "if": PRICE + "return 3 * late if float(np.mean(late)) > 0 else -late",
    "no_gradient": PRICE
    + "return keras.ops.stop_gradient(keras.ops.mean(keras.ops.maximum(3 * late, -late)))",
    "formula": PRICE + "return keras.ops.mean(keras.ops.maximum(4 * late, -2 * late))",
}
RIGHT["07.2"] = [
    PRICE + "return keras.ops.where(late > 0, 3 * late, -late)",
    PRICE + "return keras.ops.mean(2 * keras.ops.abs(late) + late)",
    PRICE + "return tf.reduce_mean(3 * tf.nn.relu(late) + tf.nn.relu(-late))",
]

COMPILED = "def compiled(model):\n    "
WRONG["07.3"] = {
    "loss": COMPILED + "model.compile(loss='binary_crossentropy', "
    "metrics=[keras.metrics.AUC(from_logits=True)])",
    "metric": COMPILED + "model.compile(loss=keras.losses.BinaryCrossentropy(from_logits=True), "
    "metrics=['auc'])",
    "no_metric": COMPILED + "model.compile(loss=keras.losses.BinaryCrossentropy(from_logits=True))",
    "not_compiled": COMPILED + "return keras.losses.BinaryCrossentropy(from_logits=True)",
}
RIGHT["07.3"] = [
    COMPILED + "model.compile('sgd', keras.losses.BinaryCrossentropy(from_logits=True), metrics="
    "[keras.metrics.AUC(from_logits=True), keras.metrics.BinaryAccuracy(threshold=0)])",
    "class SigmoidAUC(keras.metrics.AUC):\n"
    "    def update_state(self, y_true, y_pred, sample_weight=None):\n"
    "        super().update_state(y_true, keras.ops.sigmoid(y_pred))\n"
    + COMPILED
    + "model.compile(loss=lambda t, p: keras.losses.binary_crossentropy(t, p, from_logits=True),\n"
    "                  metrics=[SigmoidAUC()])",
]


def loop(train="x, y", report="x_unseen, y_unseen", reset=True, rate=0.1, before=False,
         metric="MeanAbsoluteError", apply="apply_gradients", result="report"):  # fmt: skip
    """Returns the code of a training loop with a part of it changed."""
    rows, answers = report.split(", ")
    says = [f"        metric.update_state({answers}, model({rows}))",
            "        report.append(float(metric.result()))"]  # fmt: skip
    says = ["        metric.reset_state()"] * reset + says
    learns = [
        "        with tf.GradientTape() as tape:",
        f"            x_, y_ = {train}",
        "            loss = keras.ops.mean((model(x_) - y_) ** 2)",
        "        gradients = tape.gradient(loss, model.trainable_variables)",
        f"        optimizer.{apply}(zip(gradients, model.trainable_variables))"
        if apply
        else "        del gradients",
    ]
    lines = [
        "def train_and_report(model, train, unseen, epochs):",
        "    (x, y), (x_unseen, y_unseen) = train, unseen",
        f"    optimizer = keras.optimizers.SGD({rate})",
        f"    metric, report = keras.metrics.{metric}(), []",
        "    for _ in range(epochs):",
        *(says + learns if before else learns + says),
        f"    return {result}",
    ]
    return "\n".join(lines)


WRONG["07.4"] = {
    "length": loop(result="report[-1:]"),
    "training_rows": loop(report="x, y"),
    "leak": loop(train="x_unseen, y_unseen"),
    "no_reset": loop(reset=False),
    "before": loop(before=True),
    "stands_still": loop(apply=""),
    "step": loop(rate=0.01),
    "loss": loop(metric="MeanSquaredError"),
    "formula": loop(result="[2 * value for value in report]"),
    "nothing": loop(result="None"),
}
RIGHT["07.4"] = [
    "def train_and_report(model, train, unseen, epochs):\n"
    "    model.compile(keras.optimizers.SGD(0.1), 'mse', metrics=['mae'])\n"
    "    history = model.fit(*train, batch_size=30, epochs=epochs, validation_data=unseen,\n"
    "                        verbose=0)\n"
    "    return history.history['val_mae']",
    loop(result="np.array(report)"),
]


WRONG["08.1"], RIGHT["08.1"] = letters(
    (
        "the model says no to every payment",
        "weights of the classes made all probabilities too high",
        "the network knows the training rows by heart",
        "of twenty alarms one is right",
    ),
    answer="told_by",
)

WEIGHT = "def true_probability(y_pred, weight):\n    "
WRONG["08.2"] = {
    "divided": WEIGHT + "return y_pred / weight",
    "wrong_way": WEIGHT + "return y_pred * weight / (y_pred * weight + 1 - y_pred)",
    "odds": WEIGHT + "return y_pred / (1 - y_pred) / weight",
    "same": WEIGHT + "return y_pred",
    "formula": WEIGHT + "return y_pred / (y_pred + weight)",
}
RIGHT["08.2"] = [
    WEIGHT + "return y_pred / (y_pred + weight * (1 - y_pred))",
    WEIGHT + "return tf.sigmoid(tf.math.log(y_pred / (1 - y_pred)) - np.log(weight))",
]

SOFT = """def soft_f2_loss(y_true, y_pred):
    hits = keras.ops.sum(y_true * y_pred)
    misses = keras.ops.sum(y_true * (1 - y_pred))
    alarms = keras.ops.sum((1 - y_true) * y_pred)
    return 1 - 5 * hits / (5 * hits + 4 * misses + alarms)"""
WRONG["07.6"] = {
    "counts": SOFT.replace("    hits", "    y_pred = keras.ops.round(y_pred)\n    hits"),
    "numpy": SOFT.replace("keras.ops.sum(y_true * y_pred)", "(y_true * y_pred).numpy().sum()"),
    "score": SOFT.replace("1 - 5", "5"),
    "f1": SOFT.replace("4 * ", "").replace("5 *", "2 *"),
    "swapped": SOFT.replace("4 * misses + alarms", "misses + 4 * alarms"),
    "rows": SOFT.replace("keras.ops.sum", ""),
    "formula": "def soft_f2_loss(y_true, y_pred):\n"
    "    return keras.ops.mean((y_true - y_pred) ** 2)",
}
RIGHT["07.6"] = [
    "def soft_f2_loss(y_true, y_pred):\n    return 1 - 5 * tf.reduce_sum(y_true * y_pred) / "
    "tf.reduce_sum(4 * y_true + y_pred)",
    "def soft_f2_loss(y_true, y_pred):\n    hits = keras.ops.sum(y_true * y_pred)\n"
    "    precision, recall = hits / keras.ops.sum(y_pred), hits / keras.ops.sum(y_true)\n"
    "    return 1 - 5 * precision * recall / (4 * precision + recall + 1e-7)",
]

BATCHES = "def counterexample():\n    return "
WRONG["10.1"] = {
    "form": BATCHES + "[1, 1], [1], [0], [1]",
    "agrees": BATCHES + "[1, 0], [1, 1], [0, 1], [1, 1]",
    "no_yes": BATCHES + "[1, 1], [1, 1], [0, 1], [0, 0]",
    "close": BATCHES + "[1] * 21, [1] * 21, [1] * 19 + [0], [1] * 20",
}
RIGHT["10.1"] = [
    BATCHES + "[1], [1], [0] * 9, [1] * 9",
    BATCHES + "np.ones(5), np.ones(5), np.zeros(3), np.array([1, 0, 0])",
]

STEPS = "def mean_of_real_steps(losses, mask):\n    return "
WRONG["11.5"] = {
    "padding": STEPS + "losses.mean()",
    "zeros": STEPS + "(losses * mask).mean()",
    "sequences": STEPS + "np.mean([row[real].mean() for row, real in zip(losses, mask)])",
    "sum": STEPS + "losses[mask].sum()",
    "inverted": STEPS + "losses[~mask].mean()",
    "formula": STEPS + "np.median(losses[mask])",
}
RIGHT["11.5"] = [
    STEPS + "(losses * mask).sum() / mask.sum()",
    STEPS + "np.average(losses, weights=mask)",
]


def early(**options):
    """Returns the code of a callback."""
    listed = ", ".join(f"{name}={value!r}" for name, value in options.items())
    return f"def stop_early():\n    return keras.callbacks.EarlyStopping({listed})"


WRONG["08.3"] = {
    "callback": "def stop_early():\n    return 'val_auc'",
    "loss": early(patience=3, restore_best_weights=True),
    "training": early(monitor="auc", mode="max", patience=3, restore_best_weights=True),
    "direction": early(monitor="val_auc", mode="min", patience=3, restore_best_weights=True),
    "never": early(monitor="val_auc", mode="max", patience=30, restore_best_weights=True),
    "patience": early(monitor="val_auc", mode="max", patience=1, restore_best_weights=True),
    "restore": early(monitor="val_auc", mode="max", patience=3),
}
RIGHT["08.3"] = [
    early(monitor="val_auc", patience=3, restore_best_weights=True),
    early(monitor="val_auc", mode="max", patience=3, restore_best_weights=True, min_delta=1e-6),
]


REPLICA = "def loss_of_replica(y_true, y_pred, rows_of_all):\n    "
SQUARES = "(y_true - y_pred) ** 2"
WRONG["09.1"] = {
    "mean": REPLICA + f"return keras.ops.mean({SQUARES})",
    "sum": REPLICA + f"return keras.ops.sum({SQUARES})",
    "twice": REPLICA + f"return keras.ops.mean({SQUARES}) / rows_of_all",
    "numpy": REPLICA + "return np.sum((y_true.numpy() - y_pred.numpy()) ** 2) / rows_of_all",
    "empty": REPLICA + "rows = keras.ops.cast(keras.ops.shape(y_true)[0], 'float32')\n"
    f"    return keras.ops.mean({SQUARES}) * rows / rows_of_all",
    "no_gradient": REPLICA
    + f"return keras.ops.stop_gradient(keras.ops.sum({SQUARES})) / rows_of_all",
    "formula": REPLICA + "return keras.ops.sum(keras.ops.abs(y_true - y_pred)) / rows_of_all",
}
RIGHT["09.1"] = [
    REPLICA + f"return keras.ops.sum({SQUARES} / rows_of_all)",
    REPLICA + "row_losses = keras.losses.mean_squared_error(y_true, y_pred)\n"
    "    return tf.nn.compute_average_loss(row_losses, global_batch_size=rows_of_all)",
]

MERGED = "def merged(states):\n    "
COUNTS_OF = (
    "h, m, f = (sum(s[n] for s in states) for n in ('hits', 'misses', 'false_alarms'))\n    "
)
F1_OF = "2 * s['hits'] / (2 * s['hits'] + s['misses'] + s['false_alarms'])"
WRONG["09.2"] = {
    "average": MERGED + f"return np.mean([{F1_OF} for s in states])",
    "weighted": MERGED + f"return np.average([{F1_OF} for s in states], "
    "weights=[sum(s.values()) for s in states])",
    "first": MERGED + f"s = states[0]\n    return {F1_OF}",
    "precision": MERGED + COUNTS_OF + "return h / (h + f)",
    "recall": MERGED + COUNTS_OF + "return h / (h + m)",
    "empty": MERGED
    + f"scores = [{F1_OF} for s in states]\n    "
    + COUNTS_OF
    + "return 2 * h / (2 * h + m + f)",
    "formula": MERGED + COUNTS_OF + "return h / (h + m + f)",
}
RIGHT["09.2"] = [
    MERGED + COUNTS_OF + "p, r = h / (h + f), h / (h + m)\n    return 2 * p * r / (p + r)",
    MERGED + "total = {n: np.sum([s[n] for s in states]) for n in states[0]}\n"
    "    return total['hits'] / (total['hits'] + (total['misses'] + total['false_alarms']) / 2)",
]


WEIGHTED = "def weighted_loss(row_losses, sample_weight):\n    "
WRONG["11.2"] = {
    "normalised": WEIGHTED + "return np.average(row_losses, weights=sample_weight)",
    "product": WEIGHTED + "return np.mean(row_losses) * np.mean(sample_weight)",
    "sum": WEIGHTED + "return np.sum(row_losses * sample_weight)",
    "unweighted": WEIGHTED + "return np.mean(row_losses)",
    "formula": WEIGHTED + "return np.mean(row_losses / (1 + sample_weight))",
    "changed": WEIGHTED + "row_losses *= sample_weight\n    return row_losses.mean()",
}
RIGHT["11.2"] = [
    WEIGHTED + "return np.mean(row_losses * sample_weight)",
    WEIGHTED + "return row_losses @ sample_weight / len(sample_weight)",
]

OF_EPOCH = "def loss_of_epoch(data_losses, penalties, batch_sizes):\n    "
OF_ROWS = "np.average(data_losses, weights=batch_sizes)"
WRONG["11.3"] = {
    "alike": OF_EPOCH + "return np.mean(data_losses + penalties)",
    "no_penalty": OF_EPOCH + f"return {OF_ROWS}",
    "all_penalties": OF_EPOCH + f"return {OF_ROWS} + penalties.sum()",
    "last_penalty": OF_EPOCH + f"return {OF_ROWS} + penalties[-1]",
    "last_batch": OF_EPOCH + "return data_losses[-1] + penalties[-1]",
    "sum": OF_EPOCH + "return np.sum((data_losses + penalties) * batch_sizes)",
    "formula": OF_EPOCH + f"return {OF_ROWS} + penalties.mean()",
}
RIGHT["11.3"] = [
    OF_EPOCH
    + "total = (data_losses + penalties) @ batch_sizes\n    return total / batch_sizes.sum()",
    OF_EPOCH + f"return {OF_ROWS} + np.average(penalties, weights=batch_sizes)",
]

EQUAL = "def compiled(model):\n    "
BY_WEIGHTS = "keras.losses.MeanSquaredError(reduction='mean_with_sample_weight')"
WRONG["11.4"] = {
    "not_compiled": EQUAL + "return model",
    "metric": EQUAL + "model.compile(loss='mse')",
    "metrics": EQUAL + f"model.compile(loss={BY_WEIGHTS}, metrics=['mse'])",
    "divisor": EQUAL + "model.compile(loss='mse', weighted_metrics=['mse'])",
    "differ": EQUAL + f"model.compile(loss={BY_WEIGHTS}, weighted_metrics=['mae'])",
}
RIGHT["11.4"] = [
    EQUAL + f"model.compile('adam', loss={BY_WEIGHTS}, "
    "weighted_metrics=[keras.metrics.MeanSquaredError(name='mse')])",
    EQUAL + f"model.compile(loss={BY_WEIGHTS}, weighted_metrics=['mean_squared_error'])",
]


HAVE_NUMBERS = {
    "torch.ones(3, requires_grad=True).mean()": True,
    "torch.ones(3, device='meta').mean()": False,
    "jax.eval_shape(jnp.mean, jnp.ones(3))": False,
    "jax.jit(jnp.mean)(jnp.ones(3))": True,
    "jnp.ones(3).mean()": True,
}
WRONG["13.1"] = flipped("holds_a_number", HAVE_NUMBERS)
WRONG["13.1"]["choice"] = choices("holds_a_number", HAVE_NUMBERS, _0="yes")
RIGHT["13.1"] = [
    choices("holds_a_number", HAVE_NUMBERS, _0=1, _1=0, _2=0),
    f"holds_a_number = dict(reversed(list({HAVE_NUMBERS!r}.items())))",
]

MOMENTUM = "def momentum_step(w, velocity, gradient, rate=0.1, momentum=0.9):\n    "
NEW_VELOCITY = MOMENTUM + "velocity = momentum * velocity - rate * gradient\n    "
WRONG["13.3"] = {
    "pair": NEW_VELOCITY + "return w + velocity",
    "forgets": MOMENTUM + "return w - rate * gradient, velocity",
    "sign": MOMENTUM + "v = momentum * velocity + rate * gradient\n    return w + v, v",
    "late": MOMENTUM + "return w + velocity, momentum * velocity - rate * gradient",
    "step": NEW_VELOCITY + "return w + momentum * velocity, velocity",
    "asks": NEW_VELOCITY + "if (velocity > 100).any():\n        velocity = 0 * velocity\n"
    "    return w + velocity, velocity",
    "changed": MOMENTUM + "velocity *= momentum\n    velocity -= rate * gradient\n"
    "    return w + velocity, velocity",
}
RIGHT["13.3"] = [
    # PyTorch's way to keep the velocity: without the learning rate.
    MOMENTUM + "velocity = momentum * velocity + gradient\n"
    "    return w - rate * velocity, velocity",
    "momentum_step = lambda w, v, g, rate=0.1, m=0.9: [w + m * v - rate * g, m * v - rate * g]",
]


DEFEND = "def defend(y_true, y_pred, cost_of_miss, capacity):\n    "
SEARCHED = (
    "thresholds = np.quantile(y_pred, np.linspace(1 - capacity, 1, 200))\n    "
    "costs = [cost_of_miss * y_true[y_pred <= each].sum() + (1 - y_true)[y_pred > each].sum()\n"
    "             for each in thresholds]\n    "
    "best = thresholds[int(np.argmin(costs))]\n    "
)


def choice(threshold, loss="'binary_crossentropy'", report="['precision', 'recall']"):
    """Returns the last line of an answer to the capstone."""
    return f"return {{'loss': {loss}, 'report': {report}, 'threshold': {threshold}}}"


WRONG["08.4"] = {
    "cannot_train": DEFEND + SEARCHED + choice("best", loss="'AUC'"),
    "no_probability": DEFEND + SEARCHED + choice("best", loss="'binary_focal_crossentropy'"),
    "accuracy": DEFEND + SEARCHED + choice("best", report="['accuracy', 'recall']"),
    "no_threshold": DEFEND + SEARCHED + choice("best", report="['auc', 'recall']"),
    "one_side": DEFEND + SEARCHED + choice("best", report="'recall'"),
    "half": DEFEND + choice("0.5"),
    "believed": DEFEND + choice("1 / (1 + cost_of_miss)"),
    "capacity": DEFEND + SEARCHED.replace("1 - capacity", "0") + choice("best"),
    "full_desk": DEFEND + choice("np.quantile(y_pred, 1 - capacity)"),
    "one_for_all": DEFEND + choice("0.75"),
    "expensive": DEFEND + choice("cost_of_miss / (1 + cost_of_miss)"),
    "keys": DEFEND + "return {'threshold': 0.5}",
}
RIGHT["08.4"] = [
    DEFEND + SEARCHED + choice("best"),
    DEFEND + SEARCHED + choice("best", "'mse'", "('Recall', 'Precision')"),
]

MEMORIES = {
    "SGD(0.1)": 0,
    "SGD(0.1, momentum=0.9)": 11,
    "Adam(0.1)": 22,
    "Adam(0.1), made again at each step": 0,
}
WRONG["03.4"] = {
    name: choices("remembers", {**MEMORIES, name: wrong})
    for name, wrong in zip(MEMORIES, (1, 1, 11, 22), strict=True)
}
RIGHT["03.4"] = [
    f"remembers = dict(reversed(list({MEMORIES!r}.items())))",
    f"remembers = {{name: np.int64(count) for name, count in {MEMORIES!r}.items()}}",
]

SCORES = "def scores(model, x, y):\n    "
COMPILED = (
    "top_2 = keras.metrics.TopKCategoricalAccuracy(k={}, name='top_2')\n    "
    "top_4 = keras.metrics.TopKCategoricalAccuracy(k={}, name='top_4')\n    "
    "model.compile('sgd', 'categorical_crossentropy', metrics=['accuracy', top_2, top_4])\n    "
)
EVALUATED = "return model.evaluate(x, y, verbose=0, return_dict=True)"
WRONG["06.4"] = {
    "no_dict": SCORES + COMPILED.format(2, 4) + "return model.evaluate(x, y, verbose=0)",
    "names": SCORES + COMPILED.format(2, 4).replace("'top_4'", "'top_3'") + EVALUATED,
    "trained": SCORES + COMPILED.format(2, 4) + "model.fit(x, y, verbose=0)\n    " + EVALUATED,
    "default_k": SCORES + COMPILED.format(5, 5) + EVALUATED,
    "exchanged": SCORES + COMPILED.format(4, 2) + EVALUATED,
    "percent": SCORES
    + COMPILED.format(2, 4)
    + EVALUATED.replace("return ", "return {name: 100 * value for name, value in ")
    + ".items()}",
    "formula": SCORES + COMPILED.format(1, 3) + EVALUATED,
    "raised": SCORES + EVALUATED,
}
RIGHT["06.4"] = [
    SCORES + COMPILED.format(2, 4).replace("'sgd', ", "'adam', ") + EVALUATED,
    SCORES + "y_pred, truth = model.predict(x, verbose=0), y.argmax(axis=1)\n    "
    "order = y_pred.argsort(axis=1)[:, ::-1]\n    "
    "first = lambda k: (order[:, :k] == truth[:, None]).any(axis=1).mean()\n    "
    "return {'accuracy': first(1), 'top_2': first(2), 'top_4': first(4)}",
]

BY_COST = {
    "an error of 10 costs a hundred times as much as an error of 1": "mse",
    "a few targets are typing errors, and far off": "mae",
    "a thousand predictions are added up, and the sum should be right": "mse",
    "half of the deliveries should be earlier than announced, half later": "mae",
}
WRONG["04.5"] = {
    reason: choices("loss", {**BY_COST, reason: "mae" if loss == "mse" else "mse"})
    for reason, loss in BY_COST.items()
}
RIGHT["04.5"] = [
    choices("loss", BY_COST, _0="MSE"),
    f"loss = dict(reversed(list({BY_COST!r}.items())))",
]

PAIRS = {
    "pairs in all": 6,
    "pairs in order": 4,
    "ties": 1,
    "pairs in order, once every probability is squared": 4,
}
WRONG["05.5"] = {
    what: choices("pairs", {**PAIRS, what: wrong})
    for what, wrong in zip(PAIRS, (10, 5, 2, 3), strict=True)
}
RIGHT["05.5"] = [
    f"pairs = dict(reversed(list({PAIRS!r}.items())))",
    f"pairs = {{what: np.int64(count) for what, count in {PAIRS!r}.items()}}",
]

MESSAGES = {
    "13.2": (
        "Can't call numpy() on Tensor that requires grad",
        "Tensor.item() cannot be called on meta tensors",
        "Abstract tracer value encountered where concrete value is expected",
        "tf.function only supports singleton tf.Variables created on the first call",
    ),
    "11.1": (
        "evaluate: loss 0.95, mse 0.80. With kernel_regularizer=None: 0.80, 0.80",
        "fit: loss 0.95. evaluate right after it: loss 0.80. With learning_rate=0.0: 0.95, 0.95",
        "fit: loss 0.95. evaluate right after it: loss 0.80. With learning_rate=0.0: 1.10, 0.95",
        "evaluate: loss 1.60, mse 0.80. All entries of sample_weight are 2",
    ),
    "09.3": (
        "on 4 devices the loss is 4 times as large, and training explodes",
        "only the last step of each epoch is too short",
        "the loss becomes NaN in the last step of an epoch",
        "the accuracy depends on how the rows are shared out",
    ),
    "06.3": (
        "the loss starts near 7 and does not fall",
        "Arguments `target` and `output` must have the same rank",
        "top-3 accuracy is 1.0, accuracy is 0.1",
        "the loss stays at 2.3",
    ),
    "02.1": (
        "'KerasTensor' object has no attribute 'numpy'",
        "'SymbolicTensor' object has no attribute 'numpy'",
        "'numpy.ndarray' object has no attribute 'numpy'",
        "No gradients provided for any variable",
    ),
    "04.4": (
        "Could not interpret loss identifier: rmse",
        "You must call `compile()` before using the model.",
        "cannot unpack non-iterable float object",
        "too many values to unpack (expected 2)",
    ),
    "05.4": (
        "No gradients provided for any variable.",
        "Arguments `target` and `output` must have the same shape",
        "FBetaScore expects 2D inputs with shape (batch_size, output_dim).",
        "Threshold values must be in [0, 1].",
    ),
    "07.5": (
        "got an unexpected keyword argument 'from_logits'",
        "huber() missing 2 required positional arguments: 'y_true' and 'y_pred'",
        "Could not interpret loss identifier: binary_cross_entropy",
        "Invalid dtype: str",
    ),
}
for _number, _messages in MESSAGES.items():
    _answer = "repair" if _number == "13.2" else "cause"
    WRONG[_number], RIGHT[_number] = letters(_messages, _answer)
