"""Pictures of a running Home Assistant as its user sees it: the list of devices, and the page of
the device that has the most of MQTT's entities, or of one by name. Needs Debian's chromium or
chromium-headless-shell. No test needs it.

    screenshot.py HOST PORT TOKEN [--device NAME] [--folder FOLDER]

fresh.py and adoption.py do it at their end when they are given --pictures FOLDER."""

import argparse
import base64
import collections
import contextlib
import json
import pathlib
import shutil
import subprocess
import tempfile
import time
from typing import Any, Iterator
import urllib.request

from api import Api
from skip import Skip, run
from websocket import WebSocket

BROWSERS = ("chromium", "chromium-headless-shell", "google-chrome")
STARTS_WITHIN, DRAWN_WITHIN, STILL_SECONDS = 60.0, 90.0, 3.0
WIDTH, HEIGHT = 1600, 2400
# What the frontend keeps of a user who has logged in.
LOGGED_IN = """
localStorage.setItem("hassTokens", JSON.stringify({
  hassUrl: location.origin, clientId: location.origin + "/", access_token: %s,
  refresh_token: "", token_type: "Bearer", expires_in: 1e6, expires: Date.now() + 1e9}));
"""
# All text, through the shadow roots of which the frontend is made.
TEXT = """(function text(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.trim() + " ";
  if (node.localName === "style" || node.localName === "script") return "";
  return [node.shadowRoot, ...node.childNodes].filter(Boolean).map(text).join("");
})(document.body)"""


class Browser:
    """One page, over the protocol of Chromium's developer tools."""

    def __init__(self, port: int) -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
            page = next(one for one in json.load(answer) if one["type"] == "page")
        path = page["webSocketDebuggerUrl"].split(str(port), 1)[1]
        self._socket = WebSocket(port, path, DRAWN_WITHIN)
        self._asked = 0

    def close(self) -> None:
        self._socket.close()

    def ask(self, method: str, **parameters: Any) -> dict:
        self._asked += 1
        self._socket.send(json.dumps(
            {"id": self._asked, "method": method, "params": parameters}))
        while True:
            said = json.loads(self._socket.receive())
            if said.get("id") == self._asked:
                break
        if "error" in said:
            raise RuntimeError(f"{method}: {said['error']}")
        return said["result"]

    def text(self) -> str:
        return self.ask("Runtime.evaluate", expression=TEXT)["result"].get("value", "")

    def picture(self, url: str, expected: str) -> bytes:
        """As soon as the page has said what is expected and nothing new for a while."""
        self.ask("Page.navigate", url=url)
        until, last, since = time.monotonic() + DRAWN_WITHIN, "", time.monotonic()
        while expected not in last or time.monotonic() - since < STILL_SECONDS:
            if time.monotonic() > until:
                raise RuntimeError(f"{url} does not show {expected!r}: {last[:2000]}")
            now = self.text()
            if now != last:
                last, since = now, time.monotonic()
            time.sleep(0.25)
        return base64.b64decode(self.ask("Page.captureScreenshot")["data"])


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        raise Skip("there is none of " + ", ".join(BROWSERS))
    # It writes on for a moment after its end.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        # The sandbox refuses to run as root; the pages are ours.
        process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             f"--window-size={WIDTH},{HEIGHT}", "--remote-debugging-port=0",
             f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with contextlib.closing(Browser(_port(profile, process))) as found:
                yield found
        finally:
            process.terminate()
            process.wait()


def _port(profile: str, process: subprocess.Popen) -> int:
    """It chooses one, and writes it into a file."""
    file, until = pathlib.Path(profile, "DevToolsActivePort"), time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        if file.exists() and file.read_text().count("\n"):
            return int(file.read_text().split("\n")[0])
        time.sleep(0.1)
    raise RuntimeError(f"{process.args[0]} does not start")


def _device(api: Api, name: str | None) -> tuple[str, str]:
    """Its id, and the name that its page shows."""
    names = {key: one["name_by_user"] or one["name"] for key, one in api.devices().items()}
    if name is None:
        found = collections.Counter(one["device_id"] for one in api.entities()).most_common(1)
    else:
        found = [(key, 0) for key, one in names.items() if one == name]
    if not found:
        raise RuntimeError(f"no such device: {sorted(filter(None, names.values()))}")
    return found[0][0], names[found[0][0]]


def take(api: Api, folder: pathlib.Path, name: str | None = None) -> list[pathlib.Path]:
    device, shown = _device(api, name)
    pages = {"devices": "/config/devices/dashboard", "device": f"/config/devices/device/{device}"}
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    with browser() as page:
        page.ask("Page.enable")
        page.ask("Page.addScriptToEvaluateOnNewDocument",
                 source=LOGGED_IN % json.dumps(api.token))
        for kind, path in pages.items():
            taken.append(folder / f"{kind}.png")
            taken[-1].write_bytes(page.picture(f"http://{api.host}:{api.port}{path}", shown))
    return taken


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("token")
    parser.add_argument("--device")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path())
    asked = parser.parse_args()
    for path in take(Api(asked.port, asked.token, asked.host), asked.folder, asked.device):
        print(path)
    return 0


if __name__ == "__main__":
    run(main)
