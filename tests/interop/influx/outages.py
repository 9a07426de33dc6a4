"""A real server that is killed and comes back, while the daemon reads the simulated plant.

    outages.py BUILD SERVER [--seconds N] [--ci] [--schema extended]

SERVER is influxdb-1.6, influxdb-1.8 or victoria-metrics. Afterwards every reading that went over
the wire is there, once, with its own time; and a dashboard's queries find their data."""

import argparse
import pathlib
import sys
import time

TESTS = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TESTS / "bench/system"), str(TESTS / "system/daemon")]
from processes import wait_until  # noqa: E402
from scene import Failure, Scene  # noqa: E402
from tap import Tap  # noqa: E402

import dashboard  # noqa: E402
import judge  # noqa: E402
from servers import ALL, Server  # noqa: E402
from skip import run  # noqa: E402
import wire  # noqa: E402

SERIAL = "SA2114G047"
KILLS = 3
# Above the writer's longest pause between two tries, twice.
DRAINED_WITHIN = 300.0


class Plant:
    """The dongle's side of a test: the tap is what the daemon takes for the dongle."""

    def __init__(self, scene: Scene) -> None:
        self.tap = Tap(scene.simulator("--plant", "gen1").port)
        self.port = self.tap.port


def outages(server: Server, seconds: float) -> None:
    """The server is away for the first third of each part."""
    part = seconds / KILLS
    for _ in range(KILLS):
        time.sleep(part / 3)
        server.kill()
        time.sleep(part / 3)
        server.start()
        time.sleep(part / 3)


def wait_until_drained(server: Server, last: wire.Reading) -> None:
    if not wait_until(lambda: any(one.milliseconds >= last.not_before - judge.SLACK
                                  for one in server.stored(SERIAL)), DRAINED_WITHIN, 2):
        raise Failure("the last reading is not there after all that time")


def find_faults(scene: Scene, asked: argparse.Namespace) -> list[str]:
    server = ALL[asked.server](scene)
    plant = Plant(scene)
    try:
        daemon = scene.daemon([plant], INFLUX_SCHEMA=asked.schema, TZ="UTC", **server.settings())
        outages(server, asked.seconds)
        plant.tap.stop()  # so that there is a last reading
        expected = list(wire.readings(plant.tap))
        wait_until_drained(server, expected[-1])
        daemon.end()
        stored = server.stored(SERIAL)
    finally:
        plant.tap.stop()
    print(f"{len({one.milliseconds for one in stored})} points, {len(stored)} values, "
          f"{len(expected)} readings, {KILLS} kills, {asked.seconds:.0f} s")
    faults = judge.faults(stored, expected) + judge.late_start(stored, expected)
    return faults + types(server) + dashboard.faults(server, SERIAL)


def types(server: Server) -> list[str]:
    """A field that is a whole number in one line can never be a float in another."""
    if not hasattr(server, "types"):
        return []
    texts = ("charge_completion_time", "discharge_completion_time")
    return [f"{field} is of type {kind}" for field, kind in server.types(SERIAL).items()
            if kind != "float" and field not in texts]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("server", choices=sorted(ALL))
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--ci", action="store_true", help="a minute is enough")
    parser.add_argument("--schema", choices=("givtcp", "extended"), default="givtcp")
    asked = parser.parse_args()
    if asked.ci:
        asked.seconds = 60
    with Scene(asked.build.resolve()) as scene:
        try:
            faults = find_faults(scene, asked)
        except Failure as failure:
            faults = [str(failure)]
        if faults:
            print(scene.log("daemon")[-3000:])
    print("\n".join(faults[:50]))
    return 1 if faults else 0


if __name__ == "__main__":
    run(main)
