"""The image, with Debian's docker engine: built, started by the compose file with a simulator beside
it, crashed, made anew, stopped.

    docker_test.py [TestCase[.test]]
"""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "bench/system"))
sys.path.insert(0, str(HERE.parents[1] / "system/install"))
from processes import free_port, wait_until  # noqa: E402
from engine import BASE, NO_PACKAGES, PROJECT, Engine, Skip, run  # noqa: E402
from serving import SERVES  # noqa: E402
from skip import run as run_test  # noqa: E402

GENEROUS = 120.0
MOST_OVER_BASE = 12_000_000  # bytes
USER = 6345
SAID = re.compile(r"the internal broker's user is (\S+), its password (\S+);")
POWER = "GivEnergy/SA2114G047/Power/Power/SOC"

# Beside what the user pastes: an inverter, on the same private network.
SIMULATOR = """
services:
  inverter:
    image: givtcp-sim:latest
    read_only: true
    cap_drop: [ALL]
"""

ENGINE: Engine


class Deployed(unittest.TestCase):
    """A compose file in a folder of its own, with other ports of the host."""

    def deploy(self, text, service):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="giv-compose-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.rest, self.mqtt, dashboard = free_port(), free_port(), free_port()
        for inside, outside in ((6345, self.rest), (1883, self.mqtt), (3000, dashboard)):
            text = text.replace(f'"{inside}:{inside}"', f'"127.0.0.1:{outside}:{inside}"')
        (folder / "docker-compose.yml").write_text(text)
        (folder / "simulator.yml").write_text('version: "3"\n' + SIMULATOR if "version:" in text
                                              else SIMULATOR)
        self.files = ["--project-directory", folder, "-p", "giv", "-f", folder / "docker-compose.yml",
                      "-f", folder / "simulator.yml"]
        self.name = service
        self.addCleanup(self.compose, "down", "-v", "-t", "5", check=False)
        self.began = time.monotonic()
        self.compose("up", "-d")

    def compose(self, *words, **options):
        return ENGINE.compose(*self.files, *words, **options)

    def until(self, question, seconds=GENEROUS):
        self.assertTrue(wait_until(question, seconds, 0.2), self.log())

    def log(self):
        return ENGINE.docker("logs", self.name, check=False).stdout

    def state(self, what):
        return ENGINE.inspect(self.name, what)

    def pid(self):
        return int(self.state("{{.State.Pid}}"))

    def document(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.rest}/readData", timeout=5) as answer:
                return json.load(answer)
        except (OSError, urllib.error.HTTPError, ValueError):
            return {}

    def until_values(self):
        self.until(lambda: "Power" in self.document())

    def hears(self, *who, seconds=30):
        command = ["mosquitto_sub", "-h", "127.0.0.1", "-p", str(self.mqtt), "-t", POWER, "-C", "1",
                   "-W", str(seconds), *who]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode == 0 and done.stdout.strip() != ""

    def until_heard(self, *who):
        self.until(lambda: self.hears(*who, seconds=5))


