"""The real givtcpd, a real simulator, and an InfluxDB of our own over real sockets.

    influx_test.py BUILD_DIRECTORY [TestCase[.test]]
"""

import contextlib
import pathlib
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import unittest
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "daemon"))
from fake_influx import FakeInflux  # noqa: E402
from scene import GENEROUS, Scene, wait_until  # noqa: E402

BUILD = pathlib.Path(".")
TOKEN = "a-very-secret-token"
STOPPED_WITHIN = 2.0


class InfluxTest(unittest.TestCase):
    def setUp(self):
        self.scene = Scene(BUILD)
        self.addCleanup(self.scene.__exit__)
        self.influx = FakeInflux()
        self.addCleanup(self.influx.stop)
        self.simulator = self.scene.simulator()

    def daemon(self, **settings):
        options = {
            "INFLUX_OUTPUT": "True", "INFLUX_URL": f"http://127.0.0.1:{self.influx.port}",
            "INFLUX_TOKEN": TOKEN, "INFLUX_BUCKET": "GivEnergy", "INFLUX_ORG": "GivTCP"}
        return self.scene.daemon([self.simulator], **(options | settings))

    def until(self, question, seconds=GENEROUS):
        self.assertTrue(wait_until(question, seconds), "it did not come about in time")

    def until_points(self, more):
        wanted = self.influx.count() + more
        self.until(lambda: self.influx.count() >= wanted)

    def ends_in_time(self, daemon):
        code, seconds = daemon.end()
        self.assertEqual(code, 0, daemon.log())
        self.assertLess(seconds, STOPPED_WITHIN, daemon.log())
        self.assertNotIn("takes too long", daemon.log())
        self.assertNotIn("does not end", daemon.log())

    def select(self, words):
        """Rows of the daemon's own file, which this only reads; none where it is not made yet."""
        path = f"file:{self.scene.folder}/state/givtcp.db?mode=ro"
        try:
            with contextlib.closing(sqlite3.connect(path, uri=True, timeout=GENEROUS)) as file:
                return file.execute(words).fetchall()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error) or "unable to open" in str(error):
                return []
            raise

    def in_file(self, what="count(*)", table="outbox"):
        rows = self.select(f"SELECT {what} FROM {table}")
        return (rows[0][0] if rows else 0) or 0

    def assert_no_faults(self):
        self.assertEqual(self.influx.faults, [])


class Writing(InfluxTest):
    def test_writes_each_reading_as_givtcp_did_with_its_own_time(self):
        before = time.time() * 1000
        daemon = self.daemon()
        self.until_points(4)

        self.assert_no_faults()
        path, headers, _ = self.influx.requests[0]
        self.assertEqual(path, "/api/v2/write?org=GivTCP&bucket=GivEnergy&precision=ms")
        self.assertEqual(headers["Authorization"], f"Token {TOKEN}")
        self.assertTrue(all(before <= at <= time.time() * 1000 for at in self.influx.points))
        self.assertEqual(daemon.get("/readyz")[1]["failing"], [])
        self.ends_in_time(daemon)
        self.assertNotIn(TOKEN, daemon.log())
        self.assertEqual(self.in_file(), 0)

    def test_speaks_the_first_api_with_user_and_password(self):
        self.daemon(INFLUX_API="v1", INFLUX_BUCKET="givtcp/year", INFLUX_TOKEN="me:word")
        self.until_points(1)

        path, headers, _ = self.influx.requests[0]
        self.assertEqual(path, "/write?db=givtcp&rp=year&precision=ms")
        self.assertEqual(headers["Authorization"], "Basic bWU6d29yZA==")

    def test_speaks_the_third_api(self):
        self.daemon(INFLUX_API="v3", INFLUX_BUCKET="solar")
        self.until_points(1)

        path, headers, _ = self.influx.requests[0]
        self.assertEqual(path, "/api/v3/write_lp?db=solar&precision=millisecond")
        self.assertEqual(headers["Authorization"], f"Bearer {TOKEN}")
        self.assert_no_faults()

    def test_the_extended_schema_writes_further_measurements_of_the_same_reading(self):
        name = r"[A-Za-z0-9_]+"
        value = r"(?:-?(?:0|[1-9]\d*)(?:\.\d+)?|\"[^\"\\]*\")"
        self.influx.line = re.compile(
            rf"({name}(?:,{name}={name})+ {name}={value}(?:,{name}={value})*) (\d{{13}})")
        self.influx.one_a_moment = False
        self.daemon(INFLUX_SCHEMA="extended")
        self.until_points(3)

        self.assert_no_faults()
        measurements = {line.split(",")[0] for line in self.influx.lines}
        self.assertLessEqual(
            {"givtcp_battery", "givtcp_control", "givtcp_inverter", "givtcp_quality"}, measurements)

    def test_keeps_its_connection_and_survives_that_the_server_closes_it(self):
        daemon = self.daemon()
        self.until_points(2)
        self.influx.stop()
        self.influx.start()
        self.until_points(2)

        self.assert_no_faults()
        self.assertNotIn(TOKEN, daemon.log())


