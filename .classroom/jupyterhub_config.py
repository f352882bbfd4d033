"""A class on one machine: JupyterHub, a server for each learner, one environment for all.

TEACHING.md, section "A server for a class", says how to start it. It needs Linux and root, because
each server runs as a system user of its own. That is what keeps learners apart.
"""

import os
import pathlib
import pwd
import resource
import subprocess
import sys

import psutil
from jupyterhub.spawner import LocalProcessSpawner

HERE = pathlib.Path(__file__).resolve().parent
STATE = pathlib.Path(os.environ.get("CLASSROOM_STATE", "/var/lib/classroom"))
IDLE_SECONDS = int(os.environ.get("CLASSROOM_IDLE_SECONDS", "3600"))
# The same as in kubernetes.yaml; TEACHING.md has the measurements behind them.
MEMORY = "2.5G"  # for all that a learner runs
CORES = 2
PREFETCH = "no"  # whether labs train ahead of the hand ("yes" or "no"): thirty share the cores
THREADS = 1000  # stops a learner who starts processes without end; a kernel has some sixty
SECONDS_BETWEEN_LOOKS = 5


class LearnerSpawner(LocalProcessSpawner):
    """Starts each server as a system user of its own, within limits."""

    # Its own ending keeps a learner called "root" from being root.
    @property
    def account(self):
        """Name of the learner's system user."""
        return f"learner-{self.user.name}"

    async def start(self):
        """Makes the system user at the first start, with a home that nobody else can open."""
        try:
            pwd.getpwnam(self.account)
        except KeyError:
            command = ["useradd", "--create-home", "--key", "HOME_MODE=0700", "--shell=/bin/bash"]
            subprocess.run([*command, self.account], check=True)
        return await super().start()

    def user_env(self, env):
        """Adds what depends on the learner to the environment of the server."""
        user = pwd.getpwnam(self.account)
        fresh = "1" if self.user_options.get("fresh") else ""
        own = {"USER": user.pw_name, "HOME": user.pw_dir, "SHELL": user.pw_shell}
        return env | own | {"COURSE_FRESH": fresh, "COURSE_PREFETCH": PREFETCH}

    def make_preexec_fn(self, name):
        """Returns what the new process does first: it takes limits, and becomes the learner."""
        become = super().make_preexec_fn(self.account)
        # Not all on the same cores. TensorFlow starts as many threads as it has cores here.
        cores = sorted(os.sched_getaffinity(0))
        first = pwd.getpwnam(self.account).pw_uid
        own = {cores[(first + each) % len(cores)] for each in range(int(self.cpu_limit))}
        limits = {resource.RLIMIT_DATA: self.mem_limit, resource.RLIMIT_NPROC: THREADS}
        limits[resource.RLIMIT_CORE] = 0

        def limit_and_become():
            os.sched_setaffinity(0, own)
            os.nice(5)  # the hub and the proxy answer first
            # If the machine runs out of memory all the same, it ends a learner's process.
            pathlib.Path("/proc/self/oom_score_adj").write_text("500")
            for kind, most in limits.items():
                resource.setrlimit(kind, (most, most))
            become()

        return limit_and_become

    async def poll(self):
        """Holds a learner to the limit of memory, each time the hub looks whether all is well."""
        status = await super().poll()
        if status is None:
            self.end_largest_if_too_much()
        return status

    def end_largest_if_too_much(self):
        """Ends the largest process of a learner whose processes hold too much together.

        RLIMIT_DATA holds for each process alone, and a learner may open several notebooks.
        """
        uid, own = pwd.getpwnam(self.account).pw_uid, []
        for process in psutil.process_iter():
            try:
                if process.uids().real == uid:
                    memory = process.memory_info()
                    # The pages of TensorFlow's files are shared by all learners.
                    own.append((memory.rss - memory.shared, process))
            except psutil.NoSuchProcess:
                continue
        if sum(size for size, _ in own) > self.mem_limit:
            size, process = max(own, key=lambda each: each[0])
            self.log.warning("%s holds too much: ended one of %d MB", self.account, size / 1e6)
            process.kill()


c = get_config()  # noqa: F821  JupyterHub defines it
os.umask(0o077)  # nobody else reads what the hub and the servers write

c.JupyterHub.bind_url = "http://127.0.0.1:8000"  # --ip and --ssl-cert, --ssl-key: for a network
c.JupyterHub.db_url = f"sqlite:///{STATE}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = f"{STATE}/cookie_secret"
c.ConfigurableHTTPProxy.pid_file = f"{STATE}/proxy.pid"

# A password for all would let each learner in as any other. Here each sets one, at the first login.
c.JupyterHub.authenticator_class = "firstuse"
c.FirstUseAuthenticator.dbm_path = f"{STATE}/passwords.dbm"
c.Authenticator.allowed_users = set((STATE / "learners.txt").read_text("utf-8").split())
c.Authenticator.username_pattern = r"[a-z][a-z0-9-]{0,20}"

c.JupyterHub.spawner_class = LearnerSpawner
c.Spawner.cmd = [sys.executable, f"{HERE}/copy_course.py", sys.executable, "-m"]
c.Spawner.cmd += ["jupyterhub.singleuser"]
c.Spawner.mem_limit = MEMORY
c.Spawner.cpu_limit = CORES
c.Spawner.poll_interval = SECONDS_BETWEEN_LOOKS
c.Spawner.start_timeout = 120  # thirty learners start at once
c.Spawner.http_timeout = 120
c.Spawner.options_form = (
    '<label><input type="checkbox" name="fresh"> A fresh copy of the course, beside mine</label>'
)

# Ends servers that nobody has used for an hour. The files stay.
c.JupyterHub.services = [
    {
        "name": "cull-idle",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={IDLE_SECONDS}"],
    }
]
scopes = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
c.JupyterHub.load_roles = [{"name": "cull-idle", "scopes": scopes, "services": ["cull-idle"]}]
