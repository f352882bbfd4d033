"""Processes of their own: several as one cluster, started and ended together, or a single one."""

import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

MOST_PROCESSES = 8


def run_workers(script, count, seconds=300):
    """Starts a script in several processes of this machine, as one cluster, and waits for them.

    If there is a GPU for each process, each gets one, and else none. Each gets the environment
    variable `TF_CONFIG`, as on a cluster:
    https://www.tensorflow.org/guide/distributed_training#setting_up_the_tf_config_environment_variable

    Args:
        script: Path of a Python file that reads `TF_CONFIG`, and prints one line of JSON.
        count: Number of processes, 1 to 8.
        seconds: After this long all of them are ended.

    Returns:
        List with what each of them printed, as a dict.

    Raises:
        RuntimeError: If one of them fails, or they take too long. None is left running.
        ValueError: If there is no such file, or the number is out of its range.
    """
    _require_file(script)
    if not 1 <= count <= MOST_PROCESSES:
        raise ValueError(f"count is from 1 to {MOST_PROCESSES}, and you passed {count}.")
    tf = sys.modules.get("tensorflow")  # who has not loaded it needs no GPU
    n_gpus = len(tf.config.list_physical_devices("GPU")) if tf else 0
    addresses = [f"127.0.0.1:{port}" for port in _free_ports(count)]
    with contextlib.ExitStack() as stack:
        processes = []
        for index in range(count):
            task = {"type": "worker", "index": index}
            config = {"cluster": {"worker": addresses}, "task": task}
            device = str(index) if n_gpus >= count else "-1"
            environment = {"TF_CONFIG": json.dumps(config), "CUDA_VISIBLE_DEVICES": device}
            processes.append(stack.enter_context(_started(script, environment)))
        _wait(processes, seconds)
        return [_report(output) for _, output, _ in processes]


def run_script(script, given=None, seconds=300, **environment):
    """Starts a script in a process of its own, and waits for it.

    Args:
        script: Path of a Python file that prints one line of JSON.
        given: What it finds on its standard input, as JSON; arrays as nested lists.
        seconds: After this long it is ended.
        **environment: Environment variables that it gets beside those of this process.

    Returns:
        What it printed, as a dict or a list.

    Raises:
        RuntimeError: If it fails or takes too long. It is not left running.
        ValueError: If there is no such file.
    """
    _require_file(script)
    with _started(script, environment, json.dumps(given)) as process:
        _wait([process], seconds)
        return _report(process[1])


def _require_file(script):
    if not pathlib.Path(script).is_file():
        raise ValueError(f"There is no file {str(script)!r} in the folder of this notebook.")


@contextlib.contextmanager
def _started(script, environment, given=""):
    """Gives a process, its output and its errors, and leaves none behind, whatever happens."""
    # It reads and writes files: a pipe that nobody reads would stop it.
    with (
        tempfile.TemporaryFile() as source,
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as errors,
    ):
        source.write(given.encode())
        source.seek(0)
        process = subprocess.Popen(
            [sys.executable, str(script)],
            env=os.environ | environment,
            stdin=source,
            stdout=output,
            stderr=errors,
        )
        try:
            yield process, output, errors
        finally:
            process.kill()
            process.wait()


def _wait(processes, seconds):
    """Waits until all are done; one that fails would let the others wait for it for ever."""
    end = time.monotonic() + seconds
    while True:
        codes = [process.poll() for process, _, _ in processes]
        for code, (_, _, errors) in zip(codes, processes, strict=True):
            if code:
                lines = _written(errors).splitlines() or [f"exit code {code}"]
                raise RuntimeError(
                    f"A process stopped with an error, so all were ended: {lines[-1]}"
                )
        if None not in codes:
            return
        if time.monotonic() > end:
            raise RuntimeError(
                f"The processes were not done after {seconds} seconds, and were ended. "
                "Something else may keep the processor busy: run the cell again."
            )
        time.sleep(0.05)


def _report(output):
    return json.loads(_written(output).splitlines()[-1])


def _written(file):
    file.seek(0)
    return file.read().decode(errors="replace").strip()


def _free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
