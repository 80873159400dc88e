"""The menu at the top of every page of the house: which pages this member has, in which group."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staffel.models import Membership, PartyKind, Role
from staffel.queries.partner_words import PARTNERS, worded

VENDOR: Final = frozenset({Role.ADMINISTRATOR, Role.DESK, Role.MARKETING, Role.FIELD_SALES})
DECIDING: Final = frozenset({Role.ADMINISTRATOR, Role.DESK})
HOUSE: Final = VENDOR | {Role.AGENCY_MEMBER}


@dataclass(frozen=True, slots=True)
class Item:
    """A page: the name of its address (also what a view gives as `page`), its word, and the roles that have it."""

    name: str
    word: Promise
    roles: frozenset[str]

    @property
    def url(self) -> str:
        return reverse(self.name)


@dataclass(frozen=True, slots=True)
class Group:
    """Pages behind one word; "" stands in the bar itself."""

    word: Promise | str
    items: tuple[Item, ...]


MENU: Final = (
    Group("", (
        Item("today", _("Today"), HOUSE),
        Item("leads", _("Leads"), HOUSE),
        Item("calls", _("Call list"), DECIDING | {Role.AGENCY_MEMBER}),
        Item("parties", PARTNERS, VENDOR),
        Item("process", _("What we expect of you"), frozenset({Role.AGENCY_MEMBER, Role.PARTNER_MANAGER, Role.PARTNER_MEMBER})),
    )),
    Group(_("Process"), (
        Item("process", _("Our process"), VENDOR),
        Item("asked-once", _("Asked once"), DECIDING | {Role.MARKETING}),
    )),
    Group(_("In and out"), (
        Item("deliveries", _("Log of deliveries"), DECIDING),
        Item("intake", _("Unclear arrivals"), DECIDING),
        Item("duplicates", _("Duplicates"), DECIDING),
        Item("imports", _("Import"), DECIDING),
        Item("capture", _("Fair"), HOUSE),
        Item("mail-room", _("Mail room"), DECIDING | {Role.MARKETING}),
        Item("outflow", _("Outflow"), DECIDING),
    )),
    Group(_("Set up"), (
        Item("first-steps", _("First steps"), frozenset({Role.ADMINISTRATOR})),
        Item("people", _("People"), frozenset({Role.ADMINISTRATOR})),
        Item("campaigns", _("Campaigns"), VENDOR),
        Item("markets", _("Markets"), VENDOR),
        Item("policies", _("Policies"), VENDOR),
        Item("pipelines", _("Sales pipelines"), VENDOR),
        Item("reasons", _("Reasons and results"), VENDOR),
        Item("forms", _("Forms"), VENDOR),
        Item("materials", _("Materials"), VENDOR),
        Item("texts", _("Texts of mails"), VENDOR),
        Item("terms", worded(_("Terms for %(partners)s")), VENDOR),
        Item("consents", _("Consents"), VENDOR),
        Item("vendor", _("Your company"), frozenset({Role.ADMINISTRATOR})),
    )),
)  # fmt: skip


def menu(member: Membership) -> Iterator[Group]:
    """The groups with the pages that this member has, without those that would be empty."""
    role = member.role
    if member.party.kind == PartyKind.PARTNER and role not in {Role.PARTNER_MANAGER, Role.PARTNER_MEMBER}:
        role = Role.PARTNER_MEMBER
    for group in MENU:
        if items := tuple(item for item in group.items if role in item.roles):
            yield Group(group.word, items)
