"""What is seen of the daemon, now and since the start; the checks judge it."""

import collections
import pathlib
import time

import needs
from town import MODBUS, ROOT
from truth import CALM, CHANGES, COMMANDED, LATEST, MOVING

STATUS = f"{ROOT}status"
ESTABLISHED, ASKING = "01", "02"


class Log:
    """What a program has said since it was last asked."""

    def __init__(self, path):
        self._path, self._at = path, 0

    def more(self):
        with open(self._path, "rb") as file:
            if self._path.stat().st_size < self._at:
                self._at = 0  # it was started anew
            file.seek(self._at)
            text = file.read()
        self._at += len(text)
        return text.decode(errors="replace")


class Watch:
    def __init__(self, town):
        self.town = town
        self.process = town.daemon.process
        self.settled = None           # what it needed when it had warmed up
        self.memory = needs.Memory()
        self.stands = None            # by path, what the plant says of what never moves
        self.seen = collections.defaultdict(set)
        self.heard = []               # (path below the plant's root, payload, when) that can be judged now
        self._unjudged = collections.deque()
        self.last_heard = 0.0
        self.status_changes = []      # (when, payload)
        self.logs = {name: Log(town.scene.folder / f"{name}.log") for name in ("pi", "dongle")}
        self.said = {}                # by house, what it has logged since the last look
        # What was done to it:
        self.down_since = None        # the inverter is out of reach, but the broker is not
        self.away_until = 0.0         # when the inverter was last out of reach
        self.is_to_be_online = False  # nothing is broken that availability hangs on
        self.calm_since = None        # no fault since then; nothing: there is one
        self.commands = []            # since the last look
        # What it cost, from one fault to the next:
        self.spent = (0.0, 0.0)       # seconds, and those of the processor, when this fault began
        self.most_cpu = 0.0
        self.first_spent = None       # when all had settled
        # How much was judged:
        self.values_judged = self.commands_judged = self.verified = 0

    def look(self):
        messages = self.town.topics.messages
        count = len(messages)
        heard = messages[:count]
        del messages[:count]
        for one in heard:
            self.last_heard = one.at
            if one.topic == STATUS:
                self.status_changes.append((one.at, one.payload.decode()))
            if one.topic.startswith(ROOT):
                path = one.topic[len(ROOT):]
                self._unjudged.append((path, one.payload, one.at))
                if self.stands is None:
                    self.seen[path].add(one.payload)
        self.heard = []
        latest = time.monotonic() - LATEST
        while self._unjudged and ((at := self._unjudged[0][2]) < latest or self.town.truth.has_seen(at)):
            self.heard.append(self._unjudged.popleft())
        self.said = {name: log.more() for name, log in self.logs.items()}

    def settle(self):
        """From now on nothing may grow, and what stands may be nothing else."""
        self.stands = {path: payloads for path, payloads in self.seen.items()
                       if len(payloads) == 1 and not CHANGES.search(path)
                       and path not in COMMANDED and path not in MOVING}
        self.settled = self.needs()
        self.is_to_be_online = True
        self.calm_since = time.monotonic()
        self.begin_to_spend()
        self.first_spent = self.spent

    def needs(self):
        return needs.needs(self.process)

    def begin_to_spend(self):
        self.spent = time.monotonic(), needs.processor_seconds(self.process)

    def share_since(self, spent):
        """Of one core, and in how many seconds."""
        elapsed = time.monotonic() - spent[0]
        return (needs.processor_seconds(self.process) - spent[1]) / max(elapsed, 0.001), elapsed

    def is_calm(self, at, seconds=CALM):
        return self.calm_since is not None and at > self.calm_since + seconds

    def status(self):
        return self.status_changes[-1][1] if self.status_changes else "never told"

    def sockets(self):
        """How many connections to a dongle there are, or are being made."""
        table = pathlib.Path(f"/proc/{self.process.pid}/net/tcp").read_text().splitlines()[1:]
        return sum(1 for line in table if int(line.split()[2].rsplit(":", 1)[1], 16) == MODBUS
                   and line.split()[3] in (ESTABLISHED, ASKING))
