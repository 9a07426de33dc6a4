"""Clients as they really are, and what goes wrong around them, with the real programs.

    clients_test.py BUILD_DIRECTORY [TestCase[.test]]

Every test waits for conditions, with generous limits; only limits that are promised are checked.
"""

import collections
import json
import pathlib
import shutil
import signal
import socket
import sys
import threading
import time
import unittest

from plants import CLOCK, Stage
import predbat
from callers import ask, at_once
from scene import GENEROUS, Scene, wait_until

BUILD = pathlib.Path(".")
STOPPED_WITHIN = 2.0
TARGET, RESERVE, SCHEDULE = 116, 110, 96


class ControlTest(unittest.TestCase):
    def setUp(self):
        self.scene = Scene(BUILD)
        self.addCleanup(self.scene.__exit__)

    def until(self, question, seconds=GENEROUS, why=""):
        self.assertTrue(wait_until(question, seconds), why or "it did not come about in time")

    def assert_nothing_doubled(self, stage, answers, before):
        """Each write that an outcome tells of was on the wire, once; and no other was."""
        told = collections.Counter(
            (int(one["register"][2:]), one["requested"])
            for answer in answers for one in answer["registers"] if one["written"])
        stage.dongle.listen(0.5)
        self.assertEqual(collections.Counter(stage.dongle.echoes), told)
        last = dict(stage.dongle.echoes)
        self.assertEqual(stage.changes_since(before),
                         {register: value for register, value in last.items()
                          if value != before[register]})

    def assert_shown(self, stage):
        """What GivTCP's clients read is what the inverter holds."""
        now, control = stage.registers(), stage.daemon.values()["Control"]
        self.assertEqual(control["Target_SOC"], now[TARGET])
        self.assertEqual(control["Battery_Power_Reserve"], now[RESERVE])
        self.assertEqual(control["Enable_Charge_Schedule"], "enable" if now[SCHEDULE] else "disable")


class Predbat(ControlTest):
    """Every POST of it is shown by the next /runAll: it never has to try again."""

    def test_needs_no_retry(self):
        self.all_writes(Stage(self, "gen3", clock="run"))

    def test_needs_no_retry_on_a_slow_and_lossy_line(self):
        self.all_writes(Stage(self, "gen3", clock="run", latency=300, faults=["lose:5%"]))

    def all_writes(self, stage):
        port = stage.daemon.rest
        for turn in range(2):
            for control, bodies, is_content in predbat.WRITES:
                with self.subTest(control, body=bodies[turn]):
                    predbat.get(port, "/readData")
                    answer = predbat.post(port, control, bodies[turn])
                    document = predbat.get(port, "/runAll")
                    self.assertTrue(is_content(document, bodies[turn]), (answer, stage.daemon.log()))
                    self.assertEqual(predbat.what_it_would_trip_over(document), [])


