"""The system's Chromium, driven by playwright; nothing is downloaded and nothing is skipped where it is missing."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from staffel.queries.directory import forget_directory
from tests.browser.cable import Cable
from tests.browser.sessions import log_in
from tests.browser.speech import Speech, speak
from tests.channels.conftest import office
from tests.scene import Scene, stage

__all__ = ["browser", "office"]

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

# Much longer than the service worker waits for a network that does not answer (8 s) and than a result can be undone (10 s):
# a machine that does much else is slow, and only what fails waits for it.
expect.set_options(timeout=60_000)

# playwright runs an event loop in this thread; Django would refuse the database there
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def chromium() -> str:
    """The path of the system's Chromium."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    assert found, "The browser tests need Chromium: apt-get install chromium"
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def scene() -> Iterator[Scene]:
    """The cast of the stories, now; a test that needs more people has its own."""
    forget_directory()
    yield stage(datetime.now(UTC))
    forget_directory()


@pytest.fixture(autouse=True)
def _closed_tabs(browser: Browser) -> Iterator[None]:
    """An open tab keeps its connection to the test's server, and so the server's to the database."""
    yield
    for context in browser.contexts:
        context.close()


@pytest.fixture(params=["de", "en"])
def speech(request: pytest.FixtureRequest, scene: Scene) -> Speech:
    """The story is told in both languages."""
    return speak(request.param)


@pytest.fixture
def cable(live_server: LiveServer) -> Iterator[Cable]:
    with Cable(int(live_server.url.rpartition(":")[2])) as made:
        yield made


@pytest.fixture
def phone(browser: Browser, scene: Scene, cable: Cable) -> BrowserContext:
    """Paul's phone, logged in."""
    context = browser.new_context(viewport={"width": 360, "height": 720}, locale="de-DE")
    log_in(context, scene.paul, cable.url)
    return context
