"""Debian's prometheus and promtool, and a Python with PyPI's prometheus-client. They are fetched
once and kept in build.

    peers.py                 fetches them, and prints what there is"""

import pathlib
import subprocess
import sys
from typing import NamedTuple

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from debian import PROJECT, Skip, unpacked  # noqa: E402
from skip import run  # noqa: E402

CLIENT = "prometheus-client>=0.16,<1"


class Peers(NamedTuple):
    prometheus: pathlib.Path
    promtool: pathlib.Path
    python: pathlib.Path


def provide() -> Peers:
    programs = unpacked("prometheus") / "usr/bin"
    return Peers(programs / "prometheus", programs / "promtool", _python_with_client())


def _python_with_client() -> pathlib.Path:
    folder = PROJECT / "build/prometheus-client"
    python = folder / "bin/python"
    if not (folder / "complete").exists():
        made = _run(sys.executable, "-m", "venv", "--clear", folder)
        if made.returncode:
            raise Skip("this Python cannot make virtual environments: " + made.stdout[-300:])
        done = _run(python, "-m", "pip", "install", "-q", "--retries", "1", "--timeout", "20", CLIENT)
        if done.returncode:
            raise Skip("PyPI's prometheus-client cannot be had: " + done.stdout[-300:])
        (folder / "complete").touch()
    return python


def _run(*command: object) -> subprocess.CompletedProcess:
    return subprocess.run([str(part) for part in command], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False)


def main() -> int:
    peers = provide()
    print(_run(peers.prometheus, "--version").stdout.splitlines()[0])
    print(_run(peers.python, "-m", "pip", "show", "prometheus-client").stdout.splitlines()[1])
    return 0


if __name__ == "__main__":
    run(main)
