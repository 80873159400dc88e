"""Our process fits on one sheet of paper and on a phone."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from staffel.queries.directory import forget_directory
from tests.browser.sessions import log_in
from tests.scene import Scene, stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(transactional_db: None) -> Iterator[Scene]:
    forget_directory()
    made = stage()
    with time_machine.travel(made.now, tick=True):
        yield made


def test_it_fits_on_one_sheet_and_on_a_phone(browser: Browser, scene: Scene, live_server: LiveServer) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    log_in(context, scene.vera, live_server.url)
    page = context.new_page()
    page.goto(live_server.url + reverse("process"))
    assert page.get_by_role("heading", level=1).inner_text() == "Unser Vorgehen"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(sheets) == 1
