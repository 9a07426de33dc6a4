"""What must be true of Home Assistant. Each check returns what is not so, in words, so that one run
tells all of it."""

import datetime
import re
from typing import Any, Iterable, NamedTuple

from announced import Announced
from api import Api

# Repair items of other integrations are about this Home Assistant and not about us.
OUR_DOMAINS = ("mqtt", "sensor", "recorder")
# There is no such time while the battery rests.
MOVES_MEANWHILE = datetime.timedelta(seconds=10)
NOT_ALWAYS = ("Charge_Completion_Time", "Discharge_Completion_Time")
# What Home Assistant calls an entity whose hint it does not understand.
UNNAMED = "unnamed_device"
LISTED = 12


class Entry(NamedTuple):
    """What a user would miss."""

    entity_id: str
    name: str | None
    icon: str | None
    device: frozenset
    device_name: str | None

    def differs_from(self, other: "Entry") -> str:
        return ", ".join(f"{field}: {mine!r} -> {theirs!r}" for field, mine, theirs in
                         zip(self._fields, self, other) if mine != theirs)


Registry = dict[tuple[str, str], Entry]


def registry(api: Api) -> Registry:
    """By platform and unique id."""
    devices, found = api.devices(), {}
    for one in api.entities():
        device = devices.get(one["device_id"], {})
        identifiers = frozenset(tuple(pair) for pair in device.get("identifiers", []))
        found[one["entity_id"].split(".")[0], one["unique_id"]] = Entry(
            one["entity_id"], one["name"], one["icon"], identifiers, device.get("name_by_user"))
    return found


def missing(expected: Iterable[Announced], known: Registry) -> list[str]:
    return _listed("not in the registry",
                   (f"{one.platform} {one.unique_id} ({one.topic})" for one in expected
                    if one.identity not in known))


def dead(expected: Iterable[Announced], known: Registry, states: dict[str, dict]) -> list[str]:
    """Without a state, unavailable or unknown."""
    return _listed("without a state", _dead(expected, known, states))


def _dead(expected: Iterable[Announced], known: Registry, states: dict[str, dict]) -> Iterable[str]:
    for one in expected:
        entry = known.get(one.identity)
        if entry is None or not one.is_enabled:
            continue
        state = states.get(entry.entity_id, {}).get("state")
        # A button's state is the time when it was pressed last.
        may_lack = one.platform == "button" or one.thing[1] in NOT_ALWAYS
        if state in (None, "unavailable", "unknown") and not (
                may_lack and state in _without_value(one)):
            yield f"{entry.entity_id}: {state}"


def not_numeric(expected: Iterable[Announced], known: Registry,
                states: dict[str, dict]) -> list[str]:
    """Text leaves the old state and only logs: it shows as unknown, or by its being no number."""
    def is_number(text: str) -> bool:
        try:
            return float(text) == float(text)
        except ValueError:
            return False
    live = ((known[one.identity].entity_id, one) for one in expected
            if one.identity in known and one.is_enabled and one.is_numeric)
    return _listed("not numeric", (f"{name}: {states[name]['state']!r}" for name, _ in live
                                   if name in states and not is_number(states[name]["state"])))


def not_as_published(expected: Iterable[Announced], known: Registry, states: dict[str, dict],
                     values: dict[str, list[str]]) -> list[str]:
    """Home Assistant shows one of the values that were heard just after it was asked. Both move:
    ask again before you complain."""
    return _listed("not as on the broker", (
        f"{known[one.identity].entity_id}: {states[known[one.identity].entity_id]['state']!r}, "
        f"published {values.get(one.payload['state_topic'])!r}" for one in expected
        if one.identity in known and one.is_enabled and "state_topic" in one.payload
        and known[one.identity].entity_id in states
        and not any(_is_same(one, states[known[one.identity].entity_id]["state"], value)
                    for value in values.get(one.payload["state_topic"], [None]))))


def _without_value(one: Announced) -> tuple[str, ...]:
    """What an entity says of which nothing was published: what can expire has expired already, and
    what is available by its own topic is not."""
    own = [each["topic"] for each in one.payload.get("availability", [])]
    is_away = "expire_after" in one.payload or one.payload.get("state_topic") in own
    return ("unknown", "unavailable") if is_away else ("unknown",)


def _is_same(one: Announced, state: str, value: str | None) -> bool:
    if one.platform == "button" or (value is None and state in _without_value(one)):
        return True
    if value is None:
        return False
    if one.platform in ("switch", "binary_sensor"):
        default = {"switch": "ON", "binary_sensor": "ON"}[one.platform]
        return (state == "on") == (value == one.payload.get("payload_on", default))
    if one.is_numeric:
        return _number(state) is not None and _number(state) == _number(value)
    if str(one.payload.get("device_class")).lower() == "timestamp":
        return _is_about(_moment(state), _moment(value))
    return state == value


def _is_about(state: datetime.datetime | None, value: datetime.datetime | None) -> bool:
    """A moment that moves with each cycle is never seen at both places at once."""
    if state is None or value is None:
        return state is value
    return abs(state - value) <= MOVES_MEANWHILE


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime.datetime | None:
    """Home Assistant shows whole seconds."""
    try:
        return datetime.datetime.fromisoformat(text).replace(microsecond=0)
    except ValueError:
        return None


def changed(before: Registry, after: Registry,
            except_for: Iterable[tuple[str, str]] = ()) -> list[str]:
    """Entries that were there and are not as they were; what else has come is no matter."""
    given_up = set(except_for)
    return _listed("changed in the registry", (
        f"{identity}: {'gone' if identity not in after else entry.differs_from(after[identity])}"
        for identity, entry in before.items()
        if identity not in given_up and after.get(identity) != entry))


def orphans(api: Api, states: dict[str, dict]) -> list[str]:
    """Registry entries that nothing provides any more; Home Assistant knows after a restart."""
    ours = {one["entity_id"] for one in api.entities()}
    return _listed("orphans", (name for name, one in states.items()
                               if name in ours and one["attributes"].get("restored")))


def odd_ids(api: Api, before: Registry | None = None) -> list[str]:
    """Ids as they come about when two want the same, or when a hint is not understood. One that was
    odd already is the user's, and stays."""
    known = {entry.entity_id for entry in (before or {}).values()}
    return _listed("odd entity ids", (
        one["entity_id"] for one in api.entities() if one["entity_id"] not in known
        and re.search(rf"{UNNAMED}|_[2-9]$", one["entity_id"])
        and not re.search(r"_\d$", one["unique_id"])))


def repairs(api: Api, allowed: Iterable[str] = ()) -> list[str]:
    """`allowed`: the ids of entities whose unit had to be corrected; a newer Home Assistant makes
    an item of what it has against their statistics."""
    ends = tuple(f"_{name}" for name in allowed)
    return _listed("repair items", (
        f"{one['domain']}: {one['issue_id']}" for one in api.repairs()
        if one["domain"] in OUR_DOMAINS and not (ends and one["issue_id"].endswith(ends))))


def statistics_issues(api: Api, allowed: Iterable[str] = ()) -> list[str]:
    known = set(allowed)
    return _listed("statistics", (f"{name}: {issues}" for name, issues
                                  in api.validate_statistics().items() if name not in known))


def log(records: Iterable[Any]) -> list[str]:
    return _listed("log records about us", map(str, records))


def _listed(what: str, faults: Iterable[str]) -> list[str]:
    found = list(faults)
    if len(found) > LISTED:
        found[LISTED:] = [f"and {len(found) - LISTED} more"]
    return [f"{what}: {fault}" for fault in found]