class Outages(InfluxTest):
    def test_kill_9_in_an_outage_loses_nothing_older_than_a_second(self):
        daemon = self.daemon()
        self.until_points(2)
        self.influx.stop()
        self.until(lambda: self.in_file() >= 5)
        self.assertEqual(daemon.get("/readyz")[1]["failing"], ["influx"])
        self.assertIn("Power", daemon.get("/readData")[1])
        time.sleep(1.2)
        waiting = self.in_file("max(number)")
        lines = self.lines_in_file()
        daemon.kill()
        self.assertGreaterEqual(self.in_file("max(number)"), waiting)

        daemon.start()
        time.sleep(3)
        self.influx.start()
        self.until(lambda: lines.keys() <= self.influx.points.keys())
        for at, fields in lines.items():
            self.assertEqual(self.influx.points[at], fields)
        self.assert_no_faults()
        self.until(lambda: self.in_file() == 0)  # and the file has let them go
        self.assertIn("takes points again", daemon.log())
        self.assertEqual(self.in_file("dropped", "outbox_figures"), 0)
        backlog = [one for one in self.influx.requests if one[1].get("Content-Encoding") == "gzip"]
        self.assertTrue(backlog)

    def lines_in_file(self):
        rows = self.select("SELECT line FROM outbox")
        return {int(line.split(" ")[2]): line.split(" ")[1] for (line,) in rows}

    def test_without_a_state_file_points_wait_in_memory(self):
        daemon = self.daemon(STATE_DIR="/proc/nowhere")
        self.until_points(2)
        self.influx.stop()
        time.sleep(4)
        before = self.influx.count()
        self.influx.start()
        self.until(lambda: self.influx.count() >= before + 4)

        self.assert_no_faults()
        self.assertIn("nothing is kept", daemon.log())
        self.ends_in_time(daemon)

    def test_metrics_say_how_many_lines_wait_and_how_many_were_refused(self):
        daemon = self.daemon()
        self.until_points(1)
        self.assertEqual(self.metric(daemon, "givtcp_influx_dropped_lines_total"), 0)
        self.influx.stop()
        self.until(lambda: self.metric(daemon, "givtcp_influx_queue_lines") >= 3)
        self.influx.behaviour = (422, {}, "points beyond retention policy")
        self.influx.start()
        self.until(lambda: self.metric(daemon, "givtcp_influx_dropped_lines_total") >= 3)
        self.until(lambda: self.metric(daemon, "givtcp_influx_queue_lines") <= 1)

    @staticmethod
    def metric(daemon, name):
        url = f"http://127.0.0.1:{daemon.rest}/metrics"
        with urllib.request.urlopen(url, timeout=GENEROUS) as answer:
            found = re.search(rf"^{name} (\S+)$", answer.read().decode(), re.MULTILINE)
        return float(found[1])

    def test_a_healthy_server_costs_no_writes(self):
        self.daemon()
        self.until_points(3)
        wal = self.scene.folder / "state/givtcp.db-wal"
        self.until(lambda: wal.exists())
        size = wal.stat().st_mtime_ns
        self.until_points(4)
        self.assertEqual(self.in_file(), 0)
        self.assertEqual(wal.stat().st_mtime_ns, size)


