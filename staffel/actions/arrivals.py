"""Turns what a row or a request says into an enquiry that can be captured, and keeps what could not be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from staffel.actions.history import History
from staffel.actions.leads import NewLead
from staffel.models import Campaign, Import, Receipt, Submission, SubmissionState
from staffel.models.ids import new_id
from staffel.queries.directory import Directory, Edition
from staffel.rules.answers import product_named, read_answers
from staffel.rules.arrivals import unread_key
from staffel.rules.consents import GivenConsent, together
from staffel.rules.problems import Problem
from staffel.rules.prospects import Prospect
from staffel.rules.refused import Refused
from staffel.rules.rows import ParsedLead

_COLUMNS = tuple(Prospect.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """What arrived and could not be taken, with all its reasons. `key` is that of its arrival: once it was taken in a
    mended form under the same key, it counts as repaired."""

    key: str
    payload: Mapping[str, Any]
    problems: tuple[Problem, ...]
    line: int | None = None


def campaign_named(book: Directory, name: str) -> Campaign | None:
    """The campaign with this key or name; the default one for ""."""
    if not name:
        return next((one for one in book.campaigns.values() if one.is_default), None)
    wanted = name.casefold()
    by_key = book.campaigns.get(name)
    return by_key or next(
        (one for one in book.campaigns.values() if wanted in {one.key.casefold(), one.name.casefold()}), None
    )


def require_campaign(book: Directory, name: str) -> Campaign:
    """As `campaign_named`. Refused: `campaign_unknown` with the keys there are."""
    found = campaign_named(book, name)
    if found is None:
        known = ", ".join(sorted(book.campaigns))
        raise Refused(
            "campaign_unknown",
            f"There is no campaign “{name}”. Known: {known}.",
            field="campaign",
            known=known,
        )
    return found


def arrival(
    parsed: ParsedLead,
    *,
    key: str,
    raw: Mapping[str, Any],
    campaign: Campaign,
    source: str,
    book: Directory,
    now: datetime,
    edition: Edition | None = None,
) -> NewLead:
    """The enquiry that a readable row is, its answers read by the questions of its form: the `edition` that was asked, else
    the campaign's current one. `campaign` and `source` are the ones found for it."""
    who = parsed.prospect
    edition = edition or current_form(book, campaign, now=now)
    read = read_answers(edition.body, parsed.answers, country=who.country or book.installation.country)
    agreed = [GivenConsent(purpose=purpose, proof={"question": key}) for purpose, key in read.agreed.items()]
    return NewLead(
        key=key,
        raw=raw,
        asked_at=parsed.asked_at or now,
        campaign=campaign.key,
        form_version=edition.id,
        source=source,
        source_key=parsed.id,
        prospect={name: value for name in _COLUMNS if (value := getattr(who, name))},
        answers=read.answers,
        product=product_named(edition.body, parsed.product),
        temperature=parsed.temperature,
        expected_amount=parsed.expected_value,
        currency=parsed.currency,
        wished_party=parsed.wished_partner,
        is_test=parsed.is_test,
        problems=(*parsed.problems, *read.problems),
        consents=together(parsed.consents, agreed),
    )


def current_form(book: Directory, campaign: Campaign, *, now: datetime) -> Edition:
    """The edition of the form that the campaign asks now."""
    return book.current("form", book.current("campaign", campaign.key, at=now).body.form, at=now)


def with_history(new: NewLead, history: History, *, currency: str) -> NewLead:
    """The same, and what had become of it elsewhere."""
    return replace(new, history=history, currency=currency or new.currency)


def unread_before(unread: Sequence[Unread], *, door: str) -> int:
    """How many of these were kept before."""
    keys = [unread_key(one.payload) for one in unread]
    known = set(Receipt.objects.filter(door=door, key__in=keys).values_list("key", flat=True))
    return sum(key in known for key in keys)


def keep_unread(
    unread: Sequence[Unread], *, door: str, now: datetime, source_import: Import | None = None
) -> int:
    """Keep what could not be read for repair, each once, however often it arrives. Returns how many are new."""
    by_key = {unread_key(one.payload): one for one in unread}
    with transaction.atomic():
        known = set(Receipt.objects.filter(door=door, key__in=by_key).values_list("key", flat=True))
        fresh = [key for key in by_key if key not in known]
        Receipt.objects.bulk_create(
            [
                Receipt(id=new_id(), door=door, key=key, fingerprint="", status=422, created_at=now)
                for key in fresh
            ],
            ignore_conflicts=True,
        )
        Submission.objects.bulk_create(
            Submission(
                door=door,
                key=by_key[key].key,
                state=SubmissionState.PROBLEM,
                payload=dict(by_key[key].payload),
                problems=[problem.stored() for problem in by_key[key].problems],
                line=by_key[key].line,
                source_import=source_import,
                received_at=now,
            )
            for key in fresh
        )
    return len(fresh)
