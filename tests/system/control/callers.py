"""Who commands the daemon: REST as clients of GivTCP use it, the new API, and MQTT."""

import collections
import http.client
import json
import socket
import struct
import threading
import time

import scene  # noqa: F401  (finds the folder of the next one)
from subscriber import Subscriber, text

PATIENCE = 30.0

# `how`: verified, no-op, refused, unknown. `why`: a word where there is one, else ""; `says`: the
# sentence.
Answer = collections.namedtuple("Answer", "how why says body status fields")


def ask(port, method, path, body=None, fields=None, seconds=PATIENCE):
    """Status, fields and text of one HTTP exchange."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request(method, path, body, fields or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


class Rest:
    """POST /<control>, as GivTCP's clients do it."""

    name = "REST"

    def __init__(self, port):
        self.port = port

    def __call__(self, control, payload):
        status, fields, body = ask(self.port, "POST", f"/{control}", payload.encode())
        answer = json.loads(body)
        if status == 404:
            return Answer("refused", "no-such-control", answer["result"], answer, status, fields)
        if list(answer) != ["result"]:
            raise AssertionError(f"not one result: {body}")
        return Answer(fields["X-GivTCP-Status"], "", answer["result"], answer, status, fields)


class Api:
    """POST /api/v1/inverters/<serial>/controls/<control>."""

    def __init__(self, port, serial):
        self.port, self.root = port, f"/api/v1/inverters/{serial}"

    def __call__(self, control, payload, query=""):
        path = f"{self.root}/controls/{control}{query}"
        status, fields, body = ask(self.port, "POST", path, payload.encode())
        answer = json.loads(body)
        return Answer(answer.get("outcome", ""), answer.get("reason", ""),
                      answer.get("detail", ""), answer, status, fields)

    def plan(self, control, payload):
        """Nothing is written: {register: (now, wanted)} of what would be, or why it is refused."""
        answer = self(control, payload, "?dry_run=true")
        if answer.status != 200:
            return answer.why
        return {int(one["register"][2:]): (one["before"], one["requested"])
                for one in answer.body["registers"]}

    def report(self, command):
        status, _, body = ask(self.port, "GET", f"/api/v1/commands/{command}")
        return status, json.loads(body)


class Publisher:
    """QoS 0 over MQTT 3.1.1, and no more."""

    def __init__(self, port, name="publisher"):
        self._socket = socket.create_connection(("127.0.0.1", port), 5)
        connect = text("MQTT") + bytes([4, 2]) + struct.pack(">H", 0) + text(name)
        self._socket.sendall(bytes([0x10, len(connect)]) + connect)
        if self._socket.recv(4)[3] != 0:
            raise RuntimeError("the broker does not take us")

    def publish(self, topic, payload, retain=False):
        packet = text(topic) + payload.encode()
        length, left = b"", len(packet)
        while True:
            left, low = divmod(left, 128)
            length += bytes([low | (0x80 if left else 0)])
            if not left:
                break
        self._socket.sendall(bytes([0x31 if retain else 0x30]) + length + packet)

    def stop(self):
        self._socket.close()


class Mqtt:
    """<root>/control/<serial>/<control> and <root>/<serial>/control/<control> in turn."""

    name = "MQTT"

    def __init__(self, port, serial, root="GivEnergy"):
        self.root, self.serial = root, serial
        self._publisher = Publisher(port, f"publisher-{time.monotonic_ns()}")
        self.subscriber = Subscriber(port, f"results-{time.monotonic_ns()}")
        self._turn = 0

    def stop(self):
        self._publisher.stop()
        self.subscriber.stop()

    def topic(self, control, place):
        places = (f"{self.root}/control/{self.serial}", f"{self.root}/{self.serial}/control")
        return f"{places[place % 2]}/{control}"

    def send(self, control, payload, retain=False):
        self._turn += 1
        self._publisher.publish(self.topic(control, self._turn), payload, retain)

    def results(self, control=None):
        start = f"{self.root}/{self.serial}/result/"
        return [json.loads(one.payload) for one in list(self.subscriber.messages)
                if one.topic.startswith(start) and control in (None, one.topic[len(start):])]

    def __call__(self, control, payload):
        before = len(self.results(control))
        self.send(control, payload)
        if not scene.wait_until(lambda: len(self.results(control)) > before, PATIENCE):
            raise AssertionError(f"no result of {control} {payload!r}")
        body = self.results(control)[-1]
        why = "" if body["reason"] == "none" else body["reason"]
        return Answer(body["outcome"], why, body["detail"], body, None, {})


def at_once(jobs, seconds=60.0):
    """Calls all of them at the same time; what each gave, or the exception that it raised."""
    given = [None] * len(jobs)
    gate = threading.Barrier(len(jobs))

    def run(place):
        try:
            gate.wait(seconds)
            given[place] = jobs[place]()
        except Exception as error:  # pylint: disable=broad-except
            given[place] = error

    threads = [threading.Thread(target=run, args=(place,), daemon=True)
               for place in range(len(jobs))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(seconds)
    return given
