"""The retained discovery of the generations of GivTCP, faults included: identities from the table
in clients.md 3.2, attributes from givtcp-reference.md 1.11 and 2.12, keys from what it published.

A harness that made up nicer payloads would prove nothing: `uniq_id` beside `unique_id`, unit "C",
capitalised classes, state classes that do not fit and topics that overwrite each other are what
users' brokers hold."""

import re
from typing import NamedTuple

from old_plant import INVERTER, ROOT, Kind, Leaf, kinds, leaves

PREFIX = "GivTCP"


class Generation(NamedTuple):
    name: str
    table: str  # which columns of entities.csv: seed, v2 or v3
    scheme: str  # of topics, ids and names: seed, v1, v2 or v3
    hint: str  # of the entity id: none, object_id, default_entity_id or domainless
    document: str
    digits: int
    retains_states: bool


GENERATIONS = {one.name: one for one in (
    Generation("seed", "seed", "seed", "none", "seed-runAll.json", 2, False),
    Generation("v1", "v2", "v1", "none", "v2-runAll.json", 2, False),
    Generation("v2", "v2", "v2", "object_id", "v2-runAll.json", 2, False),
    Generation("v3.0", "v3", "v3", "object_id", "v3-readData-hybrid_gen1.json", 3, True),
    Generation("v3.3", "v3", "v3", "domainless", "v3-readData-hybrid_gen1.json", 3, True),
    Generation("v3.5", "v3", "v3", "default_entity_id", "v3-readData-hybrid_gen1.json", 3, True),
)}

# Plain sensors to which the seed gave a command topic that ends in "/".
SEED_EMPTY_COMMANDS = frozenset((
    "Battery_Cells", "Battery_Cycles", "Battery_Remaining_Capcity", "Battery_Capacity",
    "Battery_Design_Capacity", "Battery_Serial_Number", "Invertor_Serial_Number"))

MODES = ["Eco", "Timed Demand", "Timed Export", "Unknown", "Eco (Paused)"]
MODES_V3 = ["Eco", "Eco (Paused)", "Timed Demand", "Timed Export", "Unknown", "Export (Paused)"]
SLOTS = [f"{minute // 60:02}:{minute % 60:02}:00" for minute in range(24 * 60)]
DELAYS = ["Normal", "Running", "Cancel", "2", "15", "30", "45", "60", "90", "120", "150", "180"]
DELAYS_V3 = ["Normal", "Running", "Cancel", "2", "5", "10",
             *map(str, range(15, 181, 15))]
OTHER_OPTIONS = {
    "Current_Rate_Type": ["Day", "Night"],
    "Battery_pause_mode": ["Disabled", "PauseCharge", "PauseDischarge", "PauseBoth"],
    "Battery_Calibration": ["Off", "Start", "Charge Only", "Running"],
}
# Unit and device class by the class in the table.
QUANTITIES = {
    "energy": ("kWh", "Energy"), "power": ("W", "Power"), "temperature": ("°C", "Temperature"),
    "voltage": ("V", "Voltage"), "current": ("A", "Current"), "battery": ("%", "Battery"),
    "frequency": ("Hz", "frequency"),
}
# First match on the key in lower case; unit, least, most.
V3_NUMBERS = (
    ("soc", "%", 4, 100), ("_num", None, 0, 240), ("charge_rate_ac", "%", 0, 100),
    ("charge", "W", 0, 2600))


class Entity(NamedTuple):
    """One config message, and what it is about."""

    topic: str
    payload: dict
    platform: str
    leaf: Leaf
    generation: Generation


def entities(generation: Generation) -> list[Entity]:
    """As they stand on the broker at the end: one for each topic."""
    table = kinds(generation.table)
    found = {}
    for leaf in leaves(generation.document, generation.digits):
        if leaf.key not in table:  # v2 stopped at such a key; newer ones than the recorded did not
            continue
        one = _entity(generation, leaf, table[leaf.key])
        found[one.topic] = one
    return list(found.values())


def states(generation: Generation) -> dict[str, str]:
    """Topic and text of all values."""
    return {leaf.topic: leaf.text for leaf in leaves(generation.document, generation.digits)}


