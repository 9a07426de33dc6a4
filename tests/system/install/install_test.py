"""What is installed: by `cmake --install`, and by the .deb that CPack makes.

    install_test.py BUILD_DIRECTORY [TestCase[.test]]
"""

import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

import throwaway
from serving import AS_ANYBODY, AS_SERVICE, SERVES

BUILD = pathlib.Path(".")
SECONDS = 200


def run(*command, **options):
    return subprocess.run([str(part) for part in command], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=SECONDS, check=False, **options)


class InstallTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.root = self.folder / "root"

    def installed(self, prefix="/usr"):
        done = run("cmake", "--install", BUILD, "--prefix", prefix,
                   env={"DESTDIR": str(self.root), "PATH": "/usr/bin:/bin:/usr/local/bin"})
        self.assertEqual(done.returncode, 0, done.stdout)
        return self.root / prefix.lstrip("/")

    def text(self, path):
        return (self.root / path).read_text()


class Install(InstallTest):
    def test_puts_each_thing_in_its_place(self):
        usr = self.installed()
        for name in ("bin/givtcpd", "bin/givtcp-sim", "lib/systemd/system/givtcpd.service",
                     "lib/sysusers.d/givtcp.conf", "lib/tmpfiles.d/givtcp.conf", "share/man/man8/givtcpd.8",
                     "share/doc/givtcp/givtcp.example.json"):
            self.assertTrue((usr / name).is_file(), name)
        settings = self.root / "etc/givtcp/givtcp.json"
        self.assertEqual(stat.S_IMODE(settings.stat().st_mode), 0o644)  # nothing secret in it yet

    def test_the_service_starts_what_was_installed(self):
        self.installed("/opt/givtcp")
        unit = self.text("opt/givtcp/lib/systemd/system/givtcpd.service")
        self.assertIn("ExecStart=/opt/givtcp/bin/givtcpd\n", unit)

    def test_settings_that_are_there_stay(self):
        settings = self.root / "etc/givtcp/givtcp.json"
        settings.parent.mkdir(parents=True)
        settings.write_text("{}")
        self.installed()
        self.assertEqual(settings.read_text(), "{}")

    def test_the_settings_are_understood(self):
        usr = self.installed()
        done = run(usr / "bin/givtcpd", "--check-config", "--config",
                   self.root / "etc/givtcp/givtcp.json", env={"INVERTOR_IP": "127.0.0.1"})
        self.assertEqual((done.returncode, done.stdout), (0, "the settings are good\n"))

    def test_systemd_understands_the_service(self):
        if not shutil.which("systemd-analyze"):
            self.skipTest("systemd-analyze is not installed")
        self.installed()
        unit = self.text("usr/lib/systemd/system/givtcpd.service")
        there = self.folder / "givtcpd.service"
        there.write_text(unit.replace("ExecStart=/usr", f"ExecStart={self.root}/usr"))
        done = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", there)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

        there.write_text(there.read_text().replace("[Service]", "[Service]\nNoSuchKey=1"))
        done = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", there)
        self.assertIn("NoSuchKey", done.stdout)  # it does look

    def test_the_manual_page_has_no_mistakes(self):
        if not shutil.which("man"):
            self.skipTest("man is not installed")
        self.installed()
        page = self.root / "usr/share/man/man8/givtcpd.8"
        done = run("man", "-l", "--warnings", "-E", "UTF-8", page,
                   env={"PATH": "/usr/bin:/bin", "MANWIDTH": "100"})
        self.assertEqual(done.returncode, 0)
        self.assertNotIn("warning", done.stdout)
        help_ = run(self.root / "usr/bin/givtcpd", "--help").stdout
        for option in re.findall(r"^ +(?:-\w,)?(--[a-z-]+)", help_, re.MULTILINE):
            self.assertIn(option, done.stdout)


