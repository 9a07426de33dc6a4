"""A subscriber to everything on a broker, or to one filter, that notes when each message came: just
enough of MQTT 3.1.1, so that the benchmark needs nothing but Python.
"""

import dataclasses
import socket
import struct
import threading
import time


@dataclasses.dataclass
class Message:
    at: float
    topic: str
    payload: bytes


def text(value):
    return struct.pack(">H", len(value)) + value.encode()


class Subscriber:
    def __init__(self, port, name="bench", host="127.0.0.1", messages=None, topics="#",
                 who=None):
        """Adds what it hears to `messages`, if there were some. `who`: a name and a password."""
        self.messages = [] if messages is None else messages
        self._socket = socket.create_connection((host, port), 5)
        self._socket.settimeout(None)  # a broker may have nothing to say for long
        flags = 0xC2 if who else 2
        connect = text("MQTT") + bytes([4, flags]) + struct.pack(">H", 0) + text(name)
        connect += b"".join(map(text, who or ()))
        self._socket.sendall(bytes([0x10, len(connect)]) + connect)
        subscribe = struct.pack(">H", 1) + text(topics) + bytes([0])
        self._socket.sendall(bytes([0x82, len(subscribe)]) + subscribe)
        self._buffer = bytearray()
        self._subscribed = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()
        if not self._subscribed.wait(5):
            raise RuntimeError("the broker does not take subscriptions")

    def stop(self):
        self._socket.close()

    def between(self, begin, end):
        return [one for one in list(self.messages) if begin <= one.at < end]

    def _run(self):
        try:
            while received := self._socket.recv(1 << 18):
                now = time.monotonic()
                self._buffer += received
                while self._take(now):
                    pass
        except OSError:
            pass

    def _take(self, now):
        """Takes one packet off the front of the buffer; False if it is not there whole."""
        length, shift, at = 0, 0, 1
        while True:
            if at >= len(self._buffer):
                return False
            length |= (self._buffer[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if not self._buffer[at - 1] & 0x80:
                break
        if len(self._buffer) < at + length:
            return False
        kind, packet = self._buffer[0], bytes(self._buffer[at : at + length])
        del self._buffer[: at + length]
        if kind & 0xF0 == 0x90:
            self._subscribed.set()
        elif kind & 0xF0 == 0x30:
            size = struct.unpack_from(">H", packet)[0]
            topic = packet[2 : 2 + size].decode(errors="replace")
            payload = packet[2 + size + (2 if kind & 6 else 0) :]
            self.messages.append(Message(now, topic, payload))
        return True
