"""The attacks of run_attacks.py: what each attacker does with a Target, and what he has to get."""
import collections
import gzip
import socket
import ssl
import time

MEGABYTE = b"x" * 1_000_000
TCP_ESTABLISHED = 1
GET = b"GET /small HTTP/1.1\r\nHost: h\r\n\r\n"
POST = b"POST /echo HTTP/1.1\r\nHost: h\r\n"


def lenient_client():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Target:
    def __init__(self, port, seconds, tls):
        self.port, self.seconds, self.tls = port, seconds, tls
        self.open = []  # kept until the server has been stopped

    def connect(self, timeout=8.0, small_window=False, source="127.0.0.1", plain=False):
        sock = socket.socket()
        sock.settimeout(timeout)
        if small_window:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.bind((source, 0))
        sock.connect(("127.0.0.1", self.port))
        return self.tls.wrap_socket(sock) if self.tls and not plain else sock

    def ask(self, *pieces, timeout=8.0):
        """Sends the pieces; returns the status of the first answer, or how it ended."""
        began = time.monotonic()
        answer = b""
        try:
            sock = self.connect(timeout)
            try:
                for piece in pieces:
                    sock.sendall(piece)
            except OSError:
                pass  # refused half-way; an answer may be there all the same
            while b"\r\n" not in answer and (data := sock.recv(65536)):
                answer += data
        except socket.timeout:
            return "no answer"
        except OSError:
            pass
        if answer.startswith(b"HTTP/1."):
            return answer[9:12].decode()
        ended = "garbage" if answer else "closed"
        waited = time.monotonic() - began
        return f"{ended} after {waited:.0f} s" if waited > 0.5 else ended


def summary(results):
    counts = collections.Counter(results)
    return ", ".join(f"{n}x {what}" if n > 1 else what for what, n in counts.most_common())


def repeat(target, piece, megabytes):
    """Sends up to so many megabytes, for so long as the attack lasts."""
    end = time.monotonic() + target.seconds
    for _ in range(megabytes):
        if time.monotonic() > end:
            return
        yield piece


# Floods of bytes

def chunked_body_200_mb(target):
    head = POST + b"Transfer-Encoding: chunked\r\n\r\n"
    chunks = repeat(target, b"f4240\r\n" + MEGABYTE + b"\r\n", 200)
    return target.ask(head, *list(chunks), b"0\r\n\r\n")

def gzip_bomb(target):
    body = gzip.compress(bytes(60_000_000))
    head = POST + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    return target.ask(head, body)

def header_lines_without_end(target):
    return target.ask(GET[:-2], *repeat(target, b"a: b\r\n" * 160_000, 200))

def header_line_without_end(target):
    return target.ask(GET[:-2] + b"a: ", *repeat(target, MEGABYTE, 200))

def request_line_without_end(target):
    return target.ask(b"GET /", *repeat(target, MEGABYTE, 200))

def ten_thousand_headers(target):
    return target.ask(GET[:-2] + b"".join(b"h%d: v\r\n" % i for i in range(10_000)) + b"\r\n")

def content_length_odd(target):
    odd = [b"Content-Length: 1000000000000000000", b"Content-Length: 99999999999999999999999", b"Content-Length: -1",
           b"Content-Length: 5\r\nContent-Length: 6", b"Content-Length: 5, 5", b"Content-Length: 0x5"]
    return " ".join(target.ask(POST + line + b"\r\n\r\nhello", timeout=7) for line in odd)

def body_without_length(target):
    return target.ask(POST + b"Connection: close\r\n\r\n", *repeat(target, MEGABYTE, 200))

def range_1500_times(target):
    head = GET[:-2] + b"Range: bytes=" + b",".join([b"0-"] * 1500) + b"\r\n\r\n"
    received = 0
    try:
        with target.connect(2) as sock:
            sock.sendall(head)
            status = sock.recv(65536)
            received = len(status)
            while received < 10**8 and (data := sock.recv(1 << 20)):
                received += len(data)
    except OSError:
        pass
    return f"{status[9:12].decode() or 'closed'}, {received // 1000} kB"

def multipart_regex(target):
    body = b'--b\r\nContent-Disposition: form-data; name="' + b"a" * 60_000 + b'"\r\n\r\nx\r\n--b--\r\n'
    head = POST + b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n" % len(body)
    return target.ask(head, body)

def brotli_on_request(target):
    for _ in range(16):
        sock = target.connect()
        sock.sendall(b"GET /large HTTP/1.1\r\nHost: h\r\nAccept-Encoding: br, gzip\r\n\r\n")
        target.open.append(sock)
    time.sleep(target.seconds)
    return ", ".join({"compresses" if b"Encoding" in s.recv(300) else "plain" for s in target.open[:1]})


# Hoarders of time and places

