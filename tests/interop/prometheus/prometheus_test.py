"""The daemon's /metrics before its real readers: promtool, the parsers of PyPI's prometheus-client,
and a Prometheus that scrapes it and is asked what the Grafana dashboard asks.

    prometheus_test.py BUILD"""

import pathlib
import re
import subprocess
import sys
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "system/daemon"), str(HERE.parents[1] / "bench/system")]
import peers  # noqa: E402
from skip import run  # noqa: E402
from scene import Failure, GENEROUS, Scene, wait_until  # noqa: E402

import dashboard  # noqa: E402
import exporter  # noqa: E402
from server import Prometheus  # noqa: E402

PAGE = HERE.parents[2] / "docs/prometheus.md"
CELLS = 32  # of the simulator's two packs
OPEN, PLAIN = "application/openmetrics-text", "text/plain"
# Prints each sample's name and labels.
PARSE = """
import sys
from prometheus_client.{module} import text_string_to_metric_families
for family in text_string_to_metric_families(sys.stdin.read()):
    for sample in family.samples:
        print(sample.name, sorted(sample.labels.items()))
"""


class Test:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.peers = peers.provide()
        simulator = scene.simulator("--plant", "gen1")
        self.daemon = scene.daemon([simulator], scene.broker(), TZ="UTC")
        self.daemon.values()
        self._command("setChargeTarget", '{"chargeToPercent": 80}')
        # The link's figures come once a second; packs are searched for in the background.
        if not wait_until(self._is_whole, GENEROUS, 0.1):
            raise Failure("something does not come: " + self.metrics())

    def _is_whole(self) -> bool:
        text = self.metrics()
        cells = text.count("\ngivtcp_battery_cell_voltage_volts{")
        return "\ngivtcp_poll_duration_seconds{" in text and cells == CELLS

    def _command(self, name: str, payload: str) -> None:
        request = urllib.request.Request(f"http://127.0.0.1:{self.daemon.rest}/{name}",
                                         payload.encode())
        with urllib.request.urlopen(request, timeout=20) as answer:
            if b"success" not in (said := answer.read()):
                raise Failure(f"{name}: {said}")

    def metrics(self, accept: str = "*/*", query: str = "") -> str:
        request = urllib.request.Request(f"http://127.0.0.1:{self.daemon.rest}/metrics{query}",
                                         headers={"Accept": accept})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read().decode()

    # ---- readers of a text -----------------------------------------------------------------

    def check_promtool(self) -> None:
        self._succeeds([self.peers.promtool, "check", "metrics"], self.metrics())

    def check_parsers(self) -> None:
        """Both formats are understood, and say the same of the same things."""
        plain = self._parsed("parser", self.metrics(PLAIN))
        opened = self._parsed("openmetrics.parser", self.metrics(OPEN))
        if plain != opened or len(opened) < 100:
            raise Failure(f"the formats differ, or are poor: {sorted(plain ^ opened)}")

    def _parsed(self, module: str, text: str) -> set[str]:
        command = [self.peers.python, "-c", PARSE.format(module=module)]
        return set(self._succeeds(command, text).splitlines())

    def check_exporter(self) -> None:
        shown = self.metrics(query="?format=givtcp_exporter")
        series = {line.rsplit(" ", 1)[0] for line in shown.splitlines() if line[0] != "#"}
        expected = set(exporter.series_of(self.daemon.values()))
        if series != expected:
            raise Failure(f"not the exporter's names: {sorted(series ^ expected)[:20]}")
        self._parsed("parser", shown)

    def check_page(self) -> None:
        """The examples on the page for people are valid."""
        checks = {"scrape_configs:": "config", "groups:": "rules"}
        for block in re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.S):
            kind = checks.pop(block.split("\n")[0])
            file = self.scene.folder / f"{kind}.yml"
            file.write_text(block)
            self._succeeds([self.peers.promtool, "check", kind, file], "", silent=False)
        if checks:
            raise Failure(f"the page has no example with {list(checks)}")

    def _succeeds(self, command: list, text: str, silent: bool = True) -> str:
        """What it prints; a word on stderr is a complaint."""
        done = subprocess.run([str(part) for part in command], input=text, text=True,
                              capture_output=True, timeout=60, check=False)
        if done.returncode or (silent and done.stderr):
            raise Failure(f"{command[:3]}: {done.returncode}, {done.stderr}{done.stdout}")
        return done.stdout

    # ---- a Prometheus ----------------------------------------------------------------------

    def check_scraping(self) -> None:
        server = Prometheus(self.scene, self.peers.prometheus, self.daemon.rest)
        target = server.target()
        if target["health"] != "up" or target["lastError"]:
            raise Failure(f"the target is {target['health']}: {target['lastError']}")
        # Only OpenMetrics has units: it is what the real scraper asked for.
        metadata = server.ask("targets/metadata", metric="givtcp_energy_joules")
        if [(one["type"], one["unit"]) for one in metadata] != [("counter", "joules")]:
            raise Failure(f"strange metadata: {metadata}")
        self._check_dashboard(server)
        for line in server.log().splitlines():
            if "level=warn" in line or "level=error" in line:
                raise Failure("Prometheus complains: " + line)
        code, _ = server.end()
        if code:
            raise Failure(f"Prometheus ended with {code}")

    def _check_dashboard(self, server: Prometheus) -> None:
        values = {"__rate_interval": "5s", "__interval": "1s"}
        for name, series, label in dashboard.variables():
            found = server.ask(f"label/{label}/values", **{"match[]": series})
            if not found:
                raise Failure(f"the variable {name} has no values")
            values[name] = "|".join(found)
        begin = time.monotonic()
        left = list(dashboard.queries(values))
        count = len(left)

        def all_have_data() -> bool:
            left[:] = [one for one in left if not server.series(one.text, 20)]
            return not left

        if not wait_until(all_have_data, GENEROUS / 2, 1.0):
            raise Failure(f"no data: {left}")
        print(f"{count} queries of the dashboard have data after {time.monotonic() - begin:.1f} s")


def main() -> int:
    with Scene(sys.argv[1]) as scene:
        test = Test(scene)
        faults = []
        for check in (test.check_promtool, test.check_parsers, test.check_exporter, test.check_page,
                      test.check_scraping):
            try:
                check()
                print(f"{check.__name__}: good")
            except Failure as failure:
                faults.append(f"{check.__name__}: {failure}")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    run(main)