class NodeRed(ControlTest):
    # What the HTTP request node makes of msg.payload: with which Content-Type, if any.
    REQUESTS = (
        ("an object", "application/json", '{"chargeToPercent":71}', 71),
        ("text", None, '{"chargeToPercent":72}', 72),
        ("a number", None, "73", 73),
        ("a form", "application/x-www-form-urlencoded", "chargeToPercent=74", 74),
        ("text with a type", "text/plain", '{"chargeToPercent":75}', 75),
        ("text of a number", "text/plain", "76", 76),
    )

    def test_over_rest_on_one_connection(self):
        stage = Stage(self)
        with socket.create_connection(("127.0.0.1", stage.daemon.rest), GENEROUS) as line:
            for what, content_type, body, target in self.REQUESTS:
                with self.subTest(what):
                    status, answer = self.exchange(line, stage, content_type, body)
                    self.assertEqual((status, list(answer)), ("200", ["result"]))
                    self.assertEqual(stage.registers()[TARGET], target, answer)
            status, answer = self.exchange(line, stage, None, "")
            self.assertEqual(status, "200")
            self.assertIn("failed: ", answer["result"])
            self.assertEqual(stage.registers()[TARGET], self.REQUESTS[-1][-1])

    @staticmethod
    def exchange(line, stage, content_type, body):
        typed = f"Content-Type: {content_type}\r\n" if content_type else ""
        line.sendall((
            "POST /setChargeTarget HTTP/1.1\r\n"
            "user-agent: got (https://github.com/sindresorhus/got)\r\n"
            f"{typed}Content-Length: {len(body)}\r\n"
            f"Host: 127.0.0.1:{stage.daemon.rest}\r\nConnection: keep-alive\r\n\r\n{body}").encode())
        received = b""
        while b"\r\n\r\n" not in received:
            received += line.recv(4096)
        head, _, text = received.partition(b"\r\n\r\n")
        fields = dict(one.lower().split(": ", 1) for one in head.decode().split("\r\n")[1:])
        while len(text) < int(fields["content-length"]):
            text += line.recv(4096)
        return head.decode().split()[1], json.loads(text)

    def test_on_both_roots_of_mqtt(self):
        stage = Stage(self, broker=True)
        for place, (what, payload, target) in enumerate((
                ("an object", '{"chargeToPercent":71}', 71), ("an object", '{"chargeToPercent":72}', 72),
                ("a number", "73", 73), ("a number", "74", 74))):
            with self.subTest(what, topic=stage.mqtt.topic("setChargeTarget", place + 1)):
                answer = stage.mqtt("setChargeTarget", payload)
                self.assertEqual(answer.how, "verified", answer)
                self.assertEqual(stage.registers()[TARGET], target)

    def test_what_the_broker_kept_is_not_carried_out_again(self):
        stage = Stage(self, broker=True)
        stage.mqtt.send("setChargeTarget", "71", retain=True)
        self.until(lambda: stage.registers()[TARGET] == 71)  # once, for we are there
        self.until(lambda: len(stage.mqtt.results("setChargeTarget")) == 1)

        stage.set({TARGET: 50})
        self.assertEqual(stage.daemon.end()[0], 0)
        stage.daemon.start()
        self.until(lambda: "ignored: the broker had kept it" in stage.daemon.log())
        stage.mqtt_is_heard()
        self.assertEqual(stage.registers()[TARGET], 50)

    def test_a_refused_command_has_the_true_state_said_again(self):
        stage = Stage(self, broker=True)
        topic = f"GivEnergy/{stage.serial}/Control/Target_SOC"

        def said():
            return [one.payload for one in list(stage.mqtt.subscriber.messages)
                    if one.topic == topic]

        self.until(said)
        stage.daemon.get("/getData")
        before = len(said())
        self.assertEqual(stage.mqtt("setChargeTarget", "101").how, "refused")
        self.until(lambda: len(said()) > before)
        self.assertEqual(said()[-1], b"%d" % stage.base[TARGET])


class Readme(ControlTest):
    """The examples of the README that users have: taken, or refused in words that help."""

    SLOT = '{"start":"0100","finish":"0400","%s":"55")'
    # Control, payload over REST and over MQTT, and what each changes (None: refused).
    EXAMPLES = (
        ("enableChargeTarget", '{"state","enable"}', None, "enable", {20: 1}),
        ("enableChargeSchedule", '{"state","enable"}', None, "enable", {96: 1}),
        ("enableDischargeSchedule", '{"state","enable"}', None, "enable", {59: 1}),
        ("enableDischarge", '{"state","enable"}', None, "enable", {}),
        ("setChargeRate", '{"dischargeRate","100"}', None, "100", {}),
        ("setDischargeRate", '{"chargeRate","100"}', None, "100", {}),
        ("setChargeTarget", '{"chargeToPercent":"50"}', {116: 50}, "50", {}),
        ("setBatteryReserve", '{"dischargeToPercent":"5"}', {110: 5}, "5", {}),
        ("setChargeSlot1", SLOT % "chargeToPercent", None, SLOT % "chargeToPercent", None),
        ("setDischargeSlot1", SLOT % "dischargeToPercent", None, SLOT % "dischargeToPercent", None),
        ("setDischargeSlot2", SLOT % "dischargeToPercent", None, SLOT % "dischargeToPercent", None),
        ("setBatteryMode", '{"mode":"1"}', {59: 0}, "1", {}),
        ("setDateTime", '{"dateTime":"dd/mm/yyyy   hh:mm:ss"}', None, '"dd/mm/yyyy hh:mm:ss"', None),
        ("disableChargeTarget", '{"state","enable"}', {20: 0, 116: 100}, "enable", {}),
    )

    def test_examples(self):
        stage = Stage(self, broker=True)
        for control, rest, by_rest, mqtt, by_mqtt in self.EXAMPLES:
            for caller, payload, changes in (
                    (stage.rest, rest, by_rest), (stage.mqtt, mqtt, by_mqtt)):
                with self.subTest(control, over=caller.name, payload=payload):
                    self.example(stage, caller, control, payload, changes)

    def example(self, stage, caller, control, payload, changes):
        before = stage.registers()
        answer = caller(control, payload)
        self.assertEqual(stage.changes_since(before), changes or {}, answer)
        if changes is None:
            self.assertEqual(answer.how, "refused", answer)
            self.assertRegex(answer.says, r'\{"\w+": |none needed|no payload', "the right form is not shown")
        else:
            self.assertEqual(answer.how, "verified" if changes else "no-op", answer)


