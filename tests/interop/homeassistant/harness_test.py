"""The judging parts of the harness, on made up input: a check that sees nothing always passes."""

import json
import pathlib
import tempfile
import unittest

from announced import Announced, announced, parse
import checks
import log_records
import requirements

OUTPUT = """\
2026-11-27 00:00:00.100 INFO (MainThread) [homeassistant.components.mqtt.client] Connected
2026-11-27 00:00:00.200 WARNING (MainThread) [homeassistant.bootstrap] Support for the running \
Python version 3.11.7 is deprecated, mqtt or not
2026-11-27 00:00:00.300 ERROR (MainThread) [homeassistant.components.sensor] Error adding entity
Traceback (most recent call last):
ValueError: sensor.givtcp_sa2114g047_soc
2026-11-27 00:00:00.350 WARNING (MainThread) [homeassistant.helpers.entity] Updating state for \
sensor.givtcp_soc (<class 'MqttSensor'>) took 7.788 seconds. Please create a bug report
2026-11-27 00:00:00.400 ERROR (MainThread) [homeassistant.components.camera] No TurboJPEG
"""
NEWER = """\
2026-11-27 00:00:00.200+00:00 WARNING (MainThread) [homeassistant.components.mqtt.entity] No topic
"""


def sensor(unique_id: str = "GivTCP_SA2114G047_SOC", **payload: object) -> Announced:
    return announced("sensor", "homeassistant/x/config", {"uniq_id": unique_id, **payload})


def entry(entity_id: str) -> checks.Entry:
    return checks.Entry(entity_id, None, None, frozenset(), None)


class Log(unittest.TestCase):
    def test_is_of_whole_records_that_are_grave_and_about_us(self) -> None:
        found = log_records.about_us(OUTPUT)

        self.assertEqual([one.logger for one in found], ["homeassistant.components.sensor"])
        self.assertIn("sensor.givtcp_sa2114g047_soc", found[0].text)

    def test_is_understood_with_an_offset_of_time(self) -> None:
        found = log_records.about_us(NEWER)

        self.assertEqual([str(one) for one in found],
                         ["WARNING [homeassistant.components.mqtt.entity] No topic"])


class OfWhatIsAnnounced(unittest.TestCase):
    def test_numeric_is_what_home_assistant_takes_no_text_for(self) -> None:
        for payload in ({"unit_of_meas": "W"}, {"stat_cla": "total"}, {"dev_cla": "Power"},
                        {"suggested_display_precision": 0}):
            self.assertTrue(sensor(**payload).is_numeric, payload)
        for payload in ({}, {"device_class": "timestamp"}, {"device_class": "enum"}):
            self.assertFalse(sensor(**payload).is_numeric, payload)

    def test_a_thing_is_whose_value_it_is_and_which(self) -> None:
        root = "GivEnergy/SA2114G047"
        for topic, thing in (
                (f"{root}/Power/Power/SOC", ("SA2114G047", "SOC")),
                (f"{root}/SA2114G047/Meter_Type", ("SA2114G047", "Meter_Type")),
                (f"{root}/Battery_Details/Battery_Stack_1/BG2134G612/Battery_SOC",
                 ("BG2134G612", "Battery_SOC"))):
            self.assertEqual(sensor(stat_t=topic).thing, thing)
        self.assertEqual(sensor("GivTCP_SA2114G047_Sync_Time").thing, ("SA2114G047", "Sync_Time"))


    def test_a_device_is_taken_apart_and_shares_what_stands_beside_its_entities(self) -> None:
        found = parse("homeassistant/device/givtcp_SA2114G047/config", json.dumps({
            "dev": {"ids": ["SA2114G047_Power"], "name": "GivTCP Power"}, "o": {"name": "givtcp"},
            "avty_t": "GivEnergy/SA2114G047/status", "cmps": {
                "soc": {"p": "sensor", "uniq_id": "one", "stat_t": "a/SOC", "unit_of_meas": "%"},
                "reserve": {"platform": "number", "unique_id": "two", "avty_t": "other"},
                "gone": {"p": "switch"}}}))

        self.assertEqual([one.identity for one in found], [("sensor", "one"), ("number", "two")])
        self.assertTrue(found[0].is_numeric)
        self.assertEqual([one.payload["availability_topic"] for one in found],
                         ["GivEnergy/SA2114G047/status", "other"])
        for one in found:
            self.assertEqual(one.payload["device"],
                             {"identifiers": ["SA2114G047_Power"], "name": "GivTCP Power"})
            self.assertNotIn("components", one.payload)
            self.assertNotIn("platform", one.payload)

    def test_a_note_that_an_entity_moves_is_none(self) -> None:
        topic = "homeassistant/sensor/GivEnergy/SA2114G047_SOC/config"

        self.assertEqual(parse(topic, '{"migrate_discovery": true}'), [])
        self.assertEqual([one.identity for one in parse(topic, '{"uniq_id": "one"}')],
                         [("sensor", "one")])


