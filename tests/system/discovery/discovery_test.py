"""The search for inverters, on a /24 of its own: three simulated dongles among hosts that refuse,
hosts that let one in and say nothing, and two hundred addresses where nobody is.

    discovery_test.py BUILD_DIRECTORY [TestCase[.test]]

Nothing is searched but the namespaces that it makes itself.
"""

import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "daemon"))
from scene import GENEROUS, Scene, Topics, wait_until  # noqa: E402
import street  # noqa: E402

BUILD = pathlib.Path(".")
SIMULATORS = (("gen1", "10.77.0.20", "SA2114G047"), ("gen3", "10.77.0.130", None),
              ("ac", "10.77.0.250", None))

# An address that goes away is missed by silence, which takes its time, before it is searched for.
SLOWLY = 4 * GENEROUS


class Neighbourhood:
    """Built once; each test finds every house at its first address."""

    def __init__(self):
        self.scene = Scene(BUILD)
        street.Street()
        self.houses = {}
        for plant, address, _ in SIMULATORS:
            self.houses[plant] = street.House(plant, address)
            self.start(plant)
        self.quiet = street.House("quiet", *[f"10.77.0.{last}" for last in range(40, 60)])
        silent = "import socket, time; s = socket.create_server(('10.77.0.40', 8899)); time.sleep(1e6)"
        self.scene.start("silent", self.quiet.command(sys.executable, "-c", silent))
        # What a container engine makes is not searched.
        street.ip("link", "add", "name", "docker0", "type", "bridge")
        street.ip("addr", "add", "172.17.0.1/16", "dev", "docker0")
        street.ip("link", "set", "dev", "docker0", "up")

    def start(self, plant):
        command = self.houses[plant].command(
            self.scene.build / "src/simulator/givtcp-sim", "--listen", "0.0.0.0:8899",
            "--plant", plant, "--latency", "0")
        self.scene.start(f"simulator-{plant}", command)
        if not wait_until(lambda: "listening" in self.scene.log(f"simulator-{plant}"), GENEROUS):
            raise RuntimeError(self.scene.log(f"simulator-{plant}"))


class DiscoveryTest(unittest.TestCase):
    around = None

    def setUp(self):
        if DiscoveryTest.around is None:
            DiscoveryTest.around = Neighbourhood()
        self.scene = Scene(BUILD)
        self.addCleanup(self.scene.__exit__)

    def daemon(self, broker=None, **settings):
        return self.scene.daemon([], broker, **settings)

    def until(self, question, seconds=GENEROUS, why=lambda: ""):
        self.assertTrue(wait_until(question, seconds), why())

    def serial_of(self, daemon):
        return daemon.values()["raw"]["invertor"]["serial_number"]

    def said(self, daemon, pattern):
        return re.search(pattern, daemon.log())

    def move(self, plant, away, to):
        self.around.houses[plant].leave(away)
        self.around.houses[plant].add(to)


class Listing(DiscoveryTest):
    def test_lists_the_dongles_that_are_there_with_who_they_are(self):
        daemon = self.daemon(INVERTOR_IP="127.0.0.1")  # any daemon: only its settings are used
        daemon.end()
        begin = time.monotonic()
        listed = daemon.run("--discover", INVERTOR_IP="")
        print(f"a /24 was searched in {time.monotonic() - begin:.1f} s\n{listed.stdout}")

        self.assertEqual(listed.returncode, 0, listed.stderr)
        self.assertEqual(listed.stderr, "")
        lines = [re.split(r" {2,}", line) for line in listed.stdout.splitlines()]
        self.assertEqual(lines[0], ["ADDRESS", "DONGLE", "INVERTER", "MODEL"])
        self.assertEqual([line[0] for line in lines[1:]],
                         ["10.77.0.20", "10.77.0.40", "10.77.0.130", "10.77.0.250"])
        self.assertEqual(lines[1][2], "SA2114G047")
        self.assertIn("no inverter answers", lines[2][4])
        self.assertEqual(len({line[2] for line in lines[1:]}), 4)

    def test_finds_one_among_a_thousand_addresses(self):
        street.ip("addr", "add", "10.88.0.2/22", "dev", "lan0")
        self.addCleanup(street.ip, "addr", "del", "10.88.0.2/22", "dev", "lan0")
        far = self.around.houses["gen3"]
        far.add("10.88.3.250/22")
        self.addCleanup(far.leave, "10.88.3.250/22")
        daemon = self.daemon(INVERTOR_IP="127.0.0.1")
        daemon.end()
        begin = time.monotonic()
        listed = daemon.run("--discover", INVERTOR_IP="", DISCOVERY_NETS="10.88.0.0/22")
        print(f"a /22 was searched in {time.monotonic() - begin:.1f} s")

        self.assertEqual([line.split()[0] for line in listed.stdout.splitlines()[1:]],
                         ["10.88.3.250"], listed.stderr)
        self.assertNotIn("took too long", listed.stderr)

    def test_searches_only_the_networks_that_are_set(self):
        daemon = self.daemon(INVERTOR_IP="127.0.0.1")
        daemon.end()

        some = daemon.run("--discover", INVERTOR_IP="", DISCOVERY_NETS="10.77.0.128/25, 10.77.0.20")
        self.assertEqual([line.split()[0] for line in some.stdout.splitlines()[1:]],
                         ["10.77.0.20", "10.77.0.130", "10.77.0.250"])
        none = daemon.run("--discover", INVERTOR_IP="", DISCOVERY_NETS="10.77.0.64/28")
        self.assertEqual(none.returncode, 1)
        self.assertEqual(none.stdout, "")
        self.assertIn("no dongle found in 10.77.0.64/28", none.stderr)
        wide = daemon.run("--discover", INVERTOR_IP="", DISCOVERY_NETS="10.0.0.0/8")
        self.assertEqual(wide.returncode, 2)
        self.assertIn("/22 at most", wide.stderr)

    def test_says_what_to_do_in_a_container_that_has_only_the_engines_network(self):
        container = street.House("container", "172.18.0.5/16")
        daemon = self.daemon(INVERTOR_IP="127.0.0.1")
        daemon.end()
        # Podman's mark, on a folder that only this process sees.
        marked = "mount -t tmpfs none /run && touch /run/.containerenv && exec \"$@\""

        def listed(**settings):
            return daemon.run("--discover", INVERTOR_IP="", **settings, before=container.command(
                "unshare", "--mount", "sh", "-c", marked, "sh"))

        lost = listed()
        self.assertEqual(lost.returncode, 1)
        self.assertEqual(lost.stdout, "")
        self.assertEqual(len(lost.stderr.splitlines()), 1)
        self.assertIn("172.18.0.0/16 (eth0) is a network of containers", lost.stderr)
        self.assertIn("set INVERTOR_IP or DISCOVERY_NETS", lost.stderr)
        self.assertIn("no dongle found in 172.18.0.0/30", listed(DISCOVERY_NETS="172.18.0.0/30").stderr)


