"""Who may ask the real daemon, and what nobody is told.

    security_test.py BUILD_DIRECTORY [TestCase[.test]]
"""

import base64
import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import types
import unittest

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
for neighbour in ("daemon", "discovery", "influx"):
    sys.path.insert(0, str(HERE.parent / neighbour))
from fake_influx import FakeInflux  # noqa: E402
from scene import GENEROUS, Scene, Topics, free_port, wait_until  # noqa: E402
import street  # noqa: E402

BUILD = pathlib.Path(".")
PROJECT = HERE.parents[2]
TOKEN = "correct-horse-battery-staple"


def ask(port, method, path, body=None, **fields):
    """The status, the fields and the text of an answer on loopback."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, {"Host": "127.0.0.1", **fields})
        answer = connection.getresponse()
        return answer.status, answer.getheaders(), answer.read().decode(errors="replace")
    finally:
        connection.close()


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def basic(user, password):
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


class SecurityTest(unittest.TestCase):
    def setUp(self):
        self.scene = Scene(BUILD)
        self.addCleanup(self.scene.__exit__)

    def until(self, question, seconds=GENEROUS, why=lambda: ""):
        self.assertTrue(wait_until(question, seconds), why())


# What a house is asked to do: the status of each request, in the order in which they are given.
FROM_THERE = """
import socket, ssl, sys
anybody = ssl.create_default_context()
anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
for one in sys.argv[2:]:
    port, method, path = one.split()
    over_tls = port.startswith("tls:")
    asked = f"{method} {path} HTTP/1.1\\r\\nHost: here\\r\\nConnection: close\\r\\nContent-Length: 2\\r\\n\\r\\n80"
    try:
        with socket.create_connection((sys.argv[1], int(port.removeprefix("tls:"))), 30) as plain:
            connection = anybody.wrap_socket(plain) if over_tls else plain
            connection.sendall(asked.encode())
            print(connection.recv(65536).decode().split()[1], flush=True)
    except OSError as error:
        print(type(error).__name__, flush=True)
