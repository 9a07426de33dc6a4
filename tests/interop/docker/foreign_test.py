"""The Dockerfile for another processor: the core's tests run on it, then the image is made and runs.

    foreign_test.py arm64|arm

Both under qemu: the tests by its name, in a stage of this machine's own kind (the classic builder);
the image by the kernel, which hands every program of that processor to it (BuildKit).
"""

import json
import sys
import time

from emulator import emulated
from engine import PROJECT, Engine
from skip import run as run_test

#         Docker's word: Debian's, the platform, qemu's
PROCESSORS = {"arm64": ("arm64", "linux/arm64", "qemu-aarch64"),
              "arm": ("armhf", "linux/arm/v7", "qemu-arm")}


def runs_the_cores_tests(engine, processor):
    printed = engine.build("--target", "tests", "--build-arg", f"TARGETARCH={processor}",
                           "--build-arg", "TESTS=on", "-t", f"givtcp-tests:{processor}")
    assert "[  PASSED  ]" in printed and "[  FAILED  ]" not in printed, printed[-3000:]
    print(printed[printed.rindex("[=========="):][:300])


def refuses_a_base_of_another_processor(engine, processor):
    mixed = engine.docker("build", "-f", PROJECT / "docker/Dockerfile", "--build-arg",
                          f"TARGETARCH={processor}", PROJECT, check=False)
    assert mixed.returncode != 0, "an image of two processors was made"
    assert "exec format error" in mixed.stdout or "No such file" in mixed.stdout, mixed.stdout[-500:]


def makes_an_image_that_runs(engine, processor):
    architecture, platform, qemu = PROCESSORS[processor]
    with emulated(qemu):
        base = engine.provide_foreign_base(architecture, platform)
        image = f"givtcp:{processor}"
        engine.build("--platform", platform, "--build-arg", f"RUNTIME_BASE={base}", "-t", image,
                     kit=True)
        assert engine.inspect(image, "{{.Architecture}}") == processor
        print(f"{platform}: {engine.size(image) / 1e6:.1f} MB, "
              f"{(engine.size(image) - engine.size(base)) / 1e6:.1f} MB over the base")
        engine.docker("run", "-d", "--name", "foreign", "--platform", platform, "--read-only",
                      "--cap-drop", "ALL", "-e", "INVERTOR_IP=127.0.0.1", image)
        deadline = time.monotonic() + 120
        while engine.docker("exec", "foreign", "/usr/bin/givtcpd", "--health", check=False).returncode:
            assert time.monotonic() < deadline, engine.docker("logs", "foreign").stdout[-3000:]
            time.sleep(1)
        print(engine.docker("logs", "foreign").stdout[-1500:])
        state = json.loads(engine.docker("inspect", "foreign").stdout)[0]["State"]
        assert state["Running"], state


def main():
    processor = sys.argv[1]
    with Engine() as engine:
        engine.provide_base()
        for step in (runs_the_cores_tests, refuses_a_base_of_another_processor,
                     makes_an_image_that_runs):
            begin = time.monotonic()
            step(engine, processor)
            print(f"ok {step.__name__} {time.monotonic() - begin:.0f} s", flush=True)
        return 0


if __name__ == "__main__":
    run_test(main)