class Searching(DiscoveryTest):
    def test_says_that_it_searches_and_serves_what_it_has_found(self):
        broker = self.scene.broker()
        topics = Topics(broker)
        self.addCleanup(topics.stop)
        # Nobody is there yet: it starts all the same.
        self.move("gen1", "10.77.0.20", "10.99.0.20")
        daemon = self.daemon(broker, DISCOVERY_NETS="10.77.0.0/27")
        self.assertEqual(daemon.get("/healthz")[0], 200)
        status, answer = daemon.get("/readyz")
        self.assertEqual(status, 503)
        self.assertIn("inverter", answer["failing"])
        self.until(lambda: "10.77.0.0/27" in daemon.get("/readyz")[1]["detail"])
        state = daemon.get("/api/v1/inverters")[1]
        self.assertIn("searching", str(state))
        problem = "GivEnergy/bridge/1/problem"
        self.until(lambda: "searching" in topics.all().get(problem, ""), GENEROUS, daemon.log)

        self.move("gen1", "10.99.0.20", "10.77.0.20")
        self.until(lambda: daemon.get("/readyz")[0] == 200, SLOWLY, daemon.log)
        self.assertEqual(self.serial_of(daemon), "SA2114G047")
        topics.wait_for(problem, "")
        self.until(lambda: '"problem":false' in topics.all().get("GivEnergy/SA2114G047/problem", ""))

    def test_stops_in_time_while_it_searches(self):
        daemon = self.daemon(DISCOVERY_NETS="10.77.0.64/26")
        self.until(lambda: daemon.get("/readyz")[1]["detail"])
        code, seconds = daemon.end()

        self.assertEqual(code, 0, daemon.log())
        self.assertLess(seconds, 2.0)

    def test_two_plants_find_two_inverters(self):
        daemon = self.daemon(NUMINVERTORS=2)

        first = self.serial_of(daemon)
        second = daemon.values(2)["raw"]["invertor"]["serial_number"]
        self.assertNotEqual(first, second)

    def test_one_that_is_searched_for_is_not_the_one_whose_address_is_set(self):
        names = self.scene.folder / "hosts"  # this process and its children alone see it
        names.write_text("127.0.0.1 localhost\n10.77.0.20 gen1.street\n")
        subprocess.run(["mount", "--bind", names, "/etc/hosts"], check=True)
        self.addCleanup(subprocess.run, ["umount", "/etc/hosts"], check=True)
        for address in ("10.77.0.20", "gen1.street"):
            daemon = self.daemon(NUMINVERTORS=2, INVERTOR_IP_1=address, INVERTOR_IP_2="",
                                 STATE_DIR=self.scene.folder / address)
            second = daemon.values(2)["raw"]["invertor"]["serial_number"]
            self.assertEqual(self.serial_of(daemon), "SA2114G047")
            self.assertNotEqual(second, "SA2114G047")
            daemon.end()


