"""Debian's docker engine, on a socket and a data folder of the test's own, and a base image made of
Debian's packages where no image registry can be reached.

It is stopped by its pid, and the packet filter is put back as it was: dockerd leaves FORWARD shut.
"""

import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from debian import PROJECT, Skip  # noqa: E402

BASE = "debian:trixie-slim"
CACHE = PROJECT / "build/docker"
SUITE = "trixie"
NO_PACKAGES = re.compile(r".*(Failed to fetch|Temporary failure resolving|Mirror sync in progress"
                         r"|has unexpected size).*")
TOO_MUCH = ("usr/share/doc", "usr/share/man", "usr/share/locale", "var/cache/apt", "var/lib/apt/lists")


def run(*command, check=True, **options):
    done = subprocess.run([str(part) for part in command], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False, **options)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.stdout[-3000:]}")
    return done


class Engine:
    def __init__(self):
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="giv-docker-"))  # a short path: a socket
        self._host = f"unix://{self._folder}/docker.sock"
        self._filter = _saved_filter()
        self._daemon = None

    def __enter__(self):
        if os.geteuid() != 0:
            raise Skip("dockerd needs root")
        program = shutil.which("dockerd", path="/usr/sbin:/usr/bin:" + os.environ.get("PATH", ""))
        if not program or not pathlib.Path("/usr/bin/docker").exists():
            raise Skip("docker.io is not installed")
        CACHE.mkdir(parents=True, exist_ok=True)
        with open(self._folder / "dockerd.log", "w") as log:
            self._daemon = subprocess.Popen(
                [program, "-H", self._host, "--data-root", self._folder / "data",
                 "--exec-root", self._folder / "exec", "-p", self._folder / "pid"],
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        for _ in range(100):
            if self.docker("version", check=False).returncode == 0:
                return self
            if self._daemon.poll() is not None:
                break
            time.sleep(0.1)
        words = (self._folder / "dockerd.log").read_text().strip().splitlines()[-1:]
        self.__exit__()
        raise Skip(f"dockerd does not start here: {words}")

    def __exit__(self, *_):
        if self._daemon and self._daemon.poll() is None:
            ids = self.docker("ps", "-aq", check=False).stdout.split()
            if ids:
                self.docker("rm", "-f", *ids, check=False)
            self._daemon.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._daemon.wait(30)
            self._daemon.kill()
            self._daemon.wait()
        _restore_filter(self._filter)
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def environment(self):
        return os.environ | {"DOCKER_HOST": self._host, "DOCKER_BUILDKIT": "0"}

    def docker(self, *words, check=True, **options):
        # A newer client earlier in PATH has no classic builder, and this engine no new one.
        return run("/usr/bin/docker", *words, check=check, env=self.environment, **options)

    def compose(self, *words, check=True, **options):
        program = shutil.which("docker-compose")
        if not program:
            raise Skip("docker-compose is not installed")
        return run(program, *words, check=check, env=self.environment, **options)

    def inspect(self, name, what):
        return self.docker("inspect", "-f", what, name).stdout.strip()

    def size(self, image):
        return int(self.inspect(image, "{{.Size}}"))

    def build(self, *options, kit=False, folder=PROJECT, file="docker/Dockerfile"):
        """What it printed. A mirror that cannot be reached is no fault of the Dockerfile."""
        done = run("/usr/bin/docker", "build", "-f", folder / file, *options, folder, check=False,
                   env=self.environment | {"DOCKER_BUILDKIT": "1" if kit else "0"})
        if done.returncode:
            if found := NO_PACKAGES.search(done.stdout):
                raise Skip(f"Debian's packages cannot be had in a container: {found[0][:200]}")
            errors = "\n".join(re.findall(r".*\berror:.*", done.stdout)[:5])
            raise RuntimeError(f"the image is not built: {errors}\n{done.stdout[-3000:]}")
        return done.stdout

    def provide_base(self):
        """From the registry where there is one, else of Debian's packages."""
        if self.docker("pull", "-q", BASE, check=False).returncode == 0:
            return
        archive = CACHE / f"{SUITE}.tar"
        if not archive.exists():
            _make_base(archive)
        with open(archive, "rb") as file:
            subprocess.run(["/usr/bin/docker", "import", "-", BASE], stdin=file, check=True,
                           stdout=subprocess.DEVNULL, env=self.environment)

    def provide_foreign_base(self, architecture, platform):
        """The same for another processor, which this machine can emulate; the image's name. `import`
        would call it one of this machine's."""
        name = f"debian-{architecture}:{SUITE}-slim"
        archive = CACHE / f"{SUITE}-{architecture}.tar"
        if not archive.exists():
            _make_base(archive, f"--arch={architecture}")
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            os.link(archive, pathlib.Path(folder) / "root.tar")
            (pathlib.Path(folder) / "Dockerfile").write_text("FROM scratch\nADD root.tar /\n")
            self.docker("build", "--platform", platform, "-t", name, folder)
        return name


def _mirror():
    for file in [pathlib.Path("/etc/apt/sources.list"),
                 *sorted(pathlib.Path("/etc/apt/sources.list.d").glob("*"))]:
        if file.is_file():
            found = re.search(r"^(?:URIs:|deb(?: \[.*?\])?)\s+(\S+/debian/?)(?:\s|$)", file.read_text(),
                              re.MULTILINE)
            if found:
                return found[1].rstrip("/")
    raise Skip("the package sources of this machine name no Debian mirror")


def _make_base(archive, *options):
    if not shutil.which("debootstrap"):
        raise Skip("there is no image registry, and debootstrap is not installed")
    mirror = _mirror()
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        root = pathlib.Path(folder) / "root"
        made = run("debootstrap", "--variant=minbase", *options, SUITE, root, mirror, check=False)
        if made.returncode:
            raise Skip("debootstrap makes no base image: " + made.stdout.strip()[-200:])
        _bring_up_to_date(root, mirror)
        for name in TOO_MUCH:
            shutil.rmtree(root / name, ignore_errors=True)
            (root / name).mkdir(parents=True)
        for name in ("etc/resolv.conf", "etc/hostname"):  # this machine's
            (root / name).write_text("")
        run("tar", "-C", root, "-cf", archive.with_suffix(".new"), ".")
        archive.with_suffix(".new").rename(archive)


def _bring_up_to_date(root, mirror):
    security = mirror.removesuffix("/debian") + "/debian-security"
    (root / "etc/apt/sources.list").write_text(
        f"deb {mirror} {SUITE} main\n"
        f"deb {mirror} {SUITE}-updates main\n"
        f"deb {security} {SUITE}-security main\n")
    clean = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("update",), ("-y", "dist-upgrade")):
        run("chroot", root, "apt-get", "-q", *command, env=clean)


def _saved_filter():
    if not shutil.which("iptables-save"):
        return None
    return run("iptables-save", check=False).stdout


def _restore_filter(rules):
    if rules is None:
        return
    subprocess.run(["iptables-restore"], input=rules, text=True, check=False)
    if ":FORWARD" not in rules:  # there was no table yet, and so nothing to put back
        for command in (("-P", "FORWARD", "ACCEPT"), ("-F",), ("-X",), ("-t", "nat", "-F"),
                        ("-t", "nat", "-X")):
            run("iptables", *command, check=False)
