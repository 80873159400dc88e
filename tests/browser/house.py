"""A tab of somebody of the house: how it logs in."""

from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.scene import PASSWORD


def log_in_at(page: Page, live_server: LiveServer, path: str, email: str = "vera@example.com") -> None:
    """Through the login to the page of this address, loaded whole: keys work only then."""
    page.goto(f"{live_server.url}/login?next={path}")
    page.locator("main [type=email]").fill(email)
    page.locator("main [type=password]").fill(PASSWORD)
    page.locator("main [type=password]").press("Enter")
    page.wait_for_url(f"**{path}")