class Refusals(InfluxTest):
    def test_a_refused_token_keeps_points_and_says_so_once(self):
        self.influx.behaviour = (401, {}, "unauthorized access")
        daemon = self.daemon()
        daemon.values()
        self.until(lambda: self.in_file() >= 3)

        log = daemon.log()
        self.assertEqual(log.count("points for InfluxDB wait: 401"), 1, log)
        self.assertIn("check INFLUX_TOKEN", log)
        self.assertNotIn(TOKEN, log)
        self.assertEqual(len(self.influx.requests), 1)

    def test_comes_again_when_the_server_said(self):
        self.influx.behaviour = (429, {"Retry-After": "8"}, "slow down")
        self.daemon()
        self.until(lambda: self.influx.requests)
        self.influx.behaviour = None
        self.until_points(1)
        first, second = self.influx.times[:2]
        self.assertGreater(second - first, 7.9)

    def test_what_422_refuses_is_counted_and_never_sent_again(self):
        daemon = self.daemon()
        self.until_points(1)
        self.influx.behaviour = (422, {}, "partial write: dropped=1")
        self.until(lambda: "does not want some points: 422" in daemon.log())
        self.influx.behaviour = None
        self.until_points(2)
        self.ends_in_time(daemon)
        self.assertGreaterEqual(self.in_file("refused", "outbox_figures"), 1)

    def test_a_broken_connection_is_tried_again(self):
        self.influx.behaviour = "reset"
        daemon = self.daemon()
        self.until(lambda: "points for InfluxDB wait" in daemon.log())
        self.influx.behaviour = None
        self.until_points(3)
        self.assert_no_faults()


    def outage_of(self, lines):
        """A daemon with so many lines waiting; their times, oldest first."""
        daemon = self.daemon()
        self.until_points(1)
        self.influx.stop()
        self.until(lambda: self.in_file() >= lines)
        return daemon, sorted(
            int(line.split(" ")[2]) for (line,) in self.select("SELECT line FROM outbox"))

    def test_of_what_400_refuses_the_bad_point_alone_is_lost(self):
        daemon, waiting = self.outage_of(6)
        bad = waiting[2]
        self.influx.bad = {bad}
        self.influx.start()
        self.until(lambda: set(waiting) - {bad} <= self.influx.points.keys())
        self.until(lambda: "InfluxDB refuses a point, which is given up: 400" in daemon.log())
        self.until_points(2)

        self.assertEqual(self.influx.refused, {bad})
        self.assertNotIn(bad, self.influx.points)
        self.ends_in_time(daemon)
        self.assertEqual(self.in_file("refused", "outbox_figures"), 1)

    def test_a_server_that_refuses_everything_gets_it_all_when_it_has_been_mended(self):
        daemon, waiting = self.outage_of(4)
        self.influx.behaviour = (400, {}, "partial write: max-series-per-database limit exceeded")
        self.influx.start()
        self.until(lambda: "points for InfluxDB wait: 400" in daemon.log())
        self.influx.behaviour = None
        self.until(lambda: set(waiting) <= self.influx.points.keys())

        self.assert_no_faults()
        self.ends_in_time(daemon)
        self.assertEqual(self.in_file("refused", "outbox_figures"), 0)

    def test_what_is_too_large_comes_in_smaller_pieces(self):
        _, waiting = self.outage_of(6)
        self.influx.most = 2
        self.influx.start()
        self.until(lambda: set(waiting) <= self.influx.points.keys())
        self.assert_no_faults()

    def test_404_and_503_keep_points(self):
        self.influx.behaviour = (404, {}, "bucket not found")
        daemon = self.daemon()
        daemon.values()
        self.until(lambda: "points for InfluxDB wait: 404" in daemon.log())
        self.assertIn("check INFLUX_BUCKET", daemon.log())
        self.influx.behaviour = (503, {}, "starting")
        self.until(lambda: "points for InfluxDB wait: 503" in daemon.log(), 90)
        self.influx.behaviour = None
        self.until_points(5)
        self.assert_no_faults()


