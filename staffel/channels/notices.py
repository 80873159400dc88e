"""Writes what stands on a phone's screen: the subject of the mail's text, one line, and where it leads. Nothing else.

It is made of the same closed values as a mail (channels.words): a screen lies open on a building site.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings

from staffel.actions.sending import Said
from staffel.channels.causes import OFFERS, standing_leads
from staffel.channels.facts import Facts
from staffel.channels.letters import LINK, edition_of, filled
from staffel.channels.words import language_of, words_for
from staffel.models import Delivery
from staffel.rules import phrases

OVER: Final = frozenset(
    {"offer.withdrawn", "mandate.taken_back", "lead.closed"}
)  # nothing is to be done any more


@dataclass(frozen=True, slots=True)
class Notice:
    """`tag`: a later message of the same tag takes the place of an earlier one; that of the lead, or of the kind where
    it speaks of several."""

    vendor: str
    title: str
    text: str
    url: str
    tag: str
    language: str
    text_version_id: UUID

    @property
    def line(self) -> str:
        """All in one line, without the link: an SMS."""
        return f"{self.vendor}: {self.title}. {self.text}".strip()

    def said(self, *, by_sms: bool) -> Said:
        """As it is kept: with [link] in place of the link, which is a proof."""
        body = f"{self.line} {LINK}" if by_sms else f"{self.text}\n\n{LINK}".strip()
        return Said(self.title, body, self.text_version_id)


def write_notice(delivery: Delivery, facts: Facts) -> Notice:
    """The message as it is said now."""
    edition, language = edition_of(delivery, facts), language_of(delivery.to)
    leads = standing_leads(delivery, facts)
    words = words_for(delivery, leads, facts)
    is_over = delivery.kind in OVER or len(leads) > 1
    text = phrases.notice(
        task=words["task"], due=words["due"], is_offer=delivery.kind in OFFERS, language=language
    )
    return Notice(
        vendor=words["vendor"],
        title=" ".join(filled(edition.body[language]["subject"], words).split()),
        text="" if is_over else text,
        url=_url(words["link"], is_one=len(leads) == 1, is_partner=delivery.to.party.kind == "partner"),
        tag=leads[0].id.hex if len(leads) == 1 else delivery.kind.replace(".", "-"),
        language=language,
        text_version_id=edition.id,
    )


def _url(link: str, *, is_one: bool, is_partner: bool) -> str:
    """The lead's own page, or the list of one's leads where there are several or nothing is left to open."""
    if link and is_one:
        return link
    return f"{settings.STAFFEL_URL}/{'portal/' if is_partner else ''}"
