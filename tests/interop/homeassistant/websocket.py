"""As much of a websocket client (RFC 6455) as Home Assistant's API needs, so that the harness runs
with any Python's standard library and is the same for every version of Home Assistant's own."""

import base64
import os
import socket
import struct

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
LONGEST_HEAD = 1 << 16


class Closed(OSError):
    pass


class WebSocket:
    def __init__(self, port: int, path: str, seconds: float, host: str = "127.0.0.1") -> None:
        self._socket = socket.create_connection((host, port), seconds)
        self._buffer = bytearray()
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            (f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
             f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
             "Sec-WebSocket-Version: 13\r\n\r\n").encode())
        status = self._head().split(b"\r\n", 1)[0]
        if b" 101 " not in status:
            raise Closed(f"no websocket: {status.decode()}")

    def close(self) -> None:
        self._socket.close()

    def send(self, text: str) -> None:
        self._send_frame(TEXT, text.encode())

    def receive(self) -> str:
        """The next message, whole."""
        message = bytearray()
        while True:
            is_last, kind, payload = self._frame()
            if kind == CLOSE:
                raise Closed("the peer closed")
            if kind == PING:
                self._send_frame(PONG, payload)
            elif kind != PONG:
                message += payload
                if is_last:
                    return message.decode()

    def _send_frame(self, kind: int, payload: bytes) -> None:
        length = len(payload)
        if length < 126:
            head = struct.pack(">BB", 0x80 | kind, 0x80 | length)
        elif length < 1 << 16:
            head = struct.pack(">BBH", 0x80 | kind, 0x80 | 126, length)
        else:
            head = struct.pack(">BBQ", 0x80 | kind, 0x80 | 127, length)
        # What a client sends has to be masked; zero is a mask.
        self._socket.sendall(head + bytes(4) + payload)

    def _frame(self) -> tuple[bool, int, bytes]:
        first, second = self._take(2)
        length = second & 0x7F
        if length == 126:
            length = struct.unpack(">H", self._take(2))[0]
        elif length == 127:
            length = struct.unpack(">Q", self._take(8))[0]
        return bool(first & 0x80), first & 0x0F, self._take(length)

    def _head(self) -> bytes:
        while b"\r\n\r\n" not in self._buffer:
            if len(self._buffer) > LONGEST_HEAD:
                raise Closed("no end of the head")
            self._more()
        return self._take(self._buffer.index(b"\r\n\r\n") + 4)

    def _take(self, count: int) -> bytes:
        while len(self._buffer) < count:
            self._more()
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _more(self) -> None:
        received = self._socket.recv(1 << 18)
        if not received:
            raise Closed("the peer hung up")
        self._buffer += received
