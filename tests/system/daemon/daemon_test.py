"""The daemon as a whole: the real givtcpd between a real simulator, a real broker and HTTP.

    daemon_test.py BUILD_DIRECTORY [TestCase[.test]]

Every test waits for conditions, with generous limits; only limits that are promised are checked.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import unittest
import urllib.request

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "control"))
from callers import Publisher  # noqa: E402
from scene import GENEROUS, Scene, Topics, leaves, listens, wait_until  # noqa: E402

BUILD = pathlib.Path(".")
PROJECT = pathlib.Path(__file__).resolve().parents[3]
VECTORS = PROJECT.parent / "shared/vectors"

SERIAL = "SA2114G047"  # of the simulator's own first plant
STOPPED_WITHIN = 2.0
SILENT_AFTER = 30.0  # three cycles, but never less


class DaemonTest(unittest.TestCase):
    def setUp(self):
        self.scene = Scene(BUILD)
        self.addCleanup(self.scene.__exit__)

    def assert_log_says(self, daemon, words, times=1):
        lines = [line for line in daemon.log().splitlines() if words in line]
        self.assertEqual(len(lines), times, daemon.log())

    def until(self, question, seconds=GENEROUS):
        self.assertTrue(wait_until(question, seconds), "it did not come about in time")


class Reading(DaemonTest):
    def test_answers_that_there_is_no_data_until_there_is(self):
        simulator = self.scene.simulator()
        simulator.kill()
        daemon = self.scene.daemon([simulator])

        status, answer = daemon.get("/readData")
        self.assertEqual((status, list(answer)), (200, ["result"]))
        self.assertEqual(daemon.get("/healthz")[0], 200)
        self.assertEqual(daemon.get("/readyz")[0], 503)

        simulator.start()
        document = daemon.values()
        self.assertEqual(document["raw"]["invertor"]["serial_number"], SERIAL)
        self.until(lambda: daemon.get("/readyz")[0] == 200)

    def test_asks_for_a_fresh_cycle_when_a_client_wants_one(self):
        daemon = self.scene.daemon([self.scene.simulator()], SELF_RUN_LOOP_TIMER=300)
        before = daemon.values()["Last_Updated_Time"]
        time.sleep(1.1)

        for _ in range(2):  # the second waits, because the plant is not asked that often
            answer = daemon.get("/getData")
            self.assertEqual(answer, (200, {"result": "Success retrieving data"}))
        self.assertNotEqual(daemon.values()["Last_Updated_Time"], before)

    def test_shows_how_busy_it_keeps_the_dongle(self):
        daemon = self.scene.daemon([self.scene.simulator("--latency", "50")])
        url = f"http://127.0.0.1:{daemon.rest}/metrics"

        def shows():
            with urllib.request.urlopen(url, timeout=GENEROUS) as answer:
                text = answer.read().decode()
            found = dict(re.findall(r"^(givtcp_\w+)\{[^}]*\} (\S+)$", text, re.MULTILINE))
            return (float(found.get("givtcp_line_busy_seconds_total", 0)) > 0
                    and 0 < float(found["givtcp_line_duty_ratio"]) <= 1
                    and float(found["givtcp_request_spacing_seconds"]) == 0
                    and text.count("\ngivtcp_tier_put_off{") == 2)

        self.until(shows)

    def test_serves_two_plants(self):
        daemon = self.scene.daemon([
            self.scene.simulator(name="one"), self.scene.simulator("--plant", "ac", name="two")])

        first, second = daemon.values(1), daemon.values(2)
        self.assertNotEqual(first["raw"]["invertor"]["serial_number"],
                            second["raw"]["invertor"]["serial_number"])
        _, by_prefix = daemon.get("/REST2/readData", plant=1)
        self.assertEqual(by_prefix["raw"]["invertor"]["serial_number"],
                         second["raw"]["invertor"]["serial_number"])

    def test_serves_recorded_plants_as_decode_shows_them(self):
        if not VECTORS.is_dir():
            self.skipTest("the recorded vectors (../shared) are not on this machine")
        for dump in ("hybrid-gen1-2bat-0x11", "ac-2x-givbat52", "ac-1x-givbat512gen3"):
            with self.subTest(dump):
                self.serves_as_decoded(VECTORS / f"registers-{dump}.json")

    def serves_as_decoded(self, dump):
        decoded = subprocess.run([BUILD / "src/app/givtcpd", "--decode", dump],
                                 capture_output=True, check=True, text=True)
        expected = dict(leaves(json.loads(decoded.stdout)))
        simulator = self.scene.simulator("--registers", dump, name=dump.stem)
        # Dumps may share a serial number: nobody's counters are another's.
        daemon = self.scene.daemon([simulator], name=f"daemon-{dump.stem}",
                                   STATE_DIR=self.scene.folder / f"state-{dump.stem}")
        daemon.values()

        def difference():
            served = dict(leaves(daemon.get("/readData")[1]))
            return {path for path in expected.keys() | served.keys()
                    if expected.get(path) != served.get(path)
                    and not follows_the_clock(path) and not is_counted(path, dump)}

        same = wait_until(lambda: not difference(), GENEROUS, 0.2)
        self.assertTrue(same, f"{sorted(difference())}")
        daemon.end()


def is_counted(path, dump):
    """The load of AC-coupled plants is counted as time passes; a dump has no time."""
    return "Load_Energy" in path and dump.stem.startswith("registers-ac")


def follows_the_clock(path):
    words = ("Time", "time", "Age", "status", "Stats")
    return any(word in path for word in words)


class Publishing(DaemonTest):
    def setUp(self):
        super().setUp()
        self.simulator, self.mosquitto = self.scene.simulator(), self.scene.broker()
        self.daemon = self.scene.daemon([self.simulator], self.mosquitto)
        self.topics = Topics(self.mosquitto)
        self.addCleanup(self.topics.stop)

    def test_says_what_would_become_of_discovery_and_does_nothing(self):
        def config(key):
            return f"homeassistant/sensor/GivEnergy/{SERIAL}_{key}/config"

        self.topics.wait_for(f"GivEnergy/{SERIAL}/status", "online")
        self.until(lambda: config("BE2051G388_Battery_SOC") in self.topics.all())
        self.daemon.end()
        publisher = Publisher(self.mosquitto.port, "old")
        self.addCleanup(publisher.stop)
        publisher.publish(config("Timeout_Error"), json.dumps({
            "uniq_id": f"GivTCP_{SERIAL}_Timeout_Error",
            "stat_t": f"GivEnergy/{SERIAL}/Stats/Timeout_Error"}), retain=True)
        self.until(lambda: config("Timeout_Error") in self.topics.all())
        before, nowhere = self.topics.all(), self.scene.folder / "none"

        plan = self.daemon.run("--discovery-plan", STATE_DIR=str(nowhere))

        self.assertEqual((plan.returncode, plan.stderr), (0, ""))
        self.assertIn(f"cleared   {config('Timeout_Error')}  (nothing publishes it)\n", plan.stdout)
        self.assertRegex(plan.stdout, r"\n0 fresh, 0 recalled, \d+ adopted, 0 waits, 0 blocked, "
                                      r"1 cleared\n")
        self.assertEqual(self.topics.all(), before)
        self.assertFalse(nowhere.exists())

    def leaf(self, path):
        return self.topics.all().get(f"GivEnergy/{SERIAL}/{path}")

    def test_publishes_what_rest_serves(self):
        self.topics.wait_for(f"GivEnergy/{SERIAL}/status", "online")

        def missing():
            served = dict(leaves(self.daemon.values()))
            return {path for path in served if self.leaf(path) is None}

        wait_until(lambda: not missing(), GENEROUS, 0.5)
        self.assertEqual(missing(), set())
        self.assertEqual(self.leaf("raw/invertor/serial_number"), SERIAL)

    def test_says_goodbye_when_it_is_stopped(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            self.topics.wait_for(f"GivEnergy/{SERIAL}/status", "online")
            code, seconds = self.daemon.end(number)

            self.assertEqual(code, 0, self.daemon.log())
            self.assertLess(seconds, STOPPED_WITHIN)
            self.topics.wait_for(f"GivEnergy/{SERIAL}/status", "offline")
            self.topics.wait_for("GivEnergy/bridge/1/status", "offline")
            self.assertFalse(listens(self.daemon.rest))
            self.daemon.start()

    def test_stops_in_time_though_the_broker_hangs(self):
        self.topics.wait_for(f"GivEnergy/{SERIAL}/status", "online")
        self.mosquitto.freeze()
        self.addCleanup(self.mosquitto.send, signal.SIGCONT)

        code, seconds = self.daemon.end()
        self.assertEqual(code, 0, self.daemon.log())
        self.assertLess(seconds, STOPPED_WITHIN)

    def test_stops_in_time_though_clients_of_rest_wait(self):
        self.daemon.values()
        waiting = [subprocess.Popen(
            [sys.executable, "-c", "import urllib.request, sys; urllib.request.urlopen(sys.argv[1])",
             f"http://127.0.0.1:{self.daemon.rest}/getData"], stderr=subprocess.DEVNULL)
            for _ in range(4)]
        time.sleep(0.5)

        code, seconds = self.daemon.end()
        for one in waiting:
            one.wait(GENEROUS)
        self.assertEqual(code, 0, self.daemon.log())
        self.assertLess(seconds, STOPPED_WITHIN)

    def test_a_second_signal_ends_it_at_once(self):
        self.topics.wait_for(f"GivEnergy/{SERIAL}/status", "online")
        self.mosquitto.freeze()  # so that the farewell takes half a second
        self.addCleanup(self.mosquitto.send, signal.SIGCONT)
        self.daemon.send(signal.SIGTERM)
        self.until(lambda: "stopping" in self.daemon.log())

        code, seconds = self.daemon.end()
        if code == 0:
            self.skipTest("this machine is so busy that the first signal was enough")
        self.assertEqual(code, 128 + signal.SIGTERM)
        self.assertLess(seconds, STOPPED_WITHIN)

    def test_tells_that_the_inverter_is_gone_and_back(self):
        self.topics.wait_for(f"GivEnergy/{SERIAL}/status", "online")
        self.daemon.values()

        begin = time.monotonic()
        self.simulator.kill()
        self.topics.wait_for(f"GivEnergy/{SERIAL}/status", "offline", SILENT_AFTER + GENEROUS)
        self.assertGreater(time.monotonic() - begin, SILENT_AFTER - 5)
        self.assertEqual(self.topics.all()["GivEnergy/bridge/1/status"], "online")
        self.assertEqual(self.daemon.get("/healthz")[0], 200)

        self.simulator.start()
        self.topics.wait_for(f"GivEnergy/{SERIAL}/status", "online", 2 * GENEROUS)

    def test_publishes_the_whole_set_again_when_the_broker_is_back(self):
        self.topics.wait_for(f"GivEnergy/{SERIAL}/status", "online")
        self.daemon.values()
        self.until(lambda: self.leaf("Control/Mode") is not None)
        before = set(self.topics.all())

        self.mosquitto.kill()
        self.until(lambda: self.daemon.get("/readyz")[1]["failing"] == ["mqtt"])
        self.assertIn("Power", self.daemon.get("/readData")[1])
        self.mosquitto.start()
        topics = Topics(self.mosquitto)
        self.addCleanup(topics.stop)

        topics.wait_for(f"GivEnergy/{SERIAL}/status", "online", 2 * GENEROUS)
        self.until(lambda: before <= set(topics.all()))

    def test_recovers_when_everything_else_was_gone(self):
        self.topics.wait_for(f"GivEnergy/{SERIAL}/status", "online")
        self.mosquitto.kill()
        self.simulator.kill()
        self.until(lambda: "no link" in self.daemon.log())
        self.simulator.start()
        self.mosquitto.start()
        topics = Topics(self.mosquitto)
        self.addCleanup(topics.stop)

        topics.wait_for(f"GivEnergy/{SERIAL}/status", "online", 2 * GENEROUS)
        cycle = self.daemon.values()["Last_Updated_Time"]
        self.until(lambda: self.daemon.values()["Last_Updated_Time"] > cycle)

    def test_remembers_its_inverters(self):
        self.topics.wait_for(f"GivEnergy/{SERIAL}/status", "online")
        self.assertEqual(self.daemon.end()[0], 0)
        self.simulator.kill()
        self.mosquitto.kill()  # it remembers, too, and shall not help
        self.mosquitto.start()
        topics = Topics(self.mosquitto)
        self.addCleanup(topics.stop)

        self.daemon.start()
        topics.wait_for(f"GivEnergy/{SERIAL}/status", "offline")


class Keeping(DaemonTest):
    def locked_state(self):
        """Another program that holds the daemon's state file."""
        lock = sqlite3.connect(self.scene.folder / "state/givtcp.db", isolation_level=None)
        self.addCleanup(lock.close)
        lock.execute("BEGIN IMMEDIATE")
        return lock

    def test_a_locked_state_file_holds_nobody_up(self):
        simulator = self.scene.simulator()
        simulator.kill()
        daemon = self.scene.daemon([simulator])
        self.until(lambda: "no link" in daemon.log())
        self.locked_state()
        simulator.start()

        daemon.values()
        self.until(lambda: "could not be saved" in daemon.log())
        code, seconds = daemon.end()
        self.assertEqual(code, 0, daemon.log())
        self.assertLess(seconds, STOPPED_WITHIN)

    def test_a_state_file_that_is_locked_at_the_start_is_one_line(self):
        simulator = self.scene.simulator()
        self.assertEqual(self.scene.daemon([simulator]).end()[0], 0)
        self.locked_state()

        daemon = self.scene.daemon([simulator])
        daemon.values()
        self.assert_log_says(daemon, "database is locked")

    def test_keeps_what_was_found(self):
        simulator = self.scene.simulator()
        daemon = self.scene.daemon([simulator])
        daemon.values()
        packs = ("BG2134G612", "BE2051G388")
        self.until(lambda: all(pack in str(daemon.values()) for pack in packs))
        self.assertEqual(daemon.end()[0], 0)

        kept = sqlite3.connect(self.scene.folder / "state/givtcp.db")
        self.addCleanup(kept.close)
        rows = kept.execute("SELECT endpoint, serial FROM endpoint").fetchall()
        self.assertEqual(rows, [(f"127.0.0.1:{simulator.port}", SERIAL)])
        (described,) = kept.execute("SELECT description FROM topology").fetchone()
        self.assertEqual(len(json.loads(described)["packs"]), 2)