def availability_topic(generation: Generation) -> str:
    below = "Stats/status" if generation.scheme == "v3" else "status"
    return f"{ROOT}/{INVERTER}/{below}"


def _entity(generation: Generation, leaf: Leaf, kind: Kind) -> Entity:
    node, unique_id, name, device = SCHEMES[generation.scheme](leaf)
    payload = {
        "name": name, "stat_t": leaf.topic, "avty_t": availability_topic(generation),
        "pl_avail": "online", "pl_not_avail": "offline", "device": device,
        "unique_id" if generation.scheme == "v3" else "uniq_id": unique_id,
        **_hint(generation.hint, kind.platform, unique_id), **_command(generation, leaf, kind),
        **ATTRIBUTES[kind.platform](generation, leaf, kind)}
    topic = f"homeassistant/{kind.platform}/GivEnergy/{node}/config"
    return Entity(topic, payload, kind.platform, leaf, generation)


def _hint(hint: str, platform: str, unique_id: str) -> dict:
    return {
        "none": {}, "object_id": {"object_id": unique_id},
        "default_entity_id": {"default_entity_id": f"{platform}.{unique_id}"},
        "domainless": {"default_entity_id": unique_id}}[hint]


def _command(generation: Generation, leaf: Leaf, kind: Kind) -> dict:
    topic = f"{ROOT}/control/{INVERTER}/{kind.command}"
    empty = generation.table == "seed" and leaf.key in SEED_EMPTY_COMMANDS
    return {"command_topic": topic} if kind.command or empty else {}


# Each: topic's last but one level, unique id, name, device.
Identity = tuple[str, str, str, dict]


def _seed(leaf: Leaf) -> Identity:
    device = {"identifiers": f"{INVERTER}_{leaf.section}",
              "name": f"{PREFIX}_{INVERTER}_{leaf.section}", "manufacturer": "GivEnergy"}
    return (leaf.key, f"{INVERTER}_{leaf.section}_{leaf.key}", f"{PREFIX} {_spaced(leaf.key)}",
            device)


def _v1(leaf: Leaf) -> Identity:
    """The device's name isn't known from that time: the seed's. The pack's serial number is in the
    name, as in v2: two packs would otherwise have had names in common."""
    pack = "" if leaf.owner == INVERTER else f"{leaf.owner} "
    device = {"identifiers": f"{INVERTER}_{leaf.section}",
              "name": f"{PREFIX}_{INVERTER}_{leaf.section}", "manufacturer": "GivEnergy"}
    return (f"{leaf.owner}_{leaf.key}", f"{leaf.owner}_{leaf.section}_{leaf.key}",
            f"{PREFIX} {pack}{_spaced(leaf.key)}", device)


def _v2(leaf: Leaf) -> Identity:
    is_pack = leaf.owner != INVERTER
    device = {"identifiers": f"{leaf.owner}_{leaf.section}",
              "name": f"{PREFIX} {leaf.owner} {_spaced(leaf.section)}", "manufacturer": "GivEnergy"}
    pack = f"{leaf.owner} " if is_pack else ""
    return (f"{leaf.owner}_{leaf.key}", f"{PREFIX}_{leaf.owner}_{leaf.key}",
            f"{PREFIX} {pack}{_spaced(leaf.key)}", device)


def _v3(leaf: Leaf) -> Identity:
    """Packs, stacks and meters are devices of their own, named by the last level but one."""
    device = {"manufacturer": "GivEnergy", "model": "Hybrid_gen1"}
    if leaf.section in ("Battery_Details", "Meter_Details"):
        device["identifiers"] = device["name"] = f"{PREFIX} {leaf.parent}"
        return (f"{INVERTER}_{leaf.parent}_{leaf.key}", f"{PREFIX}_{leaf.parent}_{leaf.key}",
                _spaced(leaf.key), device)
    device["identifiers"] = f"{INVERTER}_{leaf.section}"
    device["name"] = f"{PREFIX} {_spaced(leaf.section)}"
    return (f"{INVERTER}_{leaf.key}", f"{PREFIX}_{INVERTER}_{leaf.key}", _spaced(leaf.key), device)


def _spaced(text: str) -> str:
    return text.replace("_", " ")


SCHEMES = {"seed": _seed, "v1": _v1, "v2": _v2, "v3": _v3}


