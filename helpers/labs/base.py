"""What all labs share: controls, a sentence, a picture, and the line of code that opens them."""

import base64
import functools
import html
from typing import NamedTuple

import ipywidgets as widgets
import traitlets
from matplotlib.figure import Figure

from helpers.catalogue import lookup
from helpers.figures import still
from helpers.labs.refusals import check_range, refusal

CONTROL_WIDTH = "310px"
LABEL_WIDTH = "8em"


class View(NamedTuple):
    """What a lab shows for its present choices.

    Attributes:
        figure: A matplotlib `Figure`.
        alt: One sentence that says what the picture shows, for those who cannot see it.
        sentence: HTML that says what changed and what did not.
    """

    figure: Figure
    alt: str
    sentence: str


class Change(NamedTuple):
    """One choice that was made: the name of the setting, its value before and after."""

    name: str
    old: object
    new: object


class Setting:
    """A choice in a lab, readable and settable in code: `lab.loss = "huber"`.

    Its value lives in the control of the same name, and nowhere else.

    Args:
        doc: What the setting decides, in words.
        names: `"loss"` or `"metric"` if its values are names of the catalogue; then they can
            be set by every name that people use, such as `"mse"`.
    """

    def __init__(self, doc, names=None):
        self.__doc__, self.names = doc, names

    def __set_name__(self, owner, name):
        self._name = name

    def __get__(self, lab, owner=None):
        return self if lab is None else lab.controls[self._name].value

    def __set__(self, lab, value):
        lab.set(**{self._name: value})


class _Picture(widgets.Image):
    """An image whose tooltip is its text alternative."""

    # The front end reads it before it shows a tooltip, and `Image` does not have it.
    description = traitlets.Unicode("").tag(sync=True)


