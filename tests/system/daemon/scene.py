"""The real programs on loopback, as the tests of the daemon see them: simulators and a broker that
can be killed and come back at the same port, a subscriber, and the daemon itself."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench/system"))
from processes import Bench, free_port, listens, wait_until  # noqa: E402
from subscriber import Subscriber  # noqa: E402

# For what should take a moment; a slow machine may take long.
GENEROUS = 60.0


class Failure(AssertionError):
    pass


class Process:
    """One of ours, by name; knows how to start itself again."""

    def __init__(self, scene, name, command, environment, is_up):
        self._scene, self._name = scene, name
        self._command, self._environment, self._is_up = command, environment, is_up
        self.process = None
        self.start()

    def start(self):
        self.process = self._scene.start(self._name, self._command, self._environment)
        if self._is_up is None:
            return
        wait_until(lambda: self._is_up() or self.process.poll() is not None, GENEROUS)
        if self.process.poll() is not None or not self._is_up():
            raise Failure(f"{self._name} did not start: {self.log()}")

    def log(self):
        return self._scene.log(self._name)

    def send(self, number):
        self.process.send_signal(number)

    def freeze(self):
        """Stops it with all its threads, which takes a while on a busy machine."""
        self.send(signal.SIGSTOP)
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task")

        def stands_still():
            return all((task / "stat").read_text().rsplit(") ", 1)[1][0] == "T"
                       for task in tasks.iterdir())

        if not wait_until(stands_still, GENEROUS):
            raise Failure(f"{self._name} does not stop")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self, number=signal.SIGTERM, limit=GENEROUS):
        """The exit code and the seconds that it took."""
        begin = time.monotonic()
        self.send(number)
        code = self.process.wait(limit)
        return code, time.monotonic() - begin


class Simulator(Process):
    def __init__(self, scene, name, *options):
        self.port = free_port()
        command = [scene.build / "src/simulator/givtcp-sim", "--listen", f"127.0.0.1:{self.port}",
                   *map(str, options)]
        if "--latency" not in options:
            command += ["--latency", "0"]
        super().__init__(scene, name, command, None, lambda: listens(self.port))


class Broker(Process):
    def __init__(self, scene):
        self.port = free_port()
        config = scene.folder / "broker.conf"
        config.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence false\n")
        program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        super().__init__(scene, "broker", [program, "-c", config], None,
                         lambda: listens(self.port))


class Daemon(Process):
    def __init__(self, scene, simulators, broker=None, name="daemon", answers=True, **settings):
        self.rest = int(settings.pop("REST_PORT", 0)) or free_port()
        environment = {
            "PATH": os.environ["PATH"], "REST_PORT": self.rest, "REST_BIND": "127.0.0.1",
            "STATE_DIR": scene.folder / "state", "LINK_SPACING_MS": 0, "SELF_RUN_LOOP_TIMER": 1,
            "MQTT_OUTPUT": broker is not None}
        if broker:
            environment.update(MQTT_ADDRESS="127.0.0.1", MQTT_PORT=broker.port)
        for number, simulator in enumerate(simulators, 1):
            environment[f"INVERTOR_IP_{number}"] = "127.0.0.1"
            environment[f"INVERTOR_PORT_{number}"] = simulator.port
        environment.update({key: value for key, value in os.environ.items() if "SAN_OPTIONS" in key})
        environment.update(settings)
        super().__init__(scene, name, [scene.build / "src/app/givtcpd"],
                         {key: str(value) for key, value in environment.items()},
                         (lambda: listens(self.rest)) if answers else None)

    def run(self, *options, before=(), **settings):
        """The same program with the same settings, beside it, until it ends; `before`: what runs it."""
        return subprocess.run([*before, *self._command, *options], env=self._environment | settings,
                              capture_output=True, text=True, timeout=180, check=False)

    def get(self, path, plant=1):
        """The status and the answer, parsed."""
        url = f"http://127.0.0.1:{self.rest + plant - 1}{path}"
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def values(self, plant=1):
        """The document as soon as there is one."""
        found = {}

        def is_there():
            found.clear()  # of "no data yet"
            found.update(self.get("/readData", plant)[1])
            return "Power" in found

        if not wait_until(is_there, GENEROUS):
            raise Failure(f"no values: {found}; {self.log()}")
        return found


class Scene(Bench):
    def simulator(self, *options, name="simulator"):
        return Simulator(self, name, *options)

    def broker(self):
        return Broker(self)

    def daemon(self, simulators, broker=None, **settings):
        return Daemon(self, simulators, broker, **settings)

    def log(self, name):
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""


class Topics:
    """What a subscriber has last heard of each topic."""

    def __init__(self, broker, who=None):
        self._subscriber = Subscriber(broker.port, f"test-{time.monotonic_ns()}", who=who)

    def stop(self):
        self._subscriber.stop()

    def forget(self):
        self._subscriber.messages.clear()

    def all(self):
        return {one.topic: one.payload.decode() for one in list(self._subscriber.messages)}

    def wait_for(self, topic, payload, seconds=GENEROUS):
        if not wait_until(lambda: self.all().get(topic) == payload, seconds):
            raise Failure(f"{topic} is {self.all().get(topic)!r}, not {payload!r}")


def leaves(document, path=""):
    """("Power/Power/SOC", 42) for each value of a document that is not itself an object."""
    for key, value in document.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{key}/")
        else:
            yield f"{path}{key}", value
