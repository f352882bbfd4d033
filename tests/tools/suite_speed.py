"""Prints how long tests take, beside as many kernels that do nothing but import TensorFlow.

uv run python tests/tools/suite_speed.py                        the whole suite
uv run python tests/tools/suite_speed.py notebooks/             the notebooks alone

The second number is what no run can go below that gives each notebook a kernel of its own.
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from jupyter_client.manager import start_new_kernel

from support.paths import ROOT

PARALLEL = os.cpu_count()


def suite(arguments):
    """Runs pytest, and counts the kernels that it starts.

    Args:
        arguments: What to hand to pytest.

    Returns:
        The seconds, and the number of kernels.
    """
    with tempfile.TemporaryDirectory() as folder:
        # IPython runs this file in each kernel that starts.
        counts = pathlib.Path(folder, "profile_default", "startup", "count.py")
        counts.parent.mkdir(parents=True)
        log = pathlib.Path(folder, "kernels")
        counts.write_text(f"with open({str(log)!r}, 'a') as log:\n    log.write('.')\ndel log\n")
        command = [sys.executable, "-m", "pytest", "-q", f"--numprocesses={PARALLEL}", *arguments]
        begun = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=os.environ | {"IPYTHONDIR": folder})
        seconds = time.monotonic() - begun
        if done.returncode:
            sys.exit("The tests did not pass, so their time says nothing.")
        return seconds, len(log.read_text())


def only_imports(count):
    """Starts kernels that import TensorFlow and end; returns the seconds."""
    begun = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        list(pool.map(_import_in_a_kernel, range(count)))
    return time.monotonic() - begun


def _import_in_a_kernel(_):
    manager, client = start_new_kernel(stderr=subprocess.DEVNULL)
    client.execute_interactive("import tensorflow", timeout=300, output_hook=lambda message: None)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def main():
    """Prints both times and their ratio."""
    seconds, kernels = suite(sys.argv[1:])
    imports = only_imports(kernels)
    print(f"{kernels} kernels, {PARALLEL} at a time")
    print(f"tests        {seconds:6.0f} s")
    print(f"only imports {imports:6.0f} s")
    print(f"ratio        {seconds / imports:6.1f}")


if __name__ == "__main__":
    main()
