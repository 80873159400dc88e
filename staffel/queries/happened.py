"""To which leads something happened in a period: a figure counts exactly these leads, and the list of leads shows them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from staffel.models import Brokerage, Entry, Handout, Mandate, Offer
from staffel.queries.handouts import standing_handouts

Happened = Callable[[datetime, datetime], Q]
BEGINNING: Final = datetime(1, 1, 2, tzinfo=UTC)
DENIALS: Final = ("prospect.denied", "lead.complained")
ANSWERS: Final = ("prospect.confirmed", *DENIALS)
END: Final = datetime(9998, 12, 31, tzinfo=UTC)


def _entries(*kinds: str, since: datetime, until: datetime) -> QuerySet[Entry]:
    return Entry.objects.filter(kind__in=kinds, at__gte=since, at__lt=until, lead__isnull=False)


def _of_lead(*kinds: str) -> QuerySet[Entry]:
    return Entry.objects.filter(lead=OuterRef("pk"), kind__in=kinds)


def placed_by(since: datetime, until: datetime) -> Q:
    """A party got it to work."""
    return Q(id__in=Mandate.objects.filter(started_at__gte=since, started_at__lt=until).values("lead_id"))


def was_offered(since: datetime, until: datetime) -> Q:
    """It was offered to somebody."""
    return Q(id__in=Offer.objects.filter(offered_at__gte=since, offered_at__lt=until).values("lead_id"))


def first_offered(since: datetime, until: datetime) -> Q:
    """It was offered, and never before the period."""
    before = Offer.objects.filter(lead=OuterRef("pk"), offered_at__lt=since)
    return was_offered(since, until) & ~Q(Exists(before))


def arrived(since: datetime, until: datetime) -> Q:
    """Staffel got it, and it was not a partner's own."""
    return Q(received_at__gte=since, received_at__lt=until, is_own=False)


def stopped(since: datetime, until: datetime) -> Q:
    """It arrived, and before any market somebody had to ask what was missing."""
    return arrived(since, until) & Q(_asked_first(since))


def straight(since: datetime, until: datetime) -> Q:
    """It arrived complete: it was in a market, and nobody had to ask anything before."""
    in_market = Brokerage.objects.filter(lead=OuterRef("pk"))
    return arrived(since, until) & Q(Exists(in_market)) & ~Q(_asked_first(since))


def _asked_first(since: datetime) -> Exists:
    """It had to be qualified before any market; of a lead that arrived after `since`, whose entries are as young."""
    market = Entry.objects.filter(lead=OuterRef("lead"), kind="brokerage.started", id__lt=OuterRef("id"))
    return Exists(_of_lead("lead.qualifying").filter(~Exists(market), at__gte=since))


def on_file(since: datetime, until: datetime) -> Q:
    """First offered in the period; until its end somebody was told in a call what was on file already."""
    return first_offered(since, until) & ASKED_AGAIN["on-file"](since, until)


def _told_again(until: datetime) -> QuerySet[Any, UUID]:
    return _entries("question.asked_again", since=BEGINNING, until=until).values_list("lead_id", flat=True)


def was_missing(since: datetime, until: datetime) -> Q:
    """First offered in the period; afterwards, until its end, it was to be qualified once more, or its holder gave it back
    because the contact data are wrong."""
    return first_offered(since, until) & ASKED_AGAIN["missing"](since, until)


def _missed(since: datetime, until: datetime) -> QuerySet[Any, UUID]:
    """After an offer; and so after `since`, where the first was in the period."""
    offered = Offer.objects.filter(lead=OuterRef("lead"), offered_at__lt=OuterRef("at"))
    back = Q(kind="lead.qualifying") | Q(data__reason="wrong_number")
    found = _entries("lead.qualifying", "mandate.given_back", since=since, until=until)
    return found.filter(back, Exists(offered)).values_list("lead_id", flat=True)


def asked_twice(since: datetime, until: datetime) -> Q:
    """One of the two."""
    return first_offered(since, until) & ASKED_AGAIN["asked-again"](since, until)


