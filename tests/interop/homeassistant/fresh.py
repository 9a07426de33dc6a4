"""A fresh install: Home Assistant runs, then the daemon starts beside it.

    fresh.py BUILD_DIRECTORY [--pictures FOLDER]

Says what is not as it should be; the exit code is 1 then."""

import argparse
import collections
import pathlib
import time
from typing import Callable

from announced import Announced, Broker
from api import Refused
import checks
import controls
from controls import Use
import skip
from stage import Stage, run
from dialect import Silence
from scene import wait_until

EFFECT_WITHIN = 30.0


class Fresh:
    def __init__(self, stage: Stage) -> None:
        self._stage, self._api = stage, stage.home.api
        self._faults: list[str] = []
        self._done = 0

    def run(self) -> list[str]:
        stage = self._stage
        stage.start_plant("--fault", f"refuse:HR{controls.REFUSED_REGISTER}")
        broker = stage.wait_for_discovery({})
        self._everything_is_there(broker)
        if self._faults:
            return self._faults  # what is not there cannot be operated
        # What is disabled at first has no state, and nobody can operate it.
        offered = [one for one in broker.announced if one.command and one.is_enabled]
        for one in sorted(offered, key=lambda one: one.platform == "button"):
            self._operate(one)
        print(f"{self._done} uses of {len(offered)} controls", flush=True)
        self._say(checks.log(stage.home.records_about_us()))
        self._dies_and_comes_back(broker)
        return self._faults

    def _say(self, faults: list[str]) -> None:
        self._faults += faults

    def _everything_is_there(self, broker: Broker) -> None:
        ours = broker.announced
        count = collections.Counter(one.platform for one in ours)
        print(f"{len(ours)} entities ({', '.join(f'{n} {p}' for p, n in count.most_common())}), "
              f"{broker.size / 1000:.0f} kB of retained discovery", flush=True)
        home, known = self._stage.home, {}

        def is_enough(states: dict[str, dict]) -> bool:
            known.clear()
            known.update(checks.registry(self._api))
            return not checks.missing(ours, known) and not checks.dead(ours, known, states)

        states = home.settle(is_enough, EFFECT_WITHIN * 4)
        self._say(checks.missing(ours, known))
        self._say(checks.dead(ours, known, states))
        self._say(checks.not_numeric(ours, known, states))
        self._say(self._until_as_published(ours, known))
        self._say(checks.odd_ids(self._api))
        self._say(checks.repairs(self._api))
        self._say(checks.statistics_issues(self._api))
        self._say(checks.log(home.records_about_us()))

    def _until_as_published(self, ours: list[Announced], known: checks.Registry) -> list[str]:
        faults: list[str] = []

        def is_same() -> bool:
            faults[:] = checks.not_as_published(ours, known, self._api.states(),
                                                self._stage.look().values)
            return not faults

        wait_until(is_same, EFFECT_WITHIN, 0.5)
        return faults

    def _entity_id(self, one: Announced) -> str:
        return checks.registry(self._api)[one.identity].entity_id

    def _call(self, one: Announced, value: str | float) -> str:
        """The entity's id."""
        name = self._entity_id(one)
        service, data = controls.service(one.platform, value)
        try:
            self._api.call(one.platform, service, name, **data)
        except Refused as refusal:
            self._faults.append(f"{name} {value}: {refusal}")
        return name

    def _expect(self, question: Callable[[], bool], what: str) -> None:
        if not wait_until(question, EFFECT_WITHIN, 0.2):
            self._faults.append(what)

    def _shows(self, name: str, use: Use) -> bool:
        return controls.is_shown(use, self._api.states()[name]["state"])

    def _has(self, registers: dict[int, int]) -> bool:
        now = self._stage.registers()
        return all(now[number] == value for number, value in registers.items())

    def _snaps_back(self, one: Announced) -> None:
        before = self._stage.registers()[controls.REFUSED_REGISTER]
        name = self._call(one, controls.ON)
        time.sleep(1)  # nothing may come of it: there is no condition to wait for
        self._expect(lambda: self._api.states()[name]["state"] == "off",
                     f"{name} does not go back after a refusal")
        if self._stage.registers()[controls.REFUSED_REGISTER] != before:
            self._faults.append(f"HR{controls.REFUSED_REGISTER} was to be refused")

    def _operate(self, one: Announced) -> None:
        uses = controls.USES.get((one.platform, one.command))
        if one.platform == "button":
            self._press(one)
        elif (one.platform, one.command) == controls.REFUSED:
            self._snaps_back(one)
        elif uses is None:
            self._faults.append(f"no test operates {one.platform} {one.command} ({one.topic})")
        else:
            before = self._stage.registers()
            for use in uses:
                self._use(one, use, before)

    def _use(self, one: Announced, use: Use, before: dict[int, int]) -> None:
        name = self._call(one, use.value)
        self._done += 1
        what = f"{name} {use.value}"
        wanted = {number: before[number] if value is None else value
                  for number, value in use.registers.items()}
        self._expect(lambda: self._has(wanted), f"{what}: registers are not {wanted}")
        self._expect(lambda: self._shows(name, use),
                     f"{what}: shows {self._api.states()[name]['state']}, not {use.shows}")

    def _press(self, one: Announced) -> None:
        register, dongle = controls.PRESSES.get(one.command), self._stage.dongle
        if register is None:
            self._faults.append(f"no test presses {one.command}")
            return
        if one.command == "syncDateTime":
            dongle.write(register, (time.gmtime().tm_year + 1) % 100)
        dongle.echoes.clear()
        self._api.call("button", "press", self._entity_id(one))
        self._done += 1

        def is_heard() -> bool:
            try:
                dongle.listen(0.2)
            except Silence:  # it hangs up when the inverter starts again
                dongle.connect()
            return any(number == register for number, _ in dongle.echoes)

        self._expect(is_heard, f"{one.command}: nobody wrote HR{register}")
        dongle.connect()

    def _dies_and_comes_back(self, broker: Broker) -> None:
        daemon, ours = self._stage.daemon, broker.announced
        known = checks.registry(self._api)
        names = [known[one.identity].entity_id for one in ours if one.is_enabled]

        def are_dead() -> bool:
            states = self._api.states()
            return all(states[name]["state"] == "unavailable" for name in names)

        daemon.kill()
        self._expect(are_dead, "entities are available without a daemon")
        daemon.start()
        states = self._stage.home.settle(
            lambda states: not checks.dead(ours, known, states), EFFECT_WITHIN * 4)
        self._say(checks.dead(ours, known, states))
        self._say(checks.changed(known, checks.registry(self._api)))


def faults_of(stage: Stage, _: argparse.Namespace) -> list[str]:
    print(f"Home Assistant {stage.environment.version}", flush=True)
    return Fresh(stage).run()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    return run(parser, faults_of)


if __name__ == "__main__":
    skip.run(main)