class OurComposeFile(Deployed):
    def setUp(self):
        text = (PROJECT / "docker-compose.yml").read_text()
        self.deploy(text.replace("INVERTOR_IP=\n", "INVERTOR_IP=inverter\n"), "givtcp")

    def who(self):
        self.until(lambda: SAID.search(self.log()))
        user, password = SAID.search(self.log()).groups()
        return ("-u", user, "-P", password)

    def test_serves_without_rights_and_survives_what_happens_to_containers(self):
        me = self.who()
        self.until_heard(*me)
        print(f"from `up` to the first published value: {time.monotonic() - self.began:.1f} s")
        self.until_values()
        self.assertFalse(self.hears(seconds=3), "nobody comes in without the password")
        self.has_no_rights()
        self.is_healthy()
        print(self.compose("ps").stdout)

        with self.subTest("it crashes"):
            first = self.pid()
            os.kill(first, signal.SIGKILL)
            self.until(lambda: self.pid() not in (0, first))
            self.until_values()
            self.until_heard(*me)

        with self.subTest("it is made anew, as for a new version"):
            old = self.state("{{.Id}}")
            self.compose("up", "-d", "--force-recreate", "--no-deps", "givtcp")
            self.assertNotEqual(self.state("{{.Id}}"), old)
            self.until_heard(*me)
            self.assertNotIn(me[3], self.log())

        with self.subTest("its broker crashes"):
            self.kill_broker()
            self.until(lambda: "the broker has ended (signal 9)" in self.log())
            self.until_heard(*me)

        with self.subTest("it is stopped"):
            begin = time.monotonic()
            self.compose("stop", "givtcp")
            took = time.monotonic() - begin
            print(f"stopped after {took:.1f} s")
            self.assertEqual(self.state("{{.State.ExitCode}}"), "0", self.log())
            self.assertIn("stopping: SIGTERM", self.log())

    def has_no_rights(self):
        status = pathlib.Path(f"/proc/{self.pid()}/status").read_text()
        self.assertRegex(status, rf"Uid:\t{USER}\t{USER}\t{USER}\t{USER}\n")
        self.assertRegex(status, r"CapEff:\t0+\n")
        self.assertRegex(status, r"CapBnd:\t0+\n")
        self.assertRegex(status, r"NoNewPrivs:\t1\n")
        self.assertEqual(self.state("{{.HostConfig.ReadonlyRootfs}}"), "true")
        self.assertEqual(self.state("{{.HostConfig.Privileged}}"), "false")
        written = ENGINE.docker("diff", self.name).stdout.split()
        self.assertEqual([one for one in written if "givtcp" not in one and len(one) > 1], [])

    def is_healthy(self):
        self.until(lambda: self.state("{{.State.Health.Status}}") != "starting")
        self.assertEqual(self.state("{{.State.Health.Status}}"), "healthy",
                         self.state("{{json .State.Health}}"))

    def kill_broker(self):
        for line in ENGINE.docker("top", self.name, "-eo", "pid,comm").stdout.splitlines():
            if line.strip().endswith("mosquitto"):
                os.kill(int(line.split()[0]), signal.SIGKILL)


class TheirComposeFile(Deployed):
    def test_of_version_2_starts_unchanged(self):
        self.deploy((HERE / "givtcp-v2-compose.yml").read_text(), "giv_tcp")
        self.until_values()
        self.until_heard("-u", "bob", "-P", "a-secret-cat")
        self.assertNotIn("a-secret-cat", self.log())
        self.assertEqual(self.state("{{.State.Status}}"), "running")


class Image(unittest.TestCase):
    def test_is_small(self):
        over = ENGINE.size("givtcp:latest") - ENGINE.size(BASE)
        print(f"givtcp:latest is {ENGINE.size('givtcp:latest') / 1e6:.1f} MB, "
              f"{over / 1e6:.1f} MB over {BASE}")
        self.assertLess(over, MOST_OVER_BASE)

    def test_has_no_compiler(self):
        found = ENGINE.docker("run", "--rm", "--entrypoint", "/bin/sh", "givtcp:latest", "-c",
                              "command -v gcc g++ cc c++ cmake ninja ld; true").stdout
        self.assertEqual(found, "")

    def test_has_the_authorities_certificates(self):
        found = ENGINE.docker("run", "--rm", "--entrypoint", "/bin/sh", "givtcp:latest", "-c",
                              "grep -c 'BEGIN CERTIFICATE' \"$SSL_CERT_FILE\"").stdout
        self.assertGreater(int(found), 100)

    def test_says_who_it_is(self):
        labels = json.loads(ENGINE.inspect("givtcp:latest", "{{json .Config.Labels}}"))
        for name in ("title", "description", "licenses", "version", "revision"):
            self.assertIn(f"org.opencontainers.image.{name}", labels)
        self.assertEqual(ENGINE.inspect("givtcp:latest", "{{.Config.User}}"), f"{USER}:{USER}")
        version = ENGINE.docker("run", "--rm", "givtcp:latest", "--version").stdout
        self.assertEqual(version, f"givtcpd {labels['org.opencontainers.image.version']}\n")

    def test_takes_away_orphans_as_process_1(self):
        name = "giv-orphans"
        ENGINE.docker("run", "-d", "--name", name, "-e", "INVERTOR_IP=127.0.0.1", "--network", "none",
                      "givtcp:latest")
        self.addCleanup(ENGINE.docker, "rm", "-f", name, check=False)
        ENGINE.docker("exec", name, "/bin/sh", "-c", "(sleep 1 &)")

        def zombies():
            found = ENGINE.docker("top", name, "-eo", "pid,stat,comm").stdout
            return [one for one in found.splitlines() if "sleep" in one]
        self.assertTrue(wait_until(lambda: zombies() == [], 30, 0.2), zombies())


