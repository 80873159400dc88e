"""How allauth speaks and sends here: our words, our mails, our idea of who asks."""

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staffel.channels.access_mails import send_access_mail
from staffel.models import Person
from staffel.web.limits import client_address

# What allauth would send, and what it would say on the next page; all else is silent: the page says it.
MAILS: Final = {
    "account/email/login_code": "mail/login_code.txt",
    "account/email/password_reset_key": "mail/new_password.txt",
}
SAID: Final = frozenset({"account/messages/password_changed.txt", "account/messages/password_set.txt"})
WORDS: Final[dict[str, Promise]] = {
    "email_password_mismatch": _("E-mail address and password do not fit together. Please try again."),
    "too_many_login_attempts": _("Too many tries. Please wait a few minutes."),
    "rate_limited": _("Too many tries. Please wait a few minutes."),
    "incorrect_code": _("This code is not right. Please compare it with the mail."),
    "enter_current_password": _("This is not your current password."),
    "invalid_password_reset": _("This link is no longer valid."),
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """There is no address to sign up at: accounts are made by invitation."""

    error_messages = {**DefaultAccountAdapter.error_messages, **WORDS}

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *rest: Any, **more: Any
    ) -> None:
        if message_template is None or message_template in SAID:
            super().add_message(request, level, message_template, *rest, **more)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Begins with the address of this installation, whatever host the request named."""
        path: str = super().get_reset_password_from_key_url(key)
        return settings.STAFFEL_URL + "/" + path.split("/", 3)[3]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only to people of ours, in their language; the page says the same whether or not there is such a person."""
        template = MAILS.get(template_prefix)
        person = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
        if template is None or person is None:
            return
        with translation.override(person.language):
            text = render_to_string(
                template,
                {"name": person.name, "code": context.get("code"), "url": context.get("password_reset_url")},
            )
        subject, _blank, body = text.strip().partition("\n\n")
        send_access_mail(person, subject=subject, body=body)