class ManyAtOnce(ControlTest):
    @staticmethod
    def mixed(count):
        kinds = (("setChargeTarget", lambda n: 10 + n % 80), ("setBatteryReserve", lambda n: 5 + n % 50),
                 ("enableChargeSchedule", lambda n: n // 5 % 2), ("setActivePowerRate", lambda n: n % 101),
                 ("setChargeSlot1", lambda n: f'{{"start":"01:{n % 60:02}","finish":"05:00"}}'))
        return [(kinds[n % len(kinds)][0], str(kinds[n % len(kinds)][1](n))) for n in range(count)]

    def test_two_hundred_over_mqtt(self):
        stage = Stage(self, broker=True)
        before = stage.registers()
        stage.dongle.echoes.clear()
        hello = len(stage.mqtt.results())
        for control, payload in self.mixed(200):
            stage.mqtt.send(control, payload)

        self.until(lambda: len(stage.mqtt.results()) >= hello + 200, 2 * GENEROUS)
        time.sleep(0.5)
        results = stage.mqtt.results()[hello:]
        self.assertEqual(len(results), 200)
        self.assertEqual(len({one["id"] for one in results}), 200)
        self.assertEqual({one["outcome"] for one in results} - {"verified", "no-op"}, set())
        self.assert_nothing_doubled(stage, results, before)
        self.assert_shown(stage)

    def test_fifty_over_rest(self):
        stage = Stage(self)
        before = stage.registers()
        stage.dongle.echoes.clear()
        answers = at_once([lambda one=one: stage.api(*one) for one in self.mixed(50)])

        outcomes = collections.Counter((answer.how, answer.why) for answer in answers)
        print(f"50 at once: {dict(outcomes)}")
        self.assertEqual(set(outcomes) - {("verified", ""), ("no-op", ""), ("refused", "busy")}, set())
        self.assertGreater(outcomes["verified", ""], 0)
        self.assert_nothing_doubled(stage, [answer.body for answer in answers], before)
        self.assert_shown(stage)

    def test_fifty_over_givtcps_rest(self):
        stage = Stage(self)
        answers = at_once([lambda one=one: stage.rest(*one) for one in self.mixed(50)])

        self.assertEqual({answer.status for answer in answers}, {200})
        self.assertEqual({answer.how for answer in answers} - {"verified", "no-op", "refused"}, set())
        self.assert_shown(stage)


class Silent(ControlTest):
    def test_reads_go_on_while_fifty_commands_hang(self):
        stage = Stage(self, broker=True)
        before, hello = stage.registers(), len(stage.mqtt.results())
        stage.simulator.send(signal.SIGSTOP)
        self.addCleanup(stage.simulator.send, signal.SIGCONT)
        for number in range(50):
            stage.mqtt.send("setChargeTarget", str(10 + number))
        waiting = threading.Thread(target=lambda: replies.extend(at_once(
            [lambda: stage.rest("setChargeTarget", "60")] * 50)), daemon=True)
        replies, times = [], []
        waiting.start()
        for _ in range(200):
            begin = time.monotonic()
            status, document = stage.daemon.get("/readData")
            times.append(time.monotonic() - begin)
            self.assertEqual(status, 200)
            self.assertIn("Control", document)
            self.assertEqual(stage.daemon.get("/healthz")[0], 200)
            time.sleep(0.01)
        times.sort()
        print(f"/readData while 100 commands hang: median {times[100] * 1000:.1f} ms, "
              f"p99 {times[198] * 1000:.1f} ms")

        waiting.join(GENEROUS)
        self.assertEqual(len(replies), 50)
        self.assertEqual({one.status for one in replies}, {200}, replies)
        self.until(lambda: len(stage.mqtt.results()) == hello + 50)
        # One, of whoever came first, is on its way to the inverter: nobody can know.
        outcomes = collections.Counter(one["outcome"] for one in stage.mqtt.results()[hello:])
        outcomes.update(one.how for one in replies)
        self.assertLessEqual(outcomes["unknown"], 1)
        self.assertEqual(outcomes["unknown"] + outcomes["refused"], 100, outcomes)
        stage.simulator.send(signal.SIGCONT)
        stage.dongle.connect()
        self.assertLessEqual(set(stage.changes_since(before)), {TARGET})
        self.until(lambda: stage.daemon.values()["Control"]["Target_SOC"] == stage.registers()[TARGET])


class ReadOnly(ControlTest):
    def test_nothing_is_heard(self):
        stage = Stage(self, broker=True, listens=False, READ_ONLY=True)
        before = stage.registers()
        stage.dongle.echoes.clear()

        status, _, body = ask(stage.daemon.rest, "POST", "/setChargeTarget", b"50")
        self.assertEqual((status, list(json.loads(body))), (404, ["result"]))
        self.assertEqual(stage.api("setChargeTarget", "50").status, 404)
        for _ in range(2):
            stage.mqtt.send("setChargeTarget", "50")
        stage.daemon.get("/getData")
        stage.daemon.get("/getData")
        self.assertEqual(stage.mqtt.results(), [])
        self.assertEqual(stage.changes_since(before), {})
        self.assertEqual(stage.dongle.echoes, [])


class NewApi(ControlTest):
    def problem(self, answer, status):
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(answer.fields["Content-Type"], "application/problem+json")
        self.assertLessEqual({"type", "title", "status", "detail", "instance"}, set(answer.body))
        self.assertEqual(answer.body["status"], status)

    def test_refuses_in_problem_details_and_writes_nothing(self):
        stage = Stage(self)
        before = stage.registers()
        stage.dongle.echoes.clear()
        self.problem(stage.api("setChargeTarget", "101"), 422)
        self.problem(stage.api("setLocalControlMode", "Grid"), 422)
        self.problem(stage.api("setChargeTarget", "many"), 400)
        self.problem(stage.api("setChargeSlot1", '{"start":"04:30","finish":"04:30"}'), 409)
        self.problem(stage.api("setEverything", "1"), 404)
        stage.api.root = "/api/v1/inverters/AB1234G567"
        self.problem(stage.api("setChargeTarget", "50"), 404)
        status, _ = stage.api.report("9-999999")
        self.assertEqual(status, 404)
        stage.dongle.listen(0.3)
        self.assertEqual((stage.changes_since(before), stage.dongle.echoes), ({}, []))

    def test_a_dry_run_tells_the_plan_and_writes_nothing(self):
        stage = Stage(self)
        before = stage.registers()
        plan = stage.api.plan("setChargeSlot1", '{"start":"01:00","finish":"02:00","chargeToPercent":55}')
        self.assertEqual(plan, {116: (90, 55), 94: (130, 100), 95: (530, 200)})
        self.assertEqual(stage.changes_since(before), {})

    def test_a_dry_run_in_the_body_writes_nothing_wherever_it_is_sent(self):
        stage = Stage(self)
        before = stage.registers()
        slot = '{"start":"01:30","finish":"02:00","dry_run":true}'
        answer = stage.api("setChargeSlot1", slot)
        self.assertEqual((answer.status, answer.how), (200, ""), answer)
        self.assertEqual({one["register"]: one["would_write"] for one in answer.body["registers"]},
                         {"HR94": False, "HR95": True})
        self.problem(stage.api("setChargeSlot1", slot.replace("true", '"perhaps"')), 400)
        legacy = stage.rest("setChargeSlot1", slot)
        self.assertEqual(legacy.how, "refused")
        self.assertIn("/api/v1/inverters/", legacy.body["result"])
        self.assertEqual(stage.changes_since(before), {})

    def test_tells_what_was_wanted_written_and_read_back(self):
        stage = Stage(self)
        answer = stage.api("setChargeTarget", "50")
        self.assertEqual((answer.status, answer.how), (200, "verified"))
        (one,) = answer.body["registers"]
        self.assertEqual(one, {"register": "HR116", "requested": 50, "written": True, "before": 90,
                               "read_back": 50})
        status, report = stage.api.report(answer.body["id"])
        self.assertEqual((status, report["state"], report["outcome"]), (200, "done", "verified"))

    def test_says_that_the_inverter_is_not_there(self):
        stage = Stage(self)
        stage.dongle.close()
        stage.simulator.kill()
        answer = stage.api("setChargeTarget", "50")
        self.problem(answer, 503)
        self.assertGreater(int(answer.fields["Retry-After"]), 0)

    def test_what_takes_long_goes_on(self):
        stage = Stage(self, faults=["slow:HR95=9s"])
        before = stage.registers()
        answer = stage.api("setChargeSlot1", '{"start":"01:00","finish":"02:00"}')
        self.assertEqual((answer.status, answer.how, answer.why), (202, "unknown", "continuing"), answer)
        place = answer.fields["Location"]
        self.assertEqual(place, f"/api/v1/commands/{answer.body['id']}")
        self.until(lambda: stage.api.report(answer.body["id"])[1]["state"] == "done", 2 * GENEROUS)
        _, report = stage.api.report(answer.body["id"])
        self.ended_as_told(stage, report, before)

    def ended_as_told(self, stage, report, before):
        self.assertIn(report["outcome"], ("verified", "refused"), report)
        done = {94: 100, 95: 200} if report["outcome"] == "verified" else {}
        self.assertEqual({register: value for register, value in stage.changes_since(before).items()
                          if register not in CLOCK}, done)


class Fence(ControlTest):
    def test_what_a_strange_page_asks_for_is_not_done(self):
        stage = Stage(self)
        before = stage.registers()
        here = f"127.0.0.1:{stage.daemon.rest}"
        paths = ("/setChargeTarget", f"{stage.api.root}/controls/setChargeTarget")
        for path in paths:
            for fields in ({"Host": "evil.example.com"}, {"Host": f"evil.example.com:{stage.daemon.rest}"},
                           {"Origin": "http://evil.example.com"}, {"Origin": "null"},
                           {"Origin": f"http://{here}.evil.example.com"}):
                with self.subTest(path, **fields):
                    status, _, body = ask(stage.daemon.rest, "POST", path, b"50", fields)
                    self.assertEqual(status, 403, body)
                    json.loads(body)
            self.assertEqual(stage.changes_since(before), {})
        status, fields, _ = ask(stage.daemon.rest, "POST", paths[0], b"50", {"Origin": f"http://{here}"})
        self.assertEqual((status, fields["X-GivTCP-Status"]), (200, "verified"))


class Timed(ControlTest):
    def is_put_back(self, stage, before):
        def without_clock(registers):
            return {one: value for one, value in registers.items() if one not in CLOCK}
        return lambda: without_clock(stage.registers()) == without_clock(before)

    def test_what_was_half_begun_at_a_kill_is_undone(self):
        stage = Stage(self, clock="run", faults=["slow:HR94=4s"])
        before = stage.registers()
        asked = threading.Thread(target=lambda: at_once([lambda: stage.rest("forceCharge", "30")]))
        asked.start()
        self.until(lambda: stage.registers()[TARGET] == 100)
        stage.daemon.kill()
        asked.join(GENEROUS)
        self.assertEqual(stage.registers()[95], before[95], "it was not killed in the middle")

        stage.daemon.start()
        stage.daemon.values()
        self.until(lambda: stage.daemon.values()["Control"]["Force_Charge"] == "Normal")
        self.until(self.is_put_back(stage, before), 2 * GENEROUS, stage.daemon.log())

    def test_one_minute_ends_though_the_program_was_killed(self):
        stage = Stage(self, clock="run")
        before = stage.registers()
        self.assertEqual(stage.rest("forceCharge", "1").how, "verified")
        self.assertEqual(stage.registers()[SCHEDULE], 1)
        stage.daemon.kill()
        stage.daemon.start()

        self.until(self.is_put_back(stage, before), 3 * GENEROUS, stage.daemon.log())
        self.until(lambda: stage.daemon.values()["Control"]["Force_Charge"] == "Normal")
        self.assertEqual(stage.rest("forceCharge", "Cancel").how, "no-op")

    def test_is_refused_where_it_could_not_be_remembered(self):
        state = self.scene.folder / "state"
        state.mkdir()
        (state / "givtcp.db").write_bytes(b"x" * 4096)
        stage = Stage(self)
        before = stage.registers()
        answer = stage.rest("forceCharge", "30")
        self.assertEqual(answer.how, "refused", answer)
        self.assertRegex(answer.says, r"failed: .*kept")
        self.assertEqual(stage.changes_since(before), {})

        self.assertEqual(stage.rest("setChargeTarget", "50").how, "verified")
        self.assertEqual((state / "givtcp.db").read_bytes(), b"x" * 4096)


class Stopping(ControlTest):
    def test_who_waits_is_told(self):
        stage = Stage(self, faults=["slow:HR95=5s"])
        given = []
        waiting = threading.Thread(target=lambda: given.extend(at_once(
            [lambda: stage.api("setChargeSlot1", '{"start":"01:00","finish":"02:00"}')])))
        waiting.start()
        self.until(lambda: stage.dongle.listen(0.05) or (94, 100) in stage.dongle.echoes)
        code, seconds = stage.daemon.end()

        waiting.join(GENEROUS)
        self.assertEqual(code, 0, stage.daemon.log())
        self.assertLess(seconds, STOPPED_WITHIN)
        (answer,) = given
        self.assertEqual((answer.how, answer.why), ("unknown", "stopping"), answer)


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
