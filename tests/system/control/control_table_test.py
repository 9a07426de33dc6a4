"""Every control, from a client's request to the inverter's registers, with the real programs.

    control_table_test.py BUILD_DIRECTORY [TestCase[.test]]

What each must write is typed out in tests/data/control_writes.json. A second client of the same
dongle sets every register before, and compares every register afterwards: what is to change has
changed, and nothing else.
"""

import datetime
import pathlib
import shutil
import sys
import unittest

from plants import CLOCK, DATA, Stage, assignments, by_number, environment
from scene import Scene

BUILD = pathlib.Path(".")
CALIBRATION = 29
RESERVE = 110
TIMED = ("forceCharge", "forceExport", "tempPauseCharge", "tempPauseDischarge")


def belongs_elsewhere(case):
    """Not with real processes: the time of this machine, and a plant that has no link."""
    return "host_now" in case or case.get("refused") == "no-connection"


def cases_of(plant, wanted=lambda case: True):
    return [case for case in DATA["cases"]
            if case["plant"] == plant and not belongs_elsewhere(case) and wanted(case)]


def by_settings(cases):
    groups = {}
    for case in cases:
        groups.setdefault(repr(case.get("settings", {})), []).append(case)
    return groups.values()


def first_of_each_control(cases):
    """Every control that is carried out, and every reason why one is not."""
    seen = set()
    for case in cases:
        key = case["control"], case.get("refused"), bool(case.get("cancels"))
        if key not in seen:
            seen.add(key)
            yield case


class Table(unittest.TestCase):
    def setUp(self):
        self.scene = Scene(BUILD)
        self.addCleanup(self.scene.__exit__)

    def carries_out(self, plant, cases, way):
        """`way`: of a stage, who commands it."""
        self.assertTrue(cases)
        for place, group in enumerate(by_settings(cases)):
            stage = Stage(self, plant, name=f"-{place}", broker=way == "mqtt",
                          **environment(group[0].get("settings", {})))
            caller = getattr(stage, way)
            for case in group:
                with self.subTest(case["control"], payload=case["payload"],
                                  before=case.get("before", {})):
                    self.one(stage, caller, case)
            stage.daemon.end()
            stage.simulator.end()

    def one(self, stage, caller, case):
        before = self.prepare(stage, case)
        for action in case.get("running", []):
            self.assertEqual(caller(action, "30").how, "verified", action)
        running = stage.registers()
        self.would_do(stage, case, running, before)

        if case["control"].startswith("reboot"):
            stage.dongle.close()
        answer = caller(case["control"], case["payload"])
        self.says(case, answer, caller)
        if case["control"].startswith("reboot"):
            stage.dongle.connect()
            self.assertEqual(stage.changes_since(before), {})
            return

        if case.get("cancels"):
            self.assertEqual(stage.changes_since(before), {}, answer)
        else:
            self.assertEqual(stage.changes_since(running), assignments(case.get("changes", [])), answer)
        self.ends_what_runs(stage, caller, case, before)

    def prepare(self, stage, case):
        registers = dict(stage.base)
        if "clock" in case:
            clock = datetime.datetime.fromisoformat(case["clock"])
            registers.update(zip(CLOCK, (clock.year - 2000, clock.month, clock.day, clock.hour,
                                         clock.minute, clock.second)))
        before = by_number(case.get("before", {}))
        if RESERVE in before and "refused" not in case:
            saved = case.get("saved_reserve", DATA["plants"][case["plant"]]["saved_reserve"])
            stage.set({**registers, RESERVE: saved})
            stage.daemon.get("/getData")
            wrong = stage.shows("enableDischarge", "enable", {RESERVE: (saved, saved)})
            self.assertIsNone(wrong, "the reserve is not remembered")
        stage.set({**registers, **before})
        return stage.registers()

    def would_do(self, stage, case, now, before):
        """The daemon has seen what it stands before, and says beforehand what it will do."""
        if stage.api(case["control"], case["payload"], "?dry_run=true").status == 404:
            wrong = None  # no control of ours, and words say so
        elif "refused" in case:
            wrong = stage.shows(case["control"], case["payload"], case["refused"])
        elif case["control"] == "setDateTime":
            wrong = None  # its values are those of the moment, and no plan
        elif case.get("cancels"):
            put_back = {register: (value, before[register]) for register, value in now.items()
                        if value != before[register]}
            wrong = stage.shows(case["control"], case["payload"], put_back)
        else:
            plan = {register: (now[register], value)
                    for register, value in assignments(case["writes"]).items()}
            wrong = stage.shows(case["control"], case["payload"], plan)
        self.assertIsNone(wrong, "the dry run says otherwise")

    def says(self, case, answer, caller):
        if "refused" in case:
            self.assertEqual(answer.how, "refused", answer)
            self.assertTrue(answer.says, answer)
            if caller.name == "MQTT":
                self.assertEqual(answer.why, case["refused"], answer)
            elif answer.status != 404:
                self.assertIn("failed: ", answer.says)
            return
        does = case["changes"] or case.get("cancels")
        self.assertEqual(answer.how, "verified" if does else "no-op", answer)
        if "warns" in case and case["warns"] != "not running":
            self.assertIn(case["warns"], answer.says)
        if caller.name == "REST":
            self.assertEqual(answer.status, 200)
            self.assertIn("was a success", answer.says)
        else:
            self.assertEqual(answer.body["command"], case["control"])
            self.read_back(case, answer)

    def read_back(self, case, answer):
        """The outcome's registers are what the plan says, each read back."""
        told = {int(one["register"][2:]): one.get("read_back")
                for one in answer.body["registers"] if one["written"]}
        if case["control"] == "setBatteryCalibration":
            self.assertEqual(set(told), {CALIBRATION})
        elif case["control"] == "setDateTime":
            self.assertEqual(told, assignments(case["writes"]))  # all six, always
        elif not case.get("cancels") and not case["control"].startswith("reboot"):
            self.assertEqual(told, assignments(case["changes"]))

    def ends_what_runs(self, stage, caller, case, before):
        runs = set(case.get("running", []))
        if case["control"] in TIMED and "begins" in case:
            runs.add(case["control"])
        if case.get("cancels"):
            runs.discard(case["control"])
        for action in runs:
            self.assertEqual(caller(action, "Cancel").how, "verified", action)
            self.assertEqual(stage.changes_since(before), {}, f"{action} put back something else")


