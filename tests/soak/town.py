"""The real programs, each in a house (a network namespace) of its own on one bridge: the daemon, a
dongle, a broker, an InfluxDB. This process is the neighbour, with a subscriber and a REST client.
"""

import contextlib
import ctypes
import http.client
import json
import os
import pathlib
import shutil
import socket
import sys
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
SYSTEM = HERE.parent / "system"
for neighbour in ("daemon", "discovery", "influx"):
    sys.path.insert(0, str(SYSTEM / neighbour))
import street  # noqa: E402
from fake_influx import FakeInflux  # noqa: E402
from scene import Process, Scene  # noqa: E402
from subscriber import Subscriber  # noqa: E402
from truth import Truth  # noqa: E402

PI, BROKER, INFLUX = "10.77.0.10", "10.77.0.30", "10.77.0.40"
DONGLE, DONGLE_LATER = "10.77.0.20", "10.77.0.21"
MODBUS, MQTT, REST = 8899, 1883, 6345
# Late in an afternoon of spring, where the roof's power falls and the battery helps out.
PLANT = "living-gen1:start=2026-04-18T17:00,kwp=3"
ROOT = "GivEnergy/SA2301G001/"  # of such a plant of the first seed
CONTROL = 8898
CLONE_NEWNET = 0x40000000


@contextlib.contextmanager
def inside(house):
    """Sockets that this thread makes meanwhile are in the house."""
    libc = ctypes.CDLL(None, use_errno=True)

    def move(namespace):
        if libc.setns(namespace.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"setns: {house}")

    with open("/proc/thread-self/ns/net") as home, open(f"/run/netns/{house}") as there:
        move(there)
        try:
            yield
        finally:
            move(home)


def knocks(host, port):
    try:
        socket.create_connection((host, port), 0.5).close()
        return True
    except OSError:
        return False


class Town:
    def __init__(self, build, plant=PLANT, cycle=1):
        self.scene = Scene(build)
        street.Street()
        self.houses = {name: street.House(name, address) for name, address in {
            "pi": PI, "dongle": DONGLE, "broker": BROKER, "influx": INFLUX}.items()}
        self.dongle_at = DONGLE
        self.influx = FakeInflux(host=INFLUX, inside=lambda: inside("influx"))
        self.broker = self._process("broker", [self._mosquitto(), "-c", self._broker_settings()],
                                    lambda: knocks(BROKER, MQTT))
        self.dongle = self._process("dongle", [
            self.scene.build / "src/simulator/givtcp-sim", "--listen", f"0.0.0.0:{MODBUS}",
            "--latency", "5", "--control-port", str(CONTROL), "--plant", plant],
            lambda: knocks(self.dongle_at, MODBUS))
        self.daemon = self._process("pi", [self.scene.build / "src/app/givtcpd"],
                                    lambda: knocks(PI, REST), {
            "PATH": os.environ["PATH"], "INVERTOR_IP": f"{DONGLE},{DONGLE_LATER}",
            "SELF_RUN_LOOP_TIMER": cycle, "RECORDER_MB": 1, "WRITES_PER_DAY": 100000,
            "LINK_SPACING_MS": 0, "REST_BIND": "0.0.0.0",
            "STATE_DIR": self.scene.folder / "state", "MQTT_OUTPUT": True, "MQTT_ADDRESS": BROKER,
            "INFLUX_OUTPUT": True, "INFLUX_URL": f"http://{INFLUX}:{self.influx.port}",
            "INFLUX_TOKEN": "token", "INFLUX_BUCKET": "GivEnergy", "INFLUX_ORG": "GivTCP",
            **{key: value for key, value in os.environ.items() if "SAN_OPTIONS" in key}})
        self.truth = Truth(self.control_line)
        self.topics = None
        self.listen()

    def end(self):
        self.topics.stop()
        self.truth.end()
        self.influx.stop()
        self.scene.__exit__()

    def listen(self):
        """A subscriber of its own connection; what it heard before is kept."""
        if self.topics:
            self.topics.stop()
        self.topics = Subscriber(MQTT, f"soak-{os.urandom(4).hex()}", BROKER,
                                 self.topics.messages if self.topics else None)

    def _process(self, house, command, is_up, environment=None):
        words = {key: str(value) for key, value in (environment or os.environ).items()}
        return Process(self.scene, house, self.houses[house].command(*command), words, is_up)

    @staticmethod
    def _mosquitto():
        return shutil.which("mosquitto") or "/usr/sbin/mosquitto"

    def _broker_settings(self):
        path = self.scene.folder / "broker.conf"
        path.write_text(f"listener {MQTT}\nallow_anonymous true\npersistence false\n")
        return path

    # ---- what the neighbour asks ---------------------------------------------------------------

    def get(self, path, seconds=5):
        """The status and the answer; (0, reason) where there is none."""
        return self._ask(f"http://{PI}:{REST}{path}", None, seconds)[:2]

    def command(self, control, body, seconds=40):
        """What became of it: verified, no-op, refused or unknown; "" where nobody answered."""
        return self._ask(f"http://{PI}:{REST}/{control}", json.dumps(body).encode(), seconds)[2]

    @staticmethod
    def _ask(url, body, seconds):
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=seconds) as answer:
                return answer.status, answer.read().decode(), answer.headers["X-GivTCP-Status"] or ""
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers["X-GivTCP-Status"] or ""
        except (OSError, http.client.HTTPException) as error:
            return 0, str(error), ""

    def metric(self, name):
        """Its first value, or nothing."""
        status, text = self.get("/metrics")
        for line in text.splitlines() if status == 200 else ():
            if line.startswith(name) and line[len(name)] in " {":
                return float(line.rsplit(" ", 1)[1])
        return None

    def control_line(self):
        """The simulator's control port, which listens inside its house alone."""
        with inside("dongle"):
            return socket.create_connection(("127.0.0.1", CONTROL), 1)

    # ---- what is done to it --------------------------------------------------------------------

    def cable(self, house, state):
        """"down": every packet to and from the house vanishes."""
        street.ip("link", "set", "dev", f"p-{house}", state, namespace="street")

    def move_dongle(self, to):
        self.houses["dongle"].leave(self.dongle_at)
        self.houses["dongle"].add(to)
        self.dongle_at = to
