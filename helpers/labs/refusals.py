"""What a lab says when a setting cannot have a value."""

from difflib import get_close_matches

import ipywidgets as widgets


def check_range(name, control, value):
    """Refuses a number that a slider would move to its end without a word.

    Args:
        name: Name of the setting.
        control: The widget that holds its value.
        value: What it shall be; anything but a number passes.

    Raises:
        ValueError: If the number is out of the slider's range, or not whole where it must be.
    """
    if not hasattr(control, "max") or not isinstance(value, int | float):
        return
    low, high = control.min, control.max
    if isinstance(control, widgets.FloatLogSlider):
        low, high = control.base**low, control.base**high
    if not low <= value <= high:
        raise ValueError(f"{name} is from {low:g} to {high:g}, and you passed {value!r}.")
    if isinstance(control.value, int) and value != int(value):
        raise ValueError(f"{name} is a whole number, and you passed {value!r}.")


def refusal(name, control, value):
    """Says what a setting can be, after it refused a value.

    Args:
        name: Name of the setting.
        control: The widget that holds its value.
        value: What it refused.

    Returns:
        One sentence; two if the value is nearly one of those on offer.
    """
    if not hasattr(control, "options"):
        return f"{name} is {type(control.value).__name__}, and you passed {value!r}."
    options = [each[1] if isinstance(each, tuple) else each for each in control.options]
    many = "any of" if isinstance(control, widgets.SelectMultiple) else "one of"
    known = ", ".join(map(repr, options))
    return f"{name} is {many} {known}, and you passed {value!r}.{_did_you_mean(value, options)}"


def _did_you_mean(value, options):
    texts = [option for option in options if isinstance(option, str)]
    values = value if isinstance(value, tuple) else (value,)
    wrong = [str(each).lower() for each in values if each not in texts]
    close = [match for each in wrong for match in get_close_matches(each, texts, n=1)]
    return f" Did you mean {' and '.join(map(repr, close))}?" if close else ""
