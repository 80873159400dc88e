"""Publishes editions of policy data: the old one stays for what began with it, the new one is for what begins."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from staffel.actions.actors import Actor
from staffel.actions.case import Batch, open_batch
from staffel.actions.parties import bump, party_entry
from staffel.actions.repeats import repeated
from staffel.models import Campaign, Installation, Market, Version
from staffel.queries.directory import BODIES, Directory
from staffel.queries.vocabulary import types_asked
from staffel.rules.campaigns import Campaign as CampaignBody
from staffel.rules.campaigns import Market as MarketBody
from staffel.rules.consents import check_consent
from staffel.rules.form_checks import wrong_gates
from staffel.rules.form_checks import wrong_in as wrong_in_form
from staffel.rules.forms import Form as FormBody
from staffel.rules.refused import Refused
from staffel.rules.rounds import wrong_in
from staffel.rules.terms import check_terms
from staffel.rules.texts import check_text
from staffel.rules.versions import body_of, json_of


@repeated
def publish(kind: str, key: str, body: Any, *, actor: Actor, now: datetime, after: int | None = None) -> UUID:
    """Publish the next edition of `kind` `key`; `body` is its typed form or JSON. Valid from `now`. `after`: the number
    of the edition it was made from; None asks nobody. Refused: `edition_moved` when another was published since;
    `body_invalid` with the field that does not fit; `round_…` with the round; `question_…`, `option_…`,
    `condition_…` and `form_empty` with the question; `name_unknown` where a campaign names
    what is not there; `gate_given` with the question of which it requires what only the prospect can give."""
    with open_batch(actor=actor, now=now) as batch:
        lock_editions()
        if after is not None and (latest := _latest(kind, key)) != after:
            raise Refused("edition_moved", "Somebody has published meanwhile.", latest=latest)
        check_edition(kind, key, body, book=batch.book)
        version = add_version(kind, key, body, actor=actor, now=now)
        party_entry(
            batch,
            batch.book.default_desk.id,
            "version.published",
            kind=kind,
            key=key,
            version=version.version,
        )
        bump()
        return version.id


def check_edition(kind: str, key: str, body: Any, *, book: Directory) -> None:
    """All that `publish` would refuse about the body, without publishing. Refused: as there."""
    stored = _check_body(kind, key, body)
    _check_names(kind, key, stored, book)


def _check_body(kind: str, key: str, body: Any) -> dict[str, Any]:
    """The body as it is stored. Refused: `body_invalid`, `text_invalid`, `terms_…`, `consent_…`."""
    stored = body if isinstance(body, dict) else json_of(body)
    if kind in BODIES:
        body_of(BODIES[kind], stored)
    if kind == "text":
        check_text(key, stored)
    if kind == "terms":
        check_terms(stored)
    if kind == "consent":
        check_consent(key, stored)
    return stored


def add_version(kind: str, key: str, body: Any, *, actor: Actor, now: datetime) -> Version:
    """Step: the row of the next edition, checked. Refused: `body_invalid`, `text_invalid`, `terms_…`, `consent_…`."""
    stored = _check_body(kind, key, body)
    return Version.objects.create(
        kind=kind,
        key=key,
        version=_latest(kind, key) + 1,
        body=stored,
        valid_from=now,
        made_by_id=actor.member_id,
    )


def lock_editions() -> None:
    """One publishes at a time: who waited sees what the other has published. The installation's row comes before all
    others that publishing touches."""
    Installation.objects.select_for_update(no_key=True).get()


def _latest(kind: str, key: str) -> int:
    """The number of the last edition; 0 before the first."""
    return Version.objects.filter(kind=kind, key=key).aggregate(latest=Max("version"))["latest"] or 0


@repeated
def create_market(key: str, *, name: str, desk_id: UUID, body: Any, actor: Actor, now: datetime) -> UUID:
    """A new market with its first edition. Refused: `thing_exists`, `body_invalid`."""
    with open_batch(actor=actor, now=now) as batch:
        if key in batch.book.markets:
            raise Refused("thing_exists", f"There is a market “{key}” already.", field="key")
        check_edition("market", key, body, book=batch.book)
        market = Market.objects.create(key=key, name=name, desk_id=desk_id)
        version = add_version("market", key, body, actor=actor, now=now)
        party_entry(batch, desk_id, "version.published", kind="market", key=key, version=version.version)
        bump()
        return market.id


@repeated
def create_campaign(
    key: str, *, name: str, body: Any, actor: Actor, now: datetime, source: str = "", is_default: bool = False
) -> UUID:
    """A new campaign with its first edition. Refused: `thing_exists`, `body_invalid`, `name_unknown`, `gate_given`."""
    with open_batch(actor=actor, now=now) as batch:
        if key in batch.book.campaigns:
            raise Refused("thing_exists", f"There is a campaign “{key}” already.", field="key")
        check_edition("campaign", key, body, book=batch.book)
        campaign = Campaign.objects.create(key=key, name=name, source=source, is_default=is_default)
        version = add_version("campaign", key, body, actor=actor, now=now)
        party_entry(
            batch,
            batch.book.default_desk.id,
            "version.published",
            kind="campaign",
            key=key,
            version=version.version,
        )
        bump()
        return campaign.id


def _check_names(kind: str, key: str, stored: dict[str, Any], book: Directory) -> None:
    """A campaign names markets, a form, a policy, a pipeline and reasons, a round names desks: all must be there. What a
    campaign requires of its form's questions must be possible."""
    if kind == "market":
        _check_rounds(stored, book)
    if kind == "form":
        _check_questions(key, stored, book)
    if kind != "campaign":
        return
    body: CampaignBody = body_of(CampaignBody, stored)
    for name in ("form", "policy", "pipeline", "reasons"):
        if (name, getattr(body, name)) not in book.published:
            _refuse(name, getattr(body, name))
    for choice in body.markets:
        if choice.market not in book.markets:
            _refuse("market", choice.market)
    form: FormBody = book.published["form", body.form][0].body
    if wrong := wrong_gates(form, body.gates):
        raise Refused(
            "gate_given",
            f"“{wrong[0]}” is a consent or a file: a campaign can require it on the public form (“market”) or not at all.",
            field="gates",
            question=wrong[0],
        )


