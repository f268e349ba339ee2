"""A Chromium for the browser tests: the one that is installed, or one of Debian's where it may be installed.

That without windows comes first (Debian's chromium-headless-shell, which is what Playwright brings along as well): the
same engine opens a page with two thirds of the processor time.

Run as a script this makes sure that there is one, or says in a sentence how to get one.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from playwright.sync_api import Browser, Playwright

WITHOUT_WINDOWS = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PATHS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Switched off: what a headless browser does not need, and every connection to anywhere but the app.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
# A test is over before well-made machine code pays: without, opening a page takes an eighth less processor time.
IN_A_HURRY = "--js-flags=--no-turbofan --no-maglev"
HOW_TO = (
    "The browser tests need Chromium or Chrome, and there is none on this machine. "
    "On Debian: sudo apt-get install chromium-headless-shell. Elsewhere: https://www.google.com/chrome/"
)


def find() -> str | None:
    """The path of an installed Chromium or Chrome: one that a person would use, if there is one."""
    whole = next(filter(None, map(shutil.which, NAMES)), None) or next(filter(os.path.exists, PATHS), None)
    return whole or shutil.which(WITHOUT_WINDOWS)


def launch(playwright: Playwright, *flags: str) -> Browser:
    """Start one for tests, where there is one."""
    return _launch(playwright, shutil.which(WITHOUT_WINDOWS) or find(), [IN_A_HURRY, *flags])


def launch_whole(playwright: Playwright) -> Browser:
    """Start the one that a person would use, for what is measured or shown."""
    return _launch(playwright, find())


def _launch(playwright: Playwright, path: str | None, flags: Sequence[str] = ()) -> Browser:
    if path is None:
        raise FileNotFoundError(HOW_TO)
    return playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])


def install() -> None:
    """Install Debian's package, or Ubuntu's, where apt is there and we are root."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        apt_get = ["apt-get", "-y", "-qq", "--no-install-recommends"]
        quietly = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in ("update", f"install {WITHOUT_WINDOWS}", "install chromium"):
            if find() is None:
                subprocess.run([*apt_get, *command.split()], env=quietly, stdout=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    if find() is None:
        install()
    sys.exit(HOW_TO if find() is None else None)
