"""Another processor, emulated: the kernel hands its programs to Debian's qemu while the test runs."""

import contextlib
import pathlib
import subprocess

from engine import Skip

KERNEL = pathlib.Path("/proc/sys/fs/binfmt_misc")
RULES = pathlib.Path("/usr/lib/binfmt.d")


@contextlib.contextmanager
def emulated(qemu):
    """`qemu`: as Debian's package names it, such as qemu-aarch64."""
    if not (RULES / f"{qemu}.conf").exists():
        raise Skip("qemu-user-static is not installed")
    if not (KERNEL / "register").exists():
        mounted = subprocess.run(["mount", "-t", "binfmt_misc", "binfmt_misc", KERNEL],
                                 stderr=subprocess.DEVNULL, check=False)
        if mounted.returncode:
            raise Skip("this kernel has no binfmt_misc")
    entry = KERNEL / qemu
    if entry.exists():
        yield
        return
    (KERNEL / "register").write_text((RULES / f"{qemu}.conf").read_text().strip())
    try:
        yield
    finally:
        entry.write_text("-1")