@repeated
def change_market(key: str, *, name: str, desk_id: UUID, actor: Actor, now: datetime) -> None:
    """What a market is called and which desk owns it; leads that are on their way keep their desk. Refused:
    `market_unknown`, `name_empty`, `desk_unknown`."""
    with open_batch(actor=actor, now=now) as batch:
        row = Market.objects.select_for_update(no_key=True).filter(key=key).first()
        if row is None:
            raise Refused("market_unknown", f"There is no market “{key}”.", field="market")
        desk = batch.book.parties.get(desk_id)
        if desk is None or desk.kind != "desk":
            raise Refused("desk_unknown", "A market belongs to a desk.", field="desk")
        _set(batch, "market", row, name=_named(name), desk_id=desk_id)


@repeated
def change_campaign(key: str, *, name: str, source: str, actor: Actor, now: datetime) -> None:
    """What a campaign is called and which source its leads have. Refused: `campaign_unknown`, `name_empty`."""
    with open_batch(actor=actor, now=now) as batch:
        row = Campaign.objects.select_for_update(no_key=True).filter(key=key).first()
        if row is None:
            raise Refused("campaign_unknown", f"There is no campaign “{key}”.", field="campaign")
        _set(batch, "campaign", row, name=_named(name), source=source.strip())


def _named(name: str) -> str:
    if not name.strip():
        raise Refused("name_empty", "It needs a name.", field="name")
    return name.strip()


def _set(batch: Batch, kind: str, row: Market | Campaign, **values: Any) -> None:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
        desk_id = batch.book.default_desk.id
        party_entry(batch, desk_id, "version.renamed", kind=kind, key=row.key, fields=changed)
        bump()


def _check_rounds(stored: dict[str, Any], book: Directory) -> None:
    market: MarketBody = body_of(MarketBody, stored)
    if wrong := wrong_in(market, desks=book.parties):
        first = wrong[0]
        where = "" if first.position is None else f"Round {first.position + 1}, {first.field}: "
        raise Refused(first.code, f"{where}{first.code}", field=first.field, position=first.position)


def _check_questions(key: str, stored: dict[str, Any], book: Directory) -> None:
    form: FormBody = body_of(FormBody, stored)
    if wrong := wrong_in_form(form, used=types_asked(book=book, but=key)):
        first = wrong[0]
        where = "" if first.position is None else f"Question {first.position + 1}, {first.field}: "
        raise Refused(
            first.code, f"{where}{first.code}", field=first.field, position=first.position, named=first.named
        )


def _refuse(field: str, key: str) -> None:
    raise Refused("name_unknown", f"There is no {field} “{key}”.", field=field, key=key)
