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

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parents[2]
ADDON = PROJECT / "docker/addon"
BUILD = pathlib.Path(".")
TOKEN = "a-very-secret-token"

# https://developers.home-assistant.io/docs/add-ons/configuration
TYPES = re.compile(r"(str|bool|email|url|password|port|match\(.*\)|(int|float)(\(-?\d*,-?\d*\))?"
                   r"|list\([^()]+\))\??")
MUST_HAVE = {"name", "version", "slug", "description", "arch"}
MAY_HAVE = MUST_HAVE | {
    "init", "startup", "boot", "services", "host_network", "ingress", "ingress_port", "panel_icon",
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


class Supervisor:
    """Answers what a real one does when it is asked for the MQTT service."""

    def __init__(self, broker, silent_at_first=False):
        supervisor = self
        self.asked = []
        self.asked_again = threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802: the library's name
                supervisor.asked.append((self.path, self.headers["Authorization"]))
                if silent_at_first and len(supervisor.asked) == 1:
                    return  # the connection ends without a word
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

    def setting(self, printed, name):
        return re.search(rf"^{re.escape(name)} +(\S+) +\((.*)\)$", printed, re.MULTILINE).groups()

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
        self.assertEqual(self.setting(printed, "plants[4].host")[0], '"10.0.0.75"')

    def test_the_supervisors_broker_is_used_where_none_is_named(self):
        self.options(INVERTOR_IP_1="10.0.0.7")
        supervisor = self.supervisor({"host": "core-mosquitto", "port": 1883, "ssl": False,
                                      "username": "addons", "password": "sesame"})
        printed = self.daemon("--print-config", supervisor=supervisor, MQTT_INTERNAL="auto").stdout
        self.assertEqual(self.setting(printed, "mqtt.host")[0], '"core-mosquitto"')
        self.assertEqual(self.setting(printed, "mqtt.username")[0], '"addons"')
        self.assertEqual(self.setting(printed, "mqtt.password")[0], "***")
        self.assertEqual(supervisor.asked, [("/services/mqtt", f"Bearer {TOKEN}")])

    def test_without_one_the_internal_broker_is(self):
        self.options(INVERTOR_IP_1="10.0.0.7")
        printed = self.daemon("--print-config", supervisor=self.supervisor(), MQTT_INTERNAL="auto")
        self.assertEqual(self.setting(printed.stdout, "mqtt.host")[0], '"127.0.0.1"')
        self.assertNotIn(TOKEN, printed.stdout + printed.stderr)

    def test_a_supervisor_that_is_silent_is_said(self):
        self.options(INVERTOR_IP_1="10.0.0.7")
        done = self.daemon("--check-config")
        self.assertEqual(done.returncode, 0)
        self.assertNotIn("Supervisor", self.daemon("--health").stderr)
        self.assertIn("the Supervisor does not say which MQTT broker there is", done.stdout)

    def test_a_supervisor_that_comes_up_late_is_asked_again(self):
        self.options(INVERTOR_IP_1="127.0.0.1")
        supervisor = self.supervisor(silent_at_first=True)
        daemon = subprocess.Popen(
            [BUILD / "src/app/givtcpd"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "SUPERVISOR_TOKEN": TOKEN,
                 "GIVTCP_SUPERVISOR": supervisor.url, "STATE_DIR": str(self.data),
                 "GIVTCP_OPTIONS": str(self.data / "options.json"), "REST_BIND": "127.0.0.1",
                 "MQTT_OUTPUT": "false"})
        try:
            self.assertTrue(supervisor.asked_again.wait(60))
            self.assertEqual(supervisor.asked, [("/services/mqtt", f"Bearer {TOKEN}")] * 2)
        finally:
            daemon.kill()
            daemon.wait()

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

    def test_takes_over_the_settings_of_version_three(self):
        if os.geteuid() != 0 or not shutil.which("setpriv"):
            self.skipTest("it takes root and setpriv")
        self.options(MQTT_TOPIC="Page")
        shared = self.data / "shared"
        shared.mkdir()
        (shared / "allsettings.json").write_text(json.dumps({
            "invertorIP_1": "10.0.0.9", "MQTT_Topic": "File", "MQTT_Port": "many"}))
        self.data.chmod(0o755)

        def start():
            return self.daemon(
                "--print-config", program=ADDON / "run.sh", ADDON_DATA=str(self.data),
                ADDON_SHARED=str(shared), GIVTCPD=str(BUILD / "src/app/givtcpd"),
                MQTT_ADDRESS="broker")

        done = start()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.setting(done.stdout, "plants[0].host")[0], '"10.0.0.9"')
        self.assertEqual(self.setting(done.stdout, "mqtt.topic")[0], '"Page"')
        self.assertIn("taken over:", done.stderr)
        self.assertIn("MQTT_PORT", done.stderr)

        (shared / "givtcp.json").write_text('{"plants": [{"host": "10.0.0.8"}]}')
        self.assertEqual(self.setting(start().stdout, "plants[0].host")[0], '"10.0.0.8"')


def main():
    global BUILD
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    program = unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]], exit=False)
    return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
