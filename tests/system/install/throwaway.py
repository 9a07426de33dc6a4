"""This machine's files, to be written at will: a root folder of which nothing is kept, and a network of
its own, so that a package can be installed and a daemon started as on a machine of somebody's."""

import os
import pathlib
import shutil
import subprocess
import tempfile

SECONDS = 200
NEEDED = ("unshare", "chroot", "setpriv", "ip", "systemd-sysusers", "systemd-tmpfiles")

# In namespaces of its own: when it ends, so does whatever it started. What lies in $folder/put is laid
# over the root.
ENTER = """set -e
mount -t tmpfs none "$folder/layers"
mkdir "$folder/layers/upper" "$folder/layers/spare" "$folder/layers/all"
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/layers/upper,workdir=$folder/layers/spare" \
    "$folder/layers/all"
cp -a "$folder/put/." "$folder/layers/all/"
mount --rbind /dev "$folder/layers/all/dev"
mount -t proc proc "$folder/layers/all/proc"
mount -t tmpfs none "$folder/layers/all/run"
ip link set lo up
exec chroot "$folder/layers/all" /bin/sh -ec "$script"
"""


def why_not():
    """Why there can be none here; empty where there can."""
    missing = [tool for tool in NEEDED if not shutil.which(tool, path="/usr/sbin:/usr/bin:/sbin:/bin")]
    if os.geteuid() != 0:
        return "a root folder of its own needs root"
    if missing:
        return f"not installed: {', '.join(missing)}"
    with tempfile.TemporaryDirectory() as empty:
        done = run("true", pathlib.Path(empty))
    return f"no root folder of its own: {done.stdout.strip()}" if done.returncode else ""


def run(script, put):
    """Runs the words of a shell there, as root, after the files of the folder `put` were laid over it.
    Ends at the first that fails."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "layers").mkdir()
        shutil.copytree(put, folder / "put", symlinks=True)
        (folder / "put").chmod(0o755)  # the root's own mode, which everybody has to pass
        return subprocess.run(
            ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--propagation", "private",
             "/bin/sh", "-c", ENTER],
            env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
                 "folder": name, "script": script},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=SECONDS, check=False)
