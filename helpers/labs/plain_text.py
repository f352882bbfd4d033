"""What a lab says at first, as plain text: for places without widgets, and for whoever compares."""

import html
import re
import textwrap

import ipywidgets as widgets

# Another processor rounds the last bits of the weights in another way.
FINGERPRINT = re.compile(r'<code class="fingerprint">\w+</code>')
NEW_LINE = re.compile(r"<(?:br|div|li|p|table|tr|ul)\b[^>]*>")


def of_lab(lab):
    """Puts a lab into words.

    Args:
        lab: A `Lab`.

    Returns:
        Its name, its sentence, the description of its picture, and all choices that it offers.
    """
    choices = [_choice(each) for each in lab.controls.values() if each.layout.display != "none"]
    parts = [repr(lab), of_html(lab.sentence), f"Picture: {lab.alt}", "\n".join(choices)]
    return "\n\n".join(parts)


def of_html(text):
    """Returns HTML as text; what differs from machine to machine becomes three dots."""
    text = NEW_LINE.sub("\n", FINGERPRINT.sub("…", text))
    text = re.sub("<[^>]*>", "", text.replace("</th>", ": "))
    lines = html.unescape(text).strip().splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _choice(control):
    """Returns a line for a control: its label and value, and what else it could be."""
    label = control.description.rstrip(":")
    if isinstance(control.value, bool):
        return f"{label}: {'on' if control.value else 'off'}"
    if hasattr(control, "options"):
        chosen = control.index if isinstance(control.index, tuple) else (control.index,)
        options = [each[0] if isinstance(each, tuple) else each for each in control.options]
        marked = [f"[{each}]" if n in chosen else f"{each}" for n, each in enumerate(options)]
        return f"{label}: {' | '.join(marked)}"
    if isinstance(control, widgets.Textarea):
        return f"{label}:\n{textwrap.indent(control.value.rstrip(), '    ')}"
    low, high = control.min, control.max
    if isinstance(control, widgets.FloatLogSlider):
        low, high = control.base**low, control.base**high
    return f"{label}: {control.value:g} ({low:g} to {high:g})"
