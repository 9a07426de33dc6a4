"""When a test says SKIPPED, and when that would be an excuse: package indexes on loopback that
refuse, that do not answer, and that do not have what is asked for."""

import contextlib
import http.server
import io
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
from typing import Iterator
from unittest import mock
import zipfile

import environment
import requirements
import skip

HERE = pathlib.Path(__file__).resolve().parent
WHEEL = f"{environment.PROBE}-1-py3-none-any.whl"


def wheel() -> bytes:
    """Of the package by which environment.py sees that there is an index; nothing is in it."""
    content, info = io.BytesIO(), f"{environment.PROBE}-1.dist-info"
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(f"{info}/METADATA",
                         f"Metadata-Version: 2.1\nName: {environment.PROBE}\nVersion: 1\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\n"
                         "Root-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return content.getvalue()


class OnePackage(http.server.BaseHTTPRequestHandler):
    PAGES = {f"/{environment.PROBE}/": f'<a href="/{WHEEL}">{WHEEL}</a>'.encode()}

    def do_GET(self) -> None:  # noqa: N802
        page = wheel() if self.path == f"/{WHEEL}" else self.PAGES.get(self.path)
        self.send_response(404 if page is None else 200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(page or b"")

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def index_with_one_package() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), OnePackage) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@contextlib.contextmanager
def index_that_refuses() -> Iterator[int]:
    with socket.socket() as bound:  # and does not listen
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@contextlib.contextmanager
def index_that_does_not_answer() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


class Environments(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def variables(self, port: int) -> dict[str, str]:
        """No environment yet, this index, and nothing else that pip may have been told."""
        kept = {key: value for key, value in os.environ.items()
                if not key.startswith("PIP_") and not key.lower().endswith("_proxy")}
        kept.pop("HA_PYTHON", None)
        return {**kept, "GIVTCP_HOMEASSISTANT": str(self.folder), "PIP_CONFIG_FILE": os.devnull,
                "PIP_INDEX_URL": f"http://127.0.0.1:{port}", "PIP_NO_CACHE_DIR": "1"}

    def run_script(self, port: int, *command: str) -> tuple[int, str]:
        done = subprocess.run([sys.executable, "-B", HERE / command[0], *command[1:]], text=True,
                              env=self.variables(port), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=300, check=False)
        return done.returncode, done.stdout

    def test_that_no_index_can_give_are_a_reason_to_skip(self) -> None:
        with index_that_refuses() as port:
            code, said = self.run_script(port, "fresh.py", "no-build")

        self.assertEqual(code, skip.SKIPPED, said)
        self.assertIn("SKIPPED: PyPI cannot be reached: ", said)
        self.assertIn("Connection refused", said)

    def test_do_not_wait_for_ever_for_an_index(self) -> None:
        with index_that_does_not_answer() as port:
            with (mock.patch.dict(os.environ, self.variables(port), clear=True),
                  mock.patch.object(environment, "PROBE_SECONDS", 1),
                  self.assertRaisesRegex(skip.Skip, "Read timed out")):
                environment.provide()

    def test_that_cannot_be_made_although_there_is_an_index_are_a_failure(self) -> None:
        with index_with_one_package() as port:
            code, said = self.run_script(port, "environment.py")

        self.assertEqual(code, 1, said)
        self.assertNotIn("SKIPPED", said)
        self.assertIn("pip could not install", said)
        self.assertFalse(list(self.folder.glob("*/complete.txt")))

    def test_that_are_there_need_no_index(self) -> None:
        version = "%d.%d" % sys.version_info[:2]
        is_old = version in environment.PYTHONS_OF_THE_OLDEST
        folder = self.folder / f"python{version}"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
        package = folder / f"venv/lib/python{version}/site-packages/homeassistant"
        package.mkdir()
        (package / "const.py").write_text('__version__ = "2024.3.3"')
        (folder / "complete.txt").write_text(
            "\n".join(requirements.OLDEST if is_old else environment.NEWEST))

        with index_that_refuses() as port:
            with mock.patch.dict(os.environ, self.variables(port), clear=True):
                found = environment.provide()

        self.assertEqual(found.year_and_month, (2024, 3))
        self.assertEqual(found.python, folder / "venv/bin/python")


if __name__ == "__main__":
    unittest.main()
