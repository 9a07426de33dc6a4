"""The add-on's folder, its start, and the daemon below a Supervisor of our own.

    addon_test.py BUILD_DIRECTORY [TestCase[.test]]
"""

import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parents[2]
sys.path[:0] = [str(PROJECT / "tests/system/install"), str(PROJECT / "tests/bench/system")]
import throwaway  # noqa: E402
from processes import free_port, listens, wait_until  # noqa: E402

ADDON = PROJECT / "docker/addon"
BUILD = pathlib.Path(".")
TOKEN = "a-very-secret-token"

# https://developers.home-assistant.io/docs/add-ons/configuration
TYPES = re.compile(r"(str|bool|email|url|password|port|match\(.*\)|(int|float)(\(-?\d*,-?\d*\))?"
                   r"|list\([^()]+\))\??")
MUST_HAVE = {"name", "version", "slug", "description", "arch"}
MAY_HAVE = MUST_HAVE | {
    "init", "startup", "boot", "services", "host_network", "ingress", "ingress_port",
    "ingress_entry", "panel_icon",
    "ports", "ports_description", "map", "options", "schema", "image", "url"}
# A value of each type, to see whether the daemon takes it.
EXAMPLES = {"INVERTOR_IP": "10.0.0.7", "MQTT_ADDRESS": "broker", "MQTT_TOPIC": "Other",
            "INFLUX_URL": "http://influx:8086", "TZ": "UTC", "DISCOVERY_NETS": "10.0.0.0/24",
            "TRUSTED_NETS": "10.0.0.0/8", "API_TOKEN": "correct-horse-battery"}


def sections():
    """config.yaml's own shape: keys, and below some of them a list or a mapping of plain values."""
    found, key = {}, None
    for line in (ADDON / "config.yaml").read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            key, _, value = line.partition(":")
            found[key] = value.strip() or {}
        elif line.lstrip().startswith("- "):
            found[key] = (found[key] or []) + [line.lstrip()[2:]]
        else:
            name, _, value = line.strip().partition(": ")
            found[key][name] = value
    return found


def setting(printed, name):
    """Its value in what --print-config says, and where it comes from."""
    return re.search(rf"^{re.escape(name)} +(\S+) +\((.*)\)$", printed, re.MULTILINE).groups()


class Supervisor:
    """Answers what a real one does when it is asked for the MQTT service."""

    def __init__(self, broker, silent_at_first=False, starting_at_first=False):
        supervisor = self
        self.asked = []
        self.asked_again = threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802: the library's name
                supervisor.asked.append((self.path, self.headers["Authorization"]))
                if silent_at_first and len(supervisor.asked) == 1:
                    return  # the connection ends without a word
                if starting_at_first and len(supervisor.asked) == 1:
                    return self.send_error(502)
                body = json.dumps({"result": "ok", "data": broker} if broker else
                                  {"result": "error", "message": "Service not enabled"}).encode()
                self.send_response(200 if broker else 400)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                supervisor.asked_again.set()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


class Folder(unittest.TestCase):
    def test_says_what_an_add_on_has_to_say(self):
        config = sections()
        self.assertLessEqual(MUST_HAVE, config.keys())
        self.assertLessEqual(config.keys(), MAY_HAVE)
        self.assertLessEqual(set(config["arch"]), {"amd64", "aarch64", "armv7", "armhf", "i386"})
        self.assertNotIn("privileged", config)
        self.assertNotIn("full_access", config)

    def test_each_option_has_a_type(self):
        config = sections()
        for name, kind in config["schema"].items():
            self.assertTrue(TYPES.fullmatch(kind), f"{name}: {kind}")
        self.assertLessEqual(config["options"].keys(), config["schema"].keys())

    def test_each_text_is_about_an_option(self):
        text = (ADDON / "translations/en.yaml").read_text()
        named = re.findall(r"^  ([A-Z][A-Z0-9_]+):$", text, re.MULTILINE)
        self.assertTrue(named)
        self.assertLessEqual(set(named), sections()["schema"].keys())

    def test_says_the_version_of_the_project(self):
        version = re.search(r"project\(givtcp VERSION (\S+)", (PROJECT / "CMakeLists.txt").read_text())
        self.assertEqual(sections()["version"], f'"{version[1]}"')


