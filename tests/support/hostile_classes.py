"""Classes of losses and metrics that nobody should write, and somebody will: see `hostile`."""

from typing import NamedTuple


class HostileClass(NamedTuple):
    """A broken class, or an object of one.

    Attributes:
        kind: `"loss"` or `"metric"`.
        source: Python text that makes `answer`. It may use `keras`, `ops`, `tf` and `np`.
        said: What is said of it, in part.
    """

    kind: str
    source: str
    said: str


def lines(text):
    return "".join(f"    {line}\n" for line in text.splitlines())


def loss(body, said):
    """Makes a loss class of its methods."""
    return HostileClass("loss", f"class answer(keras.losses.Loss):\n{lines(body)}", said)


def metric(body, said):
    """Makes a metric class of its methods."""
    return HostileClass("metric", f"class answer(keras.metrics.Metric):\n{lines(body)}", said)


CALL = "def call(self, y_true, y_pred):\n    return ops.mean(ops.square(y_true - y_pred), axis=-1)"
INIT = (
    "def __init__(self):\n    super().__init__(name='own')\n"
    "    self.total = self.add_variable((), 'zeros')"
)
UPDATE = (
    "def update_state(self, y_true, y_pred, sample_weight=None):\n"
    "    self.total.assign(self.total + ops.sum(ops.abs(y_pred)))"
)
RESULT = "def result(self):\n    return self.total"

CLASSES = {
    # A loss
    "call missing": loss("pass", "answer has no method call, and Keras calls it. Write def call("),
    "call of one argument": loss("def call(self, y_pred):\n    return y_pred", "y_true and y_pred"),
    "super forgotten in a loss": loss(
        f"def __init__(self):\n    self.factor = 2\n{CALL}", "has to call super().__init__()"
    ),
    "arguments missing": loss(
        f"def __init__(self, factor):\n    super().__init__()\n{CALL}",
        "cannot be made without arguments: missing a required argument: 'factor'. Hand over an",
    ),
    "init raises": loss(
        f"def __init__(self):\n    raise RuntimeError('<b>no</b>')\n{CALL}",
        "raised RuntimeError in line 2 of __init__, `raise RuntimeError('<b>no</b>')`: <b>no",
    ),
    "call raises": loss(
        "def call(self, y_true, y_pred):\n    return y_true.numpy()",
        "Leave out .numpy() or .item()",
    ),
    "call never ends": loss(
        "def call(self, y_true, y_pred):\n    while True: pass", "Look for a loop that never ends"
    ),
    "init never ends": loss(
        f"def __init__(self):\n    while True: pass\n{CALL}", "Look for a loop that never ends"
    ),
    "call returns nothing": loss(
        "def call(self, y_true, y_pred):\n    ops.mean(y_pred)", "lack the word `return`"
    ),
    "init exits": loss(f"def __init__(self):\n    raise SystemExit\n{CALL}", "raised SystemExit"),
    "an unknown reduction": loss(
        f"def __init__(self):\n    super().__init__(reduction='average')\n{CALL}",
        "Invalid value for argument `reduction`",
    ),
    "an abstract loss": HostileClass(
        "loss", "answer = keras.losses.Loss", "derive from it and write `call`"
    ),
    "attributes that raise": loss(
        f"{CALL}\n@property\ndef delta(self):\n    raise ValueError('no')", "is in the labs now."
    ),
    # A metric
    "update missing": metric(f"{INIT}\n{RESULT}", "answer has no method update_state"),
    "result missing": metric(f"{INIT}\n{UPDATE}", "answer has no method result"),
    "super forgotten": metric(
        f"def __init__(self):\n    self.total = self.add_variable((), 'zeros')\n{UPDATE}\n{RESULT}",
        "has to call super().__init__()",
    ),
    "state made in update_state": metric(
        "def update_state(self, y_true, y_pred, sample_weight=None):\n"
        f"    self.total = self.add_variable((), 'zeros')\n{RESULT}",
        "Make it before the function",
    ),
    "result raises": metric(
        f"{INIT}\n{UPDATE}\ndef result(self):\n    return self.total / self.count",
        "answer raised AttributeError in line 2 of result, `return self.total / self.count`",
    ),
    "no sample_weight": metric(
        f"{INIT}\ndef update_state(self, y_true, y_pred):\n    pass\n{RESULT}",
        "fit hands over sample_weight, too",
    ),
    "holds the data": metric(
        "def __init__(self):\n    super().__init__()\n    self.rows = []\n"
        "def update_state(self, y_true, y_pred, sample_weight=None):\n"
        "    self.rows.append(y_pred)\n"
        "def result(self):\n    return ops.mean(ops.concatenate(self.rows))",
        "State in Python: Called batch by batch answer gives",
    ),
    "result is text": metric(
        f"{INIT}\n{UPDATE}\ndef result(self):\n    return '<b>good</b>'", "answer"
    ),
    "result is a dict": metric(
        f"{INIT}\n{UPDATE}\ndef result(self):\n    return {{'a': self.total}}",
        "The result of answer is a dict of 1 values, and a lab shows one",
    ),
    "result has a shape": metric(
        f"{INIT}\n{UPDATE}\ndef result(self):\n    return ops.zeros((2,)) + self.total",
        "The result of answer has shape (2,), and a lab shows one number",
    ),
    "result is nothing": metric(
        f"{INIT}\n{UPDATE}\ndef result(self):\n    self.total", "It may lack the word `return`"
    ),
    "result is no number": metric(
        f"{INIT}\n{UPDATE}\ndef result(self):\n    return self.total / 0.0", "gave inf for 7 rows"
    ),
    "reset raises": metric(
        f"{INIT}\n{UPDATE}\n{RESULT}\ndef reset_state(self):\n    self.count.assign(0.0)",
        "answer raised AttributeError in line 2 of reset_state",
    ),
    "update never ends": metric(
        f"{INIT}\n{RESULT}\ndef update_state(self, y_true, y_pred, sample_weight=None):\n"
        "    while True: pass",
        "Look for a loop that never ends",
    ),
    "cannot be copied": HostileClass(
        "metric",
        f"class answer(keras.metrics.Metric):\n{lines(INIT)}{lines(UPDATE)}{lines(RESULT)}"
        "    def __deepcopy__(self, memo):\n        raise TypeError('no copies')\n"
        "answer = answer()\n",
        "is in the labs now.",
    ),
}
