"""A Home Assistant of its own folder on a free port of loopback, connected to a given broker."""

import pathlib
import signal
import subprocess
import time
from typing import Callable, NamedTuple

import log_records
import storage
from api import Api
from environment import Environment
from scene import Failure, Scene, free_port, wait_until

# The very first start compiles, makes a database and may find both processors busy.
START_WITHIN = 600.0
STOP_WITHIN = 120.0
SETTLE_WITHIN = 300.0
# RUNNING comes seconds before MQTT's entities have their states.
QUIET_SECONDS = 5.0
DEAD = ("unavailable", "unknown")


class Mark(NamedTuple):
    """A place in the output: of which start, and how far."""

    start: int
    offset: int


class Home:
    def __init__(self, scene: Scene, environment: Environment, broker_port: int) -> None:
        self._scene, self._python = scene, environment.python
        self.version = environment.version
        self.folder: pathlib.Path = scene.folder / "home"
        port = free_port()
        self.api = Api(port, storage.furnish(self.folder, port, broker_port))
        self._starts = 0
        self._process: subprocess.Popen | None = None
        self.start()

    def start(self) -> None:
        """Until it says RUNNING. The output of each start has a file of its own; Home Assistant's
        own log file loses the earlier ones."""
        self._starts += 1
        command = [self._python, "-m", "homeassistant", "--skip-pip", "--log-no-color", "-c",
                   self.folder]
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "TZ": "UTC",
                       "PYTHONUNBUFFERED": "1"}
        process = self._scene.start(self._name(self._starts), command, environment)
        self._process = process
        wait_until(lambda: process.poll() is not None or self.api.is_running(), START_WITHIN, 0.25)
        if process.poll() is not None or not self.api.is_running():
            raise Failure(f"Home Assistant did not start: {self.output(self._starts)[-4000:]}")
        self.api.keep_port()

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(STOP_WITHIN)

    def restart(self) -> None:
        self.stop()
        self.start()

    def settle(self, is_enough: Callable[[dict[str, dict]], bool] = lambda _: True,
               seconds: float = SETTLE_WITHIN) -> dict[str, dict]:
        """Waits until the entities and their availability have been still for a while and are
        enough; their states, also when that never comes about: what is missing says the check."""
        until = time.monotonic() + seconds
        last, since, states = None, time.monotonic(), {}
        while True:
            try:
                states = self.api.states()
                now = {name: one["state"] in DEAD for name, one in states.items()}
                if now != last:
                    last, since = now, time.monotonic()
                is_still = time.monotonic() - since >= QUIET_SECONDS
                if is_still and is_enough(states):
                    return states
            except OSError:  # too busy to answer, and certainly not still
                last = None
            if time.monotonic() > until:
                return states
            time.sleep(0.5)

    def output(self, start: int) -> str:
        """Without the folders' names, in which our name may be."""
        text = self._scene.log(self._name(start))
        for folder in (self._scene.folder, self._python.parents[1]):
            text = text.replace(str(folder), "")
        return text

    def mark(self) -> Mark:
        """The present end of what it has said."""
        return Mark(self._starts, len(self.output(self._starts)))

    def records_about_us(self, since: Mark = Mark(1, 0)) -> list[log_records.Record]:
        outputs = [self.output(number) for number in range(since.start, self._starts + 1)]
        for output in outputs:
            # Each start says at least that it does not run pip.
            if not any(log_records.records(output)):
                raise Failure(f"what it prints is not understood: {output[:1000]}")
        outputs[0] = outputs[0][since.offset:]
        return [one for output in outputs for one in log_records.about_us(output)]

    @staticmethod
    def _name(number: int) -> str:
        return f"home-assistant-{number}"