class Stopping(InfluxTest):
    def stops_though_the_server(self, behaviour):
        self.influx.behaviour = behaviour
        daemon = self.daemon()
        self.until(lambda: self.influx.requests)
        time.sleep(0.5)
        self.assertIn("Power", daemon.values())

        self.ends_in_time(daemon)
        self.assertGreaterEqual(self.in_file(), 1)  # what was on its way stays

    def test_a_server_that_hangs_holds_nobody_up(self):
        self.stops_though_the_server("hang")

    def test_a_server_that_dribbles_holds_nobody_up(self):
        self.stops_though_the_server("dribble")

    def test_a_host_that_does_not_answer_holds_nobody_up(self):
        listener = socket.socket()
        self.addCleanup(listener.close)
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for one in [socket.socket() for _ in range(4)]:  # its queue is full: no SYN is answered
            self.addCleanup(one.close)
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        daemon = self.daemon(INFLUX_URL=f"http://127.0.0.1:{listener.getsockname()[1]}")
        daemon.values()
        time.sleep(1)

        self.ends_in_time(daemon)

    def test_a_dribbling_answer_ends_at_its_limit(self):
        self.influx.behaviour = "dribble"
        daemon = self.daemon()
        self.until(lambda: "no answer in time" in daemon.log(), 50)
        self.influx.behaviour = None
        self.until_points(10)
        self.assert_no_faults()


class Encrypting(InfluxTest):
    def setUp(self):
        super().setUp()
        if not shutil.which("openssl"):
            self.skipTest("openssl is not installed")
        self.certificate, key = self.certify("127.0.0.1")
        self.influx.stop()
        self.influx = FakeInflux(self.certificate, key)
        self.addCleanup(self.influx.stop)
        self.url = f"https://127.0.0.1:{self.influx.port}"

    def certify(self, address):
        """A certificate of its own authority for this address."""
        name = self.scene.folder / f"of-{address}"
        certificate, key = f"{name}.pem", f"{name}.key"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=test", "-addext", f"subjectAltName=IP:{address}",
             "-out", certificate, "-keyout", key], check=True, capture_output=True)
        return certificate, key

    def test_writes_over_tls_to_whom_it_trusts(self):
        daemon = self.daemon(INFLUX_URL=self.url, INFLUX_TLS_CA=self.certificate)
        self.until_points(3)
        self.assert_no_faults()
        self.ends_in_time(daemon)

    def refuses(self, **settings):
        daemon = self.daemon(INFLUX_URL=self.url, **settings)
        self.until(lambda: "points for InfluxDB wait" in daemon.log())
        self.until(lambda: self.in_file() >= 2)
        self.assertIn("certificate", daemon.log())
        self.assertEqual(self.influx.requests, [])
        self.ends_in_time(daemon)

    def test_a_certificate_of_nobody_it_knows_is_refused(self):
        self.refuses()

    def test_a_certificate_of_another_authority_is_refused(self):
        self.refuses(INFLUX_TLS_CA=self.certify("127.0.0.9")[0])

    def test_a_certificate_of_another_name_is_refused(self):
        self.influx.stop()
        certificate, key = self.certify("127.0.0.2")
        self.influx = FakeInflux(certificate, key)
        self.addCleanup(self.influx.stop)
        self.url = f"https://127.0.0.1:{self.influx.port}"
        self.refuses(INFLUX_TLS_CA=certificate)


def main():
    global BUILD
    BUILD = pathlib.Path(sys.argv[1])
    program = unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]], exit=False)
    return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
