"""Makes the virtual environment in which Home Assistant runs, and keeps it.

    environment.py            prints its interpreter's path and Home Assistant's version

With Python 3.11 or 3.12 that is the oldest version that we test with, from a fixed list. Another
interpreter, which HA_PYTHON may name, gets the newest release that it can run, and what that one's
manifests ask for. The environments are in build/homeassistant, or in the folder that
GIVTCP_HOMEASSISTANT names, one for each Python; they are made anew when the list changes."""

import contextlib
import fcntl
import os
import pathlib
import re
import shutil
import subprocess
import sys
from typing import Iterator, NamedTuple

import requirements
from skip import Skip, run

PROJECT = pathlib.Path(__file__).resolve().parents[3]
PYTHONS_OF_THE_OLDEST = ("3.11", "3.12")
NEWEST = ("homeassistant",)
# Small, needs nothing, and Home Assistant needs it: shows whether there is anything to fetch from.
PROBE, PROBE_SECONDS = "ifaddr", 20


class Environment(NamedTuple):
    python: pathlib.Path
    version: str

    @property
    def year_and_month(self) -> tuple[int, int]:
        """To compare with: (2024, 3)."""
        year, month = self.version.split(".")[:2]
        return int(year), int(month)


def provide() -> Environment:
    """At once if it is there."""
    interpreter = os.environ.get("HA_PYTHON") or sys.executable
    version = _output(interpreter, "-c", "import sys; print('%d.%d' % sys.version_info[:2])")
    wanted = requirements.OLDEST if version in PYTHONS_OF_THE_OLDEST else NEWEST
    base = pathlib.Path(os.environ.get("GIVTCP_HOMEASSISTANT") or PROJECT / "build/homeassistant")
    folder = base / f"python{version}"
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        _make_if_changed(interpreter, folder, wanted)
    python = folder / "venv/bin/python"
    version = _output(python, "-c", "import homeassistant.const as it; print(it.__version__)")
    return Environment(python, version)


@contextlib.contextmanager
def _alone(folder: pathlib.Path) -> Iterator[None]:
    """Two tests that start together make one environment, not each its own over the other's."""
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_if_changed(interpreter: str, folder: pathlib.Path, wanted: tuple[str, ...]) -> None:
    """The list is written last: a half made environment has none."""
    complete, text = folder / "complete.txt", "\n".join(wanted)
    if complete.exists() and complete.read_text() == text:
        return
    complete.unlink(missing_ok=True)
    venv = folder / "venv"
    shutil.rmtree(venv, ignore_errors=True)
    made = _run(interpreter, "-m", "venv", venv)
    if made.returncode:
        raise Skip("this Python cannot make virtual environments: " + _last_line(made))
    python = venv / "bin/python"
    _be_sure_of_an_index(python)
    if wanted == requirements.OLDEST:
        _install(python, "--no-deps", *wanted)
    else:
        _install(python, *wanted)
        package = next(venv.glob("lib/python*/site-packages/homeassistant"))
        constraints = package / "package_constraints.txt"
        _install(python, *requirements.from_manifests(package), "-c", constraints)
    complete.write_text(text)


def _be_sure_of_an_index(python: pathlib.Path) -> None:
    """Afterwards, what cannot be installed is a failure and not an excuse."""
    probe = _run(python, "-m", "pip", "install", "-q", "--retries", "1", "--timeout",
                 PROBE_SECONDS, "--no-deps", PROBE)
    if probe.returncode:
        # pip's last line only says that there is no such package.
        broken = re.findall("connection broken by (.*)", probe.stdout)
        raise Skip("PyPI cannot be reached: " + (broken or [_last_line(probe)])[-1])


def _install(python: pathlib.Path, *what: object) -> None:
    # Most of it is never imported; the first start compiles what is.
    done = _run(python, "-m", "pip", "install", "-q", "--no-compile", *what)
    if done.returncode:
        raise RuntimeError(f"pip could not install {what}:\n{done.stdout[-4000:]}")


def _run(*command: object) -> subprocess.CompletedProcess:
    return subprocess.run([str(part) for part in command], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False)


def _last_line(done: subprocess.CompletedProcess) -> str:
    lines = done.stdout.strip().splitlines()
    return lines[-1] if lines else f"exit code {done.returncode}"


def _output(*command: object) -> str:
    done = _run(*command)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stdout}")
    return done.stdout.strip()


def main() -> int:
    found = provide()
    print(f"Home Assistant {found.version}: {found.python}")
    return 0


if __name__ == "__main__":
    run(main)