class Recording(DaemonTest):
    """What was said on the wire, kept for whoever looks for a fault."""

    def recordings(self, reason):
        return sorted((self.scene.folder / "state/recordings").glob(f"*-{reason}.log"))

    def assert_names_nobody(self, text):
        wire = [line.split(" ")[2] for line in text.splitlines() if not line.startswith("#")]
        self.assertGreater(len(wire), 10)
        for serial in (SERIAL, "WF2142G731", "BE2051G388"):
            self.assertNotIn(serial, text)
            self.assertNotIn(serial.encode().hex(), "".join(wire))

    def test_a_signal_writes_what_the_simulator_can_play(self):
        daemon = self.scene.daemon([self.scene.simulator()])
        self.until(lambda: "Battery_Details" in daemon.values())

        daemon.send(signal.SIGUSR1)
        self.until(lambda: self.recordings("SIGUSR1"))

        (recording,) = self.recordings("SIGUSR1")
        self.assert_names_nobody(recording.read_text())
        self.until(lambda: str(recording) in daemon.log())
        again = self.scene.daemon([self.scene.simulator("--replay", recording, name="again")],
                                  name="daemon-again", STATE_DIR=self.scene.folder / "other")
        for path in ("SOC", "PV_Power", "Load_Power", "Battery_Power", "Grid_Power"):
            self.assertEqual(again.values()["Power"]["Power"][path],
                             daemon.values()["Power"]["Power"][path], path)
        serial = again.values()["raw"]["invertor"]["serial_number"]
        self.assertRegex(serial, "^SA0000G00[0-9]$")

    def test_it_can_be_had_over_rest(self):
        daemon = self.scene.daemon([self.scene.simulator()])
        self.until(lambda: "Battery_Details" in daemon.values())

        url = f"http://127.0.0.1:{daemon.rest}/api/v1/recorder"
        with urllib.request.urlopen(url, timeout=GENEROUS) as answer:
            self.assertEqual(answer.headers["Content-Type"], "text/plain; charset=utf-8")
            self.assert_names_nobody(answer.read().decode())

    def test_a_problem_that_begins_writes_what_went_before(self):
        simulator = self.scene.simulator()
        daemon = self.scene.daemon([simulator])
        daemon.values()

        simulator.kill()
        self.until(lambda: self.recordings("dongle_unreachable"), 2 * SILENT_AFTER + GENEROUS)

        (recording,) = self.recordings("dongle_unreachable")
        self.assertIn(" rx 5959", recording.read_text())
        self.assertIn("lost: ", recording.read_text())

    def test_a_signal_ends_nothing_where_nothing_is_recorded(self):
        daemon = self.scene.daemon([self.scene.simulator()], RECORDER_MB=0)
        daemon.values()

        daemon.send(signal.SIGUSR1)
        self.until(lambda: "RECORDER_MB is 0" in daemon.log())

        self.assertEqual(daemon.get("/healthz")[0], 200)
        self.assertEqual(daemon.get("/api/v1/recorder")[0], 404)
        self.assertEqual(daemon.end()[0], 0)


