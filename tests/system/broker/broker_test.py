"""The real givtcpd with the broker that it brings along, and a real simulator.

    broker_test.py BUILD_DIRECTORY [TestCase[.test]]
"""

import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "daemon"))
from scene import GENEROUS, Scene, free_port, listens, wait_until  # noqa: E402

BUILD = pathlib.Path(".")
TOPIC = "GivEnergy/SA2114G047/Power/Power/SOC"
SAID = re.compile(r"the internal broker's user is (\S+), its password (\S+);")


# Runs a program that sees a folder read-only, whoever it is.
READ_ONLY = """
mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"
"""


def resident_kb(process):
    status = pathlib.Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1))


class Stranger:
    """Another program at a port, and what it is told there."""

    def __init__(self, port):
        self.heard = []
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        while True:  # until the one before has gone
            try:
                self._socket.bind(("127.0.0.1", port))
                self._socket.listen()
                break
            except OSError:
                continue
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    self.heard.append(connection.recv(4096))
                except OSError:
                    self.heard.append(b"")

    def leave(self):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


class OwnBroker(unittest.TestCase):
    def setUp(self):
        self.scene = Scene(BUILD)
        self.addCleanup(self.scene.__exit__)
        self.simulator = self.scene.simulator()
        self.port = free_port()

    def daemon(self, **settings):
        options = {"MQTT_OUTPUT": "True", "MQTT_INTERNAL": "auto", "MQTT_PORT": self.port}
        return self.scene.daemon([self.simulator], **(options | settings))

    def until(self, question, seconds=GENEROUS):
        self.assertTrue(wait_until(question, seconds), "it did not come about in time")

    def hears(self, *who, seconds=GENEROUS):
        """Whether a subscriber that comes in like this hears a value, or is turned away."""
        command = ["mosquitto_sub", "-p", str(self.port), "-t", TOPIC, "-C", "1",
                   "-W", str(int(seconds)), *who]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode == 0 and done.stdout.strip() != ""

    def credentials(self, daemon):
        self.until(lambda: SAID.search(daemon.log()))
        user, password = SAID.search(daemon.log()).groups()
        return ("-u", user, "-P", password)

    def child_of(self, daemon):
        path = f"/proc/{daemon.process.pid}/task"
        children = [pid for task in pathlib.Path(path).iterdir()
                    for pid in (task / "children").read_text().split()]
        return int(children[0]) if children else 0

    def is_up(self):
        return listens(self.port)

    def test_publishes_to_whom_it_has_told_the_password_once(self):
        daemon = self.daemon()
        me = self.credentials(daemon)
        self.until(self.is_up)
        self.assertTrue(self.hears(*me))
        self.assertFalse(self.hears(seconds=5))
        self.assertFalse(self.hears("-u", "givtcp", "-P", "wrong", seconds=5))
        self.assertEqual(daemon.end()[0], 0)

        daemon.start()
        self.until(self.is_up)
        self.assertTrue(self.hears(*me))
        self.assertNotIn(me[3], daemon.log())

    def test_the_password_is_shown_whatever_is_logged_and_is_in_no_log(self):
        log = self.scene.folder / "daemon-itself.log"
        daemon = self.daemon(LOG_LEVEL="Error", DEBUG_FILE_LOCATION=log)
        me = self.credentials(daemon)
        self.until(self.is_up)
        self.assertTrue(self.hears(*me))
        kept = (self.scene.folder / "state/broker/credentials").read_text()
        self.assertEqual(kept, f"{me[1]}\n{me[3]}\n")
        self.assertEqual(daemon.end()[0], 0)
        self.assertNotIn(me[3], log.read_text() if log.exists() else "")

    def test_makes_up_a_password_for_a_name_without_one(self):
        daemon = self.daemon(MQTT_USERNAME="bob")
        me = self.credentials(daemon)
        self.assertEqual(me[1], "bob")
        self.until(self.is_up)
        self.assertTrue(self.hears(*me))
        self.assertIn("MQTT_USERNAME (mqtt.username) is set without MQTT_PASSWORD", daemon.log())

    def test_knows_nothing_of_the_daemons_secrets(self):
        daemon = self.daemon(API_TOKEN="planted-0123456789-0123456789", TZ="Europe/London")
        self.until(lambda: "the broker listens" in daemon.log())
        environment = pathlib.Path(f"/proc/{self.child_of(daemon)}/environ").read_bytes()
        names = {entry.split(b"=")[0] for entry in environment.split(b"\0") if entry}
        self.assertLessEqual(names, {b"PATH", b"TZ", b"LANG"})
        self.assertIn(b"TZ=Europe/London", environment)

    def test_takes_the_password_that_its_user_chose(self):
        daemon = self.daemon(MQTT_USERNAME="bob", MQTT_PASSWORD="a-very-secret-cat")
        self.until(self.is_up)
        self.assertTrue(self.hears("-u", "bob", "-P", "a-very-secret-cat"))
        self.assertNotIn("a-very-secret-cat", daemon.log())

    def test_lets_everybody_in_where_that_is_wanted(self):
        self.daemon(MQTT_INTERNAL_ANONYMOUS="True")
        self.until(self.is_up)
        self.assertTrue(self.hears())

    def test_needs_no_password_where_it_listens_on_loopback_alone(self):
        self.daemon(MQTT_INTERNAL_BIND="127.0.0.1")
        self.until(self.is_up)
        self.assertTrue(self.hears())

    def test_nobody_who_is_let_in_can_fill_the_memory(self):
        daemon = self.daemon(MQTT_INTERNAL_ANONYMOUS="True")
        self.until(self.is_up)
        self.assertTrue(self.hears())
        folder = self.scene.folder

        def publishes(size, topic):
            file = folder / f"{size} bytes"
            file.write_bytes(b"x" * size)
            done = subprocess.run(
                ["mosquitto_pub", "-p", str(self.port), "-q", "1", "-r", "-t", topic, "-f", file],
                capture_output=True, check=False, timeout=GENEROUS)
            return done.returncode == 0

        # The longest message that we publish may have 512 KiB.
        self.assertTrue(publishes(600_000, "elsewhere/600kB"))
        before = resident_kb(daemon.process.pid)
        command = "GivEnergy/control/SA2114G047/setChargeTarget"
        self.assertFalse(publishes(20_000_000, command))
        self.assertLess(resident_kb(daemon.process.pid) - before, 4_000)

        # 90 MB in all: it keeps what 64 MiB hold, lives on, and comes back with it.
        kept = [publishes(900_000, f"elsewhere/{number}") for number in range(100)]
        self.assertTrue(kept[0])
        self.assertFalse(kept[-1])
        broker = self.child_of(daemon)
        self.assertLess(resident_kb(broker), 90_000)
        self.assertTrue(self.hears())
        os.kill(broker, signal.SIGTERM)
        self.until(lambda: self.child_of(daemon) not in (0, broker))
        self.until(lambda: daemon.get("/readyz")[1].get("failing") == [])
        self.assertTrue(self.hears())

    def test_connections_have_a_bound(self):
        daemon = self.daemon(MQTT_INTERNAL_ANONYMOUS="True")
        self.until(self.is_up)
        self.assertTrue(self.hears())
        silent = [  # of which 256 may stay
            socket.create_connection(("127.0.0.1", self.port)) for _ in range(400)]

        def is_turned_out(connection):
            connection.settimeout(0.01)
            try:
                return connection.recv(1) == b""
            except TimeoutError:
                return False
            except OSError:
                return True

        self.until(lambda: sum(map(is_turned_out, silent)) >= 100)
        self.assertEqual(daemon.get("/readyz")[1].get("failing"), [])
        for connection in silent:
            connection.close()
        self.until(lambda: self.hears(seconds=5))

    def test_a_broker_that_crashes_is_started_again(self):
        daemon = self.daemon(MQTT_INTERNAL_ANONYMOUS="True")
        self.until(self.is_up)
        self.assertTrue(self.hears())
        first = self.child_of(daemon)
        subprocess.run(["kill", "-9", str(first)], check=True)

        self.until(lambda: self.child_of(daemon) not in (0, first))
        self.until(self.is_up)
        self.assertTrue(self.hears())
        self.until(lambda: daemon.get("/readyz")[1].get("failing") == [])
        self.assertIn("the broker has ended (signal 9)", daemon.log())

    def test_ends_with_the_daemon_however_that_ends(self):
        daemon = self.daemon()
        self.until(self.is_up)
        code, seconds = daemon.end()
        self.assertEqual(code, 0, daemon.log())
        self.assertLess(seconds, 2.0)
        self.assertFalse(self.is_up())

        # It listens before it hears signals; not before it has let us in.
        daemon.start()
        self.until(lambda: daemon.get("/readyz")[1].get("failing") == [])
        daemon.kill()
        self.until(lambda: not self.is_up())

    def test_a_port_that_is_taken_is_said_and_nothing_is_told_to_who_has_it(self):
        stranger = Stranger(self.port)
        daemon = self.daemon(LOG_LEVEL="Debug")
        self.until(lambda: f"port {self.port} is in use by another program: set MQTT_INTERNAL=off"
                   in daemon.log())
        self.assertIn("Power", daemon.values())
        self.until(lambda: "started again in 2000 ms" in daemon.log())
        self.assertEqual(stranger.heard, [])

        stranger.leave()
        self.until(lambda: daemon.get("/readyz")[1].get("failing") == [])
        self.assertTrue(self.hears(*self.credentials(daemon)))

    def test_who_takes_the_port_of_a_broker_that_crashed_is_told_nothing(self):
        daemon = self.daemon(LOG_LEVEL="Debug")
        me = self.credentials(daemon)
        self.until(lambda: daemon.get("/readyz")[1].get("failing") == [])
        os.kill(self.child_of(daemon), signal.SIGKILL)
        stranger = Stranger(self.port)
        self.until(lambda: "is in use by another program" in daemon.log())
        self.until(lambda: "started again in 4000 ms" in daemon.log())
        self.assertEqual(stranger.heard, [])

        stranger.leave()
        self.until(lambda: daemon.get("/readyz")[1].get("failing") == [])
        self.assertTrue(self.hears(*me))

    def test_what_is_in_the_way_of_its_files_may_go_later(self):
        state = self.scene.folder / "state"
        state.mkdir(exist_ok=True)
        (state / "broker").write_text("no folder")
        daemon = self.daemon()
        self.until(lambda: "the broker's files: cannot make the folder" in daemon.log())
        self.assertIn("Power", daemon.values())

        (state / "broker").unlink()
        me = self.credentials(daemon)
        self.until(self.is_up)
        self.assertTrue(self.hears(*me))

    def test_files_that_are_there_are_enough_where_nothing_can_be_written(self):
        if os.geteuid() != 0 or subprocess.run(["unshare", "--mount", "true"], check=False).returncode:
            self.skipTest("a read-only folder needs root and a namespace")
        daemon = self.daemon()
        me = self.credentials(daemon)
        self.until(self.is_up)
        self.assertEqual(daemon.end()[0], 0)

        daemon._command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", READ_ONLY,
                           self.scene.folder / "state", *daemon._command]
        daemon.start()
        self.until(lambda: daemon.get("/readyz")[1].get("failing") == [])
        self.assertTrue(self.hears(*me))
        self.assertIn("nothing is kept for the next start", daemon.log())

    def test_where_there_is_no_broker_the_rest_works(self):
        daemon = self.daemon(MQTT_INTERNAL_PROGRAM="/nowhere/mosquitto")
        self.until(lambda: "MQTT_INTERNAL_PROGRAM is /nowhere/mosquitto, which is not there" in daemon.log())
        self.assertIn("Power", daemon.values())
        self.assertEqual(daemon.end()[0], 0)

    def test_health_is_the_daemons_alone(self):
        daemon = self.daemon(INVERTOR_IP_1="127.0.0.1", INVERTOR_PORT_1=free_port(),
                             MQTT_INTERNAL_PROGRAM="/nowhere/mosquitto")
        alive = daemon.run("--health")
        self.assertEqual((alive.returncode, alive.stdout), (0, "givtcpd is alive\n"))

        daemon.freeze()
        stuck = daemon.run("--health")
        self.assertEqual(stuck.returncode, 1, stuck.stdout)
        daemon.send(signal.SIGCONT)
        self.assertEqual(daemon.end()[0], 0)
        gone = daemon.run("--health")
        self.assertEqual(gone.returncode, 1)
        self.assertIn("no answer from givtcpd", gone.stderr)


def main():
    global BUILD
    BUILD = pathlib.Path(sys.argv[1])
    program = unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]], exit=False)
    return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