class Lab(widgets.VBox):
    """Controls beside a sentence and a picture.

    A subclass declares a `Setting` for each control and says in `view` what there is
    to see. Whatever `view` raises becomes a sentence, and the lab stays usable.

    Args:
        controls: Dict from the name of a setting to the widget that holds its value.
        settings: Dict of values to start with, as keyword arguments gave them.
        column: Widgets of the left column, top to bottom; None for the controls alone.

    Raises:
        ValueError: If a setting is unknown or cannot have that value.
    """

    opened_by = ""
    """Name of the function of `course` that opens the lab."""

    def __init__(self, controls, settings, column=None):
        self.controls = controls
        self._defaults = self.settings
        self._sentence, self._code = widgets.HTML(), widgets.HTML()
        self._picture = _Picture(
            format="png",
            # Stretched to the width of its column, it would be blurred.
            layout=widgets.Layout(max_width="100%", align_self="flex-start", display="none"),
        )
        self._listening = False
        for name, control in controls.items():
            control.observe(functools.partial(self._on_change, name), "value")
        self._apply(settings)
        self._listening = True
        for widget in column or controls.values():
            widget.layout.width = CONTROL_WIDTH
            if hasattr(widget, "style") and hasattr(widget.style, "description_width"):
                widget.style.description_width = LABEL_WIDTH
        wrap = {"flex_flow": "row wrap", "align_items": "flex-start"}
        left = widgets.Box(
            list(column or controls.values()), layout=widgets.Layout(flex="1 1 320px", **wrap)
        )
        right = widgets.VBox(
            [self._sentence, self._picture, self._code],
            layout=widgets.Layout(flex="10 1 600px", min_width="0", overflow="visible"),
        )
        super().__init__([widgets.Box([left, right], layout=widgets.Layout(**wrap))])
        self.add_class(self.opened_by)
        self._update()

    def view(self, change):
        """Computes what there is to see.

        Args:
            change: The `Change` that was made; None when the lab opens or several
                settings changed at once.

        Returns:
            A `View`.
        """
        raise NotImplementedError

    @property
    def settings(self):
        """All choices, as a dict: what `set` takes, and the function that opens the lab."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def code(self):
        """The line of code that opens the lab as it is now."""
        chosen = [
            f"{name}={value!r}"
            for name, value in self.settings.items()
            if value != self._defaults[name]
        ]
        return f"course.{self.opened_by}({', '.join(chosen)})"

    @property
    def sentence(self):
        """The HTML below the controls."""
        return self._sentence.value

    @property
    def picture(self):
        """The bytes of the PNG picture."""
        return bytes(self._picture.value)

    @property
    def alt(self):
        """What the picture shows, in words."""
        return self._picture.tooltip or ""

    def set(self, **settings):
        """Makes several choices at once; the lab answers once.

        Args:
            **settings: Values by the name of the setting.

        Raises:
            ValueError: If a setting is unknown or cannot have that value; then
                nothing was changed.
        """
        before = self.settings
        self._listening = False
        try:
            self._apply(settings)
        except ValueError:
            self._apply(before)
            raise
        finally:
            self._listening = True
        changed = [name for name in settings if self.settings[name] != before[name]]
        if len(changed) == 1:
            self._update(Change(changed[0], before[changed[0]], self.settings[changed[0]]))
        elif changed:
            self._update()

    def _apply(self, settings):
        unknown = set(settings) - set(self.controls)
        if unknown:
            raise ValueError(
                f"This lab has no setting {sorted(unknown)[0]!r}. "
                f"It has {', '.join(self.controls)}."
            )
        # In the order of the controls, because one may decide what another offers.
        for name in [name for name in self.controls if name in settings]:
            control, value = self.controls[name], self._in_full(name, settings[name])
            check_range(name, control, value)
            if value is None:  # a menu would take it for no choice at all
                raise ValueError(refusal(name, control, value))
            try:
                control.value = value
            except traitlets.TraitError as error:
                raise ValueError(refusal(name, control, value)) from error

    def _in_full(self, name, value):
        kind = getattr(getattr(type(self), name, None), "names", None)
        if isinstance(self.controls[name], widgets.SelectMultiple) and isinstance(value, str):
            value = (value,)
        return lookup.full_names(kind, value) if kind else value

    def _on_change(self, name, change):
        listening, self._listening = self._listening, False
        try:
            self._adapt(name)
        finally:
            self._listening = listening
        if listening:
            self._update(Change(name, change.old, change.new))

    def _adapt(self, name):
        """Changes what other controls offer, after the setting `name` changed."""

    def _imply(self, settings):
        """Sets what another choice brings along, so that the line of code need not say it."""
        self._apply(settings)
        self._defaults |= settings

    def _update(self, change=None):
        try:
            shown = self.view(change)
            picture = still.png(shown.figure)
        except KeyboardInterrupt:
            self._sentence.value = _paragraph(
                "You interrupted the lab. The picture is the one before. "
                "Change anything, and it answers again."
            )
            return
        except Exception as error:  # what a learner wrote may raise anything
            self._sentence.value = _paragraph(
                f"<b>That did not work.</b> {html.escape(str(error))} "
                "The picture is the one before."
            )
            return
        with self._picture.hold_sync():  # one message, or the browser would draw it twice
            self._picture.value, self._picture.tooltip = picture, shown.alt
        self._picture.layout.display = None
        self._sentence.value = _paragraph(shown.sentence)
        self._code.value = f"As code: <code>{html.escape(self.code)}</code>"

    def __repr__(self):
        return f"{type(self).__name__}()"

    def _repr_mimebundle_(self, **kwargs):
        """Adds the picture, for places where widgets do not render."""
        data = super()._repr_mimebundle_(**kwargs)
        picture = {"image/png": base64.b64encode(self.picture).decode()}
        return {**data, **picture}, {"image/png": {"alt": self.alt}}


def several_hint(what):
    """Returns a line that says how to choose several entries of a list."""
    return widgets.HTML(f"<small>Hold <b>Ctrl</b> or <b>Shift</b> for several {what}.</small>")


def status(text, style):
    """Returns HTML that a screen reader reads out when it changes."""
    return f'<div role="status" style="{style}">{text}</div>'


def _paragraph(text):
    return status(text, "min-height: 3em; line-height: 1.4")