class AnInstalledOne(InstallTest):
    """What `cmake --install` made, on a machine that nobody needs any more afterwards."""

    def setUp(self):
        super().setUp()
        if reason := throwaway.why_not():
            self.skipTest(reason)
        self.installed("/usr/local")

    def test_starts_for_anybody(self):
        done = throwaway.run(f"INVERTOR_IP=127.0.0.1 {AS_ANYBODY} givtcpd --check-config", self.root)
        self.assertEqual((done.returncode, done.stdout), (0, "the settings are good\n"))

    def test_has_settings_for_the_service_alone_once_there_is_a_service(self):
        done = throwaway.run(
            "systemd-sysusers givtcp.conf; systemd-tmpfiles --create givtcp.conf;"
            " stat -c '%a %U:%G' /etc/givtcp/givtcp.json;"
            f" {AS_SERVICE} givtcpd --check-config; {AS_ANYBODY} givtcpd --check-config", self.root)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("640 root:givtcp\nthe settings are good\n", done.stdout)
        self.assertIn("cannot read /etc/givtcp/givtcp.json: Permission denied", done.stdout)
        self.assertIn("--config", done.stdout)

    def test_serves_as_the_services_user(self):
        done = throwaway.run(
            "systemd-sysusers givtcp.conf; systemd-tmpfiles --create givtcp.conf" + SERVES, self.root)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("givtcpd is alive", done.stdout)


class Package(InstallTest):
    @classmethod
    def setUpClass(cls):
        for tool in ("cpack", "dpkg-deb", "dpkg-shlibdeps", "file"):
            if not shutil.which(tool):
                raise unittest.SkipTest(f"{tool} is not installed")
        made = tempfile.TemporaryDirectory()
        cls.addClassCleanup(made.cleanup)
        done = run("cpack", "-G", "DEB", "--config", BUILD / "CPackConfig.cmake", "-B", made.name)
        assert done.returncode == 0, done.stdout
        cls.package = next(pathlib.Path(made.name).glob("*.deb"))

    def test_has_what_runs_and_what_it_needs(self):
        run("dpkg-deb", "-x", self.package, self.root)
        done = run(self.root / "usr/bin/givtcpd", "--version")
        self.assertRegex(done.stdout, r"^givtcpd \d+\.\d+\.\d+\n$")
        self.assertIn("ExecStart=/usr/bin/givtcpd\n",
                      self.text("usr/lib/systemd/system/givtcpd.service"))
        needs = run("dpkg-deb", "-f", self.package, "Depends").stdout
        for name in ("libc6", "libpaho-mqttpp3-1", "libsqlite3-0", "tzdata"):
            self.assertIn(name, needs)

    def test_knows_its_settings_from_its_programs(self):
        run("dpkg-deb", "-e", self.package, self.folder / "control")
        self.assertEqual((self.folder / "control/conffiles").read_text(),
                         "/etc/givtcp/givtcp.json\n")
        for script in ("postinst", "prerm", "postrm"):
            path = self.folder / "control" / script
            self.assertTrue(path.stat().st_mode & stat.S_IXUSR, script)
            self.assertEqual(run("sh", "-n", path).returncode, 0)

    def test_installs_serves_and_is_removed(self):
        if reason := throwaway.why_not():
            self.skipTest(reason)
        self.root.mkdir()
        shutil.copy(self.package, self.root / "givtcp.deb")
        done = throwaway.run(
            "dpkg -i /givtcp.deb; stat -c '%a %U:%G' /etc/givtcp/givtcp.json" + SERVES +
            "dpkg -P givtcp; test ! -e /usr/bin/givtcpd; test ! -e /etc/givtcp; test -e /var/lib/givtcp",
            self.root)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("640 root:givtcp\n", done.stdout)
        self.assertIn("givtcpd is alive", done.stdout)

    def test_purging_it_keeps_what_cannot_be_had_again(self):
        if not shutil.which("unshare") or os.geteuid() != 0:
            self.skipTest("a root folder of its own needs root")
        run("dpkg-deb", "-e", self.package, self.folder / "control")
        state = self.folder / "state/givtcp"
        state.mkdir(parents=True)
        (state / "givtcp.db").write_text("years")
        for action in ("remove", "purge"):
            done = run("unshare", "--mount", "--propagation", "private", "sh", "-c",
                       f"mkdir -p /var/lib && mount --bind {state.parent} /var/lib && "
                       f"mount -t tmpfs none /run && sh {self.folder}/control/postrm {action}")
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertEqual((state / "givtcp.db").read_text(), "years")
        self.assertIn("/var/lib/givtcp is kept", done.stdout)


def main():
    global BUILD
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    program = unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]], exit=False)
    return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
