"""A browser without a window, driven through a pipe by the devtools protocol: what a reader sees and presses.

A missing browser fails the test that asks for it. No port is opened, and the page has no network.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE = 60.0  # seconds that an answer may take on a busy machine
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    # A host that does not exist: whatever a page asks of the network fails, and is reported.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-pipe",
)
# The browser reads its orders at descriptor 3 and answers at 4; both may be in use while they are put there.
_PUT_IN_PLACE = (
    "import fcntl, os, sys\n"
    "ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 64) for end in sys.argv[1:3]]\n"
    "os.dup2(ends[0], 3), os.dup2(ends[1], 4)\n"
    "os.execv(sys.argv[3], sys.argv[3:])\n"
)
_KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "ArrowDown": 40, "ArrowUp": 38}


def find_browser() -> str:
    """Return the path of an installed Chromium; FileNotFoundError, which fails a test, if there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise FileNotFoundError("These tests need Chromium: apt-get install chromium.")
    return found


class Page:
    """One page that is open in the browser."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self._session = browser, session

    def order(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send one order of the devtools protocol and return its answer."""
        return self._browser.order(method, session=self._session, **parameters)

    def evaluate(self, expression: str) -> Any:
        """Return the value of a JavaScript expression, awaited if it is a promise; AssertionError if it throws."""
        answer = self.order("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press and release a key, such as `Tab`, `Enter` or `Escape`."""
        text = {"Enter": "\r", " ": " "}.get(key, "")
        common = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": _KEYS[key]}
        common["modifiers"] = 8 if shift else 0
        self.order("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        self.order("Input.dispatchKeyEvent", type="keyUp", **common)

    def click(self, selector: str) -> None:
        """Bring the first element of a selector into view and click at its middle with the mouse."""
        place = self.evaluate(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            " e.scrollIntoView({block: 'center', behavior: 'instant'});"
            " const r = e.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        self.click_at(*place)

    def click_at(self, x: float, y: float) -> None:
        """Click with the mouse at a place of the window, in pixels."""
        for kind in ("mousePressed", "mouseReleased"):
            self.order("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def picture(self, *, whole: bool = False) -> bytes:
        """Return what is seen as PNG; `whole` for the full length of the page."""
        return base64.b64decode(self.order("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"])

    def complaints(self) -> list[str]:
        """Return errors of scripts and requests that the page tried to send since it was opened."""
        self.evaluate("0")
        told = []
        for event in self._browser.events:
            if event.get("sessionId") != self._session:
                continue
            parameters = event["params"]
            if event["method"] == "Runtime.exceptionThrown":
                told.append(parameters["exceptionDetails"]["text"])
            elif event["method"] == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning"):
                told.append(str([part.get("value") for part in parameters["args"]]))
            elif event["method"] == "Network.requestWillBeSent":
                address = parameters["request"]["url"]
                if not address.startswith(("file:", "data:", "blob:")):
                    told.append(f"asked for {address}")
            elif event["method"] == "Log.entryAdded" and parameters["entry"]["level"] == "error":
                told.append(parameters["entry"]["text"])
        return told


class Browser:
    """A running browser; `events` are what it told without being asked, in order."""

    def __init__(self, orders: int, answers: int) -> None:
        self._orders, self._answers = orders, answers
        self._number, self._waiting = 0, b""
        self.events: list[dict[str, Any]] = []

    def order(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """Send one order and wait for its answer; AssertionError if it is refused."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        content = json.dumps(message).encode("utf-8") + b"\0"
        while content:
            content = content[os.write(self._orders, content) :]
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return dict(answer["result"])
            self.events.append(answer)

    def open(
        self, path: Path, *, width: int = 1280, height: int = 900, javascript: bool = True, media: str = ""
    ) -> Page:
        """Open a file in a window of that size and wait until it has loaded; `media` is `screen` or `print`."""
        target = self.order("Target.createTarget", url="about:blank")["targetId"]
        session = self.order("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        for domain in ("Page", "Runtime", "Network", "Log"):
            page.order(f"{domain}.enable")
        page.order("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        page.order("Emulation.setEmulatedMedia", media=media)
        if not javascript:
            page.order("Emulation.setScriptExecutionDisabled", value=True)
        seen = len(self.events)
        page.order("Page.navigate", url=path.resolve().as_uri())
        while not any(
            event["method"] == "Page.loadEventFired" and event.get("sessionId") == session
            for event in self.events[seen:]
        ):
            self.events.append(self._next())
        if javascript:
            page.evaluate("document.fonts.ready.then(() => 0)")
        return page

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._waiting:
            ready, _, _ = select.select([self._answers], [], [], _PATIENCE)
            assert ready, f"The browser did not answer within {_PATIENCE:.0f} seconds."
            more = os.read(self._answers, 1 << 20)
            assert more, "The browser ended by itself."
            self._waiting += more
        message, _, self._waiting = self._waiting.partition(b"\0")
        return dict(json.loads(message))


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Start a browser with a profile of its own, and end it."""
    program = find_browser()
    reads, orders = os.pipe()
    answers, writes = os.pipe()
    launch = [sys.executable, "-c", _PUT_IN_PLACE, str(reads), str(writes)]
    for end in (orders, answers):
        fcntl.fcntl(end, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [*launch, program, *_FLAGS, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(reads, writes),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": profile, "LANG": "C.UTF-8"},
        )
        os.close(reads)
        os.close(writes)
        browser = Browser(orders, answers)
        try:
            yield browser
            browser.order("Browser.close")
            process.wait(timeout=_PATIENCE)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            os.close(orders)
            os.close(answers)