def each_second(target, sockets, action):
    """Every socket does its action once a second; says how many are still connected at the end."""
    lost_after = []
    began = time.monotonic()
    alive = list(sockets)
    while alive and time.monotonic() < began + 6.5:
        for sock in list(alive):
            try:
                action(sock)
                if sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != TCP_ESTABLISHED:
                    raise ConnectionError
            except (BlockingIOError, ssl.SSLWantReadError):
                pass
            except OSError:
                alive.remove(sock)
                lost_after.append(time.monotonic() - began)
        time.sleep(1)
    longest = f", the longest for {max(lost_after):.0f} s" if lost_after else ""
    return f"{len(alive)} of {len(sockets)} held to the end{longest}"

def dribble(sock):
    sock.send(b"a")

def sip(sock):
    sock.setblocking(False)
    if sock.recv(1) == b"":
        raise ConnectionError

def hoard(target, count, opening=b"", **options):
    for _ in range(count):
        try:
            sock = target.connect(1, **options)
            if opening:
                sock.sendall(opening)
            target.open.append(sock)
        except OSError:
            pass
    return target.open

def dribbling_heads_64(target):
    return each_second(target, hoard(target, 64, GET[:-2] + b"h: "), dribble)

def dribbling_bodies_64(target):
    return each_second(target, hoard(target, 64, POST + b"Content-Length: 1000\r\n\r\n"), dribble)

def slow_readers_64(target):
    return each_second(target, hoard(target, 64, GET.replace(b"small", b"large"), small_window=True), sip)

def silent_200(target):
    hoard(target, 200)
    time.sleep(target.seconds)
    return "-"

def idle_keep_alive_200(target):
    hoard(target, 200, GET)
    time.sleep(target.seconds)
    return "-"

def connects_500_per_second(target):
    made = refused = 0
    began = time.monotonic()
    while (elapsed := time.monotonic() - began) < target.seconds:
        while made + refused < 500 * elapsed:
            try:
                target.open.append(target.connect(1))
                made += 1
            except OSError:
                refused += 1
        time.sleep(0.002)
    return f"{made} made, {refused} refused"

def leaving_half_way(target):
    end = time.monotonic() + target.seconds
    count = 0
    while time.monotonic() < end and count < 5_000:
        try:
            with target.connect() as sock:
                sock.sendall([GET[:20], POST + b"Content-Length: 9\r\n\r\nabc", GET.replace(b"small", b"large")][count % 3])
            count += 1
        except OSError:
            pass
    return f"{count} left"


# Odd words

def spoofed_remote_addr(target):
    with target.connect() as sock:
        sock.sendall(b"GET /peer HTTP/1.1\r\nHost: h\r\nREMOTE_ADDR: 6.6.6.6\r\nConnection: close\r\n\r\n")
        answer = b""
        while data := sock.recv(4096):
            answer += data
    return "believed" if b"header=6.6.6.6" in answer else "not believed"

def odd_paths(target):
    paths = {"NUL": b"/\0small", "%00": b"/small%00.txt", "raw UTF-8": b"/\xff\xfe", "%ff": b"/%ff%fe",
             "100 kB": b"/" + b"a" * 100_000, "15 kB": b"/" + b"a" * 15_000}
    return ", ".join(f"{name} {target.ask(b'GET ' + path + b' HTTP/1.1' + GET[19:])}" for name, path in paths.items())

def odd_protocols(target):
    openings = {"0.9": b"GET /small\r\n", "h2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), "LF": GET.replace(b"\r", b""),
                "fold": GET[:-2] + b" x\r\n\r\n"}
    return ", ".join(f"{name} {target.ask(opening, timeout=8)}" for name, opening in openings.items())

def odd_methods(target):
    return ", ".join(f"{method} {target.ask(GET.replace(b'GET', method.encode()), timeout=7)}"
                     for method in ["HEAD", "OPTIONS", "TRACE", "CONNECT", "BREW"])

def pipelined_1000(target):
    wanted, seen = b"HTTP/1.1 200", b""
    answers = 0
    try:
        with target.connect(5) as sock:
            for _ in range(10):
                sock.sendall(GET * 100)
            while answers < 1000 and (data := sock.recv(1 << 20)):
                seen += data
                answers += seen.count(wanted)
                seen = seen[max(seen.rfind(wanted) + len(wanted), len(seen) - len(wanted) + 1):]
    except OSError:
        pass
    return f"{answers} answers"

def all_sorts_held(target):
    hoard(target, 8, GET[:-2] + b"h: ")
    hoard(target, 8, POST + b"Content-Length: 1000\r\n\r\n")
    hoard(target, 8, GET)
    hoard(target, 8, GET.replace(b"small", b"large"), small_window=True)
    time.sleep(target.seconds)
    return "-"

def slow_answers_40(target):
    """More requests that take a second than there are workers."""
    hoard(target, 30, GET.replace(b"small", b"slow"))
    time.sleep(target.seconds)
    return "-"

def exceptions(target):
    return target.ask(GET.replace(b"small", b"throws"))

def strangers_500_per_second(target):
    answers = collections.Counter()
    end = time.monotonic() + target.seconds
    while time.monotonic() < end:
        try:
            with target.connect(1, source="127.0.0.99", plain=True) as sock:
                answers[sock.recv(1000)[9:12].decode() or "closed"] += 1
        except OSError:
            answers["closed"] += 1
        time.sleep(0.002)
    return "/".join(answers)

