"""What is done to the daemon's connections, one row each: what is broken, how, and how it ends."""

import contextlib
import dataclasses
import signal
import socket
from collections.abc import Callable

from town import DONGLE, DONGLE_LATER, PI, REST, Town

# What has to work again when it has ended.
DONGLE_LINK, MQTT_LINK, INFLUX_LINK = "dongle", "broker", "influx"
ALL = frozenset({DONGLE_LINK, MQTT_LINK, INFLUX_LINK})


@dataclasses.dataclass(frozen=True)
class Fault:
    name: str
    breaks: frozenset
    begin: Callable[[Town], object]
    end: Callable[[Town, object], None]
    lasts: bool = True  # or it is over as soon as it has happened

    @property
    def silences(self):
        """Whether the inverter is out of reach, and that can be heard."""
        return DONGLE_LINK in self.breaks and MQTT_LINK not in self.breaks and self.lasts

    @property
    def hurts_commands(self):
        """They come by REST and go to the dongle; without a link of its own it is REST that is hurt."""
        return DONGLE_LINK in self.breaks or not self.breaks


def cable(house, breaks=None):
    return Fault(f"the cable of {house} is pulled", breaks or frozenset({house}),
                 lambda town: town.cable(house, "down"), lambda town, _: town.cable(house, "up"))


def killed(house, afterwards=lambda town: None):
    def start(town, _):
        getattr(town, house).start()
        afterwards(town)

    return Fault(f"{house} is killed, its port refuses", frozenset({house}),
                 lambda town: getattr(town, house).kill(), start)


def frozen(house):
    return Fault(f"{house} is frozen, its sockets stay", frozenset({house}),
                 lambda town: getattr(town, house).send(signal.SIGSTOP),
                 lambda town, _: getattr(town, house).send(signal.SIGCONT))


def influx(name, behaviour):
    def behave(town, how):
        town.influx.behaviour = how

    def heal(town, _):
        behave(town, None)
        town.influx.released.set()
        town.influx.released.clear()

    return Fault(f"influx {name}", frozenset({INFLUX_LINK}),
                 lambda town: behave(town, behaviour), heal)


def move(town):
    town.move_dongle(DONGLE_LATER if town.dongle_at == DONGLE else DONGLE)


def besiege(town):
    """As many visitors as REST lets in, who say little and never end."""
    visitors = []
    for number in range(200):
        with contextlib.suppress(OSError):
            one = socket.create_connection((PI, REST), 2)
            one.sendall(b"POST /setChargeTarget HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"
                        if number % 2 else b"GET /readData HT")
            visitors.append(one)
    return visitors


def go_home(_, visitors):
    for one in visitors:
        one.close()


FAULTS = (
    cable("dongle"),
    killed("dongle"),
    frozen("dongle"),
    Fault("the dongle gets another address", frozenset({DONGLE_LINK}), move, lambda town, _: None,
          lasts=False),
    cable("broker"),
    killed("broker", Town.listen),
    frozen("broker"),
    cable("influx"),
    Fault("influx is away, its port refuses", frozenset({INFLUX_LINK}),
          lambda town: town.influx.stop(), lambda town, _: town.influx.start()),
    influx("never answers", "hang"),
    influx("answers a byte now and then", "dribble"),
    influx("breaks off", "reset"),
    influx("says 503", (503, {}, "")),
    cable("pi", ALL),
    Fault("two hundred slow visitors at REST", frozenset(), besiege, go_home),
)
