"""The dongle's dialect of Modbus, as far as a second client needs it: reads holding registers and
writes one. Written from the description of the wire alone (spec/wire-protocol.md §2-5), so that it
can say what the daemon really did to an inverter.
"""

import socket
import struct
import time

INVERTOR = 0x11
READ_HOLDING, WRITE_ONE = 3, 6
MARKER = bytes.fromhex("59590001")
HEARTBEAT, TRANSPARENT = 1, 2
# The daemon asks for blocks of 60; an answer to 45 is certainly ours. (Everybody hears everything.)
AT_ONCE = 45
PATIENCE = 20.0


def crc(data):
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return struct.pack("<H", value)


def request(function, first, second):
    inner = struct.pack(">BBHH", INVERTOR, function, first, second)
    inner += crc(inner)
    body = bytes([1, TRANSPARENT]) + b"AB1234G567" + struct.pack(">Q", len(inner)) + inner
    return MARKER + struct.pack(">H", len(body)) + body


class Silence(AssertionError):
    """The dongle did not answer, or not with what was asked for."""


class Dongle:
    def __init__(self, port):
        self._port = port
        self._socket = None
        self._buffer = bytearray()
        self.echoes = []  # (register, value) of every write that was acknowledged to anybody
        self.connect()

    def connect(self):
        """Anew, as soon as somebody listens."""
        self.close()
        until = time.monotonic() + PATIENCE
        while self._socket is None:
            try:
                self._socket = socket.create_connection(("127.0.0.1", self._port), 2)
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
        self._buffer.clear()

    def close(self):
        if self._socket:
            self._socket.close()
            self._socket = None

    def read(self, base, count):
        self._socket.sendall(request(READ_HOLDING, base, count))
        answer = self._answer(READ_HOLDING, struct.pack(">HH", base, count))
        return struct.unpack(f">{count}H", answer[42:-2])

    def registers(self, ranges):
        """{number: value} of all in [(first, end), ...]."""
        found = {}
        for first, end in ranges:
            for base in range(first, end, AT_ONCE):
                count = min(AT_ONCE, end - base)
                found.update(zip(range(base, base + count), self.read(base, count)))
        return found

    def write(self, register, value):
        self._socket.sendall(request(WRITE_ONE, register, value))
        self._answer(WRITE_ONE, struct.pack(">HH", register, value))

    def listen(self, seconds):
        """Hears what others do, for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._next_frame(left)

    def _answer(self, function, echo):
        until = time.monotonic() + PATIENCE
        while (left := until - time.monotonic()) > 0:
            frame = self._next_frame(left)
            if frame and frame[26:28] == bytes([INVERTOR, function]) and frame[38:42] == echo:
                return frame
        raise Silence(f"no answer to function {function}, {echo.hex()}")

    def _next_frame(self, seconds):
        """None if there is none in time. Frames that are damaged are errors: this is a test."""
        until = time.monotonic() + seconds
        while (frame := self._take()) is None:
            self._socket.settimeout(max(until - time.monotonic(), 0.001))
            try:
                received = self._socket.recv(1 << 16)
            except TimeoutError:
                return None
            if not received:
                raise Silence("the dongle hung up")
            self._buffer += received
        if frame[7] == HEARTBEAT:
            self._socket.sendall(frame)
            return None
        if crc(frame[26:-2]) != frame[-2:]:
            raise Silence(f"a damaged frame: {frame.hex()}")
        if frame[27] == WRITE_ONE:
            self.echoes.append(struct.unpack(">HH", frame[38:42]))
        return frame

    def _take(self):
        if len(self._buffer) < 6:
            return None
        if self._buffer[:4] != MARKER:
            raise Silence(f"no frame: {self._buffer[:16].hex()}")
        length = 6 + struct.unpack_from(">H", self._buffer, 4)[0]
        if len(self._buffer) < length:
            return None
        frame = bytes(self._buffer[:length])
        del self._buffer[:length]
        return frame
