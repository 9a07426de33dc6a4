"""The Dockerfile's stages for another processor: the daemon is cross-built, and the core's tests run
on it under qemu.

    foreign_test.py arm64|arm
"""

import sys
import time

from engine import Engine
from skip import run as run_test


def main():
    processor = sys.argv[1]
    with Engine() as engine:
        engine.provide_base()
        begin = time.monotonic()
        printed = engine.build("--target", "tests", "--build-arg", f"TARGETARCH={processor}",
                               "--build-arg", "TESTS=on", "-t", f"givtcp-tests:{processor}")
        print(printed[-3000:])
        print(f"{processor}: {time.monotonic() - begin:.0f} s")
        return 0


if __name__ == "__main__":
    run_test(main)
