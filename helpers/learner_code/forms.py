"""A custom loss or metric in each form that Keras takes, and what it is called."""

import copy
import functools
import inspect
import types

import keras

from helpers.catalogue import lookup
from helpers.catalogue.losses import snake_case
from helpers.learner_code import time_limit
from helpers.learner_code.messages import FunctionError

BASES = {"loss": keras.losses.Loss, "metric": keras.metrics.Metric}
HOMES = {"loss": "keras.losses", "metric": "keras.metrics"}
METHODS = {"loss": ("call",), "metric": ("update_state", "result")}
# What `compile` makes of a function. Keras gives the first one no public name.
WRAPPERS = {
    "loss": keras.losses.MeanSquaredError.__base__,
    "metric": keras.metrics.MeanMetricWrapper,
}
# They say nothing about a formula. A `reduction` does.
PLUMBING = {"self", "name", "dtype", "args", "kwargs"}
# A class derived from one of Keras that writes nothing else has the formula of that one.
SETTING_UP = {"__init__", "get_config"}
LONGEST_TEXT, LONGEST_LIST = 20, 4


class Form:
    """A custom loss or metric: a function, a class, an object, or a name of Keras.

    Nothing of the learner's runs before `new` or a call.

    Args:
        kind: `"loss"` or `"metric"`.
        thing: What `compile` would take.

    Attributes:
        kind: `"loss"` or `"metric"`.
        thing: As it was given; for a name, the object of Keras.
        name: What menus call it: its name, and in brackets the parameters that tell it from
            another of the same name, such as `"Huber(delta=2.0)"`.
        relative: The `Entry` of the catalogue that has the same formula, up to parameters, or None.
        is_relative: Whether it is that entry, with the same parameters.
        codes: Code objects of all that the learner wrote in it, where errors are located.

    Raises:
        FunctionError: If Keras would take it in no form.
    """

    def __init__(self, kind, thing):
        self.kind = kind
        self.thing = _found(kind, thing) if isinstance(thing, str) else thing
        _check_kind(kind, self.thing)
        self.__name__ = _name(self.thing)
        if inspect.isclass(self.thing) and _is_of_keras(self.thing):
            self.thing = self._instance()
        self.relative = _relative(kind, self.thing)
        usual = dict(self.relative.arguments) if self.relative else {}
        parameters = _parameters(self.thing, usual)
        self.name = f"{self.__name__}({', '.join(parameters)})" if parameters else self.__name__
        written = self.thing if inspect.isfunction(self.thing) else type(self.thing)
        is_same = _is_of_keras(written) and set(parameters) == set(_texts(usual))
        self.is_relative = self.relative is not None and is_same
        self.codes = _codes(self.thing)

    @property
    def formula_of(self):
        """What the formula of the relative is called: that of the catalogue has its parameters."""
        label = self.relative.label
        return label if self.is_relative else f"{label} without your parameters"

    @property
    def is_object(self):
        """Whether Keras calls methods of it, such as `update_state`, and not itself."""
        return _is_a(self.thing, BASES[self.kind])

    def new(self):
        """Makes the object that `compile` would use, of a metric one with its own memory.

        Raises:
            FunctionError: If it is a class that needs arguments, or lacks a method.
        """
        if not self.is_object:
            return WRAPPERS[self.kind](self.thing, name=f"custom_{self.kind}")
        written = self.thing if inspect.isclass(self.thing) else type(self.thing)
        for method in METHODS[self.kind]:
            if getattr(written, method) is getattr(BASES[self.kind], method):
                given = "y_true, y_pred" if self.kind == "loss" else "…"
                raise FunctionError(
                    f"{self.__name__} has no method {method}, and Keras calls it. "
                    f"Write def {method}(self, {given}): … in the class."
                )
        if inspect.isclass(self.thing):
            return self._instance()
        return self.thing if self.kind == "loss" else _copy(self.thing)

    def __call__(self, y_true, y_pred):
        """Returns what the formula gives for a batch, as `fit` asks for it.

        Args:
            y_true: Tensor `(rows, outputs)`, or `(rows,)`.
            y_pred: Tensor `(rows, outputs)`.
        """
        if self.kind == "metric":
            return self.thing(y_true, y_pred)
        loss = self.object
        return loss.call(
            *(keras.ops.convert_to_tensor(each, loss.dtype) for each in (y_true, y_pred))
        )

    @functools.cached_property
    def object(self):
        """One `new()` that is kept."""
        return self.new()

    def _instance(self):
        try:
            inspect.signature(self.thing).bind()
        except TypeError as error:
            raise FunctionError(
                f"{self.__name__} cannot be made without arguments: {error}. Hand over an object, "
                f"with its arguments: course.{self.kind}({self.__name__}(…))."
            ) from None
        return self.thing()


def _found(kind, name):
    """Takes a name as Keras does: `"mse"`, or that of a loss of the learner's own."""
    try:
        entry = lookup.find(kind, name)
    except ValueError as error:
        raise FunctionError(
            f"{error} Names are those of Keras, such as 'mean_squared_error' or 'mse'."
        ) from None
    if entry.custom is not None:
        return entry.custom.thing
    home = keras.losses if kind == "loss" else keras.metrics
    return getattr(home, entry.class_name)(**entry.arguments)


