"""Two stand-ins for the daemon. One does what is known to lose entities, so that the checks have to
see it; the other moves a whole past into device style, as Home Assistant's documents say, so that
nothing may be lost."""

import json
import time
from typing import TYPE_CHECKING

import checks
from past import SUBSCRIBED_AFTER, accepted

if TYPE_CHECKING:
    from adoption import Adoption

DEVICES_FROM = (2024, 12)
NOT_KNOWN = "Integration device is not supported"
NO_LONGER_THAN = 30.0  # what is lost does not come


def spoil(adoption: "Adoption") -> list[str]:
    """It changes the unique id under a topic, and moves a unique id to another topic and clears the
    first. What the checks do not see is what is returned."""
    life = adoption.live()
    renumbered, moved = adoption.past.entities[5], adoption.past.entities[6]
    publish = adoption.stage.publisher.publish
    other = {key: text + "_x" if key in ("uniq_id", "unique_id") else text
             for key, text in renumbered.payload.items()}
    publish(renumbered.topic, json.dumps(other), True)
    publish(moved.topic.replace("/config", "x/config"), json.dumps(moved.payload), True)
    time.sleep(SUBSCRIBED_AFTER)  # until the second has been refused
    publish(moved.topic, "", True)
    time.sleep(SUBSCRIBED_AFTER)
    gone = checks.changed(life.registry, checks.registry(adoption.home.api))
    adoption.home.restart()
    adoption.settle(accepted(adoption.past, adoption.version), NO_LONGER_THAN)
    found = gone + adoption.kept(life, ())
    print("\n".join(found))
    return [f"the checks do not see that an entity is {what}" for what, words in (
        ("an orphan", "orphans: "), ("gone", ": gone"), ("doubled", "odd entity ids: "))
        if not any(words in one for one in found)]


def announce_devices(adoption: "Adoption") -> list[str]:
    """A note on each old topic, then the new messages, then nothing any more on the old ones. An
    older Home Assistant gets the new messages only: it has to say that it doesn't know such."""
    if adoption.version < DEVICES_FROM:
        return _not_known(adoption)
    life = adoption.live()
    publish = adoption.stage.publisher.publish
    old = [one.topic for one in adoption.past.entities]
    for messages in (dict.fromkeys(old, json.dumps({"migrate_discovery": True})),
                     _devices(adoption), dict.fromkeys(old, "")):
        for topic, text in messages.items():
            publish(topic, text, True)
        time.sleep(SUBSCRIBED_AFTER)
    now = adoption.stage.look()
    print(f"{len(old)} messages have become {len(now.configs)}, with {len(now.announced)} entities")
    faults = [] if len(now.announced) == len(old) else ["there are others on the broker"]
    for when in ("", "after a restart, "):
        if when:
            adoption.home.restart()
        adoption.settle(now.announced)
        faults += [when + fault for fault in
                   adoption.presence(now.announced) + adoption.kept(life, ())]
    return faults


def _not_known(adoption: "Adoption") -> list[str]:
    life, seen = adoption.live(), adoption.home.mark()
    messages = _devices(adoption)
    for topic, text in messages.items():
        adoption.stage.publisher.publish(topic, text, True)
    time.sleep(SUBSCRIBED_AFTER)
    said = [one for one in adoption.home.records_about_us(seen) if NOT_KNOWN in one.text]
    print(f"{len(messages)} messages: {len(said)} times {NOT_KNOWN!r}")
    faults = [] if said else ["it says nothing of the device style"]
    return faults + adoption.kept(life, ())


def _devices(adoption: "Adoption") -> dict[str, str]:
    """In the short spelling, which the per entity style has not been seen in."""
    found: dict[str, dict] = {}
    for one in adoption.past.entities:
        device = one.payload["device"]
        name = device["identifiers"].replace(" ", "_")
        message = found.setdefault(f"homeassistant/device/{name}/config", {
            "dev": device, "o": {"name": "GivTCP"}, "cmps": {}})
        message["cmps"][f"{one.platform}_{one.topic.split('/')[-2]}"] = {
            "p": one.platform, **{key: value for key, value in one.payload.items()
                                  if key != "device"}}
    return {topic: json.dumps(message) for topic, message in found.items()}