class Following(DiscoveryTest):
    def test_the_same_serial_is_followed_and_another_at_the_old_address_refused(self):
        daemon = self.daemon()
        self.assertEqual(self.serial_of(daemon), "SA2114G047")
        self.assertEqual(daemon.end()[0], 0)

        # Remembered: a second start asks nobody else.
        daemon.start()
        self.assertEqual(self.serial_of(daemon), "SA2114G047")
        self.assertNotIn("found at", daemon.log())

        # Its neighbour gets the old address, as DHCP may have it. It comes back when that has been
        # told, as a search may find it before the neighbour is heard.
        self.move("gen1", "10.77.0.20", "10.99.0.20")
        self.addCleanup(self.move, "gen1", "10.99.0.20", "10.77.0.20")
        self.move("gen3", "10.77.0.130", "10.77.0.20")
        self.addCleanup(self.move, "gen3", "10.77.0.20", "10.77.0.130")
        self.until(lambda: self.said(daemon, r"10\.77\.0\.20:8899: another inverter answers"), SLOWLY,
                   daemon.log)
        self.around.houses["gen1"].add("10.77.0.201")
        self.addCleanup(self.around.houses["gen1"].leave, "10.77.0.201")
        self.until(lambda: self.said(daemon, r"found at 10\.77\.0\.201: .*\.\.\.G047"), SLOWLY,
                   daemon.log)
        self.until(lambda: daemon.get("/readyz")[0] == 200, SLOWLY, daemon.log)
        self.assertEqual(self.serial_of(daemon), "SA2114G047")

        # And that address is what it remembers.
        self.assertEqual(daemon.end()[0], 0)
        daemon.start()
        self.assertEqual(self.serial_of(daemon), "SA2114G047")
        self.assertNotIn("found at", daemon.log())

    def test_one_that_is_replaced_is_forgotten_when_the_user_says_so(self):
        nets = "10.77.0.20, 10.77.0.130"
        daemon = self.daemon(DISCOVERY_NETS=nets)
        self.assertEqual(self.serial_of(daemon), "SA2114G047")
        daemon.end()
        self.move("gen1", "10.77.0.20", "10.99.0.20")
        self.addCleanup(self.move, "gen1", "10.99.0.20", "10.77.0.20")
        daemon.start()
        self.until(lambda: "--forget-inverter" in daemon.get("/readyz")[1]["detail"], SLOWLY,
                   daemon.log)

        # Beside the daemon, as docker exec does it.
        forgotten = daemon.run("--forget-inverter")
        self.assertEqual(forgotten.returncode, 0, forgotten.stderr)
        self.assertIn("forgotten for plant 1: inverter SA2114G047 at 10.77.0.20", forgotten.stdout)
        again = daemon.run("--forget-inverter", "1")
        self.assertEqual((again.returncode, again.stdout),
                         (0, "no inverter is remembered for plant 1\n"))
        self.assertEqual(daemon.get("/readyz")[0], 503)
        daemon.end()

        daemon.start()
        self.assertNotEqual(self.serial_of(daemon), "SA2114G047")

    def test_what_cannot_be_forgotten_is_said_in_words(self):
        daemon = self.daemon(DISCOVERY_NETS="10.77.0.20")
        self.serial_of(daemon)

        def refused(*options, **settings):
            ended = daemon.run("--forget-inverter", *options, **settings)
            self.assertEqual(ended.returncode, 1, ended.stdout)
            self.assertEqual(len(ended.stderr.splitlines()), 1)
            return ended.stderr

        self.assertIn("say which one's", refused(NUMINVERTORS="2"))
        self.assertIn("set STATE_DIR", refused(STATE_DIR="/nowhere"))
        database = sqlite3.connect(self.scene.folder / "state/givtcp.db", isolation_level=None)
        database.execute("BEGIN IMMEDIATE")
        self.assertIn("is in use", refused())
        database.execute("ROLLBACK")
        database.close()
        self.assertEqual(daemon.run("--forget-inverter").returncode, 0)

    def test_a_plan_of_what_is_announced_is_about_the_remembered_one(self):
        broker = self.scene.broker()
        nets = "10.77.0.20, 10.77.0.130"
        daemon = self.daemon(broker, DISCOVERY_NETS="10.77.0.130")
        serial = self.serial_of(daemon)
        self.assertNotEqual(serial, "SA2114G047")
        daemon.end()

        plan = daemon.run("--discovery-plan", DISCOVERY_NETS=nets)
        self.assertEqual(plan.returncode, 0, plan.stderr)
        self.assertEqual(plan.stdout.splitlines()[0], f"Plant 1, inverter {serial}:")

    def test_a_name_and_several_addresses_are_tried_in_turn(self):
        daemon = self.daemon(INVERTOR_IP="nowhere.invalid, 10.77.0.61, 10.77.0.250")

        daemon.values()
        self.assertNotIn("found at", daemon.log())


def main():
    global BUILD
    if shutil.which("mosquitto") is None and not pathlib.Path("/usr/sbin/mosquitto").exists():
        print("SKIPPED: mosquitto is not installed")
        return 77
    street.move_in()
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    program = unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]], exit=False)
    if DiscoveryTest.around is not None:
        DiscoveryTest.around.scene.__exit__()
    return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
