"""givtcp-sim's faults, its control port and its many dongles, from outside.

Usage: faults_test.py PATH-OF-GIVTCP-SIM
"""
import json
import os
import socket
import struct
import sys
import tempfile
import time
import unittest

import simulator_test
from simulator_test import LIMIT_S, Simulator, frame, request, run

ONE_REGISTER = request(0x11, 3, 20, 1)


class Control:
    """The control port of a simulator that was started with one."""

    def __init__(self, simulator):
        line = simulator.process.stdout.readline()
        assert line.startswith("control on 127.0.0.1:"), line
        self.port = int(line.rsplit(":", 1)[1])
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=LIMIT_S)
        self.lines = self.socket.makefile("r", encoding="utf-8")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.lines.close()
        self.socket.close()

    def ask(self, do, **more):
        self.socket.sendall(json.dumps({"do": do, **more}).encode() + b"\n")
        return json.loads(self.lines.readline())

    def struck(self, fault):
        return self.ask("counts")["faults"].get(fault, {}).get("struck", 0)


def controlled(*arguments):
    return Simulator("--latency", "0", "--control-port", "0", *arguments)


def eventually(holds):
    """Waits until it holds; whether it did."""
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return False


def answers(address):
    """Does a dongle let us in there, and answer?"""
    try:
        with socket.create_connection(address, timeout=LIMIT_S) as client:
            client.sendall(ONE_REGISTER)
            return len(frame(client)) == 46
    except (OSError, EOFError):  # refused, or thrown out
        return False


