"""A network of its own for a test: this process in one namespace, a bridge in another, and houses
that hang on the bridge, each a namespace with addresses. Nothing of it is seen from outside, and all
of it ends with the test: the namespaces' names stand on a private mount.

A test calls move_in() first; it starts the test again in the new namespaces.
"""

import os
import pathlib
import shutil
import subprocess
import sys

HERE = "10.77.0.2"
NETWORK = "10.77.0.0/24"
MOVED = "GIVTCP_TEST_STREET"


class Away(Exception):
    """There can be no street here: why."""


def ip(*arguments, namespace=None):
    inside = ["-n", namespace] if namespace else []
    subprocess.run(["ip", *inside, *map(str, arguments)], check=True, capture_output=True)


def why_not():
    if os.geteuid() != 0:
        return "network namespaces need root"
    for tool in ("ip", "unshare", "mount"):
        if shutil.which(tool) is None:
            return f"there is no {tool}"
    tried = subprocess.run(
        ["unshare", "--net", "--mount", "sh", "-c",
         "mkdir -p /run/netns && mount -t tmpfs none /run/netns && ip netns add x && "
         "ip -n x link add name br type bridge && ip link add name v type veth peer name p netns x"],
        capture_output=True, text=True, check=False)
    return tried.stderr.strip().splitlines()[-1] if tried.returncode else ""


def move_in():
    """In the new namespaces it returns, elsewhere it never does: it skips, or starts again."""
    if os.environ.get(MOVED):
        pathlib.Path("/run/netns").mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "none", "/run/netns"], check=True)
        ip("link", "set", "dev", "lo", "up")
        return
    hindrance = why_not()
    if hindrance:
        print(f"SKIPPED: {hindrance}")
        sys.exit(77)
    command = ["unshare", "--net", "--mount", "--propagation", "private",
               sys.executable, "-B", *sys.argv]
    os.execvpe("unshare", command, {**os.environ, MOVED: "yes"})


class House:
    """A namespace on the bridge."""

    def __init__(self, name, *addresses):
        self.name = name
        ip("netns", "add", name)
        ip("link", "add", "name", f"p-{name}", "type", "veth", "peer", "name", "eth0", "netns", name,
           namespace="street")
        ip("link", "set", "dev", f"p-{name}", "master", "bridge0", "up", namespace="street")
        ip("link", "set", "dev", "lo", "up", namespace=name)
        ip("link", "set", "dev", "eth0", "up", namespace=name)
        for address in addresses:
            self.add(address)

    def add(self, address):
        ip("addr", "add", address if "/" in address else f"{address}/24", "dev", "eth0",
           namespace=self.name)

    def leave(self, address):
        ip("addr", "del", address if "/" in address else f"{address}/24", "dev", "eth0",
           namespace=self.name)

    def command(self, *arguments):
        """What runs these inside the house."""
        return ["ip", "netns", "exec", self.name, *map(str, arguments)]


class Street:
    """The bridge, and this process's own interface on it: once a process."""

    def __init__(self):
        ip("netns", "add", "street")
        ip("link", "add", "name", "bridge0", "type", "bridge", namespace="street")
        ip("link", "set", "dev", "bridge0", "up", namespace="street")
        ip("link", "add", "name", "lan0", "type", "veth", "peer", "name", "p-here", "netns", "street")
        ip("link", "set", "dev", "p-here", "master", "bridge0", "up", namespace="street")
        ip("addr", "add", f"{HERE}/24", "dev", "lan0")
        ip("link", "set", "dev", "lan0", "up")