class Starting(DaemonTest):
    def test_a_port_that_is_taken_is_a_clear_error(self):
        simulator = self.scene.simulator()
        first = self.scene.daemon([simulator])
        second = self.scene.daemon([simulator], name="second", answers=False, REST_PORT=first.rest)

        self.assertNotEqual(second.process.wait(GENEROUS), 0)
        self.assert_log_says(second, f"{first.rest}")
        self.assertIn("REST_PORT", second.log())
        self.assertEqual(first.get("/healthz")[0], 200)

    def test_why_it_cannot_start_is_said_where_it_was_started_too(self):
        first = self.scene.daemon([self.scene.simulator()])
        log = self.scene.folder / "log"
        second = self.scene.daemon([], name="second", answers=False, INVERTOR_IP="127.0.0.1",
                                   REST_PORT=first.rest, DEBUG_FILE_LOCATION=log)

        self.assertNotEqual(second.process.wait(GENEROUS), 0)
        self.assertIn("REST_PORT", log.read_text())
        self.assert_log_says(second, "REST_PORT")

    def test_a_state_folder_that_cannot_be_written_is_one_line(self):
        daemon = self.scene.daemon([self.scene.simulator()], STATE_DIR="/proc/givtcp")

        daemon.values()
        self.assert_log_says(daemon, "STATE_DIR")
        self.assertEqual(daemon.end()[0], 0)

    def test_a_damaged_state_file_is_one_line_and_left_alone(self):
        state = self.scene.folder / "state"
        state.mkdir()
        (state / "givtcp.db").write_bytes(b"x" * 4096)
        daemon = self.scene.daemon([self.scene.simulator()])

        daemon.values()
        self.assert_log_says(daemon, "move it away")
        self.assertEqual((state / "givtcp.db").read_bytes(), b"x" * 4096)

    def test_a_dongle_whose_name_is_unknown_is_tried_again(self):
        daemon = self.scene.daemon([], INVERTOR_IP="nowhere.invalid")

        self.until(lambda: "nowhere.invalid" in daemon.log())
        self.assertEqual(daemon.get("/readData")[0], 200)
        code, seconds = daemon.end()
        self.assertEqual(code, 0, daemon.log())
        self.assertLess(seconds, STOPPED_WITHIN)

    def test_every_mistake_in_the_settings_is_named_at_once(self):
        daemon = self.scene.daemon([], answers=False, INVERTOR_IP="127.0.0.1", MQTT_PORT="many", SELF_RUN="perhaps")

        self.assertEqual(daemon.process.wait(GENEROUS), 2)
        self.assertIn("MQTT_PORT", daemon.log())
        self.assertIn("SELF_RUN", daemon.log())

    def test_a_signal_for_a_recording_does_not_end_the_start(self):
        settings = self.scene.folder / "settings"
        os.mkfifo(settings)  # who reads it waits for us
        process = subprocess.Popen(
            [BUILD / "src/app/givtcpd", "--check-config", "--config", settings],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(settings, "w", encoding="utf-8") as file:
            process.send_signal(signal.SIGUSR1)
            file.write("{}")

        self.assertEqual(process.wait(GENEROUS), 0)

    def test_a_log_file_that_cannot_be_written_keeps_nothing_from_starting(self):
        daemon = self.scene.daemon([self.scene.simulator()], DEBUG_FILE_LOCATION="/proc/givtcp/log")

        daemon.values()
        self.assertEqual(daemon.end()[0], 0)
        self.assert_log_says(daemon, "cannot write the log: DEBUG_FILE_LOCATION")
        self.assert_log_says(daemon, "stopping: SIGTERM")

    def test_a_dump_that_cannot_be_read_is_an_error(self):
        dumps = [self.scene.folder, self.scene.folder / "missing"]
        for number, content in enumerate((b"", b"{", b'{"0x11": {}}', b"\xff\xfe")):
            dumps.append(self.scene.folder / f"dump-{number}")
            dumps[-1].write_bytes(content)
        for dump in dumps:
            decoded = subprocess.run([BUILD / "src/app/givtcpd", "--decode", dump],
                                     capture_output=True, text=True)
            self.assertEqual(decoded.returncode, 1)
            self.assertIn(str(dump), decoded.stderr)
            self.assertEqual(len(decoded.stderr.splitlines()), 1)
            self.assertEqual(decoded.stdout, "")


def main():
    global BUILD
    if shutil.which("mosquitto") is None and not pathlib.Path("/usr/sbin/mosquitto").exists():
        print("SKIPPED: mosquitto is not installed")
        return 77
    BUILD = pathlib.Path(sys.argv[1])
    program = unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]], exit=False)
    return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
