"""An install that comes from GivTCP: the broker holds one generation's discovery, Home Assistant
its entities, and the user has lived with them. Then the daemon takes over.

    adoption.py BUILD_DIRECTORY GENERATION [--nothing-replaces | --spoil | --as-devices]

Orphans and doubles show only after a restart of Home Assistant, so there is one.

Three modes prove the harness itself. --nothing-replaces: GivTCP goes on as it was; all entities of
its generation come up, under the ids that this Home Assistant gives them, and outlive the restart.
--spoil and --as-devices: the two of successors.py."""

import argparse
import datetime
import pathlib
import re
import time
from typing import Callable, NamedTuple

from announced import Announced, announced
import checks
from old_discovery import GENERATIONS, Generation
from old_plant import INVERTER, ROOT
from past import Past, accepted, expected_id, without_state
import skip
from stage import Failure, Stage, run
import successors
from scene import leaves, wait_until

SETTLED_WITHIN = 240.0
SAID_EVERY = 5.0
RENAMED, LIVED_IN = "PV_Power", "Import_Energy_Total_kWh"
NEW_ID, NEW_NAME, NEW_ICON, NEW_DEVICE_NAME = "sensor.my_roof", "My roof", "mdi:home", "My panels"
# Their units had to be corrected, "Ah" and "C": one repair item each, said in the migration guide.
CORRECTED = {"Battery_Capacity_kWh": "v3", "Invertor_Temperature": "seed"}
# What Home Assistant says once of an entity while it becomes what it should have been: statistics
# of the five minutes in which its unit was corrected; rates of the seed, which were percent.
BECOMING = re.compile(r"is changing, got multiple \{")
OF_THE_SEED = re.compile(r"Invalid value for number\.\S+charge_rate: \d+ \(range 0\.0 - 100\.0\)")


class Life(NamedTuple):
    """What a user has done and seen, to compare with afterwards."""

    registry: checks.Registry
    history: list[str]
    statistics: list[float]


def _is_of_another_platform(one: Announced) -> bool:
    """The domain is part of an entity's id: clients.md 3.2, "Platform changes"."""
    key = one.thing[1]
    return (one.platform == "sensor" and "time_slot" in key
            or one.platform == "switch" and key.startswith("Reboot_"))


def _has_no_successor(one: Announced) -> bool:
    """There is no add-on to start again."""
    return one.thing[1] == "Reboot_Addon"


