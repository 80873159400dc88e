"""Asked once: the statement of a period, each figure with its definition and the leads behind it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from staffel.models import Membership, PartyKind
from staffel.queries.access import SEEING_ROLES
from staffel.queries.ask_once import LINES, AskOnce, CampaignLine, Line, ask_once
from staffel.queries.ask_once_words import PARTS, WORDS, Words
from staffel.queries.directory import Directory, directory
from staffel.queries.lead_filters import LeadFilters, span
from staffel.queries.vocabulary import field_named
from staffel.web.fragments import wants_fragment
from staffel.web.members import for_members

PERIODS: Final = {
    "7": _("the last 7 days"),
    "30": _("the last 30 days"),
    "90": _("the last 90 days"),
    "365": _("the last 365 days"),
}
USUAL: Final = "90"


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure with its words, and the addresses of its leads and of those that it is a share of."""

    line: Line
    words: Words
    leads: str
    of: str


@dataclass(frozen=True, slots=True)
class Part:
    title: Promise
    figures: tuple[Shown, ...]


@require_safe
@for_members
def asked_once(request: HttpRequest, member: Membership) -> HttpResponse:
    """The page, or for htmx the statement on it. For those who see all leads; 404 for others."""
    if member.party.kind != PartyKind.DESK or member.role not in SEEING_ROLES:
        raise Http404("does not see all leads")
    book, now = directory(), timezone.now()
    asked = _asked(request)
    since, until = span(LeadFilters.of(asked), now=now)
    assert since is not None  # a period always begins
    campaign = book.campaigns.get(asked["campaign"])
    found = ask_once(since=since, until=until, now=now, campaign_id=campaign.id if campaign else None)
    context = {
        "page": "asked-once",
        "now": now,
        "asked": asked,
        "found": found,
        "periods": PERIODS,
        "campaigns": sorted(book.campaigns.values(), key=lambda row: row.name),
        "campaign": campaign,
        "last": until - timedelta(microseconds=1) if until else None,
        **_shown(found, asked, book=book),
    }
    is_fragment = wants_fragment(request)
    return render(request, "_asked_once.html" if is_fragment else "asked_once.html", context)


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the address asks for: a campaign, and a period of days or from one day to another."""
    filters = LeadFilters.of(request.GET.dict())
    asked = {"campaign": filters.campaign, "period": filters.period, "since": "", "until": ""}
    if filters.period not in PERIODS:
        asked |= {"period": "", "since": filters.since, "until": filters.until}
        if span(LeadFilters.of({"since": filters.since}), now=timezone.now())[0] is None:
            asked |= {"period": USUAL, "since": "", "until": ""}
    return asked


def _address(asked: Mapping[str, str]) -> str:
    return f"{reverse('asked-once')}?{urlencode({name: value for name, value in asked.items() if value})}"


def _shown(found: AskOnce, asked: dict[str, str], *, book: Directory) -> dict[str, Any]:
    """The parts of the statement, each number with the address of the list of leads that it counts."""

    def leads(event: str, **more: str) -> str:
        query = {**asked, "event": event, **more}
        return f"{reverse('leads')}?{urlencode({name: value for name, value in query.items() if value})}"

    def question(key: str, count: int, event: str) -> tuple[str, int, str]:
        return field_named(key, book), count, leads(event, question=key)

    names = {row.id: row for row in book.campaigns.values()}

    def campaigns() -> Iterator[tuple[str, CampaignLine, dict[str, str]]]:
        for one in found.campaigns:
            if row := names.get(one.campaign_id):
                events = ("straight", "stopped", "asked-again", "blocked", "contradicted")
                urls = {name.replace("-", "_"): leads(name, campaign=row.key) for name in events}
                yield row.name, one, urls | {"own": _address(asked | {"campaign": row.key})}

    parts = [
        Part(
            title,
            tuple(Shown(found.lines[key], WORDS[key], leads(key), leads(LINES[key]) if LINES[key] else "") for key in keys),
        )
        for title, keys in PARTS
    ]  # fmt: skip
    return {
        "parts": parts,
        "straight": parts[0].figures[0],
        "by_campaign": [] if asked["campaign"] else list(campaigns()),
        "missing_most": [question(*one, "stopped") for one in found.missing_most],
        "asked_most": [question(*one, "on-file") for one in found.asked_most],
    }
