"""Starts and stops the real programs on loopback, each with a log file, and reads what the kernel
says of them."""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_until(question, seconds=10.0, pause=0.01):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if question():
            return True
        time.sleep(pause)
    return False


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), 0.5).close()
        return True
    except OSError:
        return False


class Bench:
    """A temporary folder and the processes that live in it."""

    def __init__(self, build):
        self.build = pathlib.Path(build)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="givtcp-bench-"))
        self.folder.chmod(0o755)
        self._running = []
        self._by_name = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self._running):
            self.stop(process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop(self, process):
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, name, arguments, environment=None):
        log = open(self.folder / f"{name}.log", "wb")
        process = subprocess.Popen(
            arguments, stdout=log, stderr=subprocess.STDOUT, env=environment, start_new_session=True)
        log.close()
        self._running.append(process)
        self._by_name[name] = process
        return process

    def named(self, name):
        """The process that was last started by this name."""
        return self._by_name[name]

    def log(self, name):
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def simulator(self, *options):
        port = free_port()
        self.start("simulator", [self.build / "src/simulator/givtcp-sim", "--listen",
                                 f"127.0.0.1:{port}", *map(str, options)])
        if not wait_until(lambda: "listening" in self.log("simulator")):
            raise RuntimeError("the simulator did not start: " + self.log("simulator"))
        return port

    def broker(self, certificates=None, more=()):
        port = free_port()
        lines = [f"listener {port} 127.0.0.1", "allow_anonymous true", "persistence false", *more]
        if certificates:
            lines += [f"certfile {certificates}/server.pem", f"keyfile {certificates}/server.key"]
        (self.folder / "broker.conf").write_text("\n".join(lines) + "\n")
        program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        self.start("broker", [program, "-c", self.folder / "broker.conf"])
        if not wait_until(lambda: listens(port)):
            raise RuntimeError("the broker did not start: " + self.log("broker"))
        return port

    def certificates(self):
        """A key and a certificate for 127.0.0.1 that signs itself: server.pem is its own CA."""
        folder = self.folder / "certificates"
        folder.mkdir(exist_ok=True)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
             "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
             folder / "server.key", "-out", folder / "server.pem"], check=True, capture_output=True)
        folder.chmod(0o755)
        (folder / "server.key").chmod(0o644)
        return folder

    def daemon(self, dongle, broker, config=None, **settings):
        """Returns the process and its REST port. Settings are environment variables, which go over
        those in the file `config`; a `dongle` of None: its plants are in the file."""
        rest = free_port()
        state = tempfile.mkdtemp(dir=self.folder)
        environment = {
            "PATH": os.environ["PATH"], "MQTT_ADDRESS": "127.0.0.1", "MQTT_PORT": broker, "MQTT_OUTPUT": "True",
            "REST_PORT": rest, "REST_BIND": "127.0.0.1", "STATE_DIR": state, **settings}
        if dongle is not None:
            environment = {"INVERTOR_IP": "127.0.0.1", "INVERTOR_PORT": dongle, **environment}
        arguments = [] if config is None else ["--config", config]
        process = self.start("daemon", [self.build / "src/app/givtcpd", *arguments],
                             {name: str(value) for name, value in environment.items()})
        return process, rest


def resident_kib(process):
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError("no VmRSS")


def cpu_seconds(process):
    """Over all threads, to the nanosecond, those that have ended excepted."""
    total = 0
    for task in pathlib.Path(f"/proc/{process.pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9
