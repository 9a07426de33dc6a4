"""What a user does to each control in Home Assistant, and what it has to do to the inverter. The
plant and the effects are those of tests/data/control_writes.json, gen1."""

from typing import NamedTuple

ON, OFF = "turn_on", "turn_off"


class Use(NamedTuple):
    """Called with `value`; then the registers are `registers`, and the entity shows `shows`."""

    value: str | float
    registers: dict[int, int | None]  # None: as before the control's first use
    shows: str | None = None  # None: whatever the daemon publishes


def _set(value: float, register: int) -> list[Use]:
    return [Use(value, {register: int(value)}, str(value))]


def _slot(text: str, register: int) -> list[Use]:
    return [Use(text, {register: int(text[:2] + text[3:5])}, text)]


def _switch(register: int, first: str) -> list[Use]:
    uses = {ON: Use(ON, {register: 1}, "on"), OFF: Use(OFF, {register: 0}, "off")}
    return [uses[first], uses[OFF if first == ON else ON]]


def _timed(**registers: int) -> list[Use]:
    """It runs; its end puts everything back."""
    changed = {int(name[2:]): value for name, value in registers.items()}
    return [Use("30", changed, "Running"), Use("Cancel", dict.fromkeys(changed), "Normal")]


def _timed_by_number(changed: dict[int, int | None]) -> list[Use]:
    """Minutes; it shows how many are left."""
    return [Use(30, changed), Use(0, dict.fromkeys(changed), "0")]


# By platform and command; rates: 1300 W are 16 % of 8192 Wh.
USES: dict[tuple[str, str], list[Use]] = {
    ("number", "setChargeTarget"): _set(50, 116),
    ("number", "setBatteryReserve"): _set(30, 110),
    ("number", "setShallowCharge"): _set(30, 110),
    ("number", "setBatteryCutoff"): _set(10, 114),
    ("number", "setActivePowerRate"): _set(75, 50),
    ("number", "setChargeRate"): [Use(1300, {111: 16})],
    ("number", "setDischargeRate"): [Use(1300, {112: 16})],
    ("switch", "enableChargeTarget"): [Use(ON, {20: 1}, "on"), Use(OFF, {20: 0, 116: 100}, "off")],
    ("switch", "enableChargeSchedule"): _switch(96, ON),
    ("switch", "enableDischargeSchedule"): _switch(59, ON),
    ("switch", "enableDishargeSchedule"): _switch(59, ON),
    ("switch", "enableDischarge"): [Use(OFF, {110: 100}, "off"), Use(ON, {110: None}, "on")],
    ("switch", "setEcoMode"): _switch(27, OFF),
    ("switch", "setBatteryPowerMode"): _switch(27, OFF),
    ("select", "setBatteryMode"): [
        Use("Timed Demand", {27: 1, 59: 1}, "Timed Demand"),
        Use("Timed Export", {27: 0, 59: 1}, "Timed Export"),
        Use("Eco (Paused)", {27: 1, 59: 0, 110: 100}, "Eco (Paused)"),
        Use("Eco", {27: 1, 59: 0}, "Eco")],
    ("select", "setBatteryCalibration"): [Use("Start", {29: 1}), Use("Off", {29: 0}, "Off")],
    ("select", "setChargeStart1"): _slot("00:45:00", 94),
    ("select", "setChargeEnd1"): _slot("06:00:00", 95),
    ("select", "setDischargeStart1"): _slot("17:00:00", 56),
    ("select", "setDischargeEnd1"): _slot("20:00:00", 57),
    ("select", "setDischargeStart2"): _slot("06:00:00", 44),
    ("select", "setDischargeEnd2"): _slot("23:59:00", 45),
    ("select", "forceCharge"): _timed(HR111=50, HR116=100, HR96=1),
    ("select", "forceExport"): _timed(HR112=50, HR110=4, HR27=0, HR59=1),
    ("select", "tempPauseCharge"): _timed(HR111=0),
    ("select", "tempPauseDischarge"): _timed(HR112=0),
    ("number", "forceCharge"): _timed_by_number({111: 50, 116: 100, 96: 1}),
    ("number", "forceExport"): _timed_by_number({112: 50, 110: 4, 27: 0, 59: 1}),
    ("number", "tempPauseCharge"): _timed_by_number({111: 0}),
    ("number", "tempPauseDischarge"): _timed_by_number({112: 0}),
}
# The simulator refuses every write of this register.
REFUSED, REFUSED_REGISTER = ("switch", "enableRTC"), 166
# Buttons by the write that everybody on the bus hears. The inverter's clock is set wrong before.
PRESSES = {"syncDateTime": 35, "rebootInverter": 163}


def service(platform: str, value: str | float) -> tuple[str, dict]:
    """The service and its data."""
    if platform == "switch":
        return str(value), {}
    if platform == "number":
        return "set_value", {"value": value}
    return "select_option", {"option": value}


def is_shown(use: Use, state: str) -> bool:
    if use.shows is None:
        return True
    try:
        return float(state) == float(use.shows)
    except ValueError:
        return state == use.shows
