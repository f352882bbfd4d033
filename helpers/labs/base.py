"""What all labs share: controls, a sentence, a picture, and the line of code that opens them."""

import base64
import contextlib
import functools
import html
import inspect
import re
import types
from typing import NamedTuple

import ipywidgets as widgets
import traitlets
from matplotlib.figure import Figure

from helpers.figures import still
from helpers.labs import plain_text
from helpers.labs.settings import Setting

CONTROL_WIDTH = "310px"
LABEL_WIDTH = "8em"
FOR_EVERY_LAB = """\
Settings can be read and set in code, too: `lab.NAME = value`, or several with `lab.set(…)`.

Raises:
    ValueError: If a setting is unknown or cannot have that value."""


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


class _Picture(widgets.Image):
    """An image whose tooltip is its text alternative."""

    # The front end reads it before it shows a tooltip, and `Image` does not have it.
    description = traitlets.Unicode("").tag(sync=True)


def remembers(size):
    """Makes a method of a lab remember its last answers, as many as `size`; None for all."""
    # For each lab by itself: a cache in the class would keep labs that nobody shows any more.
    return lambda method: functools.cached_property(
        lambda lab: functools.lru_cache(size)(functools.partial(method, lab))
    )


class Lab(widgets.VBox):
    """Controls beside a sentence and a picture.

    A subclass declares its `Setting`s, in the order in which they appear, and says in `view`
    what there is to see. Whatever `view` raises becomes a sentence, and the lab stays usable.
    Learners read the docstring of a subclass: its settings are added to it.

    Args:
        **settings: Values to start with.

    Raises:
        ValueError: If a setting is unknown or cannot have that value.
    """

    opened_by = ""
    """Name by which `course` hands out the lab: `loss_metric_lab` for a `LossMetricLab`."""
    compute = types.SimpleNamespace()
    """Functions that compute. A keyword argument of the same name replaces one, for a test."""

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        cls.opened_by = re.sub("(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        cls._declared = {name: s for name, s in vars(cls).items() if isinstance(s, Setting)}
        doc = inspect.cleandoc(cls.__doc__)
        doc += "" if "\nArgs:" in doc else "\n\nArgs:"
        doc += "".join(f"\n    {name}: {each.__doc__}." for name, each in cls._declared.items())
        cls.__doc__ = f"{doc}\n\n{FOR_EVERY_LAB}"

    def __init__(self, **settings):
        functions = {name: settings.pop(name, each) for name, each in vars(self.compute).items()}
        self.compute = types.SimpleNamespace(**functions)
        self.controls = {name: each.make_control() for name, each in self._declared.items()}
        self._offer()
        self._defaults = self.settings
        self._sentence, self._code = widgets.HTML(), widgets.HTML()
        # Stretched to the width of its column, it would be blurred.
        natural = {"max_width": "100%", "align_self": "flex-start", "display": "none"}
        self._picture = _Picture(format="png", layout=natural)
        self._is_quiet = False
        for name, control in self.controls.items():
            control.observe(functools.partial(self._on_change, name), "value")
        with self._quiet():
            self._apply(settings)
        column = self._column()
        for widget in column:
            widget.layout.width = CONTROL_WIDTH
            if hasattr(widget, "style") and hasattr(widget.style, "description_width"):
                widget.style.description_width = LABEL_WIDTH
        wrap = {"flex_flow": "row wrap", "align_items": "flex-start"}
        left = widgets.Box(column, layout={"flex": "1 1 320px", **wrap})
        wide = {"flex": "10 1 600px", "min_width": "0", "overflow": "visible"}
        right = widgets.VBox([self._sentence, self._picture, self._code], layout=wide)
        super().__init__([widgets.Box([left, right], layout=wrap)])
        self.add_class(self.opened_by)
        self._update()

    @remembers(4)
    def _still(self, draw, *what):
        """Draws what stays, and returns the function that draws the rest; see `figures`."""
        return draw(*what)

    def _offer(self):
        """Fills menus that depend on another setting or on the catalogue; drops controls."""

    def _column(self):
        """Returns the widgets of the left column, top to bottom."""
        column = []
        for name, control in self.controls.items():
            column.append(control)
            if isinstance(control, widgets.SelectMultiple):
                keys = "<b>Ctrl</b> or <b>Shift</b>"
                column.append(widgets.HTML(f"<small>Hold {keys} for several {name}.</small>"))
        return column

    def called(self, name):
        """Returns what a sentence calls a setting."""
        return self._declared[name].called

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
        told = {name: value for name, value in self.settings.items() if self._is_new(name)}
        chosen = ", ".join(f"{name}={value!r}" for name, value in told.items())
        return f"course.{self.opened_by}({chosen})"

    def _is_new(self, name):
        return self.settings[name] != self._defaults[name]

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
        with self._quiet():
            try:
                self._apply(settings)
            except ValueError:
                self._apply(before)
                raise
        changed = [name for name in settings if self.settings[name] != before[name]]
        if len(changed) == 1:
            self._update(Change(changed[0], before[changed[0]], self.settings[changed[0]]))
        elif changed:
            self._update()

    def _apply(self, settings):
        if unknown := sorted(set(settings) - set(self.controls)):
            known = ", ".join(self.controls)
            raise ValueError(f"This lab has no setting {unknown[0]!r}. It has {known}.")
        # In the order of the controls, because one may decide what another offers.
        for name, control in self.controls.items():
            if name in settings:
                self._declared[name].assign(control, settings[name])

    @contextlib.contextmanager
    def _quiet(self):
        """Lets settings change without an answer."""
        was_quiet, self._is_quiet = self._is_quiet, True
        try:
            yield
        finally:
            self._is_quiet = was_quiet

    def _on_change(self, name, change):
        with self._quiet():
            if steps := self._declared[name].steps:
                self.controls[name].value = round(steps * change.new) / steps
            self._adapt(name)
        if not self._is_quiet:
            self._update(Change(name, change.old, self.controls[name].value))

    def _adapt(self, name):
        """Changes what other controls offer, after the setting `name` changed."""

    def _replace_options(self, name, options, otherwise):
        """Gives a menu other options, and keeps what was chosen as far as it is among them."""
        control, offered = self.controls[name], [value for _, value in options]
        chosen = control.value
        control.options = options
        if isinstance(control, widgets.SelectMultiple):
            control.value = [value for value in chosen if value in offered] or otherwise
        else:
            control.value = chosen if chosen in offered else otherwise

    def _imply(self, **settings):
        """Sets what another choice brings along, so that the line of code need not say it."""
        self._apply(settings)
        self._defaults |= settings

    def _update(self, change=None):
        try:
            shown = self.view(change)
            picture = still.png(shown.figure)
        except KeyboardInterrupt:
            words = "You interrupted the lab. The picture is the one before. "
            self._say(words + "Change anything, and it answers again.")
            return
        except Exception as error:  # what a learner wrote may raise anything
            words = f"<b>That did not work.</b> {html.escape(str(error))} "
            self._say(words + "The picture is the one before.")
            return
        with self._picture.hold_sync():  # one message, or the browser would draw it twice
            self._picture.value, self._picture.tooltip = picture, shown.alt
        self._picture.layout.display = None
        self._say(shown.sentence)
        self._code.value = f"As code: <code>{html.escape(self.code)}</code>"

    def _say(self, sentence):
        self._sentence.value = status(sentence, "min-height: 3em; line-height: 1.4")

    def __repr__(self):
        return f"{type(self).__name__}()"

    def _repr_mimebundle_(self, **kwargs):
        """Adds picture and words, for places where widgets do not render."""
        data = super()._repr_mimebundle_(**kwargs)
        picture = base64.b64encode(self.picture).decode()
        shown = {"text/plain": plain_text.of_lab(self), "image/png": picture}
        return {**data, **shown}, {"image/png": {"alt": self.alt}}


def moved(before, now, digits=3, still=""):
    """Returns two numbers as "from … to …", or the one that both are, with a word before it."""
    before, now = f"{before:.{digits}f}", f"{now:.{digits}f}"
    return f"{still}{now}" if before == now else f"from {before} to {now}"


def status(text, style):
    """Returns HTML that a screen reader reads out when it changes."""
    return f'<div role="status" style="{style}">{text}</div>'
