"""Publishes editions of policy data: the old one stays for what began with it, the new one is for what begins."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from staffel.actions.actors import Actor
from staffel.actions.case import open_batch
from staffel.actions.parties import bump, party_entry
from staffel.actions.repeats import repeated
from staffel.models import Campaign, Market, Version
from staffel.queries.directory import BODIES, Directory
from staffel.rules.campaigns import Campaign as CampaignBody
from staffel.rules.refused import Refused
from staffel.rules.terms import check_terms
from staffel.rules.texts import check_text
from staffel.rules.versions import body_of, json_of


@repeated
def publish(kind: str, key: str, body: Any, *, actor: Actor, now: datetime) -> UUID:
    """Publish the next edition of `kind` `key`; `body` is its typed form or JSON. Valid from `now`. Refused:
    `body_invalid` with the field that does not fit; `name_unknown` where a campaign names what is not there."""
    with open_batch(actor=actor, now=now) as batch:
        version = add_version(kind, key, body, actor=actor, now=now)
        _check_names(kind, version.body, batch.book)
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


def add_version(kind: str, key: str, body: Any, *, actor: Actor, now: datetime) -> Version:
    """Step: the row of the next edition, checked. Refused: `body_invalid`, `text_invalid`."""
    stored = body if isinstance(body, dict) else json_of(body)
    if kind in BODIES:
        body_of(BODIES[kind], stored)
    if kind == "text":
        check_text(key, stored)
    if kind == "terms":
        check_terms(stored)
    latest = Version.objects.filter(kind=kind, key=key).aggregate(latest=Max("version"))["latest"] or 0
    return Version.objects.create(
        kind=kind, key=key, version=latest + 1, body=stored, valid_from=now, made_by_id=actor.member_id
    )


@repeated
def create_market(key: str, *, name: str, desk_id: UUID, body: Any, actor: Actor, now: datetime) -> UUID:
    """A new market with its first edition. Refused: `key_taken`, `body_invalid`."""
    with open_batch(actor=actor, now=now) as batch:
        if key in batch.book.markets:
            raise Refused("key_taken", f"There is a market “{key}” already.", field="key")
        market = Market.objects.create(key=key, name=name, desk_id=desk_id)
        version = add_version("market", key, body, actor=actor, now=now)
        party_entry(batch, desk_id, "version.published", kind="market", key=key, version=version.version)
        bump()
        return market.id


@repeated
def create_campaign(
    key: str, *, name: str, body: Any, actor: Actor, now: datetime, source: str = "", is_default: bool = False
) -> UUID:
    """A new campaign with its first edition. Refused: `key_taken`, `body_invalid`, `name_unknown`."""
    with open_batch(actor=actor, now=now) as batch:
        if key in batch.book.campaigns:
            raise Refused("key_taken", f"There is a campaign “{key}” already.", field="key")
        campaign = Campaign.objects.create(key=key, name=name, source=source, is_default=is_default)
        version = add_version("campaign", key, body, actor=actor, now=now)
        _check_names("campaign", version.body, batch.book)
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


def _check_names(kind: str, stored: dict[str, Any], book: Directory) -> None:
    """A campaign names markets, a form, a policy, a pipeline and reasons: all of them must be there."""
    if kind != "campaign":
        return
    body: CampaignBody = body_of(CampaignBody, stored)
    for name in ("form", "policy", "pipeline", "reasons"):
        if (name, getattr(body, name)) not in book.published:
            _refuse(name, getattr(body, name))
    for choice in body.markets:
        if choice.market not in book.markets:
            _refuse("market", choice.market)


def _refuse(field: str, key: str) -> None:
    raise Refused("name_unknown", f"There is no {field} “{key}”.", field=field, key=key)
