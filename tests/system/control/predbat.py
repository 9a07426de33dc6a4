"""What Predbat does to a REST server, and what it needs to find there (research/peers.md,
spec/clients.md §1.1): each write is a POST whose answer it does not look at, then GET /runAll, and a
look whether the value is there. Nothing of its program is in here.
"""

import json
import re

from callers import ask

TIMEOUT = 10.0  # its own, for every request
CLOCK_TIME = re.compile(r"\d\d:\d\d:\d\d$")
PAUSES = ("Disabled", "PauseCharge", "PauseDischarge", "PauseBoth")


def at(document, path):
    for key in path.split("/"):
        document = document[key]
    return document


def slot(kind):
    def shows(document, body):
        found = (at(document, f"Timeslots/{kind.format('start')}"),
                 at(document, f"Timeslots/{kind.format('end')}"))
        return found == (body["start"] + ":00", body["finish"] + ":00")
    return shows


def equal(path, key, kind=str):
    return lambda document, body: kind(at(document, path)) == kind(body[key])


def rate(path, key, share):
    def shows(document, body):
        serial = document["raw"]["invertor"]["serial_number"]
        most = document[serial]["Invertor_Max_Bat_Rate"]
        return abs(int(at(document, path)) - body[key]) < most / share
    return shows


# Path, two bodies in turn, and when it is content.
WRITES = (
    ("enableChargeTarget", ({"state": "enable"}, {"state": "disable"}),
     equal("Control/Enable_Charge_Target", "state")),
    ("setChargeTarget", ({"chargeToPercent": 71}, {"chargeToPercent": 100}),
     equal("Control/Target_SOC", "chargeToPercent", float)),
    ("setChargeRate", ({"chargeRate": 1200}, {"chargeRate": 3600}),
     rate("Control/Battery_Charge_Rate", "chargeRate", 12)),
    ("setDischargeRate", ({"dischargeRate": 700}, {"dischargeRate": 3600}),
     rate("Control/Battery_Discharge_Rate", "dischargeRate", 25)),
    ("setBatteryMode", ({"mode": "Timed Export"}, {"mode": "Eco"}),
     equal("Control/Mode", "mode")),
    ("setPauseSlot", ({"start": "00:00", "finish": "23:59"}, {"start": "01:00", "finish": "02:30"}),
     slot("Battery_pause_{}_time_slot")),
    ("setBatteryPauseMode", ({"state": "PauseDischarge"}, {"state": "Disabled"}),
     equal("Control/Battery_pause_mode", "state")),
    ("setBatteryReserve", ({"reservePercent": 33}, {"reservePercent": 4}),
     equal("Control/Battery_Power_Reserve", "reservePercent", float)),
    ("enableChargeSchedule", ({"state": "enable"}, {"state": "disable"}),
     equal("Control/Enable_Charge_Schedule", "state")),
    ("setChargeSlot1", ({"start": "23:30", "finish": "05:30"}, {"start": "01:15", "finish": "04:45"}),
     slot("Charge_{}_time_slot_1")),
    ("setDischargeTarget", ({"dischargeToPercent": 25, "slot": 1},
                            {"dischargeToPercent": 4, "slot": 1}),
     equal("Control/Discharge_Target_SOC_1", "dischargeToPercent", float)),
    ("setDischargeSlot1", ({"start": "16:00", "finish": "18:55"}, {"start": "00:00", "finish": "00:00"}),
     slot("Discharge_{}_time_slot_1")),
)


def get(port, path):
    """Predbat throws away what is not 200, and crashes at 200 without JSON."""
    status, _, body = ask(port, "GET", path, seconds=TIMEOUT)
    document = json.loads(body)
    assert status == 200 and "Control" in document, (status, body[:200])
    return document


def post(port, control, body):
    """It does not look at the answer; whoever looks into a failure does."""
    return ask(port, "POST", f"/{control}", json.dumps(body).encode(),
               {"Content-Type": "application/json"}, TIMEOUT)[2]


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def what_it_would_trip_over(document):
    """The table of slightly wrong documents in research/peers.md; the paths that are one of them."""
    serial = document["raw"]["invertor"]["serial_number"]
    control, slots, power = document["Control"], document["Timeslots"], document["Power"]["Power"]
    details = document[serial]
    right = {
        "GivTCP_Version": str(document["Stats"]["GivTCP_Version"]).startswith("3"),
        "SOC_kWh": is_number(power.get("SOC_kWh", 0)),
        "Power": all(is_number(power.get(key, 0)) for key in (
            "Battery_Voltage", "PV_Power", "Grid_Power", "Load_Power", "Battery_Power")),
        "Invertor_Max": all(is_number(details[key]) for key in (
            "Invertor_Max_Bat_Rate", "Invertor_Max_Inv_Rate")),
        "Battery_Capacity_kWh": is_number(details["Battery_Capacity_kWh"]),
        "Invertor_Time": re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)",
                                      details.get("Invertor_Time", "2026-01-01T00:00:00Z")),
        "Battery_Calibration": control.get("Battery_Calibration", "Off") == "Off",
        "Rates": all(isinstance(control[key], int) for key in (
            "Battery_Charge_Rate", "Battery_Discharge_Rate")),
        "Numbers": all(is_number(control[key]) for key in (
            "Battery_Power_Reserve", "Target_SOC")),
        "Schedules": all(control[key] in ("enable", "disable") for key in (
            "Enable_Charge_Schedule", "Enable_Discharge_Schedule")),
        "Slots": all(CLOCK_TIME.match(slots[f"{kind}_{end}_time_slot_1"])
                     for kind in ("Charge", "Discharge") for end in ("start", "end")),
        "Battery_Details": all(isinstance(one, dict) and one.get("BMS_Temperature", 0) is not None
                               for one in document["Battery_Details"].values()),
        "Pause": "Battery_pause_mode" not in control or (
            control["Battery_pause_mode"] in PAUSES and all(
                CLOCK_TIME.match(slots[f"Battery_pause_{end}_time_slot"])
                for end in ("start", "end"))),
    }
    return [name for name, is_right in right.items() if not is_right]
