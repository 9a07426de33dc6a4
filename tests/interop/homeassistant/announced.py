"""What is announced on a broker: the retained discovery, whoever it is from, in the words of the
full key names. The device style (one message for a device and all its entities, from 2024.12 on) is
taken apart."""

import json
import pathlib
import re
import sys
import time
from typing import Any, NamedTuple

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench/system"))
from subscriber import Subscriber  # noqa: E402

DISCOVERY = "homeassistant/"
QUIET_SECONDS, AT_MOST_SECONDS = 1.5, 30.0
LONG = {
    "stat_t": "state_topic", "cmd_t": "command_topic", "uniq_id": "unique_id",
    "unit_of_meas": "unit_of_measurement", "dev_cla": "device_class", "stat_cla": "state_class",
    "dev": "device", "sug_dsp_prc": "suggested_display_precision", "obj_id": "object_id",
    "avty_t": "availability_topic", "avty": "availability", "avty_mode": "availability_mode",
    "exp_aft": "expire_after", "o": "origin", "def_ent_id": "default_entity_id",
    "en": "enabled_by_default", "pl_on": "payload_on", "pl_off": "payload_off",
    "ent_cat": "entity_category", "cmps": "components", "p": "platform"}
LONG_IN_DEVICE = {
    "ids": "identifiers", "mf": "manufacturer", "mdl": "model", "sw": "sw_version",
    "sn": "serial_number", "cu": "configuration_url"}
SERIAL = re.compile(r"[A-Z]{2}\d{4}[A-Z]\d{3}")
# A sensor of such a class is numeric; these are the others.
CLASSES_OF_TEXT = (None, "timestamp", "date", "enum")


class Announced(NamedTuple):
    topic: str
    platform: str
    payload: dict[str, Any]

    @property
    def unique_id(self) -> str:
        return self.payload["unique_id"]

    @property
    def identity(self) -> tuple[str, str]:
        """How Home Assistant's registry knows it."""
        return self.platform, self.unique_id

    @property
    def thing(self) -> tuple[str, str]:
        """What stays the same through all generations: the serial number of the part that the value
        is of, and GivTCP's name of it. A button may have nothing but its unique id to tell."""
        segments = self.payload.get("state_topic", "").split("/")
        if len(segments) < 2:
            owner = SERIAL.search(self.unique_id)
            return (owner[0], self.unique_id[owner.end() + 1:]) if owner else ("", self.unique_id)
        return next(filter(SERIAL.fullmatch, segments[-2::-1]), ""), segments[-1]

    @property
    def command(self) -> str | None:
        topic = self.payload.get("command_topic")
        return topic.split("/")[-1] if topic else None

    @property
    def is_enabled(self) -> bool:
        return self.payload.get("enabled_by_default", True)

    @property
    def is_numeric(self) -> bool:
        """Whether Home Assistant takes nothing but numbers for its state."""
        if self.platform == "number":
            return True
        device_class = str(self.payload.get("device_class") or "").lower() or None
        return self.platform == "sensor" and (
            bool(self.payload.get("unit_of_measurement")) or "state_class" in self.payload
            or "suggested_display_precision" in self.payload
            or device_class not in CLASSES_OF_TEXT)


def announced(platform: str, topic: str, payload: dict) -> Announced:
    return Announced(topic, platform, _spelt_out(payload))


def _spelt_out(payload: dict) -> dict[str, Any]:
    found = {LONG.get(key, key): value for key, value in payload.items()}
    if isinstance(found.get("device"), dict):
        found["device"] = {LONG_IN_DEVICE.get(key, key): value
                           for key, value in found["device"].items()}
    return found


def parse(topic: str, text: str) -> list[Announced]:
    """The entities of one config message. While one moves to another topic its old one holds a note
    that says so, and no entity."""
    platform, payload = topic.split("/")[1], _spelt_out(json.loads(text))
    if "migrate_discovery" in payload:
        return []
    if platform != "device":
        return [Announced(topic, platform, payload)]
    shared = {key: value for key, value in payload.items() if key != "components"}
    components = map(_spelt_out, payload["components"].values())
    return [Announced(topic, one.pop("platform"), {**shared, **one}) for one in components
            if len(one) > 1]  # the platform alone takes an entity away


class Broker(NamedTuple):
    """All that a broker holds, and all that came while we listened: oldest first."""

    configs: dict[str, str]
    values: dict[str, list[str]]

    @property
    def announced(self) -> list[Announced]:
        return [one for topic, text in self.configs.items() for one in parse(topic, text)]

    @property
    def size(self) -> int:
        return sum(len(topic) + len(text.encode()) for topic, text in self.configs.items())


def look(port: int) -> Broker:
    """A new subscriber is told what is retained; it listens until nothing comes any more that it
    has not heard yet. (Values go on coming as long as the daemon runs.)"""
    subscriber = Subscriber(port, f"look-{time.monotonic_ns()}")
    try:
        until, known, since = time.monotonic() + AT_MOST_SECONDS, -1, time.monotonic()
        while time.monotonic() < until and time.monotonic() - since < QUIET_SECONDS:
            topics = len({one.topic for one in list(subscriber.messages)})
            if topics != known:
                known, since = topics, time.monotonic()
            time.sleep(0.05)
        messages = list(subscriber.messages)
    finally:
        subscriber.stop()
    found: dict[str, list[str]] = {}
    for one in messages:
        found.setdefault(one.topic, []).append(one.payload.decode())
    configs = {topic: texts[-1] for topic, texts in found.items() if texts[-1]
               and topic.startswith(DISCOVERY) and topic.endswith("/config")}
    return Broker(configs, {topic: texts for topic, texts in found.items()
                            if not topic.startswith(DISCOVERY)})
