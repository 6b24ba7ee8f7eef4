"""Find and start the machine's own Chromium; nothing is downloaded."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@cache
def chromium_path() -> str | None:
    """`KPIPORTAL_CHROMIUM`, else the first Chromium on the PATH, else None."""
    named = os.environ.get("KPIPORTAL_CHROMIUM")
    if named:
        return named
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless Chromium for the length of a `with`."""
    with (
        tempfile.TemporaryDirectory(prefix="kpiportal-chromium-") as scratch,
        sync_playwright() as playwright,
    ):
        env = {**os.environ, "HOME": scratch, "XDG_CONFIG_HOME": scratch, "XDG_CACHE_HOME": scratch}
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=FLAGS, env={key: str(value) for key, value in env.items()}
        )
        yield browser
        browser.close()
