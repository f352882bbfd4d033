"""One thread does all the work of a lab, whichever thread a message of the browser comes in."""

import asyncio
import contextlib
import signal
import threading


class OneThread:
    """The thread in which a lab was opened, which is that of the cells.

    JupyterLab brings what happens to widgets in another one, a *subshell*, at the same time:
    https://jupyter.org/enhancement-proposals/91-kernel-subshells/kernel-subshells.html
    Two threads that train with the same variables spoil each other's numbers, and say nothing.
    """

    def __init__(self):
        self._thread, self._loop, self._waiting = threading.current_thread(), None, set()
        with contextlib.suppress(RuntimeError):  # a script has no loop, and no other thread
            self._loop = asyncio.get_running_loop()

    def do(self, task, *args):
        """Calls a function: at once in this thread, from another one as soon as this is free.

        Args:
            task: The function. What waits already is not done twice.
            *args: Its arguments.
        """
        if self._loop is None or threading.current_thread() is self._thread:
            task(*args)
        elif (task, args) not in self._waiting:
            self._waiting.add((task, args))
            self._loop.call_soon_threadsafe(self._catch_up, task, args)

    def _catch_up(self, task, args):
        self._waiting.discard((task, args))
        # Between two cells the kernel ignores the stop button, and a task may take long.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            task(*args)
        except KeyboardInterrupt:
            pass  # whoever can say something about it has done so
        finally:
            signal.signal(signal.SIGINT, before)
