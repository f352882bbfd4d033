"""Several processes of this machine as one cluster, started and ended together."""

import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

MOST = 8


def run(script, count, seconds, gpus=0):
    """Starts a script in several processes, and waits until all of them are done.

    Each gets the environment variable `TF_CONFIG`, as on a cluster:
    https://www.tensorflow.org/guide/distributed_training#setting_up_the_tf_config_environment_variable

    Args:
        script: Path of a Python file that prints one line of JSON.
        count: Number of processes, 1 to 8.
        seconds: After this long all of them are ended.
        gpus: Number of GPUs here. With one for each process, each gets one, and else none.

    Returns:
        List of dicts: what each of them printed.

    Raises:
        RuntimeError: If one of them fails, or they take too long.
        ValueError: If there is no such file, or the number is out of its range.
    """
    if not pathlib.Path(script).is_file():
        raise ValueError(f"There is no file {str(script)!r} in the folder of this notebook.")
    if not 1 <= count <= MOST:
        raise ValueError(f"count is from 1 to {MOST}, and you passed {count}.")
    with _started(script, count, gpus) as processes:
        _wait(processes, seconds)
        return [json.loads(each.printed.strip().splitlines()[-1]) for each in processes]


class _Process:
    """A process that writes into files: a pipe that nobody reads would stop it."""

    def __init__(self, script, environment):
        # Closed in `end`.
        self._output = tempfile.TemporaryFile()  # noqa: SIM115
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115
        self._process = subprocess.Popen(
            [sys.executable, str(script)],
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=self._errors,
        )

    @property
    def code(self):
        """Its exit code, or None while it runs."""
        return self._process.poll()

    @property
    def printed(self):
        return _text(self._output)

    @property
    def errors(self):
        return _text(self._errors)

    def end(self):
        self._process.kill()
        self._process.wait()
        self._output.close()
        self._errors.close()


def _text(file):
    file.seek(0)
    return file.read().decode(errors="replace")


@contextlib.contextmanager
def _started(script, count, gpus):
    """Starts the processes, and leaves none behind, whatever happens."""
    addresses = [f"127.0.0.1:{port}" for port in _free_ports(count)]
    processes = []
    try:
        for index in range(count):
            task = {"type": "worker", "index": index}
            config = {"cluster": {"worker": addresses}, "task": task}
            device = str(index) if gpus >= count else "-1"
            environment = {"TF_CONFIG": json.dumps(config), "CUDA_VISIBLE_DEVICES": device}
            processes.append(_Process(script, environment))
        yield processes
    finally:
        for process in processes:
            process.end()


def _wait(processes, seconds):
    """Waits until all are done; one that fails would let the others wait for it for ever."""
    end = time.monotonic() + seconds
    while any(process.code is None for process in processes):
        _complain_about_failures(processes)
        if time.monotonic() > end:
            raise RuntimeError(
                f"The processes were not done after {seconds} seconds, and were ended. "
                "Something else may keep the processor busy: run the cell again."
            )
        time.sleep(0.05)
    _complain_about_failures(processes)


def _complain_about_failures(processes):
    for process in processes:
        if process.code:
            lines = process.errors.strip().splitlines() or [f"exit code {process.code}"]
            raise RuntimeError(f"A process stopped with an error, so all were ended: {lines[-1]}")


def _free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
