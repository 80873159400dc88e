"""Puts a letter into an envelope: to whom it really goes, and the headers that keep a conversation together."""

import re
from email.utils import format_datetime, formataddr
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from staffel.actions.sending import Said
from staffel.channels.errors import NotSent
from staffel.channels.facts import Facts
from staffel.channels.letters import Letter, write_letter
from staffel.channels.prospects import write_to_prospect
from staffel.channels.smtp import Outbox
from staffel.channels.ways import Sent, Way
from staffel.models import Delivery, Installation

ADDRESS: Final = re.compile(r"[^\s<>,;:()\"]+@[^\s<>,;:()\"]+\.[^\s<>,;:()\"]+")


def destination(delivery: Delivery, installation: Installation) -> str:
    """The address this mail goes to; "" where nothing is sent and it is kept in the log. Until the installation is
    live it is the redirect address; a demonstration sends nothing: its people are made up."""
    if not settings.SENDS_MAIL or installation.is_demo:
        return ""
    return receiver_of(delivery) if _goes_out(delivery, installation) else installation.redirect_to


def receiver_of(delivery: Delivery) -> str:
    """The address of whom it is for: its member's, or the prospect's."""
    if delivery.member:
        return delivery.member.person.email
    assert delivery.lead is not None
    return delivery.lead.email


def _goes_out(delivery: Delivery, installation: Installation) -> bool:
    """Before *live* nothing reaches the channel; the vendor's own people can be invited all the same."""
    is_own = delivery.kind == "invitation" and delivery.to.party.kind == "desk"
    return installation.live_at is not None or is_own


def subject_for(delivery: Delivery, letter: Letter, installation: Installation) -> str:
    """Before going live the true receiver stands in the subject: "[an paul@example.com] Neue Anfrage …"."""
    if _goes_out(delivery, installation):
        return letter.subject
    return redirected(letter.subject, receiver_of(delivery), language=letter.language)


class MailWay(Way):
    """Mail, over one connection for the whole run."""

    channel = "mail"

    def __init__(self) -> None:
        self._outbox = Outbox()

    def close(self) -> None:
        self._outbox.close()

    def send(self, delivery: Delivery, facts: Facts) -> Sent:
        """To its member, or to the redirect; kept where nothing is sent."""
        letter = (write_letter if delivery.member else write_to_prospect)(delivery, facts)
        delivery.text_version_id = letter.text_version_id
        to = destination(delivery, facts.installation)
        if not to:
            return Sent(Said(letter.subject, letter.kept_body, letter.text_version_id), "")
        self._outbox.send(mail(delivery, letter, facts, to=to))
        subject = subject_for(delivery, letter, facts.installation)
        return Sent(Said(subject, letter.kept_body, letter.text_version_id), to)

    def switches_mail_off(self, error: NotSent, delivery: Delivery, facts: Facts) -> bool:
        """A redirect that is refused says nothing about the member."""
        return error.permanent and destination(delivery, facts.installation) == receiver_of(delivery)


def redirected(subject: str, receiver: str, *, language: str) -> str:
    """The subject of a mail that goes to the redirect address: it names the true receiver."""
    to = {"de": "an", "en": "to"}[language]
    return f"[{to} {receiver}] {subject}"


def mail(delivery: Delivery, letter: Letter, facts: Facts, *, to: str) -> EmailMultiAlternatives:
    """The message as it goes to the server; the same Message-ID however often it is tried."""
    installation, domain = facts.installation, own_domain()
    sender = sender_address(installation)
    headers = {
        "Message-ID": f"<{delivery.message_id}@{domain}>",
        "Date": format_datetime(facts.now),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if delivery.lead_id and len(delivery.leads) < 2:
        thread = (
            f"<lead.{delivery.lead_id.hex}@{domain}>"  # one thread a lead, whichever of its mails came first
        )
        headers |= {"In-Reply-To": thread, "References": thread}
    message = EmailMultiAlternatives(
        subject=subject_for(delivery, letter, installation),
        body=letter.text,
        from_email=formataddr((installation.vendor, sender)),
        to=[to],
        reply_to=[reply_to(installation, sender)],
        headers=headers,
    )
    message.attach_alternative(letter.html, "text/html")
    return message


def sender_address(installation: Installation) -> str:
    """The vendor's own, where it is set; else one of Staffel's domain."""
    return installation.sender or f"staffel@{own_domain()}"


def reply_to(installation: Installation, sender: str) -> str:
    """Answers go to the contact person where its address is named, else to the sender."""
    found = ADDRESS.search(installation.contact)
    return found[0] if found else sender


def own_domain() -> str:
    """Of Staffel's own address: it does not change when somebody edits the sender."""
    return urlsplit(settings.STAFFEL_URL).hostname or "localhost"
