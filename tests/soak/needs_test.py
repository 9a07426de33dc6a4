"""That a leak is told from a start, by figures that were measured and ones that are worked out."""

import sys
import unittest

sys.dont_write_bytecode = True
from needs import CEILING, Memory  # noqa: E402


def first_complaint(kib_at, minutes):
    """The minute in which memory complains of a run, a look every second; nothing: never."""
    memory = Memory()
    for second in range(minutes * 60):
        if memory.complains(1000.0 + second, kib_at(second)):
            return second / 60
    return None


def as_measured(second):
    """4.7 MB at the first fault, 10.0 MB after 20 minutes, then 0.1 MB more in half an hour."""
    return int(4700 + 5300 * min(1, second / 1200) + max(0, second - 1200) * 100 / 1800)


class MemoryTest(unittest.TestCase):
    def test_growth_of_a_start_is_no_leak(self):
        self.assertIsNone(first_complaint(as_measured, 85))

    def test_a_kilobyte_a_cycle_is_found_within_three_quarters_of_an_hour(self):
        # A second after minute 25 it has what was the most before it; 1024 s later 1 MiB more.
        self.assertAlmostEqual(first_complaint(lambda s: as_measured(0) + s, 85), 25 + 1025 / 60, delta=0.1)
        self.assertLess(first_complaint(lambda s: as_measured(s) + s, 85), 45)

    def test_a_leak_of_much_is_found_at_once(self):
        self.assertLess(first_complaint(lambda s: 5000 + 100 * s, 5), 2)

    def test_what_goes_up_and_down_is_no_leak(self):
        self.assertIsNone(first_complaint(lambda s: as_measured(s) + 500 * (s // 60 % 2), 240))

    def test_the_ceiling_is_the_most(self):
        self.assertIsNone(first_complaint(lambda _: CEILING, 1))
        self.assertEqual(first_complaint(lambda _: CEILING + 1, 1), 0)


if __name__ == "__main__":
    unittest.main()
