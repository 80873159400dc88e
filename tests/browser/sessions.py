"""Who uses a browser without going through the login, and in which language."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext

from staffel.models import Membership


def client_of(member: Membership | None) -> Client:
    """Logged in as this member; None is nobody."""
    client = Client()
    if member is not None:
        client.force_login(member.person)
    return client


def carry_session(context: BrowserContext, client: Client, url: str) -> None:
    """The browser is logged in as the client is."""
    if session := client.cookies.get(settings.SESSION_COOKIE_NAME):
        _add_cookie(context, settings.SESSION_COOKIE_NAME, session.value, url)


def log_in(context: BrowserContext, member: Membership | None, url: str) -> None:
    carry_session(context, client_of(member), url)


def choose_language(context: BrowserContext, language: str, url: str) -> None:
    _add_cookie(context, settings.LANGUAGE_COOKIE_NAME, language, url)


def _add_cookie(context: BrowserContext, name: str, value: str, url: str) -> None:
    context.add_cookies([{"name": name, "value": value, "url": url}])