"""


class Fence(SecurityTest):
    """Peers with real addresses: a neighbour, and somebody of the internet."""

    houses = None

    def setUp(self):
        super().setUp()
        if Fence.houses is None:
            street.Street()
            for address in ("203.0.113.1/24", "fd77::2/64", "2001:db8::1/64"):
                extra = ["nodad"] if ":" in address else []
                street.ip("addr", "add", address, "dev", "lan0", *extra)
            Fence.houses = {name: street.House(name, *addresses) for name, addresses in {
                "neighbour": ("10.77.0.9",), "stranger": ("203.0.113.9/24",)}.items()}
            for name, address in (("neighbour", "fd77::9/64"), ("stranger", "2001:db8::9/64")):
                street.ip("addr", "add", address, "dev", "eth0", "nodad", namespace=name)

    def ports_of(self, daemon):
        """Of every socket on which the process listens, whichever protocol."""
        mine = set()
        for link in pathlib.Path(f"/proc/{daemon.process.pid}/fd").iterdir():
            try:
                mine.add(os.readlink(link))
            except OSError:
                continue  # closed meanwhile
        ports = set()
        for table in ("tcp", "tcp6", "udp", "udp6"):
            for line in pathlib.Path(f"/proc/{daemon.process.pid}/net/{table}").read_text().splitlines()[1:]:
                columns = line.split()
                listens = columns[3] == ("0A" if table.startswith("tcp") else "07")
                if listens and f"socket:[{columns[9]}]" in mine:
                    ports.add((table[:3], int(columns[1].rsplit(":", 1)[1], 16)))
        return ports

    def statuses(self, house, address, requests):
        done = subprocess.run(self.houses[house].command(sys.executable, "-c", FROM_THERE, address,
                                                         *requests),
                              capture_output=True, text=True, timeout=300, check=True)
        return done.stdout.split()

    def test_a_public_peer_is_refused_on_every_port_and_a_neighbour_is_not(self):
        mqtt = free_port()
        daemon = self.scene.daemon(
            [self.scene.simulator(name="one"), self.scene.simulator("--plant", "ac", name="two")],
            REST_BIND="::", API_TOKEN=TOKEN, MQTT_OUTPUT="True", MQTT_INTERNAL="on", MQTT_PORT=mqtt)
        self.until(lambda: daemon.get("/readyz")[0] == 200 and daemon.get("/readyz", 2)[0] == 200)
        ports = self.ports_of(daemon)
        self.assertEqual(ports, {("tcp", daemon.rest), ("tcp", daemon.rest + 1)})

        asked = [f"{port} {what}" for _, port in sorted(ports) for what in (
            "GET /readData", "GET /healthz", "GET /metrics", "GET /api", "GET /api/v1/inverters",
            "GET /nothing", "OPTIONS /readData", "POST /setChargeTarget")]
        for address in ("203.0.113.1", "2001:db8::1"):
            self.assertEqual(self.statuses("stranger", address, asked), ["403"] * len(asked), address)
        reads = [one for one in asked if "GET" in one and "nothing" not in one]
        for address in ("10.77.0.2", "fd77::2"):
            self.assertEqual(self.statuses("neighbour", address, reads), ["200"] * len(reads), address)

        # The broker's own port, in its own process: it asks strangers and neighbours for a password.
        self.until(lambda: daemon.get("/readyz")[1].get("failing") == [], why=daemon.log)
        for house, address in (("stranger", "203.0.113.1"), ("neighbour", "10.77.0.2")):
            self.assertIn("not authorised", self.mqtt_from(house, address, mqtt).lower())

        told = [line for line in daemon.log().splitlines() if "TRUSTED_NETS" in line]
        self.assertEqual(len(told), 2, "one line for each stranger's address")
        self.assertEqual(daemon.get("/readData")[0], 200)

    def test_over_https_a_stranger_is_told_so_too(self):
        daemon = self.scene.daemon([self.scene.simulator()], answers=False, REST_BIND="0.0.0.0",
                                   **self.certificate())
        self.until(lambda: daemon.run("--health").returncode == 0, why=daemon.log)
        asked = [f"tls:{daemon.rest} {what}" for what in ("GET /healthz", "POST /setChargeTarget")]
        self.assertEqual(self.statuses("stranger", "203.0.113.1", asked), ["403"] * 2)
        self.assertEqual(self.statuses("neighbour", "10.77.0.2", asked[:1]), ["200"])

        # A flood of handshakes is not answered, and keeps nobody out.
        flood = self.statuses("stranger", "203.0.113.1", asked[:1] * 300)
        self.assertLess(flood.count("403"), len(flood))
        self.assertEqual(self.statuses("neighbour", "10.77.0.2", asked[:1]), ["200"])

    def mqtt_from(self, house, address, port, *who):
        """What a subscriber there is told: its first value, or why there is none."""
        done = subprocess.run(
            self.houses[house].command("mosquitto_sub", "-h", address, "-p", port, "-C", "1", "-W", "20",
                                       "-t", "GivEnergy/#", *who),
            capture_output=True, text=True, timeout=300, check=False)
        return done.stdout.strip() or done.stderr.strip()

    def assert_let_in(self, heard):
        self.assertNotRegex(heard.lower(), "refused|timed out|error|^$")

    def own_broker(self, **settings):
        port = free_port()
        daemon = self.scene.daemon([self.scene.simulator()], MQTT_OUTPUT="True", MQTT_INTERNAL="on",
                                   MQTT_PORT=port, REST_BIND="::", **settings)
        self.until(lambda: daemon.get("/readyz")[1].get("failing") == [], why=daemon.log)
        return daemon, port

    def test_the_internal_broker_asks_everybody_for_a_password(self):
        _, port = self.own_broker(MQTT_USERNAME="bob", MQTT_PASSWORD=TOKEN)
        for house, address in (("stranger", "203.0.113.1"), ("stranger", "2001:db8::1"),
                               ("neighbour", "10.77.0.2")):
            for who in ((), ("-u", "bob", "-P", "wrong")):
                self.assertIn("not authorised", self.mqtt_from(house, address, port, *who).lower())
            # Who knows it comes in, from wherever.
            self.assert_let_in(self.mqtt_from(house, address, port, "-u", "bob", "-P", TOKEN))

    def test_the_internal_broker_that_lets_everybody_in_is_at_private_addresses_alone(self):
        daemon, port = self.own_broker(MQTT_INTERNAL_ANONYMOUS="True")
        for address in ("10.77.0.2", "fd77::2"):
            self.assert_let_in(self.mqtt_from("neighbour", address, port))
        for address in ("203.0.113.1", "2001:db8::1"):
            self.assertIn("connection refused", self.mqtt_from("stranger", address, port).lower())
        self.assertNotIn("ANYBODY", daemon.log())

    def test_an_internal_broker_that_lets_the_internet_in_is_warned_of(self):
        daemon, port = self.own_broker(MQTT_INTERNAL_ANONYMOUS="True", MQTT_INTERNAL_BIND="::")
        self.assertIn("ANYBODY who reaches this machine", daemon.log())
        self.assert_let_in(self.mqtt_from("stranger", "2001:db8::1", port))

    def test_trusted_networks_can_be_narrowed_and_widened(self):
        daemon = self.scene.daemon([self.scene.simulator()], REST_BIND="0.0.0.0",
                                   TRUSTED_NETS="127.0.0.1, 203.0.113.8/29")
        asked = [f"{daemon.rest} GET /healthz"]
        self.assertEqual(self.statuses("neighbour", "10.77.0.2", asked), ["403"])
        self.assertEqual(self.statuses("stranger", "203.0.113.1", asked), ["200"])

    def test_this_machine_sees_its_own_health_whoever_is_trusted(self):
        secret = {"API_TOKEN": TOKEN, "API_TOKEN_SCOPE": "all"}
        for number, (bind, more) in enumerate((
                ("0.0.0.0", {}), ("127.0.0.2", secret), ("10.77.0.2", secret), ("::", secret),
                ("10.77.0.2", self.certificate()))):
            daemon = self.scene.daemon(
                [self.scene.simulator(name=f"simulator-{number}")], answers=False,
                name=f"daemon-{number}", STATE_DIR=self.scene.folder / f"state-{number}",
                REST_BIND=bind, TRUSTED_NETS="192.168.1.5", **more)
            self.until(lambda: daemon.run("--health").returncode == 0,
                       why=lambda: f"{bind}: {daemon.run('--health').stderr}")
            way = "tls:" if "REST_TLS_CERT" in more else ""
            self.assertIn(self.statuses(
                "neighbour", "10.77.0.2", [f"{way}{daemon.rest} GET /healthz"]),
                (["403"], ["ConnectionRefusedError"]))
            daemon.freeze()
            self.assertEqual(daemon.run("--health").returncode, 1, bind)
            daemon.send(signal.SIGCONT)
            daemon.end()

    def certificate(self):
        folder = self.scene.certificates()
        return {"REST_TLS_CERT": folder / "server.pem", "REST_TLS_KEY": folder / "server.key"}


class Tokens(SecurityTest):
    def test_writes_need_it_reads_do_not(self):
        daemon = self.scene.daemon([self.scene.simulator()], API_TOKEN=TOKEN)
        daemon.values()

        for fields in ({}, bearer(TOKEN[:-1]), bearer(TOKEN + "x"), basic("u", "nope"),
                       {"Authorization": TOKEN}):
            status, answered, text = ask(daemon.rest, "POST", "/setChargeTarget", "80", **fields)
            self.assertEqual(status, 401, fields)
            self.assertIn("result", json.loads(text))
            self.assertTrue(any(name == "WWW-Authenticate" for name, _ in answered))
        self.assertEqual(ask(daemon.rest, "GET", "/readData")[0], 200)
        for fields in (bearer(TOKEN), basic("predbat", TOKEN), basic("", TOKEN)):
            status, _, text = ask(daemon.rest, "POST", "/setChargeTarget", '{"chargeToPercent": 80}',
                                  **fields)
            self.assertEqual(status, 200, text)
            self.assertIn("Setting Charge Target", text)

    def test_all_needs_it_but_for_health(self):
        secret = self.scene.folder / "token"
        secret.write_text(TOKEN + "\n")
        daemon = self.scene.daemon([self.scene.simulator()], API_TOKEN_FILE=secret,
                                   API_TOKEN_SCOPE="all")

        self.assertEqual(ask(daemon.rest, "GET", "/readData")[0], 401)
        self.assertEqual(ask(daemon.rest, "GET", "/metrics")[0], 401)
        self.assertEqual(ask(daemon.rest, "GET", "/healthz")[0], 200)
        self.assertEqual(ask(daemon.rest, "GET", "/readData", **basic("any", TOKEN))[0], 200)
        self.assertEqual(ask(daemon.rest, "GET", "/metrics", **bearer(TOKEN))[0], 200)

    def test_guesses_and_floods_of_commands_are_slowed_down_and_reads_are_not(self):
        daemon = self.scene.daemon([self.scene.simulator()], API_TOKEN=TOKEN)
        daemon.values()

        def guess(number):
            return ask(daemon.rest, "POST", "/setChargeTarget", "80",
                       **bearer(f"guess-{number:012}"))[0]

        heard = []

        def is_slowed_down():
            with concurrent.futures.ThreadPoolExecutor(16) as guessers:
                heard.extend(guessers.map(guess, range(len(heard), len(heard) + 200)))
            return 429 in heard

        self.until(is_slowed_down)
        self.assertEqual(set(heard), {401, 429})
        self.assertGreaterEqual(heard.count(401), 200)
        self.assertEqual(ask(daemon.rest, "GET", "/readData")[0], 200)
        self.until(lambda: ask(daemon.rest, "POST", "/setChargeTarget", "80", **bearer(TOKEN))[0] == 200)

    def test_guesses_by_reading_are_not_even_answered(self):
        daemon = self.scene.daemon([self.scene.simulator()], API_TOKEN=TOKEN, API_TOKEN_SCOPE="all")
        self.until(lambda: ask(daemon.rest, "GET", "/readData", **bearer(TOKEN))[0] == 200)

        def guess(number):
            is_right = number % 5 == 4
            token = TOKEN if is_right else f"guess-{number:012}"
            return is_right, ask(daemon.rest, "GET", "/readData", **bearer(token))[0]

        heard = set()

        def the_right_one_is_no_other():
            with concurrent.futures.ThreadPoolExecutor(16) as guessers:
                heard.update(guessers.map(guess, range(500)))
            return (True, 429) in heard

        self.until(the_right_one_is_no_other)
        self.assertLessEqual(heard, {(True, 200), (True, 429), (False, 401), (False, 429)})
        self.until(lambda: ask(daemon.rest, "GET", "/readData", **bearer(TOKEN))[0] == 200)

    def test_one_that_can_be_guessed_is_no_token(self):
        daemon = self.scene.daemon([self.scene.simulator()], answers=False, API_TOKEN="secret-1234")

        self.assertEqual(daemon.process.wait(GENEROUS), 2)
        self.assertIn("API_TOKEN", daemon.log())
        self.assertNotIn("secret-1234", daemon.log())


class Secrets(SecurityTest):
    def secrets(self):
        """What is planted in each secret option: those whose value may also come from a file."""
        table = (PROJECT / "docs/CONFIG.md").read_text()
        names = re.findall(r"`([A-Z_]+)_FILE`", table.split("## GivTCP's")[0])
        names = [name for name in names if name != "NAME"]
        self.assertGreaterEqual(set(names), {"MQTT_PASSWORD", "INFLUX_TOKEN", "API_TOKEN"})
        return {name: f"planted-{name.lower().replace('_', '-')}-0123456789" for name in names}

    def assert_kept(self, where, text, secrets):
        for name, secret in secrets.items():
            for form in (secret, base64.b64encode(secret.encode()).decode()[:-4]):
                self.assertNotIn(form, text, f"{name} in {where}")

    def broker_with(self, password):
        """A broker that lets in whoever knows it, and a subscriber that does not need to."""
        passwords = self.scene.folder / "passwords"
        passwords.touch(mode=0o644)
        subprocess.run(["mosquitto_passwd", "-b", passwords, "givtcp", password], check=True,
                       capture_output=True)
        passwords.chmod(0o644)
        broker = self.scene.broker()
        broker.kill()
        config = self.scene.folder / "broker.conf"
        config.write_text(config.read_text() + f"password_file {passwords}\n")
        broker.start()
        return broker

    def ask_everything(self, daemon, token):
        """Every route, right and wrong, with the token, a wrong one and none: all that it says."""
        routes = json.loads(ask(daemon.rest, "GET", "/api", **bearer(token))[2])["endpoints"]
        # The right one first: after many others it would not be looked at.
        for fields in (bearer(token), bearer("planted-wrong-0123456789"), {}):
            for method, path in ((method, route["path"]) for route in routes
                                 for method in (route["method"], "PUT")):
                path = path.replace("{serial}", "SA2114G047").replace("{name}", "setChargeTarget")
                path = path.replace("{id}", "1-1")
                body = None if method == "GET" else '{"chargeToPercent": 80, "dry_run": true}'
                if "reboot" in path.lower() or "restart" in path.lower():
                    continue
                status, answered, text = ask(daemon.rest, method, path, body, **fields)
                yield f"{method} {path} {status}", f"{answered}\n{text}"

    def test_no_secret_is_in_any_answer_log_metric_or_topic(self):
        if shutil.which("mosquitto_passwd") is None:
            self.skipTest("mosquitto_passwd is not installed")
        secrets = self.secrets()
        broker = self.broker_with(secrets["MQTT_PASSWORD"])
        topics = Topics(broker)
        self.addCleanup(topics.stop)
        influx = FakeInflux()
        self.addCleanup(influx.stop)
        influx.behaviour = (401, {}, '{"message":"unauthorized access"}')
        daemon = self.scene.daemon(
            [self.scene.simulator()], broker, MQTT_USERNAME="givtcp", LOG_LEVEL="Trace",
            INFLUX_OUTPUT="True", INFLUX_URL=f"http://127.0.0.1:{influx.port}", INFLUX_BUCKET="b",
            INFLUX_ORG="o", API_TOKEN_SCOPE="all", **secrets)
        token = secrets["API_TOKEN"]
        self.until(lambda: ask(daemon.rest, "GET", "/readyz", **bearer(token))[0] == 200, GENEROUS,
                   daemon.log)
        self.until(lambda: "GivEnergy/SA2114G047/problem" in topics.all(), GENEROUS, daemon.log)
        known = {**secrets, "a token that is wrong": "planted-wrong-0123456789"}

        asked = 0
        for where, text in self.ask_everything(daemon, token):
            asked += 1
            self.assert_kept(where, text, known)
        self.assertGreater(asked, 100)
        for option in ("--print-config", "--check-config", "--help", "--discovery-plan"):
            said = daemon.run(option)
            self.assert_kept(option, said.stdout + said.stderr, known)
        self.assertIn("***", daemon.run("--print-config").stdout)

        # Passwords that are wrong, of which the daemon complains.
        broker.kill()
        self.until(lambda: "mqtt" in ask(daemon.rest, "GET", "/readyz", **bearer(token))[2], GENEROUS,
                   daemon.log)
        self.assertEqual(daemon.end()[0], 0)
        self.assert_kept("the log", daemon.log(), known)
        self.assertGreater(len(daemon.log().splitlines()), 20, "it was at its most talkative")
        for topic, payload in topics.all().items():
            self.assert_kept(topic, topic + payload, known)
        self.assertGreater(len(topics.all()), 100)
        for kept in (self.scene.folder / "state").iterdir():
            self.assert_kept(kept.name, kept.read_bytes().decode(errors="replace"), known)

    def daemon_with_a_broker(self, name, **settings):
        """A talkative one with a broker of its own, and its log file."""
        log = self.scene.folder / f"{name}-itself.log"
        daemon = self.scene.daemon(
            [self.scene.simulator(name=f"simulator of {name}")], name=name, MQTT_OUTPUT="True",
            MQTT_INTERNAL="on", MQTT_PORT=free_port(), LOG_LEVEL="Trace", DEBUG_FILE_LOCATION=log,
            STATE_DIR=self.scene.folder / f"state of {name}", API_TOKEN=TOKEN, API_TOKEN_SCOPE="all",
            **settings)
        self.until_all_is_well(daemon)
        return daemon, log

    def until_all_is_well(self, daemon):
        def is_well():
            return json.loads(ask(daemon.rest, "GET", "/readyz", **bearer(TOKEN))[2])["failing"] == []

        self.until(is_well, GENEROUS, daemon.log)

    def assert_its_broker_keeps(self, daemon, log, user, password):
        topics = Topics(types.SimpleNamespace(port=int(daemon._environment["MQTT_PORT"])),
                        (user, password))
        self.addCleanup(topics.stop)
        self.until(lambda: "GivEnergy/SA2114G047/problem" in topics.all(), GENEROUS, daemon.log)
        known = {"the broker's password": password}
        for where, text in self.ask_everything(daemon, TOKEN):
            self.assert_kept(where, text, known)
        for option in ("--print-config", "--check-config", "--discovery-plan"):
            said = daemon.run(option)
            self.assert_kept(option, said.stdout + said.stderr, known)
        self.assertEqual(daemon.end()[0], 0)
        self.assert_kept("the log file", log.read_text(), known)
        self.assertIn("broker: ", log.read_text())
        for topic, payload in topics.all().items():
            self.assert_kept(topic, topic + payload, known)
        state = pathlib.Path(daemon._environment["STATE_DIR"])
        for kept in (path for path in state.rglob("*") if path.is_file()):
            if kept != state / "broker/credentials":
                self.assert_kept(kept, kept.read_bytes().decode(errors="replace"), known)

    def test_nor_is_the_internal_brokers_that_its_user_chose(self):
        password = "planted-internal-0123456789"
        daemon, log = self.daemon_with_a_broker("chosen", MQTT_USERNAME="bob", MQTT_PASSWORD=password)
        self.assert_its_broker_keeps(daemon, log, "bob", password)
        self.assert_kept("standard output", daemon.log(), {"the broker's password": password})
        self.assertFalse((self.scene.folder / "state of chosen/broker/credentials").exists())

    def test_nor_is_the_internal_brokers_that_was_made_up(self):
        daemon, log = self.daemon_with_a_broker("made up")
        kept = self.scene.folder / "state of made up/broker/credentials"
        user, password = kept.read_text().split()
        self.assertEqual(kept.stat().st_mode & 0o777, 0o600)
        self.assert_its_broker_keeps(daemon, log, user, password)

        self.assertEqual(daemon.log().count(password), 1, "on standard output, for who started it")
        daemon.start()
        self.until_all_is_well(daemon)
        self.assert_kept("the second start", daemon.log(), {"the broker's password": password})

    def test_a_secret_that_is_mistaken_is_not_repeated(self):
        secrets = {name: f"{secret}\x01" for name, secret in self.secrets().items()}
        daemon = self.scene.daemon([self.scene.simulator()], answers=False, **secrets)

        self.assertEqual(daemon.process.wait(GENEROUS), 2)
        for name in secrets:
            self.assertIn(name, daemon.log())
        self.assert_kept("the complaints", daemon.log(),
                         {name: secret[:-1] for name, secret in secrets.items()})


def main():
    global BUILD
    if shutil.which("mosquitto") is None and not pathlib.Path("/usr/sbin/mosquitto").exists():
        print("SKIPPED: mosquitto is not installed")
        return 77
    if any(argument.startswith("Fence") for argument in sys.argv[2:]):
        street.move_in()
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    program = unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]], exit=False)
    return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
