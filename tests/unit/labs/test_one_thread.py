"""Whatever thread a message comes in, the thread of the cells does the work."""

import signal
import threading
import types

import pytest

from helpers.labs import one_thread
from helpers.labs.one_thread import OneThread
from helpers.labs.top_k import TopKLab


class Loop:
    """What waits until the thread of the cells is free."""

    def __init__(self):
        self.waiting = []

    def call_soon_threadsafe(self, function, *args):
        self.waiting.append((function, args))

    def run(self):
        while self.waiting:
            function, args = self.waiting.pop(0)
            function(*args)


@pytest.fixture
def loop(monkeypatch):
    loop = Loop()
    of_asyncio = types.SimpleNamespace(get_running_loop=lambda: loop)
    monkeypatch.setattr(one_thread, "asyncio", of_asyncio)
    return loop


def in_another_thread(function):
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()


def test_a_lab_answers_in_the_thread_that_opened_it(loop, monkeypatch):
    seen, view = [], TopKLab.view

    def watched(lab, chosen, change):
        seen.append((threading.current_thread(), change and tuple(change)))
        return view(lab, chosen, change)

    monkeypatch.setattr(TopKLab, "view", watched)
    lab, here = TopKLab(k=1), threading.current_thread()
    first = lab.epoch

    def drag():
        for k in (2, 3, 4):
            lab.controls["k"].value = k
        lab.controls["epoch"].value = 1

    in_another_thread(drag)
    assert len(seen) == 1, "it answered in the other thread"
    loop.run()
    assert seen[1:] == [(here, ("k", 1, 4)), (here, ("epoch", first, 1))], "a drag is one change"
    lab.k = 5
    assert seen[3:] == [(here, ("k", 4, 5))], "in code it answers at once"


def test_the_stop_button_ends_what_another_thread_handed_over(loop):
    done, thread = [], OneThread()

    def long():
        signal.raise_signal(signal.SIGINT)
        done.append("it went on")

    in_another_thread(lambda: thread.do(long))
    in_another_thread(lambda: thread.do(done.append, "the next"))
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as ipykernel has it between cells
    try:
        loop.run()
        after = signal.getsignal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert (done, after) == (["the next"], signal.SIG_IGN)


def test_a_script_has_no_loop_and_no_wait(monkeypatch):
    def no_loop():
        raise RuntimeError("no running event loop")

    of_asyncio = types.SimpleNamespace(get_running_loop=no_loop)
    monkeypatch.setattr(one_thread, "asyncio", of_asyncio)
    done, thread = [], OneThread()
    in_another_thread(lambda: thread.do(done.append, 1))
    assert done == [1]
