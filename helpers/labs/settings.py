"""The choices in a lab: what each of them decides, and the control that holds its value."""

import functools
from difflib import get_close_matches

import ipywidgets as widgets
import traitlets

from helpers.catalogue import lookup


class Setting:
    """A choice in a lab, readable and settable in code: `lab.loss = "huber"`.

    Its value lives in the control of the same name, and nowhere else.

    Args:
        doc: What the setting decides and which values it takes. The docstring of the lab lists it.
        widget: Class of the control.
        names: `"loss"` or `"metric"` if its values are names of the catalogue; then they can
            be set by every name that people use, such as `"mse"`.
        steps: For a slider, in how many steps 1 is divided, because a browser may send
            0.30000000000000004; None if values need not be rounded.
        called: What a sentence calls it; None for what stands beside the control.
        **options: What the control is made with.
    """

    def __init__(self, doc, widget, *, names=None, steps=None, called=None, **options):
        self.__doc__, self.names, self.steps = doc, names, steps
        self.called = called or options["description"].lower()
        self.make_control = functools.partial(widget, **options)

    def __set_name__(self, owner, name):
        self._name = name

    def __get__(self, lab, owner=None):
        return self if lab is None else lab.controls[self._name].value

    def __set__(self, lab, value):
        lab.set(**{self._name: value})

    def assign(self, control, value):
        """Gives the control a value.

        Args:
            control: What `make_control` made.
            value: The value, as somebody typed it.

        Raises:
            ValueError: If the control cannot have that value; the message says what it can have.
        """
        if isinstance(control, widgets.SelectMultiple) and isinstance(value, str):
            value = (value,)
        if self.names:
            value = lookup.full_names(self.names, value)
        self._check_range(control, value)
        if value is None:  # a menu would take it for no choice at all
            raise ValueError(self._refusal(control, value))
        try:
            control.value = value
        except (traitlets.TraitError, TypeError) as error:  # ipywidgets stumbles over ()
            raise ValueError(self._refusal(control, value)) from error

    def _check_range(self, control, value):
        """Refuses a number that a slider would move to its end without a word."""
        if not hasattr(control, "max") or not isinstance(value, int | float):
            return
        low, high = control.min, control.max
        if isinstance(control, widgets.FloatLogSlider):
            low, high = control.base**low, control.base**high
        if not low <= value <= high:
            raise ValueError(f"{self._name} is from {low:g} to {high:g}, and you passed {value!r}.")
        if isinstance(control.value, int) and value != int(value):
            raise ValueError(f"{self._name} is a whole number, and you passed {value!r}.")

    def _refusal(self, control, value):
        """Says what the setting can be, after its control refused a value."""
        if not hasattr(control, "options"):
            return f"{self._name} is {type(control.value).__name__}, and you passed {value!r}."
        options = [each[1] if isinstance(each, tuple) else each for each in control.options]
        many = "any of" if isinstance(control, widgets.SelectMultiple) else "one of"
        known = ", ".join(map(repr, options))
        meant = _did_you_mean(value, options)
        return f"{self._name} is {many} {known}, and you passed {value!r}.{meant}"


def _did_you_mean(value, options):
    texts = [option for option in options if isinstance(option, str)]
    values = value if isinstance(value, tuple) else (value,)
    wrong = [str(each).lower() for each in values if each not in texts]
    close = [match for each in wrong for match in get_close_matches(each, texts, n=1)]
    return f" Did you mean {' and '.join(map(repr, close))}?" if close else ""


def slider(label, doc, low, high, value, step=1, **more):
    """Makes a setting with a slider, of whole numbers if the step is one.

    Args:
        label: What stands beside the slider.
        doc: What the setting decides; its range is added.
        low: Smallest value.
        high: Largest value.
        value: Value to start with.
        step: Distance of two positions.
        **more: As `Setting` takes them.

    Returns:
        A `Setting`.
    """
    kind = widgets.IntSlider if isinstance(step, int) else widgets.FloatSlider
    ends = {"min": low, "max": high, "value": value, "step": step}
    return Setting(f"{doc}, {low:g} to {high:g}", kind, description=label, **ends, **more)


def choice(label, doc, values, value=None, words=None, widget=widgets.Dropdown, **more):
    """Makes a setting with one of some values.

    Args:
        label: What stands beside the control.
        doc: What the setting decides; the values are added.
        values: Names or numbers; none for a menu that a lab fills later.
        value: Value to start with, or None for the first one.
        words: Dict from each value to what a learner reads, or None for the value itself.
        widget: Class of the control.
        **more: As `Setting` takes them.

    Returns:
        A `Setting`.
    """
    if values:
        *others, last = map(repr, values)
        doc = f"{doc}: {', '.join(others)} or {last}" if others else f"{doc}: {last}"
    start = {} if value is None else {"value": value}
    options = options_of(values, words) if words else list(values)
    return Setting(doc, widget, options=options, description=label, **start, **more)


def number(label, doc, values, value=None, words=None, **more):
    """Makes a setting with one of some numbers, on a slider; see `choice`."""
    return choice(label, doc, values, value, words, widgets.SelectionSlider, **more)


def switch(label, doc, value=False):
    """Makes a setting that is on or off, with a label, what it decides, and how it starts."""
    return Setting(doc, widgets.Checkbox, value=value, description=label)


def options_of(values, words):
    """Returns the options of a menu: pairs of what a learner reads, and a value."""
    return [(words[value], value) for value in values]
