"""What can be said of the Dockerfile and its script without an engine.

    dockerfile_test.py [TestCase[.test]]
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[3]
DOCKERFILE = (PROJECT / "docker/Dockerfile").read_text()


class Dockerfile(unittest.TestCase):
    def test_says_the_version_of_the_project(self):
        version = re.search(r"project\(givtcp VERSION (\S+)", (PROJECT / "CMakeLists.txt").read_text())
        self.assertEqual(re.findall(r"^ARG VERSION=(\S+)$", DOCKERFILE, re.MULTILINE), [version[1]])

    def test_builds_with_the_machines_own_compiler_where_the_builder_does_not_say_which(self):
        # The classic builder leaves BUILDPLATFORM empty, on every machine.
        self.assertNotRegex(DOCKERFILE, r"BUILDPLATFORM:-linux/")


class Cross(unittest.TestCase):
    """docker/cross on a machine whose package tools only say what they are asked for."""

    def packages(self, own, target):
        with tempfile.TemporaryDirectory() as folder:
            for name, words in (("dpkg", f'[ "$1" != --print-architecture ] || echo {own}'),
                                ("apt-get", 'echo "$@"')):
                tool = pathlib.Path(folder) / name
                tool.write_text(f"#!/bin/sh\n{words}\n")
                tool.chmod(0o755)
            done = subprocess.run(
                ["sh", PROJECT / "docker/cross", "packages", target], capture_output=True, text=True,
                env={"PATH": f"{folder}:{os.environ['PATH']}"}, check=True)
        return done.stdout.split()

    def test_names_compilers_as_debian_does(self):
        for own, target, compiler in (("amd64", "arm64", "g++-aarch64-linux-gnu"),
                                      ("amd64", "arm", "g++-arm-linux-gnueabihf"),
                                      ("arm64", "amd64", "g++-x86-64-linux-gnu")):
            found = [word for word in self.packages(own, target) if word.startswith("g++")]
            self.assertEqual(found, [compiler])

    def test_takes_the_own_compiler_for_the_own_processor(self):
        for target in ("arm64", ""):
            self.assertIn("g++", self.packages("arm64", target))


def main():
    program = unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]], exit=False)
    return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