def _sensor(generation: Generation, leaf: Leaf, kind: Kind) -> dict:
    return {"seed": _seed_sensor, "v2": _v2_sensor, "v3": _v3_sensor}[generation.table](leaf, kind)


def _seed_sensor(_: Leaf, kind: Kind) -> dict:
    if kind.value_class == "timestamp":
        return {"device_class": "timestamp"}
    if kind.value_class not in QUANTITIES:
        return {"unit_of_meas": ""}
    unit, device_class = QUANTITIES[kind.value_class]
    found = {"unit_of_meas": unit.removeprefix("°"), "device_class": device_class}
    if kind.value_class == "energy":
        found["state_class"] = "total_increasing"
    if kind.value_class == "power":
        found["state_class"] = "measurement"
    return found


def _v2_sensor(leaf: Leaf, kind: Kind) -> dict:
    if kind.value_class == "string":
        return {}
    if kind.value_class == "money":
        return _money(leaf)
    found = _seed_sensor(leaf, kind)
    if kind.value_class == "temperature":
        found["unit_of_meas"] = "°C"
    return found


def _money(leaf: Leaf) -> dict:
    is_price = re.search("ppkwh|rate", leaf.key.lower())
    return {"unit_of_meas": "{GBP}/kWh" if is_price else "{GBP}", "device_class": "Monetary",
            "icon_template": "mdi:currency-gbp"}


def _v3_sensor(leaf: Leaf, kind: Kind) -> dict:
    """Rules by name around those by class; later ones win."""
    key, found = leaf.key.lower(), {}
    if "write_count" in key:
        found["state_class"] = "measurement"
    if "invertor_max" in key:
        found |= {"unit_of_meas": "W", "device_class": "Power", "state_class": "measurement"}
    elif "kwh" in key:
        found |= {"unit_of_meas": "kWh", "state_class": "measurement"}
    found |= _v3_class(leaf, kind, found)
    if "capacity" in key:
        found |= {"unit_of_meas": "Ah", "state_class": "measurement"}
    if "cycles" in key:
        found |= {"unit_of_meas": "", "state_class": "measurement"}
    if "time_since" in key:
        found |= {"unit_of_meas": "seconds", "state_class": "measurement"}
    return found


def _v3_class(leaf: Leaf, kind: Kind, so_far: dict) -> dict:
    if kind.value_class in ("string", "datetime"):
        return {}
    if kind.value_class == "timestamp":
        return {"device_class": "timestamp"}
    if kind.value_class == "money":
        return _money(leaf)
    if kind.value_class not in QUANTITIES:
        return {} if "unit_of_meas" in so_far else {"unit_of_meas": ""}
    unit, device_class = QUANTITIES[kind.value_class]
    state_class = "measurement"
    if kind.value_class == "energy":
        state_class = "total_increasing" if kind.only_increases else "total"
    return {"unit_of_meas": unit, "device_class": device_class, "state_class": state_class}


def _number(generation: Generation, leaf: Leaf, _: Kind) -> dict:
    key = leaf.key.lower()
    if generation.table == "v2" and "charge" in key:
        return {"unit_of_meas": "W", "min": 0, "max": 2600, "mode": "slider"}
    if generation.table == "v3":
        for part, unit, least, most in V3_NUMBERS:
            if part in key:
                unit_of_it = {"unit_of_meas": unit} if unit else {}
                return {**unit_of_it, "min": least, "max": most, "mode": "slider"}
    return {"unit_of_meas": "%"}


def _select(generation: Generation, leaf: Leaf, _: Kind) -> dict:
    is_v3 = generation.table == "v3"
    if leaf.key == "Mode":
        return {"options": MODES_V3 if is_v3 else MODES}
    if "slot" in leaf.key:
        return {"options": SLOTS}
    return {"options": OTHER_OPTIONS.get(leaf.key) or (DELAYS_V3 if is_v3 else DELAYS)}


def _switch(*_: object) -> dict:
    return {"payload_on": "enable", "payload_off": "disable"}


def _button(*_: object) -> dict:
    return {"device_class": "restart", "payload_press": "restart"}


ATTRIBUTES = {"sensor": _sensor, "number": _number, "select": _select, "switch": _switch,
              "button": _button}
