"""A Chromium for the browser tests: the one that is installed, or Debian's package where it may be installed.

Run as a script it makes sure that there is one, or says in a sentence how to get one.
"""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PATHS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Switched off: what a headless browser does not need, and every connection to anywhere but the app.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
HOW_TO = (
    "The browser tests need Chromium or Chrome, and there is none on this machine. "
    "On Debian and Ubuntu: sudo apt-get install chromium. Elsewhere: https://www.google.com/chrome/"
)


def find() -> str | None:
    """The path of an installed Chromium or Chrome."""
    return next(filter(None, map(shutil.which, NAMES)), None) or next(filter(os.path.exists, PATHS), None)


def launch(playwright: Playwright, *flags: str) -> Browser:
    """Start it, where there is one."""
    path = find()
    if path is None:
        raise FileNotFoundError(HOW_TO)
    return playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])


def install() -> None:
    """Install Debian's package, where apt is there and we are root."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    if find() is None:
        install()
    sys.exit(HOW_TO if find() is None else None)
