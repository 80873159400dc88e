"""How far a new installation is: each step is open or done by what is there, not by a flag."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from staffel.models import Delivery, Entry, Lead, Mandate, Offer, OfferState, Party, PartyKind, PartyState
from staffel.queries.directory import Directory, Edition
from staffel.rules.campaigns import Campaign
from staffel.rules.rounds_in_words import Names, market_in_words
from staffel.rules.terms import data_use


@dataclass(frozen=True, slots=True)
class FirstMarket:
    """The market that leads take where nothing else is said, in sentences; `is_read`: somebody has confirmed this
    edition, or made it."""

    key: str
    name: str
    sentences: tuple[str, ...]
    is_read: bool


@dataclass(frozen=True, slots=True)
class FirstTerms:
    """What partners agree to, in the reader's language; `is_read` as for the market."""

    version: int
    text: str
    data_use: tuple[str, ...]
    is_read: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """An open offer of a test lead, and the mail that asks; None where there is none."""

    offer: Offer
    mail: Delivery | None


@dataclass(frozen=True, slots=True)
class TestLead:
    """Where a test lead has gone: who is asked for it now, or who has it."""

    lead: Lead
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """`partners`: how many are in or invited; `ready`: how many of them get offers. `tests`: the latest first.
    `is_placed`: a lead has been accepted, a test or a real one."""

    has_company: bool
    market: FirstMarket
    terms: FirstTerms
    partners: int
    ready: int
    tests: tuple[TestLead, ...]
    is_placed: bool
    live_at: datetime | None

    @property
    def done(self) -> tuple[bool, ...]:
        return (
            self.has_company, self.market.is_read, self.terms.is_read, self.partners > 0, self.is_placed,
            self.live_at is not None,
        )  # fmt: skip

    @property
    def next(self) -> int:
        """The first step that is open, from 1; 0 when all are done."""
        return next((number for number, is_done in enumerate(self.done, 1) if not is_done), 0)

    @property
    def is_under_way(self) -> bool:
        """Whether somebody is asked for a test lead and may accept at any moment."""
        return any(test.asked for test in self.tests)


def first_steps(*, book: Directory, language: str, now: datetime) -> FirstSteps:
    """A few small queries."""
    vendor = book.installation
    partners = Party.objects.filter(kind=PartyKind.PARTNER, state__in=(PartyState.ACTIVE, PartyState.INVITED))
    return FirstSteps(
        has_company=bool(vendor.sender and vendor.contact and vendor.imprint),
        market=_market(book=book, language=language, now=now),
        terms=_terms(book=book, language=language, now=now),
        partners=partners.count(),
        ready=sum(
            party.kind == PartyKind.PARTNER
            and party.state == PartyState.ACTIVE
            and bool(book.members.get(party.id))
            for party in book.parties.values()
        ),
        tests=_tests(),
        is_placed=Mandate.objects.filter(lead__is_own=False).exists(),
        live_at=vendor.live_at,
    )


def _tests() -> tuple[TestLead, ...]:
    """The last three, in three queries."""
    leads = list(Lead.objects.filter(is_test=True).select_related("holder").order_by("-id")[:3])
    offers = (
        Offer.objects.filter(lead__in=leads, state=OfferState.OPEN).select_related("party").order_by("id")
    )
    mails = Delivery.objects.filter(kind="offer.made", channel="mail", lead__in=leads).order_by("id")
    by_offer = {mail.offer_id: mail for mail in mails.select_related("member__person", "member__party")}
    asked = [Asked(offer, by_offer.get(offer.id)) for offer in offers]
    return tuple(
        TestLead(lead, tuple(one for one in asked if one.offer.lead_id == lead.id)) for lead in leads
    )


def is_first_time(book: Directory) -> bool:
    """Whether no real lead has arrived and nothing is live yet: then the administrator begins with the first steps."""
    return book.installation.live_at is None and not Lead.objects.filter(is_test=False).exists()


def _market(*, book: Directory, language: str, now: datetime) -> FirstMarket:
    campaign = next(one for one in book.campaigns.values() if one.is_default)
    body: Campaign = book.current("campaign", campaign.key, at=now).body
    key = body.markets[0].market if body.markets else next(iter(book.markets))
    market, edition = book.markets[key], book.current("market", key, at=now)
    parties = {party_id: party.name for party_id, party in book.parties.items()}
    names = Names(parties, partners=book.installation.partner_words)
    is_read = _is_read("market", edition, desk_id=market.desk_id)
    return FirstMarket(key, market.name, market_in_words(edition.body, language, names=names), is_read)


def _terms(*, book: Directory, language: str, now: datetime) -> FirstTerms:
    edition = book.current("terms", "default", at=now)
    known = language if language in edition.body else "en"
    return FirstTerms(
        edition.version,
        edition.body[known],
        data_use(vendor=book.installation.vendor, language=known),
        _is_read("terms", edition, desk_id=book.default_desk.id),
    )


def _is_read(kind: str, edition: Edition, *, desk_id: UUID) -> bool:
    """Whether somebody has confirmed this edition, or made it."""
    found = Entry.objects.filter(
        lead=None,
        party_id=desk_id,
        kind__in=("version.confirmed", "version.published"),
        data__kind=kind,
        data__key=edition.key,
        data__version=edition.version,
    )
    return found.exists()
