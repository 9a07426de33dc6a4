"""Programs of Debian's, unpacked into build/debian and not installed: nothing is started, nothing
else is pulled in, and nobody needs to be root."""

import fcntl
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests/interop/homeassistant"))
from skip import Skip  # noqa: E402


def unpacked(package: str) -> pathlib.Path:
    """The folder that has the package's usr/bin; at once if it is there."""
    base = PROJECT / "build/debian"
    base.mkdir(parents=True, exist_ok=True)
    folder = base / package
    with open(base / f"{package}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=base) as scratch:
                _unpack(package, pathlib.Path(scratch)).rename(folder)
    return folder


def _unpack(package: str, scratch: pathlib.Path) -> pathlib.Path:
    if not shutil.which("apt-get"):
        raise Skip(f"this is not Debian: there is no apt-get to get {package} with")
    done = _run(scratch, "apt-get", "-q", "download", package)
    if done.returncode and os.geteuid() == 0:  # a fresh container has no lists
        _run(scratch, "apt-get", "-q", "update")
        done = _run(scratch, "apt-get", "-q", "download", package)
    files = list(scratch.glob(f"{package}_*.deb"))
    if done.returncode or not files:
        raise Skip(f"Debian's {package} cannot be had: {done.stdout.strip()[-300:]}")
    _run(scratch, "dpkg-deb", "-x", files[0], scratch / "root").check_returncode()
    return scratch / "root"


def _run(folder: pathlib.Path, *command: object) -> subprocess.CompletedProcess:
    return subprocess.run([str(part) for part in command], cwd=folder, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL, check=False)