# What is said of leads that were first offered in the period, by the name of the figure.
ASKED_AGAIN: Final[Mapping[str, Happened]] = {
    "on-file": lambda _since, until: Q(id__in=_told_again(until)),
    "missing": lambda since, until: Q(id__in=_missed(since, until)),
    "asked-again": lambda since, until: Q(id__in=_told_again(until).union(_missed(since, until))),
}


def handed_out(since: datetime, until: datetime) -> QuerySet[Handout]:
    """What was given or promised in the period, and neither struck off nor mailed in vain; test leads are in nothing."""
    return standing_handouts().filter(promised_at__gte=since, promised_at__lt=until, lead__is_test=False)


def given(since: datetime, until: datetime) -> Q:
    """Its prospect was given or promised something."""
    return Q(id__in=handed_out(since, until).values("lead_id"))


def given_again(since: datetime, until: datetime) -> Q:
    """Its prospect was given or promised what it had."""
    return Q(id__in=handed_out(since, until).filter(is_repeat=True).values("lead_id"))


def blocked_handouts(since: datetime, until: datetime) -> QuerySet[Entry]:
    """What was not given, because the prospect has it and must not get it again; test leads are in nothing."""
    return _entries("handout.blocked", since=since, until=until).filter(lead__is_test=False)


def blocked(since: datetime, until: datetime) -> Q:
    """Somebody wanted to give its prospect what it has and must not get again."""
    return Q(id__in=blocked_handouts(since, until).values("lead_id"))


def answers_about_contacts(since: datetime, until: datetime) -> QuerySet[Entry]:
    """What prospects answered, or complained, about a contact that had been reported before: of each such contact the last
    word alone, so that who says *no* twice, or complains besides, denies one contact."""
    of_mandate = Entry.objects.filter(lead=OuterRef("lead"), mandate=OuterRef("mandate"))
    reported = of_mandate.filter(kind="activity.contact", id__lt=OuterRef("id"))
    between = Entry.objects.filter(
        lead=OuterRef("lead"), mandate=OuterRef("mandate"), kind="activity.contact",
        id__lt=OuterRef("id"), id__gt=OuterRef(OuterRef("id")),
    )  # fmt: skip
    later = of_mandate.filter(kind__in=ANSWERS, id__gt=OuterRef("id"))
    said = _entries(*ANSWERS, since=since, until=until).filter(lead__is_test=False)
    return said.filter(Exists(reported)).exclude(Exists(later.exclude(Exists(between))))


def answered(since: datetime, until: datetime) -> Q:
    """Its prospect has answered about a reported contact."""
    return Q(id__in=answers_about_contacts(since, until).values("lead_id"))


def contradicted_contact(since: datetime, until: datetime) -> Q:
    """Its prospect denies a reported contact."""
    return Q(id__in=answers_about_contacts(since, until).filter(kind__in=DENIALS).values("lead_id"))


def joined(since: datetime, until: datetime) -> Q:
    """A request of somebody whose lead was open: it was joined to that one, by Staffel or by hand, and is still."""
    return Q(
        joined_to__isnull=False, id__in=_entries("lead.joined", since=since, until=until).values("lead_id")
    )


def lacked_or_asked(event: str, key: str) -> Q:
    """Of the leads with this event those that lacked the answer to this question ("stopped"), or were asked for it although
    it was known."""
    found = Entry.objects.filter(lead__isnull=False)
    if event == "stopped":
        found = found.filter(kind="lead.qualifying", data__open_questions__contains=[key])
    else:
        found = found.filter(kind="question.asked_again", data__question=key)
    return Q(id__in=found.values("lead_id"))


# By the name that the list of leads has for it in its address (`event`).
HAPPENED: Final[Mapping[str, Happened]] = {
    "offered": was_offered,
    "placed": placed_by,
    "straight": straight,
    "stopped": stopped,
    "first-offered": first_offered,
    "asked-again": asked_twice,
    "on-file": on_file,
    "missing": was_missing,
    "given": given,
    "given-again": given_again,
    "blocked": blocked,
    "answered": answered,
    "contradicted": contradicted_contact,
    "joined": joined,
}


def has_happened(event: str, since: datetime | None, until: datetime | None) -> Q:
    """The leads to which it (a key of HAPPENED) happened from `since` until before `until`; None: whenever."""
    return HAPPENED[event](since or BEGINNING, until or END)