class OverRest(Table):
    def test_every_case_of_a_first_generation_hybrid(self):
        self.carries_out("gen1", cases_of("gen1"), "rest")

    def test_the_rates_of_a_second_generation_hybrid(self):
        self.carries_out("gen2", cases_of("gen2"), "rest")

    def test_every_case_of_a_third_generation_hybrid(self):
        self.carries_out("gen3", cases_of("gen3"), "rest")

    def test_every_case_of_an_ac_coupled_inverter(self):
        self.carries_out("ac", cases_of("ac"), "rest")


class OverMqtt(Table):
    """An empty message may be somebody who tidies up: it is not for this table to refuse it."""

    @staticmethod
    def is_heard(case):
        return case["payload"] != "" or "refused" not in case

    def test_every_control_of_a_first_generation_hybrid(self):
        cases = first_of_each_control(cases_of("gen1", self.is_heard))
        self.carries_out("gen1", list(cases), "mqtt")

    def test_every_case_of_a_third_generation_hybrid(self):
        self.carries_out("gen3", cases_of("gen3", self.is_heard), "mqtt")

    def test_every_case_of_an_ac_coupled_inverter(self):
        self.carries_out("ac", cases_of("ac", self.is_heard), "mqtt")


class Clock(Table):
    def test_is_set_to_the_time_of_this_machine(self):
        stage = Stage(self, "ac", clock="run")
        before = stage.registers()
        stage.dongle.write(38, (before[38] + 6) % 24)
        answer = stage.rest("syncDateTime", "")

        self.assertEqual(answer.how, "verified", answer)
        now = datetime.datetime.now(datetime.timezone.utc)
        year, *rest = (stage.registers()[one] for one in CLOCK)
        shown = datetime.datetime(2000 + year, *rest, tzinfo=datetime.timezone.utc)
        self.assertLessEqual(abs((shown - now).total_seconds()), 3)
        self.assertLessEqual(set(stage.changes_since(before)), set(CLOCK))

        self.assertEqual(stage.rest("syncDateTime", "").how, "no-op")


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
