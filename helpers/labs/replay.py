"""What labs compute ahead of the hand: the positions of their sliders, one at a time.

Nothing of it runs before a browser has shown the lab, so tests and scripts never pay for it.
"""

import asyncio
import contextlib
import math
from concurrent import futures

from helpers import session

REST_SECONDS = 0.4
"""A slider that has not moved for so long rests: its next move is another change."""
BYTES_AHEAD = 4 * 2**20
"""How much a plan may send; its runs are as many as the sliders have places."""
STEP_SECONDS = 0.002
"""Between two steps, in which the kernel answers whoever asks."""
PAINT_SECONDS = 0.05
"""In which the browser paints an answer, before positions come too."""
POLL_SECONDS = 0.02


class Replay:
    """Sends the positions of sliders to the browser while nobody asks for anything.

    Args:
        screen: The `PictureScreen` that shows them.
        position: Function from the name of a setting, the value from which its slider moves (or
            would), and the one to which, to a position.
        plan: Function from the name of the slider that moves, or None, to what comes next:
            an iterable of pairs of a name and a value, nearest first, and of what is made
            ready in the background, a `Future` or None.
        thread: The `OneThread` of the lab.

    Attributes:
        goes_on: Whether the last change went on with the move of a slider.
        has_moved: Whether any slider was ever moved.
    """

    def __init__(self, screen, position, plan, thread):
        self._screen, self._position, self._plan, self._thread = screen, position, plan, thread
        self._loop = self._next_step = self._rest = self._move = None
        self._sent, self._bytes_left = set(), BYTES_AHEAD
        self.goes_on = self.has_moved = False
        screen.on_msg(self._on_message)

    def _on_message(self, screen, content, buffers):
        if content.get("kind") == "open" and session.state.prefetch:
            self._thread.do(self._open)

    def _open(self):
        self._loop = asyncio.get_running_loop()
        self._begin_again(place=0)  # behind the lab that a hand is on

    def changed(self, change):
        """Takes note that a setting changed.

        Args:
            change: The `Change`, or None for several.

        Returns:
            The change since the slider came to rest last: its whole move is one.
        """
        if self._loop is None:
            return change
        move, self._move = self._move, None
        self.goes_on = None not in (change, move) and change.name == move.name
        if self.goes_on:
            change = change._replace(old=move.old)
        _cancel(self._rest)
        if change is not None and change.name in self._screen.sliders:
            self._move, self.has_moved = change, True
            self._rest = self._loop.call_later(REST_SECONDS, self._come_to_rest)
            self._begin()
        else:
            self._screen.send_forget()
            self._begin_again()
        return change

    def _come_to_rest(self):
        self._move = None
        self._begin_again()

    def _begin_again(self, place=None):
        self._sent, self._bytes_left = set(), BYTES_AHEAD
        self._screen.forget_marks()
        self._begin(place)

    def _begin(self, place=None):
        """Drops what was planned, and plans from the present settings, before other labs."""
        _cancel(self._next_step)
        plans = session.state.plans
        if self in plans:
            plans.remove(self)
        plans.insert(len(plans) if place is None else place, self)
        steps = iter(self._plan(self._move and self._move.name))
        wait = STEP_SECONDS if self._move else PAINT_SECONDS
        self._next_step = self._loop.call_later(wait, self._step, steps)

    def _step(self, steps):
        plans = session.state.plans
        if plans[-1] is not self:
            self._next_step = self._loop.call_later(POLL_SECONDS, self._step, steps)
            return
        plans.pop()
        # An interrupt ends the plan, and not the loop of the kernel that it runs in.
        with contextlib.suppress(StopIteration, KeyboardInterrupt):
            self._go_on(next(steps), steps)
            plans.append(self)

    def _go_on(self, step, steps):
        if isinstance(step, tuple):
            self._send(*step)
        if isinstance(step, futures.Future) and not step.done():
            self._next_step = self._loop.call_later(POLL_SECONDS, self._go_on, step, steps)
        else:
            self._next_step = self._loop.call_later(STEP_SECONDS, self._step, steps)

    def wants(self, name, value):
        """Returns whether a position is still to be sent; a plan need not train for others."""
        return (name, value) not in self._sent and self._bytes_left > 0

    def _send(self, name, value):
        if not self.wants(name, value):
            return
        self._sent.add((name, value))
        with contextlib.suppress(Exception):  # the lab says it when it is asked for this one
            slider = self._screen.sliders[name]
            old = self._move.old if self._move and self._move.name == name else slider.value
            position = self._position(name, old, value)
            self._bytes_left -= self._screen.send_position(name, position)


def places(slider):
    """Lists the values of a slider, nearest to the present one first."""
    base = getattr(slider, "base", None)
    count = round((slider.max - slider.min) / slider.step)
    steps = [slider.min + place * slider.step for place in range(count + 1)]
    now = math.log(slider.value, base) if base else slider.value
    nearest = sorted(steps, key=lambda step: abs(step - now))
    # 29 steps of 0.01 are 0.29, and a hundredth of a billionth more for a computer.
    return [base**step if base else round(step, 9) for step in nearest]


def _cancel(handle):
    if handle is not None:
        handle.cancel()
