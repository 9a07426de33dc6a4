"""An InfluxDB for the daemon to write to: a small HTTP server on loopback that judges each line,
remembers what it was told, and can answer otherwise, hang, dribble, break off or be away."""

import contextlib
import gzip
import http.server
import pathlib
import re
import socket
import socketserver
import ssl
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench/system"))
from processes import free_port  # noqa: E402

FIELD = r"[a-z0-9_]+=-?(?:0|[1-9]\d*)(?:\.\d+)?"
LINE = re.compile(rf"[A-Z0-9]+,tagKey=GivReal ({FIELD}(?:,{FIELD})*) (\d{{13}})")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 120

    def setup(self):
        super().setup()
        with self.server.fake.lock:
            self.server.fake.connections.append(self.connection)

    def do_POST(self):  # noqa: N802: the library's name
        fake = self.server.fake
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with fake.lock:
            fake.requests.append((self.path, dict(self.headers), len(body)))
            fake.times.append(time.monotonic())
        behave = fake.behaviour
        if behave == "hang":
            fake.released.wait(120)
            self.close_connection = True
            return
        if behave == "dribble":
            self.dribble()
            return
        if behave == "reset":
            self.close_connection = True
            return
        if isinstance(behave, tuple):
            status, headers, words = behave
        else:
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            status, headers, words = fake.take(body.decode())
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:  # as InfluxDB, which says no length where there is no body
            self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words.encode())

    def dribble(self):
        """A header that never ends, one byte now and then."""
        self.close_connection = True
        try:
            self.wfile.write(b"HTTP/1.1 204 No Content\r\nX-Slow: ")
            while not self.server.fake.released.wait(0.3):
                self.wfile.write(b"x")
                self.wfile.flush()
        except OSError:
            return

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def server_bind(self):
        """Without asking how the address is called, which takes long where nobody can say."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def handle_error(self, *_):
        """Whoever breaks off a connection on purpose is no error of ours."""


class FakeInflux:
    def __init__(self, certificate=None, key=None, host="127.0.0.1", inside=contextlib.nullcontext):
        """`inside` is where its sockets are made: a context manager, such as of a namespace."""
        self.port = free_port()
        self.host = host
        self._inside = inside
        self.lock = threading.Lock()
        self.behaviour = None  # None: as it should; a name; or (status, headers, words)
        self.released = threading.Event()
        self.requests = []  # (path, headers, size)
        self.times = []     # when each of them came
        self.line = LINE    # what a line has to look like
        self.most = None    # so many lines at once; more: 413
        self.bad = set()    # times of lines that are answered 400
        self.refused = set()  # times of lines that were refused alone
        self.one_a_moment = True  # a line for each time, not several
        self.lines = set()
        self.points = {}    # time in ms: fields as text
        self.connections = []
        self.faults = []    # lines that are none, and points with two values
        self._tls = (certificate, key)
        self._server = None
        self.start()

    def start(self):
        with self._inside():
            self._server = Server((self.host, self.port), Handler)
        self._server.fake = self
        if self._tls[0]:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self._tls)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        """Away: nobody listens."""
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        with self.lock:
            connections, self.connections = self.connections, []
        for one in connections:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it has ended
        self.released.clear()

    def take(self, body):
        lines = body.split("\n")
        with self.lock:
            if lines.pop() != "":
                self.faults.append("no newline at the end")
            found = [self.line.fullmatch(line) for line in lines]
            self.faults += [line for line, one in zip(lines, found) if not one]
            if not all(found):
                return 400, {}, "unable to parse"
            if self.most and len(lines) > self.most:
                return 413, {}, "too large"
            if bad := self.bad.intersection(int(one[2]) for one in found):
                if len(lines) == 1:
                    self.refused |= bad
                return 400, {}, "partial write: field type conflict"
            for one in found:
                self.lines.add(one[0])
                if not self.one_a_moment:
                    self.points[int(one[2])] = one[1]
                elif self.points.setdefault(int(one[2]), one[1]) != one[1]:
                    self.faults.append(f"two values at {one[2]}")
        return 204, {}, ""

    def count(self):
        with self.lock:
            return len(self.points)
