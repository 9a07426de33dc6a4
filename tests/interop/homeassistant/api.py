"""Home Assistant's REST and websocket API, as far as the tests need it. A connection for each call:
then nobody has to answer pings in between, and a restart is no matter."""

import contextlib
import datetime
import json
import urllib.error
import urllib.request
from typing import Any

from websocket import WebSocket

SECONDS = 60.0
TRIES = 5


class Refused(Exception):
    """What Home Assistant answered instead."""


class Api:
    def __init__(self, port: int, token: str, host: str = "127.0.0.1") -> None:
        self.host, self.port, self.token = host, port, token

    def is_running(self) -> bool:
        request = urllib.request.Request(
            f"http://{self.host}:{self.port}/api/config",
            headers={"Authorization": f"Bearer {self.token}"})
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return json.load(answer)["state"] == "RUNNING"
        except urllib.error.HTTPError as error:
            if error.code in (401, 403):
                raise Refused("the token is not taken") from error
            return False
        except OSError:
            return False

    def keep_port(self) -> None:
        """Newer releases take the port from the file for a trial: unless somebody says that it
        works, they start again after 5 minutes, on the default one. Others know no such trial."""
        with contextlib.suppress(Refused):
            self.ask("http/config/promote")

    def ask(self, command: str, **fields: Any) -> Any:
        """The result of one websocket command."""
        with contextlib.closing(self._admitted()) as socket:
            socket.send(json.dumps({"id": 1, "type": command, **fields}))
            while True:
                answer = json.loads(socket.receive())
                if answer.get("id") == 1 and answer["type"] == "result":
                    break
        if not answer["success"]:
            raise Refused(f"{command}: {answer['error']}")
        return answer["result"]

    def _admitted(self) -> WebSocket:
        """A busy Home Assistant hangs up when it hasn't come to our token within 10 s."""
        for tries_left in reversed(range(TRIES)):
            socket = WebSocket(self.port, "/api/websocket", SECONDS, self.host)
            try:
                self._expect(socket, "auth_required")
                socket.send(json.dumps({"type": "auth", "access_token": self.token}))
                self._expect(socket, "auth_ok")
                return socket
            except OSError:
                socket.close()
                if not tries_left:
                    raise
        raise AssertionError("there is at least one try")

    @staticmethod
    def _expect(socket: WebSocket, kind: str) -> None:
        said = json.loads(socket.receive())
        if said["type"] != kind:
            raise Refused(f"{said} instead of {kind}")

    def states(self) -> dict[str, dict]:
        return {one["entity_id"]: one for one in self.ask("get_states")}

    def entities(self) -> list[dict]:
        """The registry's entries of MQTT, in full."""
        ids = [one["entity_id"] for one in self.ask("config/entity_registry/list")
               if one["platform"] == "mqtt"]
        found = self.ask("config/entity_registry/get_entries", entity_ids=ids) if ids else {}
        return list(found.values())

    def update_entity(self, entity_id: str, **fields: Any) -> None:
        self.ask("config/entity_registry/update", entity_id=entity_id, **fields)

    def devices(self) -> dict[str, dict]:
        return {one["id"]: one for one in self.ask("config/device_registry/list")}

    def update_device(self, device_id: str, **fields: Any) -> None:
        self.ask("config/device_registry/update", device_id=device_id, **fields)

    def call(self, domain: str, service: str, entity_id: str, **data: Any) -> None:
        self.ask("call_service", domain=domain, service=service, service_data=data,
                 target={"entity_id": entity_id})

    def repairs(self) -> list[dict]:
        return self.ask("repairs/list_issues")["issues"]

    def history(self, entity_id: str, since: datetime.datetime) -> list[str]:
        """The states that it has had, oldest first."""
        found = self.ask("history/history_during_period", start_time=since.isoformat(),
                         entity_ids=[entity_id], significant_changes_only=False,
                         minimal_response=True, no_attributes=True)
        return [one.get("s", one.get("state")) for one in found.get(entity_id, [])]

    def import_means(self, entity_id: str, unit: str | None, hours: list[dict]) -> None:
        """Each hour has start and mean."""
        self.ask("recorder/import_statistics", stats=hours, metadata={
            "has_mean": True, "has_sum": False, "name": None, "source": "recorder",
            "statistic_id": entity_id, "unit_of_measurement": unit})

    def import_statistics(self, entity_id: str, unit: str, hours: list[dict]) -> None:
        """Of a counter: each hour has start, state and sum. 2024.3 refuses the words that newer
        ones want, and logs it: they come second."""
        common = {"has_sum": True, "name": None, "source": "recorder", "statistic_id": entity_id,
                  "unit_of_measurement": unit}
        newer = {**common, "mean_type": 0, "unit_class": "energy"}
        try:
            self.ask("recorder/import_statistics", metadata={**common, "has_mean": False},
                     stats=hours)
        except Refused:
            self.ask("recorder/import_statistics", metadata=newer, stats=hours)

    def statistics(self, entity_id: str, since: datetime.datetime) -> list[float]:
        """The sum of each hour."""
        found = self.ask("recorder/statistics_during_period", start_time=since.isoformat(),
                         statistic_ids=[entity_id], period="hour", types=["sum"])
        return [one["sum"] for one in found.get(entity_id, [])]

    def validate_statistics(self) -> dict[str, list[str]]:
        """What Home Assistant has against the statistics of which entity."""
        found = self.ask("recorder/validate_statistics")
        return {name: [issue["type"] for issue in issues] for name, issues in found.items()}
