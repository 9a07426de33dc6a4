"""The real givtcpd with the broker that it brings along, and a real simulator.

    broker_test.py BUILD_DIRECTORY [TestCase[.test]]
"""

import pathlib
import re
import signal
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "daemon"))
from scene import GENEROUS, Scene, free_port, listens, wait_until  # noqa: E402

BUILD = pathlib.Path(".")
TOPIC = "GivEnergy/SA2114G047/Power/Power/SOC"
SAID = re.compile(r"the internal broker's user is (\S+), its password (\S+);")


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

        daemon.start()
        self.until(self.is_up)
        daemon.kill()
        self.until(lambda: not self.is_up())

    def test_a_port_that_is_taken_is_said_and_the_rest_works(self):
        other = self.scene.broker()
        self.port = other.port
        daemon = self.daemon()
        self.until(lambda: "Address already in use" in daemon.log())
        self.assertIn("Power", daemon.values())

    def test_where_there_is_no_broker_the_rest_works(self):
        daemon = self.daemon(MQTT_INTERNAL_PROGRAM="/nowhere/mosquitto")
        self.until(lambda: "the broker has ended (exit code 127)" in daemon.log())
        self.assertIn("Power", daemon.values())
        self.assertEqual(daemon.end()[0], 0)

    def test_health_is_the_daemons_alone(self):
        daemon = self.daemon(INVERTOR_IP_1="127.0.0.1", INVERTOR_PORT_1=free_port(),
                             MQTT_INTERNAL_PROGRAM="/nowhere/mosquitto")
        alive = daemon.run("--health")
        self.assertEqual((alive.returncode, alive.stdout), (0, "givtcpd is alive\n"))

        daemon.send(signal.SIGSTOP)
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
