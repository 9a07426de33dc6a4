"""A wire tap: stands between the daemon and the simulated dongle and notes when each request went
by and when its answer did. What passes the tap is what the dongle took; the rest is the daemon's.
"""

import dataclasses
import select
import socket
import struct
import threading
import time

HEADER = 6  # marker, protocol, length of what follows (spec/wire-protocol.md §3)
TRANSPARENT = 2


@dataclasses.dataclass
class Exchange:
    asked: float
    answered: float
    key: tuple = ()  # device, function and base
    answer: bytes = b""


@dataclasses.dataclass
class Cycle:
    """Requests with no longer pause between them than `pause`."""

    exchanges: list

    @property
    def begun(self):
        return self.exchanges[0].asked

    @property
    def ended(self):
        return self.exchanges[-1].answered

    @property
    def dongle_time(self):
        return sum(one.answered - one.asked for one in self.exchanges)

    @property
    def ratio(self):
        return (self.ended - self.begun) / self.dongle_time


def frames(buffer):
    """Takes the whole frames off the front of a bytearray."""
    while len(buffer) >= HEADER:
        length = HEADER + struct.unpack_from(">H", buffer, 4)[0]
        if len(buffer) < length:
            return
        yield bytes(buffer[:length])
        del buffer[:length]


def request_key(frame):
    """Device, function and base of a request, or None if it asks for nothing."""
    if len(frame) < 32 or frame[7] != TRANSPARENT:
        return None
    return frame[26], frame[27], frame[28:30]


def response_key(frame):
    if len(frame) < 40 or frame[7] != TRANSPARENT:
        return None
    return frame[26], frame[27] & 0x7F, frame[38:40]


class Tap:
    """Accepts one connection after the other on `port` and passes them on to `dongle_port` of `host`."""

    def __init__(self, dongle_port, host="127.0.0.1"):
        self.host = host
        self.dongle_port = dongle_port
        self.exchanges = []
        self.unanswered = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self):
        self._stopping.set()
        self._thread.join(timeout=2)
        self._listener.close()

    def cycles(self, pause=0.4):
        groups = []
        for exchange in list(self.exchanges):
            if not groups or exchange.asked - groups[-1][-1].answered > pause:
                groups.append([])
            groups[-1].append(exchange)
        return [Cycle(group) for group in groups]

    def _run(self):
        while not self._stopping.is_set():
            if not select.select([self._listener], [], [], 0.2)[0]:
                continue
            daemon, _ = self._listener.accept()
            with daemon:
                try:
                    with socket.create_connection((self.host, self.dongle_port), 2) as dongle:
                        self._pass_on(daemon, dongle)
                except OSError:
                    pass

    def _pass_on(self, daemon, dongle):
        for one in (daemon, dongle):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        asked, answered, pending = bytearray(), bytearray(), None
        while not self._stopping.is_set():
            for source in select.select([daemon, dongle], [], [], 0.2)[0]:
                received = source.recv(65536)
                if not received:
                    return
                now = time.monotonic()
                if source is daemon:
                    dongle.sendall(received)
                    asked += received
                    for frame in frames(asked):
                        if request_key(frame):
                            self.unanswered += pending is not None
                            pending = request_key(frame), now
                else:
                    daemon.sendall(received)
                    answered += received
                    for frame in frames(answered):
                        if pending and response_key(frame) == pending[0]:
                            self.exchanges.append(Exchange(pending[1], now, pending[0], frame))
                            pending = None
