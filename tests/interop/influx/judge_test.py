"""The judging parts, on made up input: a check that sees nothing always passes."""

import pathlib
import struct
import sys
import types
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TESTS / "bench/system"), str(TESTS / "system/daemon")]
import dashboard  # noqa: E402
import judge  # noqa: E402
from servers import Stored  # noqa: E402
from tap import Exchange  # noqa: E402
import wire  # noqa: E402

EXPECTED = [wire.Reading(1000.0 * n + 200, 1000.0 * (n + 1) + 100, {"soc": 40.0 + n})
            for n in range(1, 11)]
STORED = [Stored(1000 * n + 400, "soc", 40.0 + n) for n in range(1, 12)]


def without(index: int) -> list[Stored]:
    return STORED[:index] + STORED[index + 1:]


class Judge(unittest.TestCase):
    def test_finds_no_fault_where_there_is_none(self) -> None:
        self.assertEqual(judge.faults(STORED, EXPECTED), [])
        self.assertEqual(judge.late_start(STORED, EXPECTED), [])

    def test_sees_what_is_missing(self) -> None:
        self.assertEqual(judge.faults(without(5), EXPECTED), ["0 points of the reading at 6200: []"])
        self.assertEqual(judge.faults([], EXPECTED), ["nothing is stored"])

    def test_takes_no_point_for_that_of_a_reading_before_it(self) -> None:
        """Detection's answer and the first cycle's are milliseconds apart, as is the times' rounding."""
        detection = wire.Reading(1300, 1401, {"soc": 41.0})
        first = EXPECTED[0]._replace(not_before=1401.5)

        self.assertEqual(judge.faults(STORED, [detection, first, *EXPECTED[1:]]), [])

    def test_sees_a_point_with_the_time_of_its_sending(self) -> None:
        late = without(5) + [Stored(8700, "soc", 46.0)]

        self.assertEqual(judge.faults(late, EXPECTED)[:2],
                         ["0 points of the reading at 6200: []",
                          "2 points of the reading at 8200: [8400, 8700]"])

    def test_sees_a_point_between_two_readings(self) -> None:
        self.assertEqual(judge.faults(STORED + [Stored(3150, "soc", 42.0)], EXPECTED),
                         ["a point at 3150, when nothing was read"])

    def test_sees_other_values(self) -> None:
        wrong = without(5) + [Stored(6400, "soc", 47.0)]

        self.assertEqual(judge.faults(wrong, EXPECTED), ["soc at 6400 is 47.0 and was read as 46.0"])

    def test_sees_what_is_twice_with_different_values(self) -> None:
        twice = STORED + [Stored(6400, "soc", 46.0), Stored(7400, "soc", 0.0)]

        self.assertIn("soc is twice at 7400, with different values", judge.faults(twice, EXPECTED))
        self.assertEqual(judge.faults(STORED + [STORED[3]], EXPECTED), [])

    def test_sees_a_field_that_is_seldom_there(self) -> None:
        other = [one if n % 2 else one._replace(field="load_power") for n, one in enumerate(STORED)]

        self.assertEqual(judge.faults(other, EXPECTED), ["soc is in 5 of 10 points"])

    def test_sees_a_late_start(self) -> None:
        self.assertEqual(judge.late_start(STORED[6:], EXPECTED), ["6 readings before the first point"])


class Wire(unittest.TestCase):
    def exchange(self, asked: float, soc: int, base: int = 0) -> Exchange:
        words = [0] * 60
        words[59], words[30] = soc, 0x10000 - 448
        answer = bytes(42) + struct.pack(">60H", *words) + bytes(2)
        return Exchange(asked, asked + 0.1, (0x11, 4, struct.pack(">H", base)), answer)

    def test_is_read_cycle_by_cycle_without_the_last(self) -> None:
        tap = types.SimpleNamespace(exchanges=[
            self.exchange(1, 41), self.exchange(1.2, 99, base=180), self.exchange(2, 42)])

        found = list(wire.readings(tap))

        self.assertEqual(len(found), 1)
        self.assertEqual(found[0].fields["soc"], 41)
        self.assertEqual(found[0].fields["grid_power"], -448)
        self.assertEqual(found[0].fields["export_power"], 0)
        self.assertAlmostEqual(found[0].before - found[0].not_before, 900, places=3)


class Dashboard(unittest.TestCase):
    def test_knows_the_fields_of_both_languages(self) -> None:
        self.assertEqual(dashboard.fields('SELECT mean("soc") AS "House", last("pv_power") AS "b"'),
                         ["soc", "pv_power"])
        self.assertEqual(
            dashboard.fields('from(bucket: "b") |> range(start: -1h) |> filter(fn: (r) => '
                             'r._measurement == "SA") |> filter(fn: (r) => r._field == "soc" or '
                             'r._field == "pv_power")'), ["soc", "pv_power"])

    def test_leaves_no_macro_unfilled(self) -> None:
        for query in ("WHERE $timeFilter GROUP BY $__rate_interval", "v.defaultBucket",
                      'FROM "${other}"'):
            with self.assertRaises(AssertionError):
                dashboard.filled(query, "SA2114G047")

    def test_sees_a_panel_without_data(self) -> None:
        def ask(query: str) -> dashboard.Series:
            if "SHOW" in query:
                return {"name": ["SA2114G047", "givtcp_battery"]}
            return {field: [1.0] for field in dashboard.fields(query) if field != "soc"}

        found = list(dashboard._of(dashboard.INFLUXQL, ask, "SA2114G047"))

        self.assertEqual(len(found), 1)
        self.assertIn("State of charge", found[0])


if __name__ == "__main__":
    unittest.main()
