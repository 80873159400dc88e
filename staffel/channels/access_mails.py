"""Sends what opens an account: a code to log in with, or the way to a new password. At once, and kept nowhere."""

from email.utils import formataddr

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from staffel.channels.errors import NotSent, Unreachable
from staffel.channels.letters import html_of
from staffel.channels.mails import redirected, reply_to, sender_address
from staffel.channels.smtp import Outbox
from staffel.models import Installation, Membership, PartyKind, Person
from staffel.rules import phrases

log = structlog.get_logger(__name__)


def sends_to_people() -> bool:
    """Whether a mail leaves this installation at all: a mail server is set, and its people are not made up."""
    return settings.SENDS_MAIL and Installation.objects.filter(is_demo=False).exists()


def send_access_mail(person: Person, *, subject: str, body: str) -> bool:
    """Send it now; False when it did not leave. Before *live* it goes to the redirect address, except to the vendor's
    own people. A secret may stand in it, so that it is neither queued nor kept."""
    installation = Installation.objects.get()
    to = person.email if installation.live_at or _is_own(person) else installation.redirect_to
    if not to or not sends_to_people():
        return False
    try:
        with Outbox() as outbox:
            outbox.send(_mail(person, installation, to=to, subject=subject, body=body))
    except (NotSent, Unreachable) as error:
        log.warning("a mail with a code could not be sent", person=str(person.id), error=str(error))
        return False
    return True


def _is_own(person: Person) -> bool:
    return Membership.objects.filter(person=person, is_active=True, party__kind=PartyKind.DESK).exists()


def _mail(
    person: Person, installation: Installation, *, to: str, subject: str, body: str
) -> EmailMultiAlternatives:
    language = "de" if person.language.startswith("de") else "en"
    foot = phrases.foot(
        vendor=installation.vendor,
        contact=installation.contact,
        imprint=installation.imprint,
        language=language,
    )
    sender = sender_address(installation)
    shown = subject if to == person.email else redirected(subject, person.email, language=language)
    message = EmailMultiAlternatives(
        subject=shown,
        body=f"{body}\n\n-- \n{foot}\n",
        from_email=formataddr((installation.vendor, sender)),
        to=[to],
        reply_to=[reply_to(installation, sender)],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    message.attach_alternative(
        html_of(subject, body, foot, language, {"label": "", "url": ""}, vendor=installation), "text/html"
    )
    return message