def _relative(kind, thing):
    """Finds the entry whose formula a thing has: what it calls is Keras' own."""
    thing = thing.func if isinstance(thing, functools.partial) else thing
    if inspect.isfunction(thing):
        return lookup.KINDS[kind].get(thing.__name__) if _is_of_keras(thing) else None
    for each in (thing if inspect.isclass(thing) else type(thing)).__mro__:
        if _is_of_keras(each) and issubclass(each, BASES[kind]):
            return lookup.KINDS[kind].get(snake_case(each.__name__))
        if {name for name, value in vars(each).items() if callable(value)} - SETTING_UP:
            return None
    return None


def _is_of_keras(thing):
    return str(thing.__module__).startswith("keras.")


def _copy(metric):
    """Copies a metric with its variables.

    `copy.deepcopy` asks Keras, which makes a new object of the configuration; a class of the
    learner's it does not know, and parameters that are in no configuration it forgets.
    """
    new = object.__new__(type(metric))
    memo = {id(metric): new} | {id(each): _copy(each) for each in metric._metrics}
    vars(new).update(copy.deepcopy(vars(metric), memo))
    return new


def _is_a(thing, base):
    return isinstance(thing, base) or (inspect.isclass(thing) and issubclass(thing, base))


def _check_kind(kind, thing):
    """Refuses what `compile` would not take for a loss, or for a metric."""
    if kind == "loss" and _is_a(thing, keras.metrics.Metric):
        raise FunctionError(
            f"{_name(thing)} is a metric with a memory. It adds batches to its variables, and no "
            "gradient comes back from there, whatever the formula. Write the formula as a "
            "function, or show it with course.metric."
        )
    if not callable(thing) or (inspect.isclass(thing) and not _is_a(thing, BASES[kind])):
        class_name = BASES[kind].__name__
        raise FunctionError(
            f"This takes a function, a class that derives from {HOMES[kind]}.{class_name}, an "
            f"object of it or a name of Keras, and received {type(thing).__name__}. Write it above "
            "a function, like this: def my_function(y_true, y_pred): …"
        )


def _name(thing):
    """Returns what a thing is called where it was written."""
    if isinstance(thing, functools.partial):
        return _name(thing.func)
    return str(getattr(thing, "__name__", type(thing).__name__))


def _parameters(thing, usual):
    """Lists what tells a thing from another of its name, such as `"delta=2.0"`.

    Those that are `usual` in the catalogue are told even where they are the defaults of Keras.
    """
    if inspect.isclass(thing):
        return []
    if inspect.isfunction(thing):
        cells = zip(thing.__code__.co_freevars, thing.__closure__ or (), strict=True)
        given = {name: cell.cell_contents for name, cell in cells if _has_contents(cell)}
    elif isinstance(thing, functools.partial):
        names = list(inspect.signature(thing.func).parameters)
        given = dict(zip(names, thing.args, strict=False)) | thing.keywords
    elif hasattr(thing, "__dict__"):
        own = vars(thing) | vars(thing).get("_fn_kwargs", {})
        if _is_of_keras(type(thing)):
            own |= thing.get_config()  # as they were given; an object may keep them in other forms
        defaults = {
            name: each.default
            for name, each in inspect.signature(type(thing)).parameters.items()
            if name not in PLUMBING
        }
        own = {name: own.get(name, own.get(f"_{name}", defaults[name])) for name in defaults}
        given = {
            name: value
            for name, value in own.items()
            if name in usual or _text(value) != _text(defaults[name])
        }
    else:
        given = {}
    return _texts(given)


def _texts(parameters):
    return [f"{name}={_text(value)}" for name, value in parameters.items() if _text(value)]


def _has_contents(cell):
    try:
        return cell.cell_contents is not None
    except ValueError:  # a name that is given its value later
        return False


def _text(value):
    """Returns a number, a short text or a short list of them as code; nothing for all else."""
    if isinstance(value, list | tuple) and len(value) <= LONGEST_LIST:
        return f"[{', '.join(map(_text, value))}]"
    if type(value) in (bool, type(None)):
        return repr(value)
    if isinstance(value, int | float):
        return f"{value:.6g}" if isinstance(value, int) else repr(float(f"{value:.6g}"))
    return repr(str(value)) if type(value) is str and len(value) <= LONGEST_TEXT else ""


def _codes(thing):
    """Lists the code objects in a thing that are the learner's."""
    thing = inspect.unwrap(thing.func if isinstance(thing, functools.partial) else thing)
    thing = getattr(thing, "python_function", thing)  # of a tf.function
    if isinstance(thing, types.FunctionType | types.MethodType):
        return [thing.__code__]
    classes = (thing if inspect.isclass(thing) else type(thing)).__mro__
    codes = [
        value.__code__
        for each in classes
        for value in vars(each).values()
        if isinstance(value, types.FunctionType)
    ]
    return [code for code in codes if not time_limit.is_library(code.co_filename)]