class Adoption:
    def __init__(self, stage: Stage, generation: Generation) -> None:
        self.stage, self.home, self._api = stage, stage.home, stage.home.api
        self._generation = generation
        self.past = Past(stage, generation)
        self.version = stage.environment.year_and_month
        self._counter_id = ""
        self._silent = without_state(self.past, self.version)
        # A whole hour: statistics are of hours, and one that began before is not told.
        self._before = datetime.datetime.now(datetime.timezone.utc).replace(
            minute=0, second=0, microsecond=0) - datetime.timedelta(hours=6)

    def of_the_daemon(self) -> list[str]:
        life = self.live()
        held = self.stage.look()
        seen = self.home.mark()
        self._let_statistics_be_made()
        self.stage.start_plant()
        now = self.stage.wait_for_discovery(held.configs)
        # What GivTCP alone announced may go at any time.
        ours = [one for one in now.announced
                if one.payload.get("origin", {}).get("name") == "givtcp"]
        faults = self._check(ours, life)
        self.home.restart()
        faults += [f"after a restart, {fault}" for fault in self._check(ours, life)]
        faults += checks.log([one for one in self.home.records_about_us(seen)
                              if not self._is_of_the_change(one.text)])
        self._print_table(life.registry, now.announced)
        return faults

    def _is_of_the_change(self, text: str) -> bool:
        of_the_seed = self._generation.name == "seed" and OF_THE_SEED.search(text)
        return bool(BECOMING.search(text) or of_the_seed)

    def of_nothing(self) -> list[str]:
        faults = self._come_up()
        life = self._life()
        self.home.restart()
        expected = accepted(self.past, self.version)
        self.settle(expected)
        return faults + self.presence(expected) + self.kept(life, ())

    def _come_up(self) -> list[str]:
        self.past.announce()
        expected = accepted(self.past, self.version)
        self.settle(expected)
        known = checks.registry(self._api)
        print(f"{self._generation.name} on {self.home.version}: "
              f"{len(known)} of {len(self.past.entities)} configs are entities", flush=True)
        return self.presence(expected) + [
            f"{known[one.identity].entity_id} is not {expected_id(one, self.version)}"
            for one in expected if one.identity in known and not self._is_id_expected(one, known)]

    def _is_id_expected(self, one: Announced, known: checks.Registry) -> bool:
        found, wanted = known[one.identity].entity_id, expected_id(one, self.version)
        is_numbered = wanted.endswith(checks.UNNAMED)
        return (re.sub(r"_\d+$", "", found) if is_numbered else found) == wanted

    def live(self) -> Life:
        faults = self._come_up()
        if faults:
            raise Failure("the old entities did not come up:\n" + "\n".join(faults))
        return self._life()

    def _life(self) -> Life:
        """The user names things, and time goes by."""
        ids = {one.thing: one for one in self.past.announced}
        mine, counter = ids[INVERTER, RENAMED], ids[INVERTER, LIVED_IN]
        known = checks.registry(self._api)
        self._api.update_entity(known[mine.identity].entity_id, new_entity_id=NEW_ID, name=NEW_NAME,
                                icon=NEW_ICON)
        entry = next(one for one in self._api.entities() if one["entity_id"] == NEW_ID)
        self._api.update_device(entry["device_id"], name_by_user=NEW_DEVICE_NAME)
        for watts in ("1111", "2222"):
            self.past.say(**{RENAMED: watts})
            self._wait_for(lambda text=watts: text in self._history(), "history")
        self._counter_id = known[counter.identity].entity_id
        hours = [{"start": (self._before + datetime.timedelta(hours=n)).isoformat(),
                  "state": 100.0 + n, "sum": float(n)} for n in range(4)]
        self._api.import_statistics(self._counter_id, "kWh", hours)
        self._wait_for(lambda: len(self._statistics()) >= len(hours), "statistics")
        self._remember_units()
        return Life(checks.registry(self._api), self._history(), self._statistics())

    def _remember_units(self) -> None:
        """Of all measurements, as Home Assistant does itself every 5 minutes: whoever changes a
        unit afterwards raises an issue, and that must not depend on the time of the day."""
        hours = [{"start": self._before.isoformat(), "mean": 1.0}]
        known, states = checks.registry(self._api), self._api.states()
        for one in accepted(self.past, self.version):
            name = known[one.identity].entity_id
            if one.platform == "sensor" and one.payload.get("state_class") == "measurement":
                unit = states[name]["attributes"].get("unit_of_measurement")
                self._api.import_means(name, unit, hours)

    @staticmethod
    def _let_statistics_be_made() -> None:
        """Home Assistant makes those of five minutes ten seconds after their end. A sensor that got
        its first state class and unit in these seconds has them made of values that had none, and
        its unit counts as changed for ever."""
        while not 15 < time.time() % 300 < 280:
            time.sleep(1)

    @staticmethod
    def _wait_for(question: Callable[[], bool], what: str) -> None:
        """Nothing can be kept that was never there."""
        if not wait_until(question, SETTLED_WITHIN, 0.5):
            raise Failure(f"Home Assistant has no {what} of what it was told")

    def _history(self) -> list[str]:
        return self._api.history(NEW_ID, self._before)

    def _statistics(self) -> list[float]:
        return self._api.statistics(self._counter_id, self._before)

    def settle(self, expected: list[Announced], seconds: float = SETTLED_WITHIN) -> None:
        """What GivTCP did not retain it says again and again, as long as it runs."""
        said = time.monotonic()

        def is_enough(states: dict[str, dict]) -> bool:
            nonlocal said
            known = checks.registry(self._api)
            is_silent = self._generation.retains_states or self.stage.daemon is not None
            if not is_silent and time.monotonic() - said > SAID_EVERY:
                said = time.monotonic()
                self.past.say()
            return (not checks.missing(expected, known)
                    and not checks.dead(self._with_state(expected), known, states))

        self.home.settle(is_enough, seconds)

    def presence(self, expected: list[Announced]) -> list[str]:
        known, states = checks.registry(self._api), self._api.states()
        alive = self._with_state(expected)
        return (checks.missing(expected, known) + checks.dead(alive, known, states)
                + checks.not_numeric(alive, known, states))

    def _with_state(self, expected: list[Announced]) -> list[Announced]:
        """All, once the daemon has announced them."""
        if self.stage.daemon is not None:
            return expected
        return [one for one in expected if one.identity not in self._silent]

    def _check(self, now: list[Announced], life: Life) -> list[str]:
        self.settle(now)
        return self.presence(now) + self.kept(life, self._given_up())

    def kept(self, life: Life, given_up: list[tuple[str, str]]) -> list[str]:
        states = self._api.states()
        faults = checks.changed(life.registry, checks.registry(self._api), given_up)
        faults += checks.orphans(self._api, states) + checks.odd_ids(self._api, life.registry)
        corrected = [entry.entity_id for (_, unique_id), entry in life.registry.items()
                     if any(unique_id.endswith(key) and self._generation.table == table
                            for key, table in CORRECTED.items())]
        faults += checks.repairs(self._api, corrected)
        # Statistics outlive the entity that they were of.
        without = [life.registry[one].entity_id for one in given_up if one in life.registry]
        faults += checks.statistics_issues(self._api, corrected + without)
        # A restart adds what it was like in between; what there was has to be there still.
        shown = [one for one in self._history() if one not in ("unavailable", "unknown")]
        if not {one for one in life.history if one not in ("unavailable", "unknown")} <= set(shown):
            faults.append(f"history: {life.history} has become {shown}")
        if self._statistics()[:len(life.statistics)] != life.statistics:
            faults.append(f"statistics: {life.statistics} have become {self._statistics()}")
        return faults

    def _given_up(self) -> list[tuple[str, str]]:
        """Old entities that may go: values that the daemon does not have of this plant, and keys
        that are of another platform now. All others have to stay as they are."""
        has = {announced("sensor", "", {"state_topic": f"{ROOT}/{INVERTER}/{path}"}).thing
               for path, _ in leaves(self.stage.daemon.values())}
        return [one.identity for one in self.past.announced
                if one.thing not in has or _is_of_another_platform(one) or _has_no_successor(one)]

    def _print_table(self, before: checks.Registry, now: list[Announced]) -> None:
        after = checks.registry(self._api)
        kept = sum(after.get(identity) == entry for identity, entry in before.items())
        lost = sorted(entry.entity_id for identity, entry in before.items()
                      if identity not in after)
        print(f"{self._generation.name} on {self.home.version}: kept {kept}, lost {len(lost)}, "
              f"added {len(set(after) - set(before))}")
        print("lost: " + " ".join(lost))


MODES = {"--nothing-replaces": Adoption.of_nothing, "--spoil": successors.spoil,
         "--as-devices": successors.announce_devices}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("generation", choices=GENERATIONS)
    for option, mode in MODES.items():
        parser.add_argument(option, action="store_const", dest="mode", const=mode,
                            default=Adoption.of_the_daemon)
    return run(parser, lambda stage, asked: asked.mode(
        Adoption(stage, GENERATIONS[asked.generation])))


if __name__ == "__main__":
    skip.run(main)
