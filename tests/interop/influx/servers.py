"""The servers as a test sees them: started and killed on a free port of loopback, with a folder
that outlives them, and asked for what they have."""

import json
import pathlib
import signal
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Iterable, NamedTuple

import provide
from processes import free_port, listens, wait_until
from scene import Failure, Scene

START_WITHIN = 60.0
DATABASE = "givtcp"
HERE = pathlib.Path(__file__).resolve().parent


class Stored(NamedTuple):
    """One value of one moment. One of a server that keeps both of two is there twice."""

    milliseconds: int
    field: str
    value: Any


class Server:
    """What they have in common; `_command` and `rows` are each one's own."""

    NAME = ""
    KILLED_BY = signal.SIGKILL
    SETTINGS: dict[str, str] = {}

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder: pathlib.Path = scene.folder / self.NAME
        self.folder.mkdir()
        self._command = self._prepare()
        self._starts = 0
        self._process: subprocess.Popen | None = None
        self.start()

    def settings(self) -> dict[str, str]:
        """Of the daemon."""
        return {"INFLUX_OUTPUT": "True", "INFLUX_URL": self.url, "INFLUX_BUCKET": DATABASE,
                **self.SETTINGS}

    def start(self) -> None:
        """Until it answers."""
        self._starts += 1
        name = f"{self.NAME}-{self._starts}"
        process = self._scene.start(name, self._command, {"PATH": "/usr/bin:/bin",
                                                          "HOME": str(self.folder)})
        self._process = process
        wait_until(lambda: process.poll() is not None or self._is_up(), START_WITHIN, 0.05)
        if process.poll() is not None or not self._is_up():
            raise Failure(f"{name} did not start: {self._scene.log(name)[-3000:]}")

    def kill(self) -> None:
        self._process.send_signal(self.KILLED_BY)
        self._process.wait(START_WITHIN)

    def stored(self, measurement: str) -> list[Stored]:
        """Every value that it has of a measurement, by time."""
        raise NotImplementedError

    def _prepare(self) -> list[object]:
        """What it needs before it starts; the command."""
        raise NotImplementedError

    def _is_up(self) -> bool:
        return listens(self.port)

    def _get(self, path: str, **query: str) -> bytes:
        url = f"{self.url}{path}?{urllib.parse.urlencode(query)}"
        return self._answer(urllib.request.Request(url))

    def _post(self, path: str, body: bytes = b"", **headers: str) -> bytes:
        return self._answer(urllib.request.Request(self.url + path, body, headers))

    @staticmethod
    def _answer(request: urllib.request.Request) -> bytes:
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            raise Failure(f"{request.full_url}: {error.code} {error.read()[:500]!r}") from error


class Influx16(Server):
    NAME = "influxdb-1.6"
    SETTINGS = {"INFLUX_API": "v1"}
    MORE_HTTP = ""

    def start(self) -> None:
        super().start()
        if self._starts == 1:
            self._post("/query?" + urllib.parse.urlencode({"q": f"CREATE DATABASE {DATABASE}"}))

    def stored(self, measurement: str) -> list[Stored]:
        found = []
        for series in self.influxql(f'SELECT * FROM "{measurement}"'):
            columns = series["columns"]
            for row in series["values"]:
                moment = dict(zip(columns, row))
                at = moment.pop("time")
                moment.pop("tagKey", None)
                found += [Stored(at, field, value) for field, value in moment.items()
                          if value is not None]
        return found

    def types(self, measurement: str) -> dict[str, str]:
        """Of the fields, as the server took them."""
        return {row[0]: row[1] for series in self.influxql(f'SHOW FIELD KEYS FROM "{measurement}"')
                for row in series["values"]}

    def influxql(self, query: str) -> list[dict]:
        answer = json.loads(self._get("/query", db=DATABASE, epoch="ms", q=query))["results"][0]
        if "error" in answer:
            raise Failure(f"{query}: {answer['error']}")
        return answer.get("series", [])

    @staticmethod
    def _program() -> pathlib.Path:
        return provide.influxdb_16()

    def _prepare(self) -> list[object]:
        config = self.folder / "influxdb.conf"
        config.write_text(
            f'reporting-disabled = true\nbind-address = "127.0.0.1:{free_port()}"\n'
            f'[meta]\ndir = "{self.folder}/meta"\n'
            f'[data]\ndir = "{self.folder}/data"\nwal-dir = "{self.folder}/wal"\n'
            f'[http]\nbind-address = "127.0.0.1:{self.port}"\n{self.MORE_HTTP}'
            '[monitor]\nstore-enabled = false\n')
        return [self._program(), "-config", config]


class Influx18(Influx16):
    """Written by the v2 API and read by InfluxData's own client, in Flux."""

    NAME = "influxdb-1.8"
    SETTINGS = {"INFLUX_API": "v2", "INFLUX_TOKEN": "any:token", "INFLUX_ORG": "any"}
    MORE_HTTP = "flux-enabled = true\n"

    def __init__(self, scene: Scene) -> None:
        self._python = provide.python_with_client()
        super().__init__(scene)

    def stored(self, measurement: str) -> list[Stored]:
        rows = self.flux(f'from(bucket: "{DATABASE}") |> range(start: 0) '
                         f'|> filter(fn: (r) => r._measurement == "{measurement}")')
        return sorted(Stored(row["milliseconds"], row["_field"], row["_value"]) for row in rows)

    def flux(self, query: str) -> list[dict]:
        command = [self._python, "-B", HERE / "flux_client.py", self.url]
        done = subprocess.run(command, input=query, capture_output=True, text=True, check=False,
                              timeout=120)
        if done.returncode:
            raise Failure(f"{query}: {done.stderr[-1000:]}")
        return json.loads(done.stdout)

    @staticmethod
    def _program() -> pathlib.Path:
        return provide.influxdb_18()


class VictoriaMetrics(Server):
    """Killed, it loses what it has acknowledged in the last seconds: so it is asked to stop. It
    keeps both of two values of one moment, which InfluxDB does not."""

    NAME = "victoria-metrics"
    KILLED_BY = signal.SIGTERM
    SETTINGS = {"INFLUX_API": "v2", "INFLUX_TOKEN": "any", "INFLUX_ORG": "any"}

    def stored(self, measurement: str) -> list[Stored]:
        self._get("/internal/force_flush")
        found = []
        for series in self._exported(measurement):
            field = series["metric"]["__name__"].removeprefix(f"{measurement}_")
            found += [Stored(at, field, value)
                      for at, value in zip(series["timestamps"], series["values"])]
        return sorted(found)

    def _exported(self, measurement: str) -> Iterable[dict]:
        selector = f'{{__name__=~"{measurement}_.*"}}'
        answer = self._get("/api/v1/export", **{"match[]": selector, "start": "0"})
        return map(json.loads, answer.splitlines())

    def _prepare(self) -> list[object]:
        return [provide.victoria_metrics(), f"-storageDataPath={self.folder}/data",
                f"-httpListenAddr=127.0.0.1:{self.port}", "-retentionPeriod=100y"]


ALL = {one.NAME: one for one in (Influx16, Influx18, VictoriaMetrics)}