def no_handshake_200(target):
    """Silent, half a greeting, and plain HTTP, where TLS is spoken."""
    for opening in [b"", b"\x16\x03\x01\x02\x00\x01", GET] * 66:
        try:
            sock = target.connect(1, plain=True)
            sock.sendall(opening)
            target.open.append(sock)
        except OSError:
            pass
    time.sleep(target.seconds)
    return "-"

def handshakes_without_end(target):
    count = 0
    end = time.monotonic() + target.seconds
    while time.monotonic() < end:
        try:
            target.connect(2).close()
            count += 1
        except OSError:
            pass
    return f"{count} made"

def full_buffers(target):
    """64 connections, each with nearly all that it may have in flight."""
    hoard(target, 32, POST + b"Content-Length: 64000\r\n\r\n" + MEGABYTE[:63_000])
    hoard(target, 32, GET[:-2] + b"a: b\r\n" * 60)
    time.sleep(target.seconds)
    return "-"



# Commands, where the plant never answers

def command(body, fields=b"", path=b"/setChargeTarget", host=b"127.0.0.1"):
    return (b"POST " + path + b" HTTP/1.1\r\nHost: " + host + b"\r\n" + fields +
            b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

def bodies_at_the_limit(target):
    largest = target.ask(POST + b"Content-Length: 65536\r\n\r\n", b"x" * 65536)
    one_more = target.ask(POST + b"Content-Length: 65537\r\n\r\n", b"x" * 65537)
    return f"{largest} {one_more}"

def strange_writes(target):
    """From a page elsewhere, under a name that was made to point here, chunked, and with two bodies."""
    elsewhere = target.ask(command(b"80", b"Origin: http://evil.example.org\r\n"))
    rebound = target.ask(command(b"80", host=b"evil.example.org:6345"))
    chunked = target.ask(b"POST /setChargeTarget HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n",
                         *repeat(target, b"1\r\n8\r\n" * 100_000, 50))
    two = target.ask(command(b"80", b"Content-Length: 1\r\n"))
    return f"{elsewhere} {rebound} {chunked} {two}"

def results_of(sockets):
    """What is in the answers behind "result", or how a connection ended, and how often."""
    words = []
    for sock in sockets:
        answer = b""
        try:
            while data := sock.recv(65536):
                answer += data
        except OSError:
            pass
        words.append("busy" if b"busy" in answer else "timeout" if b"Unknown success" in answer else "none")
    return collections.Counter(words)

def commands_at_once_28(target):
    """As many as one address has connections, less a few for the bystander: twelve may wait, and no more."""
    for _ in range(28):
        sock = target.connect(12)
        sock.sendall(command(b'{"chargeToPercent": 80}'))
        target.open.append(sock)
    words = results_of(target.open)
    return f"{words['busy']} busy, {words['timeout']} timeout, {words['none']} none"

def commands_held_12(target):
    """Every place to wait is taken when the server has to stop."""
    hoard(target, 12, command(b"80"))
    time.sleep(target.seconds)
    return "-"

def commands_without_end(target):
    answers = collections.Counter()
    hoard(target, 12, command(b"80"))
    time.sleep(0.2)
    end = time.monotonic() + target.seconds
    while time.monotonic() < end:
        answers[target.ask(command(b"x" * 60_000))] += 1
    return "/".join(answers)


# What the attacker has to get, as a regular expression for his whole outcome.
ATTACKS = {
    chunked_body_200_mb: "411", gzip_bomb: "415", header_lines_without_end: "431", header_line_without_end: "431",
    request_line_without_end: "414", ten_thousand_headers: "431", content_length_odd: "413 413 400 400 400 400",
    body_without_length: "200|closed.*", range_1500_times: "416, 0 kB", multipart_regex: "415", brotli_on_request: "plain",
    dribbling_heads_64: "0 of .*", dribbling_bodies_64: "0 of .*", slow_readers_64: "[0-9]+ of .*", silent_200: "-",
    idle_keep_alive_200: "-", connects_500_per_second: ".* made, .*", leaving_half_way: ".* left", full_buffers: "-",
    all_sorts_held: "-", slow_answers_40: "-", exceptions: "500", strangers_500_per_second: "403|closed|403/closed|closed/403",
    spoofed_remote_addr: "not believed", odd_paths: "NUL 400, %00 400, raw UTF-8 400, %ff 404, 100 kB 414, 15 kB 414",
    odd_protocols: "0.9 closed.*, h2 505, TLS 400, LF closed.*, fold 400",
    odd_methods: "HEAD 200, OPTIONS 204, TRACE 501, CONNECT 501, BREW 501", pipelined_1000: "1000 answers",
    bodies_at_the_limit: "200 413", strange_writes: "403 403 411 400", commands_at_once_28: "16 busy, 12 timeout, 0 none",
    commands_held_12: "-", commands_without_end: "200",
}
TLS_ATTACKS = {no_handshake_200: "-", handshakes_without_end: ".* made"}

# Attackers who ask for the 1 MB document again and again.
LARGE_ANSWERS = {brotli_on_request, slow_readers_64, leaving_half_way, all_sorts_held}
