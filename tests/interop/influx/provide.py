"""Gets the real servers, and the official Python client, and keeps them.

    provide.py [NAME...]        prints where they are

Nothing is installed in the machine and no service is started: Debian's packages are unpacked, Go
builds into a folder, the client has a virtual environment. They are in build/influx, or in the
folder that GIVTCP_INFLUX names, which then serves several clones. What cannot be fetched is a
reason to skip."""

import contextlib
import fcntl
import os
import pathlib
import shutil
import subprocess
import sys
from typing import Callable, Iterator

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "homeassistant"))
from skip import Skip, run  # noqa: E402

PROJECT = pathlib.Path(__file__).resolve().parents[3]
INFLUX_OF_GO = "github.com/influxdata/influxdb/cmd/influxd@v1.8.10"
CLIENT = "influxdb-client==1.50.0"


def influxdb_16() -> pathlib.Path:
    """Debian's; it knows the v1 API alone."""
    return _of_debian("influxdb") / "usr/bin/influxd"


def influxdb_18() -> pathlib.Path:
    """By way of Go's module proxy: it has the v2 API and Flux."""
    def build(folder: pathlib.Path) -> None:
        if not shutil.which("go"):
            raise Skip("Go is not installed, which builds InfluxDB 1.8")
        home = os.environ.get("HOME", str(folder))
        _must("InfluxDB 1.8 cannot be built", "go", "install", INFLUX_OF_GO, cwd=folder,
              env=os.environ | {"GOBIN": str(folder), "GOFLAGS": "-modcacherw", "HOME": home})
    return _made_once("influxdb-1.8", INFLUX_OF_GO, build) / "influxd"


def victoria_metrics() -> pathlib.Path:
    return _of_debian("victoria-metrics") / "usr/bin/victoria-metrics"


def python_with_client() -> pathlib.Path:
    """The interpreter of an environment with InfluxData's own client."""
    def make(folder: pathlib.Path) -> None:
        _must("no virtual environment", sys.executable, "-m", "venv", folder / "venv")
        _must("the Python client cannot be installed", folder / "venv/bin/python", "-m", "pip",
              "install", "-q", "--retries", "1", CLIENT)
    return _made_once("client", CLIENT, make) / "venv/bin/python"


def _of_debian(package: str) -> pathlib.Path:
    def unpack(folder: pathlib.Path) -> None:
        if not shutil.which("apt-get"):
            raise Skip(f"{package} is a package of Debian, and this is none")
        # apt fetches as a user of its own where it may, who has to get in.
        folder.chmod(0o755)
        fetched = _run("apt-get", "download", package, cwd=folder)
        if fetched.returncode and os.geteuid() == 0:
            _run("apt-get", "-qq", "update")
            fetched = _run("apt-get", "download", package, cwd=folder)
        files = list(folder.glob("*.deb"))
        if fetched.returncode or not files:
            raise Skip(f"{package} cannot be downloaded: {_last_line(fetched)}")
        _must(f"{package} cannot be unpacked", "dpkg-deb", "-x", files[0], folder)
        files[0].unlink()
    return _made_once(package, package, unpack)


def _made_once(name: str, what: str, make: Callable[[pathlib.Path], None]) -> pathlib.Path:
    """The folder in which `make` has put `what`. Two tests that start together make it once; half
    made, it has no complete.txt."""
    base = pathlib.Path(os.environ.get("GIVTCP_INFLUX") or PROJECT / "build/influx").resolve()
    base.mkdir(parents=True, exist_ok=True)
    folder = base / name
    with _alone(base / f"{name}.lock"):
        complete = folder / "complete.txt"
        if not complete.exists() or complete.read_text() != what:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            complete.write_text(what)
    return folder


@contextlib.contextmanager
def _alone(path: pathlib.Path) -> Iterator[None]:
    with open(path, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(*command: object, **how: object) -> subprocess.CompletedProcess:
    return subprocess.run([str(part) for part in command], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False, **how)


def _must(reason: str, *command: object, **how: object) -> None:
    done = _run(*command, **how)
    if done.returncode:
        raise Skip(f"{reason}: {_last_line(done)}")


def _last_line(done: subprocess.CompletedProcess) -> str:
    lines = done.stdout.strip().splitlines()
    return lines[-1] if lines else f"exit code {done.returncode}"


ALL = {one.__name__: one
       for one in (influxdb_16, influxdb_18, victoria_metrics, python_with_client)}


def main() -> int:
    for name in sys.argv[1:] or ALL:
        print(name, ALL[name]())
    return 0


if __name__ == "__main__":
    run(main)