class FaultsTest(unittest.TestCase):
    def test_plays_the_faults_of_a_file(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as faults:
            faults.write('[{"fault":"silence","times":1},{"fault":"duplicate","times":1}]')
            faults.flush()
            with Simulator("--latency", "0", "--faults", faults.name) as simulator:
                with simulator.connect() as client:
                    client.sendall(ONE_REGISTER + request(0x11, 3, 21, 1) + request(0x11, 3, 22, 1))
                    bases = [frame(client)[38:40] for _ in range(3)]
                    self.assertEqual(bases, [b"\0\x15", b"\0\x15", b"\0\x16"])

    def test_refuses_files_that_are_wrong(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as faults:
            faults.write('[{"fault":"drop"},{"fault":"drop","for":5}]')
            faults.flush()
            for name, wrong in ((faults.name, 'entry 2: "for": expected a time like 30s'),
                                ("/nowhere", "/nowhere: cannot be read")):
                ended = run("--listen", "127.0.0.1:0", "--faults", name)
                self.assertEqual(ended.returncode, 2)
                self.assertIn(wrong, ended.stderr)
                self.assertEqual(ended.stderr.count("\n"), 1)

    def test_says_what_is_true_and_takes_it_back(self):
        with controlled() as simulator, Control(simulator) as control:
            block = {"device": "0x11", "bank": "holding", "base": 94}
            self.assertEqual(control.ask("set", words=[130], **block), {"ok": True})
            self.assertEqual(control.ask("read", count=1, **block)["words"], [130])
            with simulator.connect() as client:
                client.sendall(request(0x11, 3, 94, 1) + request(0x11, 6, 94, 200))
                self.assertEqual(frame(client)[42:44], struct.pack(">H", 130))
                frame(client)
            self.assertEqual(control.ask("read", count=1, **block)["words"], [200])
            self.assertEqual(control.ask("writes")["writes"], {"HR94": 1})

    def test_resets_a_connection(self):
        with controlled() as simulator, Control(simulator) as control:
            with simulator.connect() as client:
                self.assertTrue(control.ask("fault", fault="reset")["ok"])
                client.sendall(ONE_REGISTER)
                with self.assertRaises(ConnectionResetError):
                    client.recv(1)
            self.assertEqual(control.struck("reset"), 1)
            self.assertTrue(answers(("127.0.0.1", simulator.port)))

    def test_swallows_everything_and_holds_the_connection(self):
        with controlled("--heartbeat", "0.05") as simulator, Control(simulator) as control:
            with simulator.connect() as client:
                client.sendall(ONE_REGISTER)
                while len(frame(client)) != 46:
                    pass
                control.ask("fault", fault="black-hole")
                client.sendall(ONE_REGISTER)
                self.assertTrue(eventually(lambda: control.struck("black-hole") >= 1))
                made = control.ask("counts")["dongle"]["connections_made"]
                control.ask("clear")
                client.sendall(ONE_REGISTER)
                while len(frame(client)) != 46:
                    pass
                counts = control.ask("counts")["dongle"]
                self.assertEqual(counts["connections_made"], made)
                self.assertEqual(counts["answers"], 2)

    def test_refuses_connections_and_leaves_who_is_there(self):
        with controlled() as simulator, Control(simulator) as control:
            with simulator.connect() as client:
                client.sendall(ONE_REGISTER)
                frame(client)
                control.ask("fault", fault="refuse-connection")
                with self.assertRaises(ConnectionRefusedError):
                    simulator.connect()
                client.sendall(ONE_REGISTER)
                frame(client)
                control.ask("clear")
                self.assertTrue(answers(("127.0.0.1", simulator.port)))

    def test_refuses_as_many_connections_as_it_is_told(self):
        with controlled() as simulator, Control(simulator) as control:
            control.ask("fault", fault="refuse-connection", times=3)
            let_in = [answers(("127.0.0.1", simulator.port)) for _ in range(5)]
            self.assertEqual(let_in, [False, False, False, True, True])
            self.assertEqual(control.struck("refuse-connection"), 3)
            self.assertEqual(control.ask("list")["faults"][0]["state"], "over")

    def test_refuses_a_share_of_connections(self):
        with controlled() as simulator, Control(simulator) as control:
            control.ask("fault", fault="refuse-connection", percent=50)
            let_in = [answers(("127.0.0.1", simulator.port)) for _ in range(40)]
            self.assertIn(True, let_in)
            self.assertEqual(control.struck("refuse-connection"), let_in.count(False))
            self.assertGreater(let_in.count(False), 0)

    def test_moves_to_another_address_and_back(self):
        with controlled() as simulator, Control(simulator) as control:
            home, there = ("127.0.0.1", simulator.port), ("127.0.0.2", simulator.port)
            self.assertTrue(answers(home))
            self.assertFalse(answers(there))
            with simulator.connect() as client:
                client.sendall(ONE_REGISTER)
                frame(client)
                control.ask("fault", fault="address-change:127.0.0.2")
                self.assertEqual(client.recv(1), b"")
            self.assertTrue(answers(there))
            self.assertFalse(answers(home))
            control.ask("clear")
            self.assertTrue(answers(home))
            self.assertFalse(answers(there))

    def test_says_that_it_cannot_be_where_it_has_moved(self):
        with controlled() as simulator, Control(simulator) as control:
            # Of TEST-NET-1 (RFC 5737): nobody's.
            control.ask("fault", fault="address-change:192.0.2.1")
            self.assertIn("cannot listen on 192.0.2.1:", control.ask("list")["unreachable"])
            self.assertFalse(answers(("127.0.0.1", simulator.port)))
            control.ask("clear")
            self.assertTrue(answers(("127.0.0.1", simulator.port)))
            self.assertNotIn("unreachable", control.ask("list"))

    def test_reboots_for_as_long_as_it_is_told(self):
        with controlled() as simulator, Control(simulator) as control:
            control.ask("fault", fault="reboot", **{"for": "300ms"})
            self.assertFalse(answers(("127.0.0.1", simulator.port)))
            self.assertTrue(eventually(lambda: answers(("127.0.0.1", simulator.port))))
            over = control.ask("list")["faults"][0]
            self.assertEqual((over["fault"], over["state"]), ("reboot", "over"))
            self.assertAlmostEqual(over["ends"] - over["begins"], 0.3, places=2)

    def test_sends_byte_by_byte(self):
        with controlled() as simulator, Control(simulator) as control:
            with simulator.connect() as client:
                control.ask("fault", fault="slow-bytes:10ms", times=1)
                begin = time.monotonic()
                client.sendall(ONE_REGISTER)
                frame(client)
                self.assertGreaterEqual(time.monotonic() - begin, 0.45)

    def test_answers_nonsense_on_the_control_port_in_one_sentence(self):
        with controlled() as simulator, Control(simulator) as control:
            control.socket.sendall(b"\xff\0 nonsense\n[]\r\n" + b"[" * 60_000 + b"\n")
            for wrong in ("this is not JSON", "expected an object", "this is not JSON"):
                answer = json.loads(control.lines.readline())
                self.assertFalse(answer["ok"])
                self.assertIn(wrong, answer["error"])
            control.socket.sendall(b"x" * 70_000)
            self.assertIn("65536", json.loads(control.lines.readline())["error"])
            self.assertTrue(answers(("127.0.0.1", simulator.port)))

    def test_a_line_that_is_too_long_gets_its_answer_before_the_end(self):
        with controlled() as simulator, Control(simulator) as control:
            # More than the sockets hold: a close with bytes unread would be a reset.
            control.socket.sendall(b"x" * 20_000_000 + b"\n")
            self.assertIn("65536", json.loads(control.lines.readline())["error"])
            self.assertEqual(control.lines.readline(), "")
            control.socket.sendall(b'{"do":"list"}\n')  # nobody listens any more

    def test_a_line_that_never_ends_is_left_alone(self):
        with controlled() as simulator, Control(simulator) as control:
            with self.assertRaises(ConnectionError):
                for _ in range(200):
                    control.socket.sendall(b"x" * 1_000_000)

    def test_takes_a_last_line_without_an_end(self):
        with controlled() as simulator, Control(simulator) as control:
            control.socket.sendall(b'{"do":"writes"}\n{"do":"clear"}')
            control.socket.shutdown(socket.SHUT_WR)
            self.assertEqual(json.loads(control.lines.readline()), {"ok": True, "writes": {}})
            self.assertEqual(json.loads(control.lines.readline()), {"ok": True})
            self.assertEqual(control.lines.readline(), "")

    def test_sets_no_fault_while_a_recording_is_played(self):
        with tempfile.NamedTemporaryFile("w", suffix=".log") as session:
            session.write("- rx 5959\n")
            session.flush()
            with controlled("--replay", session.name) as simulator, Control(simulator) as control:
                answer = control.ask("fault", fault="drop")
                self.assertFalse(answer["ok"])
                self.assertIn("without faults", answer["error"])

    def test_takes_eight_on_the_control_port(self):
        with controlled() as simulator, Control(simulator) as control:
            address = ("127.0.0.1", control.port)
            others = [socket.create_connection(address, timeout=LIMIT_S) for _ in range(7)]
            with socket.create_connection(address, timeout=LIMIT_S) as ninth:
                self.assertEqual(ninth.recv(1), b"")
            self.assertTrue(control.ask("list")["ok"])
            for other in others:
                other.close()

    def test_a_lifelike_one_shows_the_clouds_traffic(self):
        with Simulator("--lifelike", "--cloud", "0.2") as simulator, simulator.connect() as client:
            self.assertEqual(frame(client)[26:28], b"\x11\x04")
            self.assertEqual(frame(client)[26:28], b"\x32\x04")

    def test_is_many(self):
        with Simulator("--latency", "0", "--count", "1000", "--host-range") as simulator:
            for _ in range(999):
                last = simulator.process.stdout.readline()
            host, port = last.split()[-1].rsplit(":", 1)
            # Port 0 is a free one for each.
            self.assertEqual(host, "127.0.3.232")
            serials = []
            for address in (("127.0.0.1", simulator.port), (host, int(port))):
                with socket.create_connection(address, timeout=LIMIT_S) as client:
                    client.sendall(ONE_REGISTER)
                    answer = frame(client)
                    serials.append((answer[8:18], answer[28:38]))
            self.assertEqual(serials, [(b"WF2142G731", b"SA2114G047"), (b"WF2143G730", b"SA2115G046")])
            files = os.listdir("/proc/%d/fd" % simulator.process.pid)
            self.assertGreater(len(files), 1000)

    def test_each_of_many_has_its_own_faults(self):
        with controlled("--count", "2") as simulator:
            second = int(simulator.process.stdout.readline().rsplit(":", 1)[1])
            with Control(simulator) as control:
                control.ask("fault", fault="refuse-connection", dongle=2)
                self.assertTrue(answers(("127.0.0.1", simulator.port)))
                self.assertFalse(answers(("127.0.0.1", second)))
                self.assertEqual(control.ask("list")["faults"], [])

    def test_says_that_there_are_no_more_ports(self):
        ended = run("--listen", "127.0.0.1:65535", "--count", "2")
        self.assertEqual(ended.returncode, 2)
        self.assertIn("there is no port 65536", ended.stderr)


if __name__ == "__main__":
    simulator_test.EXECUTABLE = sys.argv.pop(1)
    unittest.main(verbosity=2)