class Checks(unittest.TestCase):
    def test_see_what_is_missing_dead_or_text(self) -> None:
        here, dead, text, missing = (
            sensor(name, unit_of_measurement="W") for name in ("here", "dead", "text", "missing"))
        known = {one.identity: entry(f"sensor.{one.unique_id}") for one in (here, dead, text)}
        states = {"sensor.here": {"state": "1.5"}, "sensor.dead": {"state": "unavailable"},
                  "sensor.text": {"state": "many"}}
        every = (here, dead, text, missing)

        self.assertEqual(len(checks.missing(every, known)), 1)
        self.assertEqual(checks.dead(every, known, states),
                         ["without a state: sensor.dead: unavailable"])
        self.assertEqual(checks.not_numeric((here, text), known, states),
                         ["not numeric: sensor.text: 'many'"])

    def test_see_what_has_changed_and_what_is_gone(self) -> None:
        before = {("sensor", name): entry(f"sensor.{name}") for name in ("same", "other", "gone")}
        after = {**before, ("sensor", "other"): entry("sensor.other_2")}
        del after["sensor", "gone"]

        self.assertEqual(len(checks.changed(before, after)), 2)
        self.assertEqual(checks.changed(before, after, before.keys()), [])

    def test_compare_states_with_what_is_published(self) -> None:
        one = sensor(stat_t="a/b", unit_of_measurement="W")
        known = {one.identity: entry("sensor.soc")}
        for state, value, is_same in (("50", "50.0", True), ("50", "51", False)):
            found = checks.not_as_published([one], known, {"sensor.soc": {"state": state}},
                                            {"a/b": ["49", value]})
            self.assertEqual(not found, is_same, (state, value))

    def test_know_what_is_not_always_there(self) -> None:
        topic = "GivEnergy/SA2114G047/Power/Power/Charge_Completion_Time"
        for more, state, is_fault in (({}, "unknown", False), ({}, "unavailable", True),
                                      ({"expire_after": 60}, "unavailable", False),
                                      ({"avty": [{"topic": "other"}]}, "unavailable", True),
                                      ({"avty": [{"topic": topic}]}, "unavailable", False)):
            one = sensor(stat_t=topic, **more)
            known, states = {one.identity: entry("sensor.it")}, {"sensor.it": {"state": state}}

            self.assertEqual(bool(checks.dead([one], known, states)), is_fault, (more, state))
            self.assertEqual(bool(checks.not_as_published([one], known, states, {})), is_fault)


class Requirements(unittest.TestCase):
    def test_come_from_the_manifests_and_those_that_they_name(self) -> None:
        manifests = {
            "mqtt": {"requirements": ["paho==1"], "dependencies": ["http"],
                     "after_dependencies": ["hassio"]},
            "http": {"requirements": ["cors==2"]}, "hassio": {"requirements": ["sup==3"]},
            "frontend": {"requirements": ["front==4"]}, "camera": {"requirements": ["jpeg==5"]},
            "other": {"requirements": ["no==0"]}}
        with tempfile.TemporaryDirectory() as folder:
            package = pathlib.Path(folder)
            (package / "bootstrap.py").write_text(
                'FRONTEND_INTEGRATIONS = {\n    "frontend",  # critical\n}\n'
                'DEFAULT_INTEGRATIONS: set[str] = {"absent", *FRONTEND_INTEGRATIONS}\n')
            (package / "generated").mkdir()
            (package / "generated/entity_platforms.py").write_text(
                'class Platforms(StrEnum):\n    """All."""\n    CAMERA = "camera"\n')
            for domain, manifest in manifests.items():
                (package / "components" / domain).mkdir(parents=True)
                (package / "components" / domain / "manifest.json").write_text(json.dumps(manifest))

            self.assertEqual(requirements.from_manifests(package),
                             ["cors==2", "front==4", "jpeg==5", "paho==1", "sup==3"])


if __name__ == "__main__":
    unittest.main()
