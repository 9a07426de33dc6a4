"""A real Prometheus on loopback that scrapes one daemon each second, and what it says."""

import json
import pathlib
import time
import urllib.parse
import urllib.request

from scene import Failure, GENEROUS, Process, Scene
from processes import free_port, wait_until

CONFIG = """global:
  scrape_interval: 1s
scrape_configs:
  - job_name: givtcp
    static_configs:
      - targets: ["127.0.0.1:{port}"]
"""


class Prometheus(Process):
    def __init__(self, scene: Scene, program: pathlib.Path, scraped: int) -> None:
        self.port = free_port()
        config = scene.folder / "prometheus.yml"
        config.write_text(CONFIG.format(port=scraped))
        command = [program, f"--config.file={config}", f"--web.listen-address=127.0.0.1:{self.port}",
                   f"--storage.tsdb.path={scene.folder}/prometheus"]
        super().__init__(scene, "prometheus", command, None, self._is_ready)

    def _is_ready(self) -> bool:
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/-/ready",
                                          timeout=5).status == 200
        except OSError:
            return False

    def ask(self, path: str, **query: object) -> object:
        """The data of an answer of its API."""
        text = urllib.parse.urlencode(query)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/{path}?{text}",
                                        timeout=20) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise Failure(f"{path} {query}: {error.read().decode()}") from error

    def target(self) -> dict:
        """As it is after a scrape."""
        found: list[dict] = []

        def is_scraped() -> bool:
            found[:] = self.ask("targets")["activeTargets"]
            return bool(found) and found[0]["health"] != "unknown"

        if not wait_until(is_scraped, GENEROUS, 0.2):
            raise Failure("nothing was scraped: " + self.log()[-2000:])
        return found[0]

    def series(self, query: str, seconds: float) -> list[dict]:
        """What a dashboard would draw of the last seconds."""
        now = time.time()
        return self.ask("query_range", query=query, start=now - seconds, end=now, step=1)["result"]
