"""What is judged true of a plant that was looked at every fifth of a second."""

import sys
import unittest

sys.dont_write_bytecode = True
from truth import NEEDED, TARGET, Truth  # noqa: E402

TARGET_SOC, GRID_VOLTAGE, IMPORT = "Control/Target_SOC", "Power/Power/Grid_Voltage", "Energy/Today/Import_Energy_Today_kWh"


def unreachable():
    raise OSError


class TruthTest(unittest.TestCase):
    def setUp(self):
        self.truth = Truth(unreachable)
        self.addCleanup(self.truth.end)

    def look(self, at, target=80, writes=0, **numbers):
        words = {one: 0 for one in NEEDED} | {("holding", TARGET): target}
        self.truth.note(at, words | {("input", int(key[2:])): word for key, word in numbers.items()}, writes)

    def test_a_target_that_a_look_saw_is_true(self):
        self.look(1000.0)
        self.look(1000.2, target=48, writes=1)
        self.assertIsNone(self.truth.contradicts(TARGET_SOC, b"48", 1000.1, True))

    def test_a_target_that_nobody_wrote_is_not_even_where_it_was_commanded(self):
        self.truth.is_asked(999.0, 70)
        self.look(1000.0)
        self.look(1000.2, target=48, writes=1)
        self.assertEqual(self.truth.contradicts(TARGET_SOC, b"70", 1000.1, True), "not of [48.0, 80.0]")

    def test_a_target_that_was_overwritten_between_two_looks_is_true(self):
        self.truth.is_asked(999.0, 70)
        self.look(1000.0)
        self.look(1000.2, target=48, writes=2)
        self.assertIsNone(self.truth.contradicts(TARGET_SOC, b"70", 1000.1, True))
        self.assertIsNotNone(self.truth.contradicts(TARGET_SOC, b"71", 1000.1, True))

    def test_writes_are_counted_anew_by_a_dongle_that_was_started_anew(self):
        self.truth.is_asked(999.0, 70)
        self.look(1000.0, writes=9)
        self.look(1000.2, target=48, writes=1)
        self.look(1000.4, target=48, writes=1)
        self.assertIsNotNone(self.truth.contradicts(TARGET_SOC, b"70", 1000.3, True))

    def test_a_target_of_a_dongle_that_was_not_seen_again_is_not_judged(self):
        self.look(1000.0)
        self.assertIsNone(self.truth.contradicts(TARGET_SOC, b"70", 1000.1, True))

    def test_a_measured_value_is_as_new_as_twelve_seconds_in_calm(self):
        self.look(1000.0, IR5=2300)
        for second in range(1, 21):
            self.look(1000.0 + second, IR5=2400)
        self.assertIsNotNone(self.truth.contradicts(GRID_VOLTAGE, b"230.0", 1020.0, True))
        self.assertIsNone(self.truth.contradicts(GRID_VOLTAGE, b"230.0", 1020.0, False))
        self.assertIsNone(self.truth.contradicts(GRID_VOLTAGE, b"240.0", 1020.0, True))

    def test_a_counter_that_fell_with_a_new_dongle_may_be_held_for_minutes(self):
        self.look(1000.0, IR26=50)
        for minute in range(1, 7):
            self.look(1000.0 + 60 * minute, IR26=48)
        self.assertIsNone(self.truth.contradicts(IMPORT, b"5.0", 1360.0, True))
        self.assertIsNotNone(self.truth.contradicts(IMPORT, b"5.8", 1360.0, True))

    def test_a_counter_that_fell_by_little_may_be_held_until_it_is_as_high_again(self):
        self.look(1000.0, IR26=50)
        for minute in range(60):
            self.look(1060.0 + 60 * minute, IR26=48)
        self.assertIsNone(self.truth.contradicts(IMPORT, b"5.0", 4600.0, True))
        self.assertIsNotNone(self.truth.contradicts(IMPORT, b"5.5", 4600.0, True))


if __name__ == "__main__":
    unittest.main()
