"""givtcp-sim from outside: a client of our own speaks to it, with none of the program's code.

Usage: simulator_test.py PATH-OF-GIVTCP-SIM
"""
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest

EXECUTABLE = ""
LIMIT_S = 20  # for anything, on a busy machine


def crc(data):
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return struct.pack("<H", value)


def request(device, function, first, second):
    inner = struct.pack(">BBHH", device, function, first, second)
    head = bytes.fromhex("59590001001c0102") + b"AB1234G567" + struct.pack(">Q", len(inner) + 2)
    return head + inner + crc(inner)


def read_exactly(client, count):
    data = b""
    while len(data) < count:
        more = client.recv(count - len(data))
        if not more:
            raise EOFError("closed after %d of %d bytes" % (len(data), count))
        data += more
    return data


def frame(client):
    head = read_exactly(client, 6)
    return head + read_exactly(client, struct.unpack(">H", head[4:6])[0])


def run(*arguments):
    return subprocess.run(
        [EXECUTABLE, *arguments], capture_output=True, text=True, timeout=LIMIT_S, check=False
    )


class Simulator:
    """A running givtcp-sim, stopped at the end of its block."""

    def __init__(self, *arguments):
        command = [EXECUTABLE, "--listen", "127.0.0.1:0", *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.said = self.process.stdout.readline()
        self.port = int(self.said.rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait(LIMIT_S)
        self.process.stdout.close()

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=LIMIT_S)


class SimulatorTest(unittest.TestCase):
    def test_says_where_it_listens(self):
        with Simulator() as simulator:
            self.assertEqual(simulator.said, "listening on 127.0.0.1:%d\n" % simulator.port)

    def test_answers_reads_and_takes_a_write(self):
        with Simulator("--latency", "0") as simulator, simulator.connect() as client:
            client.sendall(request(0x11, 3, 0, 60))
            answer = frame(client)
            self.assertEqual(len(answer), 164)
            self.assertEqual(answer[28:38], b"SA2114G047")
            self.assertEqual(answer[38:44], struct.pack(">HHH", 0, 60, 0x2001))
            self.assertEqual(answer[-2:], crc(answer[26:-2]))

            client.sendall(request(0x11, 6, 20, 0))
            acknowledgement = frame(client)
            self.assertEqual(acknowledgement[26:28], b"\x11\x06")
            self.assertEqual(acknowledgement[38:42], struct.pack(">HH", 20, 0))

            client.sendall(request(0x31, 3, 20, 1))
            self.assertEqual(frame(client)[42:44], b"\0\0")

    def test_refuses_sixty_one_registers_and_keeps_silent_beyond_its_range(self):
        with Simulator("--latency", "0") as simulator, simulator.connect() as client:
            client.sendall(request(0x11, 3, 180, 60) + request(0x11, 4, 0, 61))
            answer = frame(client)
            self.assertEqual(len(answer), 44)
            self.assertEqual(answer[26:28], b"\x11\x84")

    def test_takes_its_time(self):
        with Simulator("--latency", "300") as simulator, simulator.connect() as client:
            begin = time.monotonic()
            client.sendall(request(0x32, 4, 60, 60))
            frame(client)
            self.assertGreaterEqual(time.monotonic() - begin, 0.3)

    def test_shows_every_answer_to_every_client(self):
        with Simulator("--latency", "0") as simulator:
            with simulator.connect() as asking, simulator.connect() as listening:
                # An answer of its own proves that the second one is known to the simulator.
                listening.sendall(request(0x11, 3, 21, 1))
                first = frame(listening)
                self.assertEqual(frame(asking), first)
                asking.sendall(request(0x11, 3, 0, 1))
                self.assertEqual(frame(asking), frame(listening))

    def test_hangs_up_on_who_does_not_answer_heartbeats(self):
        with Simulator("--heartbeat", "0.2") as simulator, simulator.connect() as client:
            for _ in range(3):
                self.assertEqual(frame(client).hex(), "59590001000d0101" + b"WF2142G731".hex() + "01")
            self.assertEqual(client.recv(1), b"")

    def test_survives_garbage_and_clients_that_vanish(self):
        with Simulator("--latency", "0") as simulator:
            for garbage in (b"\0" * 100_000, b"\x59\x59\x00\x01" * 10_000, os.urandom(100_000)):
                with simulator.connect() as client:
                    client.sendall(garbage)
            with simulator.connect() as client:
                client.sendall(request(0x11, 3, 0, 60)[:20])
            with simulator.connect() as client:
                client.sendall(request(0x11, 3, 0, 1))
                self.assertEqual(len(frame(client)), 46)

    def test_hangs_up_on_who_never_reads(self):
        with Simulator("--latency", "0") as simulator:
            with simulator.connect() as deaf, simulator.connect() as client:
                deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                many = request(0x11, 3, 0, 60) * 50
                for _ in range(900):  # 7 MB of answers
                    client.sendall(many)
                    for _ in range(50):
                        frame(client)
                with self.assertRaises((BrokenPipeError, ConnectionResetError)):
                    for _ in range(1000):
                        deaf.sendall(b"\0" * 10_000)

    def test_plays_a_recording_byte_for_byte(self):
        with tempfile.NamedTemporaryFile("w", suffix=".log") as recording:
            recording.write(
                "# two pieces of nothing in particular\n"
                "2026-01-01T00:00:00.000000+00:00 rx 0102\n"
                "2026-01-01T00:00:00.050000+00:00 tx ffff\n"
                "2026-01-01T00:00:00.100000+00:00 rx 03\n"
            )
            recording.flush()
            arguments = ("--replay", recording.name, "--replay-mode", "bytes")
            with Simulator(*arguments) as simulator, simulator.connect() as client:
                self.assertEqual(read_exactly(client, 3), b"\1\2\3")

    def test_serves_a_dump(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as dump:
            dump.write('{"0x11":{"HR":{"0":12289}},"0x31":{"HR":{"94":2330}}}')
            dump.flush()
            arguments = ("--registers", dump.name, "--latency", "0")
            with Simulator(*arguments) as simulator, simulator.connect() as client:
                client.sendall(request(0x11, 3, 94, 1))
                self.assertEqual(frame(client)[42:44], struct.pack(">H", 2330))

    def test_goes_on_from_the_time_of_a_dump(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as dump:
            dump.write('{"0x11":{"HR":{"35":26,"36":12,"37":31,"38":23,"39":59,"40":59}}}')
            dump.flush()
            arguments = ("--registers", dump.name, "--latency", "0", "--clock", "run")
            with Simulator(*arguments) as simulator, simulator.connect() as client:
                time.sleep(1.1)
                client.sendall(request(0x11, 3, 35, 3))
                self.assertEqual(frame(client)[42:48], struct.pack(">HHH", 27, 1, 1))

    def test_has_a_plant_with_ten_slots(self):
        with Simulator("--plant", "gen3", "--latency", "0") as simulator:
            with simulator.connect() as client:
                client.sendall(request(0x11, 3, 240, 60))
                answer = frame(client)
                self.assertEqual(len(answer), 164)
                self.assertEqual(answer[46:54], struct.pack(">HHHH", 90, 1300, 1530, 80))

    def test_fails_as_it_was_told(self):
        faults = ("refuse:HR27@1", "ignore:HR116", "error-but-done:HR20", "lose-answer:HR94",
                  "lose-request:HR95", "slow:HR111=1s", "delay-effect:HR112=500ms",
                  "write:HR56=2200@after:HR96")
        arguments = [part for fault in faults for part in ("--fault", fault)]
        with Simulator("--latency", "0", *arguments) as simulator, simulator.connect() as client:
            def write(register, value):
                client.sendall(request(0x11, 6, register, value))

            def acknowledged(register, value):
                answer = frame(client)
                return answer[26:28] == b"\x11\x06" and \
                    answer[38:42] == struct.pack(">HH", register, value)

            def refused(register):
                answer = frame(client)
                return answer[26:28] == b"\x11\x86" and \
                    answer[38:40] == struct.pack(">H", register)

            def read(register):
                client.sendall(request(0x11, 3, register, 1))
                return struct.unpack(">H", frame(client)[42:44])[0]

            write(27, 0)
            self.assertTrue(refused(27))
            self.assertEqual(read(27), 1)
            write(27, 0)
            self.assertTrue(acknowledged(27, 0))
            self.assertEqual(read(27), 0)

            write(116, 55)
            self.assertTrue(acknowledged(116, 55))
            self.assertEqual(read(116), 80)

            write(20, 0)
            self.assertTrue(refused(20))
            self.assertEqual(read(20), 0)

            write(94, 100)
            write(95, 200)
            self.assertEqual(read(94), 100)
            self.assertEqual(read(95), 430)

            begin = time.monotonic()
            write(111, 20)
            self.assertTrue(acknowledged(111, 20))
            self.assertGreaterEqual(time.monotonic() - begin, 1)

            write(112, 20)
            self.assertTrue(acknowledged(112, 20))
            self.assertEqual(read(112), 50)
            time.sleep(0.6)
            self.assertEqual(read(112), 20)

            with simulator.connect() as listening:
                listening.sendall(request(0x11, 3, 21, 1))
                self.assertEqual(frame(client), frame(listening))
                write(96, 0)
                self.assertTrue(acknowledged(96, 0))
                self.assertTrue(acknowledged(56, 2200))
                frame(listening)
                self.assertEqual(frame(listening)[38:42], struct.pack(">HH", 56, 2200))
            self.assertEqual(read(56), 2200)

    def test_restarts_and_comes_back(self):
        with Simulator("--latency", "0", "--reboot-time", "1") as simulator:
            with simulator.connect() as client:
                begin = time.monotonic()
                client.sendall(request(0x11, 6, 163, 100))
                self.assertEqual(frame(client)[38:42], struct.pack(">HH", 163, 100))
                self.assertEqual(client.recv(1), b"")
            while time.monotonic() < begin + LIMIT_S:
                try:
                    with simulator.connect() as client:
                        client.sendall(request(0x11, 3, 163, 1))
                        self.assertEqual(frame(client)[42:44], b"\0\0")
                        break
                except (EOFError, ConnectionError):
                    time.sleep(0.05)
            self.assertGreaterEqual(time.monotonic() - begin, 1.5)
            self.assertLess(time.monotonic() - begin, LIMIT_S)

    def test_ends_at_once_when_told(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with Simulator() as simulator, simulator.connect():
                simulator.process.send_signal(number)
                self.assertEqual(simulator.process.wait(2), 0)

    def test_says_what_is_wrong_in_one_line(self):
        with Simulator() as simulator:
            taken = "127.0.0.1:%d" % simulator.port
            mistakes = (
                (["--listen", taken], "cannot listen on " + taken),
                (["--listen", "nowhere"], "expected HOST:PORT"),
                (["--registers", "/nonexistent"], "/nonexistent: cannot be read"),
                (["--registers", EXECUTABLE], "not JSON"),
                (["--replay", __file__], "line 1: neither"),
                (["--bogus"], "--bogus"),
                (["--fault", "refuse:27"], "expected refuse:REG[@N], not refuse:27"),
                (["--fault", "lose:5%", "--fault", "melt:*"], 'no fault "melt:*"; there are refuse,'),
            )
            for arguments, complaint in mistakes:
                with self.subTest(arguments=arguments):
                    ended = run(*arguments)
                    self.assertEqual(ended.returncode, 2)
                    self.assertIn(complaint, ended.stderr)
                    self.assertEqual(ended.stderr.count("\n"), 1)
                    self.assertEqual(ended.stdout, "")

    def test_shows_what_is_built_in(self):
        listed = run("--list").stdout
        for name in ("gen1", "ac", "gen3", "living-gen1", "living-gen4", "living-ac"):
            self.assertRegex(listed, r"(?m)^%s " % name)
        self.assertIn("lose-answer:REG[@N]", run("--help").stdout)
        self.assertRegex(run("--version").stdout, r"^givtcp-sim \d+\.\d+\.\d+\n$")


if __name__ == "__main__":
    EXECUTABLE = sys.argv.pop(1)
    unittest.main(verbosity=2)