class DebianPackage(unittest.TestCase):
    """Made where the image's daemon is compiled, so on Debian 13, and installed there by apt."""

    def test_installs_serves_and_is_removed(self):
        ENGINE.build("-t", "givtcp-build:latest", "--target", "build")
        done = ENGINE.docker("run", "--rm", "-e", "DEBIAN_FRONTEND=noninteractive", "--entrypoint", "/bin/sh",
                             "givtcp-build:latest", "-ec", """
            apt-get -q update
            apt-get -q -y install --no-install-recommends dpkg-dev file
            cpack -G DEB --config /build/CPackConfig.cmake -B /package
            apt-get -q -y install --no-install-recommends /package/givtcp_*.deb
            stat -c '%a %U:%G' /etc/givtcp/givtcp.json""" + SERVES + """
            dpkg -P givtcp
            test ! -e /usr/bin/givtcpd""", check=False)
        if found := NO_PACKAGES.search(done.stdout):
            self.skipTest(f"Debian's packages cannot be had in a container: {found[0][:200]}")
        self.assertEqual(done.returncode, 0, done.stdout[-3000:])
        self.assertIn("640 root:givtcp\n", done.stdout)
        self.assertIn("givtcpd is alive", done.stdout)


class AddOn(unittest.TestCase):
    """The folder that is copied to Home Assistant: built and started as the Supervisor does it."""

    def setUp(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="giv-addon-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        run("sh", PROJECT / "docker/addon/assemble", folder / "givtcp")
        # Its own arguments, of which the Dockerfile needs none.
        ENGINE.build("-t", "givtcp-addon:latest", "--build-arg", "BUILD_VERSION=0.1.0",
                     "--build-arg", "BUILD_ARCH=amd64", folder=folder / "givtcp", file="Dockerfile")
        for name in ("data", "config"):
            (folder / name).mkdir()
        self.folder = folder

    def test_is_healthy_with_settings_of_its_own_and_stops(self):
        (self.folder / "data/options.json").write_text(json.dumps({"INVERTOR_IP_1": "127.0.0.1"}))
        (self.folder / "config/givtcp.json").write_text('{"rest": {"port": 7001}}')
        name = "addon_local_givtcp"
        ENGINE.docker("run", "-d", "--name", name, "--network", "none", "--health-interval", "2s",
                      "-v", f"{self.folder}/data:/data", "-v", f"{self.folder}/config:/config:ro",
                      "-e", "SUPERVISOR_TOKEN=x", "-e", "MQTT_ADDRESS=127.0.0.1", "givtcp-addon:latest")
        self.addCleanup(ENGINE.docker, "rm", "-f", name, check=False)

        def health():
            return ENGINE.inspect(name, "{{.State.Health.Status}}")
        self.assertTrue(wait_until(lambda: health() != "starting", GENEROUS, 0.5))
        log = ENGINE.docker("logs", name).stdout
        self.assertEqual(health(), "healthy", ENGINE.inspect(name, "{{json .State.Health}}") + log)
        self.assertIn("7001", log)
        state = self.folder / "data/givtcp"
        self.assertEqual((state.stat().st_uid, state.stat().st_mode & 0o777), (USER, 0o700))
        settings = ENGINE.docker("exec", name, "givtcpd", "--print-config").stdout
        self.assertRegex(settings, r'\nstore\.directory +"/data/givtcp" +\(STATE_DIR\)\n')
        ENGINE.docker("stop", name)
        self.assertEqual(ENGINE.inspect(name, "{{.State.ExitCode}}"), "0")


def main():
    global ENGINE
    if not shutil.which("mosquitto_sub"):
        raise Skip("mosquitto-clients is not installed")
    with Engine() as engine:
        ENGINE = engine
        engine.provide_base()
        begin = time.monotonic()
        engine.build("-t", "givtcp:latest")
        print(f"the image was built in {time.monotonic() - begin:.0f} s")
        engine.build("-t", "givtcp-sim:latest", "--target", "simulator")
        program = unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]], exit=False)
        return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    run_test(main)
