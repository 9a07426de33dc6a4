"""GivTCP of one generation, as far as a broker sees it, and what Home Assistant makes of it."""

import json
import re
import time

from announced import Announced, announced
import checks
import old_discovery
from old_discovery import Entity, Generation
from stage import Stage

# Until Home Assistant has subscribed to the state topics of what it has just discovered.
SUBSCRIBED_AFTER = 1.0
# Since which release Home Assistant knows these hints of an entity id, and until which.
OBJECT_ID_BEFORE, DEFAULT_ENTITY_ID_FROM = (2026, 4), (2025, 10)
# The seed's unit "C"; newer releases refuse the six sensors that have it.
UNITS_CHECKED_FROM = (2025, 1)


class Past:
    """GivTCP of one generation, as far as the broker sees it."""

    def __init__(self, stage: Stage, generation: Generation) -> None:
        self._publisher = stage.publisher
        self._generation = generation
        self.entities: list[Entity] = old_discovery.entities(generation)

    def announce(self) -> None:
        """As GivTCP did: all retained; availability last, or the old entities complain."""
        for one in self.entities:
            self._publisher.publish(one.topic, json.dumps(one.payload), retain=True)
        time.sleep(SUBSCRIBED_AFTER)
        self._publisher.publish(old_discovery.availability_topic(self._generation), "online", True)
        self.say()

    def say(self, **replaced: str) -> None:
        """All values once. Only v3 retained them."""
        for topic, text in old_discovery.states(self._generation).items():
            key = topic.split("/")[-1]
            self._publisher.publish(topic, replaced.get(key, text), self._generation.retains_states)

    @property
    def announced(self) -> list[Announced]:
        return [announced(one.platform, one.topic, one.payload) for one in self.entities]


def accepted(past: Past, version: tuple[int, int]) -> list[Announced]:
    """What this Home Assistant makes entities of."""
    is_strict = version >= UNITS_CHECKED_FROM
    return [one for one in past.announced
            if not (is_strict and one.payload.get("unit_of_measurement") == "C")]


def without_state(past: Past, version: tuple[int, int]) -> set[tuple[str, str]]:
    """Before units were checked, unit "" made a sensor numeric: the seed's texts are unknown."""
    if version >= UNITS_CHECKED_FROM:
        return set()
    return {one.identity for one, entity in zip(past.announced, past.entities)
            if one.platform == "sensor" and one.payload.get("unit_of_measurement") == ""
            and not re.fullmatch(r"-?[\d.]+", entity.leaf.text)}


def expected_id(one: Announced, version: tuple[int, int]) -> str:
    """The hint's, where this Home Assistant knows the kind; else from the names. The newer kind
    without a domain, as v3.3 sent it, makes one of unnamed_device, unnamed_device_2 ..."""
    hint = one.payload.get("object_id") if version < OBJECT_ID_BEFORE else None
    newer = one.payload.get("default_entity_id")
    if newer and version >= DEFAULT_ENTITY_ID_FROM:
        hint = newer.split(".")[1] if "." in newer else checks.UNNAMED
    if hint is None:
        hint = f"{one.payload['device']['name']} {one.payload['name']}"
    return f"{one.platform}." + re.sub("[^a-z0-9]+", "_", hint.lower())
