"""The made up past against the recorded one: what the seed sent when it ran, message by message;
and the numbers of the others."""

import ast
import collections
import json
import sys
import unittest

import old_discovery
from old_discovery import GENERATIONS
from old_plant import SERIALS, shared_text
import skip


class OldDiscovery(unittest.TestCase):
    def test_of_the_seed_is_what_it_sent(self) -> None:
        sent = {}
        for line in shared_text("vectors/givtcp/seed-mqtt.txt").splitlines():
            for theirs, ours in SERIALS.items():
                line = line.replace(theirs, ours)
            topic, payload, is_retained = ast.literal_eval(line)
            if topic.startswith("homeassistant/"):
                self.assertTrue(is_retained)
                sent[topic] = json.loads(payload)

        made = {one.topic: one.payload for one in old_discovery.entities(GENERATIONS["seed"])}

        self.assertEqual(made, sent)

    def test_of_each_generation_has_its_number_of_entities(self) -> None:
        """Two packs and, from v3 on, a meter."""
        platforms = {
            name: collections.Counter(one.platform for one in old_discovery.entities(generation))
            for name, generation in GENERATIONS.items()}

        self.assertEqual(platforms["seed"], {"sensor": 91, "number": 4, "switch": 3, "select": 1})
        for name in ("v1", "v2"):
            self.assertEqual(platforms[name],
                             {"sensor": 137, "select": 14, "switch": 6, "number": 5})
        for name in ("v3.0", "v3.3", "v3.5"):
            self.assertEqual(platforms[name],
                             {"sensor": 168, "select": 14, "number": 12, "switch": 5, "button": 3})

    def test_of_a_pack_is_that_of_the_examples(self) -> None:
        """givtcp-reference.md 2.12, with our serial numbers."""
        v2 = {one.topic: one.payload for one in old_discovery.entities(GENERATIONS["v2"])}
        v3 = {one.topic: one.payload for one in old_discovery.entities(GENERATIONS["v3.5"])}

        start, end = "homeassistant/sensor/GivEnergy/", "BG2134G612_Battery_SOC/config"
        self.assertEqual(v2[f"{start}{end}"], {
            "stat_t": "GivEnergy/SA2114G047/Battery_Details/BG2134G612/Battery_SOC",
            "avty_t": "GivEnergy/SA2114G047/status", "pl_avail": "online",
            "pl_not_avail": "offline", "device": {
                "identifiers": "BG2134G612_Battery_Details",
                "name": "GivTCP BG2134G612 Battery Details", "manufacturer": "GivEnergy"},
            "name": "GivTCP BG2134G612 Battery SOC", "uniq_id": "GivTCP_BG2134G612_Battery_SOC",
            "object_id": "GivTCP_BG2134G612_Battery_SOC", "unit_of_meas": "%",
            "device_class": "Battery"})
        self.assertEqual(v3[f"{start}SA2114G047_{end}"], {
            "stat_t": "GivEnergy/SA2114G047/Battery_Details/Battery_Stack_1/BG2134G612/Battery_SOC",
            "avty_t": "GivEnergy/SA2114G047/Stats/status", "pl_avail": "online",
            "pl_not_avail": "offline", "device": {
                "identifiers": "GivTCP BG2134G612", "name": "GivTCP BG2134G612",
                "manufacturer": "GivEnergy", "model": "Hybrid_gen1"},
            "name": "Battery SOC", "unique_id": "GivTCP_BG2134G612_Battery_SOC",
            "default_entity_id": "sensor.GivTCP_BG2134G612_Battery_SOC", "unit_of_meas": "%",
            "device_class": "Battery", "state_class": "measurement"})


def main() -> int:
    shared_text("spec/entities.csv")
    result = unittest.main(argv=sys.argv[:1], exit=False).result
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    skip.run(main)