class Start(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data = pathlib.Path(folder.name)

    def options(self, **options):
        (self.data / "options.json").write_text(json.dumps(options))

    def daemon(self, *words, supervisor=None, program=None, **environment):
        return subprocess.run(
            [str(word) for word in (program or BUILD / "src/app/givtcpd", *words)],
            env={"PATH": os.environ["PATH"], "SUPERVISOR_TOKEN": TOKEN,
                 "GIVTCP_SUPERVISOR": supervisor.url if supervisor else "http://127.0.0.1:1",
                 "GIVTCP_OPTIONS": str(self.data / "options.json")} | environment,
            capture_output=True, text=True, timeout=100, check=False)

    def supervisor(self, broker=None, **behaviour):
        made = Supervisor(broker, **behaviour)
        self.addCleanup(made.stop)
        return made

    def test_each_option_is_one_that_the_daemon_takes(self):
        values = {}
        for name, kind in sections()["schema"].items():
            base = re.sub(r"_\d$", "", name)
            kind = kind.rstrip("?")
            number = re.search(r"\d$", name)
            if base in EXAMPLES:
                values[name] = EXAMPLES[base] + (number[0] if number and base == "INVERTOR_IP" else "")
            elif kind == "bool":
                values[name] = base not in ("INFLUX_OUTPUT",)
            elif kind.startswith("list("):
                values[name] = kind[5:-1].split("|")[0]
            elif kind.startswith("int"):
                values[name] = int(kind[4:-1].split(",")[1])
            else:
                values[name] = 1884 if kind == "port" else "text"
        self.options(**values)
        done = self.daemon("--check-config", supervisor=self.supervisor())
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertNotIn("unknown", done.stdout)
        self.assertNotIn("without a function", done.stdout)
        printed = self.daemon("--print-config", supervisor=self.supervisor()).stdout
        self.assertEqual(setting(printed, "plants[4].host")[0], '"10.0.0.75"')

    def test_the_supervisors_broker_is_used_where_none_is_named(self):
        self.options(INVERTOR_IP_1="10.0.0.7")
        supervisor = self.supervisor({"host": "core-mosquitto", "port": 1883, "ssl": False,
                                      "username": "addons", "password": "sesame"})
        printed = self.daemon("--print-config", supervisor=supervisor, MQTT_INTERNAL="auto").stdout
        self.assertEqual(setting(printed, "mqtt.host")[0], '"core-mosquitto"')
        self.assertEqual(setting(printed, "mqtt.username")[0], '"addons"')
        self.assertEqual(setting(printed, "mqtt.password")[0], "***")
        self.assertEqual(supervisor.asked, [("/services/mqtt", f"Bearer {TOKEN}")])

    def test_without_one_the_internal_broker_is(self):
        self.options(INVERTOR_IP_1="10.0.0.7")
        printed = self.daemon("--print-config", supervisor=self.supervisor(), MQTT_INTERNAL="auto")
        self.assertEqual(setting(printed.stdout, "mqtt.host")[0], '"127.0.0.1"')
        self.assertNotIn(TOKEN, printed.stdout + printed.stderr)

    def test_a_supervisor_that_is_silent_is_said(self):
        self.options(INVERTOR_IP_1="10.0.0.7")
        done = self.daemon("--check-config")
        self.assertEqual(done.returncode, 0)
        self.assertNotIn("Supervisor", self.daemon("--health").stderr)
        self.assertIn("the Supervisor does not say which MQTT broker there is", done.stdout)

    def running(self, supervisor):
        """The daemon, with the port of its REST."""
        port = free_port()
        daemon = subprocess.Popen(
            [BUILD / "src/app/givtcpd"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "SUPERVISOR_TOKEN": TOKEN,
                 "GIVTCP_SUPERVISOR": supervisor.url, "STATE_DIR": str(self.data),
                 "GIVTCP_OPTIONS": str(self.data / "options.json"), "REST_BIND": "127.0.0.1",
                 "REST_PORT": str(port), "MQTT_OUTPUT": "false"})
        self.addCleanup(daemon.wait)
        self.addCleanup(daemon.kill)
        return port

    def test_a_supervisor_that_comes_up_late_is_asked_again(self):
        self.options(INVERTOR_IP_1="127.0.0.1")
        for behaviour in ("silent_at_first", "starting_at_first"):
            with self.subTest(behaviour):
                supervisor = self.supervisor(**{behaviour: True})
                self.running(supervisor)
                self.assertTrue(supervisor.asked_again.wait(60))
                self.assertEqual(supervisor.asked, [("/services/mqtt", f"Bearer {TOKEN}")] * 2)

    def test_the_page_of_the_sidebar_is_there(self):
        self.options(INVERTOR_IP_1="127.0.0.1")
        port = self.running(self.supervisor())
        self.assertTrue(wait_until(lambda: listens(port), 60))
        page = f"http://127.0.0.1:{port}/{sections()['ingress_entry']}"
        with urllib.request.urlopen(page, timeout=60) as answer:
            self.assertEqual(answer.status, 200)

    def test_starts_without_rights(self):
        if os.geteuid() != 0 or not shutil.which("setpriv"):
            self.skipTest("it takes root and setpriv")
        self.options(INVERTOR_IP_1="10.0.0.7")
        self.data.chmod(0o755)
        done = self.daemon(
            "-c", "id -u; grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status; echo $STATE_DIR;"
            " cat $GIVTCP_OPTIONS", program=ADDON / "run.sh", ADDON_DATA=str(self.data),
            GIVTCPD="/bin/sh")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^6345\nCapEff:\t0+\nCapBnd:\t0+\nNoNewPrivs:\t1\n")
        self.assertIn(f"{self.data}/givtcp\n", done.stdout)
        self.assertIn('"INVERTOR_IP_1": "10.0.0.7"', done.stdout)


def environment_of_the_image():
    """What the add-on's stage sets with ENV."""
    stage = (ADDON / "stage").read_text()
    found = re.search(r"^ENV ((?:[^\n]*\\\n)*[^\n]*)", stage, re.MULTILINE)[1]
    return re.findall(r"(\w+)=(\S+)", found)


WHILE_IT_RUNS = """
/bin/sh /run.sh & daemon=$!
for _ in $(seq 300); do if givtcpd --health; then break; fi; sleep 0.1; done
%s
kill $daemon
wait $daemon
"""


class InItsImage(unittest.TestCase):
    """The start, the health check and `docker exec`, where the image has what they use: each with the
    image's variables, none with those that the start has set."""

    def setUp(self):
        if reason := throwaway.why_not():
            self.skipTest(reason)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name in ("data", "config", "usr/bin"):
            (self.root / name).mkdir(parents=True)
        shutil.copy(BUILD / "src/app/givtcpd", self.root / "usr/bin")
        shutil.copy(ADDON / "run.sh", self.root)
        (self.root / "data/options.json").write_text(json.dumps(
            {"INVERTOR_IP_1": "127.0.0.1", "MQTT_ADDRESS": "127.0.0.1"}))

    def run_there(self, script):
        links = re.search(r"^RUN (install -d /etc/givtcp && ln .*)$", (ADDON / "stage").read_text(),
                          re.MULTILINE)[1]
        exports = "".join(f"export {name}={value}\n" for name, value in environment_of_the_image())
        return throwaway.run(
            f"{links}\n{exports}export SUPERVISOR_TOKEN={TOKEN} GIVTCP_SUPERVISOR=http://127.0.0.1:1\n"
            "unset folder script\n" + script, self.root)

    def test_the_health_check_asks_with_the_daemons_settings(self):
        (self.root / "config/givtcp.json").write_text(
            '{"rest": {"port": 7001, "bind": "127.0.0.1"}}')
        done = self.run_there(WHILE_IT_RUNS % "givtcpd --health")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("givtcpd is alive", done.stdout)
        self.assertIn("7001", done.stdout)

    def test_an_inverter_can_be_forgotten(self):
        (self.root / "data/options.json").write_text('{"MQTT_ADDRESS": "127.0.0.1"}')
        done = self.run_there(WHILE_IT_RUNS % "givtcpd --forget-inverter" + "stat -c %U /data/givtcp/*.db*")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("no inverter is remembered for plant 1", done.stdout)
        self.assertNotIn("root", done.stdout.splitlines())  # the daemon can go on with it

    def test_takes_over_the_settings_of_version_three(self):
        (self.root / "data/options.json").write_text('{"MQTT_TOPIC": "Page"}')
        (self.root / "config/allsettings.json").write_text(json.dumps({
            "invertorIP_1": "10.0.0.9", "MQTT_Topic": "File", "MQTT_Port": "many"}))
        done = self.run_there("/bin/sh /run.sh --print-config")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(setting(done.stdout, "plants[0].host")[0], '"10.0.0.9"')
        self.assertEqual(setting(done.stdout, "mqtt.topic")[0], '"Page"')
        self.assertIn("taken over:", done.stdout)
        self.assertIn("MQTT_PORT", done.stdout)

    def test_settings_of_its_own_go_before_those_of_version_three(self):
        (self.root / "config/allsettings.json").write_text('{"MQTT_Topic": "Theirs"}')
        (self.root / "config/givtcp.json").write_text('{"mqtt": {"topic": "Mine"}}')
        done = self.run_there("/bin/sh /run.sh --print-config")
        self.assertEqual(setting(done.stdout, "mqtt.topic")[0], '"Mine"')

    def test_an_import_of_which_nothing_comes_keeps_nothing_from_starting(self):
        (self.root / "config/allsettings.json").write_text('{"invertorIP_1": "10.0.')
        done = self.run_there("/bin/sh /run.sh --print-config")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("allsettings.json is not JSON", done.stdout)
        self.assertEqual(setting(done.stdout, "plants[0].host")[0], '"127.0.0.1"')

    def test_settings_that_were_taken_away_are_forgotten(self):
        (self.root / "config/givtcp.json").write_text('{"mqtt": {"topic": "Mine"}}')
        done = self.run_there("/bin/sh /run.sh --print-config; rm /config/givtcp.json;"
                              " /bin/sh /run.sh --print-config")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(re.findall(r"^mqtt\.topic +(\S+)", done.stdout, re.MULTILINE),
                         ['"Mine"', '"GivEnergy"'])


class SelfContained(unittest.TestCase):
    """The folder that is copied to Home Assistant, which builds it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name) / "givtcp"
        self.done = self.assemble()

    def assemble(self):
        return subprocess.run(["sh", ADDON / "assemble", self.folder], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)

    def test_has_all_that_the_dockerfile_copies(self):
        self.assertEqual(self.done.returncode, 0, self.done.stdout)
        text = (self.folder / "Dockerfile").read_text()
        copied = re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE)
        self.assertTrue(copied)
        for name in " ".join(copied).split():
            there = self.folder / name
            self.assertTrue(there.is_file() or any(there.iterdir()), name)

    def test_builds_the_add_on_of_what_can_be_had(self):
        text = (self.folder / "Dockerfile").read_text()
        stages = re.findall(r"^FROM (?:--platform=\S+ )?(\S+)(?: AS (\S+))?$", text, re.MULTILINE)
        names = [name for _, name in stages if name]
        self.assertEqual(stages[-1], ("daemon", ""))
        for base, _ in stages:
            self.assertIn(base, ["${BASE}", "${RUNTIME_BASE}", *names])
        self.assertIn("\nARG BASE=debian:trixie-slim\n", text)
        self.assertIn('\nENTRYPOINT ["/bin/sh", "/run.sh"]\n', text)

    def test_is_one_add_on(self):
        # The Supervisor takes every file of this name, however deep, for an add-on.
        found = [path for path in self.folder.rglob("config.*")
                 if path.suffix in (".yaml", ".yml", ".json")]
        self.assertEqual(found, [self.folder / "config.yaml"])

    def test_overwrites_nothing(self):
        again = self.assemble()
        self.assertEqual(again.returncode, 1)
        self.assertIn("is not empty", again.stdout)


def main():
    global BUILD
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    program = unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]], exit=False)
    return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
