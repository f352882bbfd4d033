"""What all labs share: controls, a sentence, a picture, and the line of code that opens them."""

import base64
import contextlib
import functools
import inspect
import re
import types
from typing import NamedTuple

import ipywidgets as widgets
from matplotlib.figure import Figure

from helpers.figures.picture import Picture
from helpers.labs import plain_text
from helpers.labs.column import WRAP, column, folded
from helpers.labs.formula import Formula
from helpers.labs.one_thread import OneThread
from helpers.labs.picture import PictureScreen, as_position
from helpers.labs.replay import Replay, places
from helpers.labs.settings import Setting
from helpers.learner_code.messages import as_html

FOR_EVERY_LAB = """\
Settings can be read and set in code, too: `lab.NAME = value`, or several with `lab.set(…)`.

Raises:
    ValueError: If a setting is unknown or cannot have that value."""


class View(NamedTuple):
    """What a lab shows for its present choices.

    Attributes:
        figure: A `Picture`; a matplotlib `Figure` where a lab has an `ImageScreen`.
        alt: One sentence that says what the picture shows, for those who cannot see it.
        sentence: HTML that says what changed and what did not.
    """

    figure: Figure | Picture
    alt: str
    sentence: str


class Change(NamedTuple):
    """One choice that was made: the name of the setting, its value before and after."""

    name: str
    old: object
    new: object


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
    `view` is a function of what is chosen, because it is asked ahead of the hand, too.
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
    in_front = ()
    """Of more than five settings those that stand in front; the others fold under *More*."""
    replayed = ()
    """Settings with a slider whose positions are sent to the browser ahead, in this order."""
    screen_class = PictureScreen

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
        self._screen = self.screen_class({name: self.controls[name] for name in self.replayed})
        self._thread = OneThread()
        self._replay = Replay(self._screen, self._position, self._plan, self._thread)
        self._is_quiet, self._old_values = False, {}
        for name, control in self.controls.items():
            control.observe(functools.partial(self._on_change, name), "value")
        with self._quiet():
            self._apply(settings)
        now, behind = self.settings, folded(self.controls, self.in_front)
        is_moved = any(now[name] != self._defaults[name] for name in behind)
        left = column({name: self._row(name) for name in self.controls}, behind, is_moved)
        wide = {"flex": "10 1 600px", "min_width": "0", "overflow": "visible"}
        for name, value in wide.items():
            setattr(self._screen.layout, name, value)
        super().__init__([widgets.Box([left, self._screen], layout=WRAP)])
        self.add_class(self.opened_by)
        self._update()

    def _offer(self):
        """Fills menus that depend on another setting or on the catalogue; drops controls."""

    def _row(self, name):
        """Returns a list of the widgets of a setting, top to bottom."""
        control, kind = self.controls[name], self._declared[name].names
        row = [control]
        if isinstance(control, widgets.SelectMultiple):
            keys = "<b>Ctrl</b> or <b>Shift</b>"
            row.append(widgets.HTML(f"<small>Hold {keys} for several {name}.</small>"))
        return [*row, Formula(control, kind)] if kind else row

    def called(self, name):
        """Returns what a sentence calls a setting."""
        return self._declared[name].called

    def view(self, chosen, change):
        """Computes what there is to see.

        Args:
            chosen: Namespace of all settings.
            change: The `Change` that led to them; None when the lab opens or several
                settings changed at once.

        Returns:
            A `View`.
        """
        raise NotImplementedError

    def _position(self, name, old, value):
        """Returns what a slider will show that moves from `old` to `value`; see `Replay`."""
        implied = self._implied(name, value)
        settings = {**self.settings, name: value, **implied}
        view = self._ahead(settings, Change(name, old, value))
        code = self.line_of_code(settings, self._defaults | implied)
        # The browser finds it before the kernel has moved the sliders of the others, too.
        at = [each for each in self.replayed if each not in implied]
        return as_position(view, code, settings, at)

    def _ahead(self, settings, change):
        return self.view(types.SimpleNamespace(**settings), change)

    def _implied(self, name, value):
        """Returns a dict of the settings that another one brings along."""
        return {}

    def _plan(self, moving):
        """Yields what comes next ahead of the hand; see `Replay`."""
        for name in [moving] if moving else self.replayed:
            yield from ((name, value) for value in places(self.controls[name]))

    @property
    def settings(self):
        """All choices, as a dict: what `set` takes, and the function that opens the lab."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def code(self):
        """The line of code that opens the lab as it is now."""
        return self.line_of_code(self.settings)

    def line_of_code(self, settings, defaults=None):
        """Returns the line of code that opens the lab with some settings."""
        defaults = self._defaults if defaults is None else defaults
        new = [f"{name}={value!r}" for name, value in settings.items() if value != defaults[name]]
        return f"course.{self.opened_by}({', '.join(new)})"

    @property
    def sentence(self):
        """The HTML below the controls."""
        return self._screen.sentence

    @property
    def picture(self):
        """The bytes of the PNG picture."""
        return self._screen.png

    @property
    def alt(self):
        """What the picture shows, in words."""
        return self._screen.alt

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
        self._old_values.setdefault(name, change.old)  # several in a row are one change
        self._thread.do(self._take_up, name)

    def _take_up(self, name):
        control = self.controls[name]
        old = self._old_values.pop(name, control.value)
        with self._quiet():
            if steps := self._declared[name].steps:
                control.value = round(steps * control.value) / steps
            self._adapt(name)
        now = control.value  # the one before, where a browser only rounds
        if not self._is_quiet and now != old:
            self._update(Change(name, old, now))

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
        change, settings = self._replay.changed(change), self.settings
        try:
            view = self.view(types.SimpleNamespace(**settings), change)
            code = self.line_of_code(settings)
            self._screen.show(view, code, settings)  # a hand may have moved on meanwhile
        except KeyboardInterrupt:
            words = "You interrupted the lab. The picture is the one before. "
            self._screen.say(words + "Change anything, and it answers again.")
        except Exception as error:  # what a learner wrote may raise anything
            words = f"<b>That did not work.</b> {as_html(str(error))} "
            self._screen.say(words + "The picture is the one before.")

    def __repr__(self):
        return f"{type(self).__name__}()"

    def _repr_mimebundle_(self, **kwargs):
        """Adds picture and words, for places where widgets do not render."""
        data = super()._repr_mimebundle_(**kwargs)
        picture = base64.b64encode(self.picture).decode()
        shown = {"text/plain": plain_text.of_lab(self), "image/png": picture}
        return {**data, **shown}, {"image/png": {"alt": self.alt}}
