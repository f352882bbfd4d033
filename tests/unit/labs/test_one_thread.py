"""Whatever thread a message comes in, the thread of the cells does the work."""

import asyncio
import signal
import threading

from helpers.labs.one_thread import OneThread
from helpers.labs.top_k import TopKLab


def in_another_thread(function):
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()


def test_a_lab_answers_in_the_thread_that_opened_it(monkeypatch):
    threads, seen, view = [], [], TopKLab.view

    def watched(lab, chosen, change):
        threads.append(threading.current_thread())
        seen.append(change and tuple(change))
        return view(lab, chosen, change)

    monkeypatch.setattr(TopKLab, "view", watched)

    def drag():
        for k in (2, 3, 4):
            lab.controls["k"].value = k
        lab.controls["epoch"].value = 1

    async def cell():
        in_another_thread(drag)
        before = len(seen)
        await asyncio.sleep(0.01)
        return before

    async def opened():
        return TopKLab(k=1)

    with asyncio.Runner() as runner:
        lab = runner.run(opened())
        first = lab.settings["epoch"]
        assert runner.run(cell()) == 1, "it answered in the other thread"
    assert set(threads) == {threading.current_thread()}
    assert seen[1:] == [("k", 1, 4), ("epoch", first, 1)], "a drag is one change"
    assert "k=4" in lab.code


def test_a_script_has_no_loop_and_no_wait():
    done = []
    OneThread().do(done.append, 1)
    assert done == [1]


def test_the_stop_button_ends_what_another_thread_handed_over():
    done = []

    def long():
        signal.raise_signal(signal.SIGINT)
        done.append("it went on")

    async def cell():
        thread = OneThread()
        in_another_thread(lambda: thread.do(long))
        in_another_thread(lambda: thread.do(done.append, "the next"))
        await asyncio.sleep(0.01)

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as ipykernel has it between cells
    try:
        asyncio.run(cell())
        after = signal.getsignal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert (done, after) == (["the next"], signal.SIG_IGN)
