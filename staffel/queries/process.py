"""The process as it is lived now, chapter by chapter, from the current versions; and the part that is one party's own."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffel.models import Market as MarketRow
from staffel.models import Membership, Party, PartyKind, Version
from staffel.queries import labels
from staffel.queries.directory import Directory, Edition
from staffel.queries.handed import Handed
from staffel.rules import agency_terms, expectations, process
from staffel.rules.campaigns import Campaign, Market
from staffel.rules.forms import Form
from staffel.rules.markets import Condition
from staffel.rules.markets_told import MarketTold, each_market, in_every_market
from staffel.rules.policies import Policy
from staffel.rules.process import Part
from staffel.rules.reasons_told import reasons_told
from staffel.rules.rounds_in_words import Names, notes_in_words, rounds_in_words
from staffel.rules.spans import listed
from staffel.rules.told_once import among, told_once

K = TypeVar("K")
EDITION_KINDS: Final[dict[str, Promise]] = {
    "campaign": gettext_lazy("Campaign"),
    "form": gettext_lazy("Form"),
    "market": gettext_lazy("Market"),
    "pipeline": gettext_lazy("Sales pipeline"),
    "policy": gettext_lazy("Policy"),
    "reasons": gettext_lazy("Reasons"),
}


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    intro: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One version that the page was written from. `name`: what the vendor calls it."""

    id: UUID
    kind: str
    name: str
    version: int
    valid_from: datetime


@dataclass(frozen=True, slots=True)
class Process:
    """`valid_from`: since when all of it has been so."""

    chapters: tuple[Chapter, ...]
    sources: tuple[Source, ...]
    valid_from: datetime


def whole_process(*, book: Directory, language: str, now: datetime) -> Process:
    """For the vendor's own people: every stage, with every campaign's policies. No query beside the directory's."""
    told = _Told(book, language, now)
    chapters = (
        Chapter(
            _("1. Qualification"), _("What is missing is asked for, once, by one party."), told.qualifying()
        ),
        Chapter(
            _("2. Brokerage"),
            _("The market's desk is responsible; whoever is asked has the turn."),
            told.brokering(),
        ),
        Chapter(
            _("3. Work"),
            _("Whoever accepted is responsible, step by step, each with a deadline."),
            told.working(),
        ),
        Chapter(
            _("When a deadline is at risk or missed"),
            _("This holds for every party that is responsible, the desk and the agency included."),
            told.late(),
        ),
        Chapter(_("Reasons, and what follows"), "", told.reasons()),
    )
    return _written(chapters, told.sources(), book=book)


def own_process(member: Membership, *, book: Directory, language: str, now: datetime) -> Process:
    """For an agency or a partner: what is expected of it where the campaign says nothing else. Nobody else's part."""
    told = _Told(book, language, now)
    body = told.usual
    policy, form = told.current("policy", body.policy), told.current("form", body.form)
    if member.party.kind == PartyKind.AGENCY:
        return _own(
            expectations.of_agency(policy.body, form.body, language, follows=body.unreachable),
            (policy, form),
            book=book,
        )
    pipeline, reasons = told.current("pipeline", body.pipeline), told.current("reasons", body.reasons)
    windows = [
        round_.window or policy.body.window_work_minutes
        for choice in body.markets
        for round_ in told.current("market", choice.market).body.rounds
    ]
    window = expectations.shortest(windows or [policy.body.window_work_minutes])
    parts = expectations.of_partner(
        policy.body, pipeline.body, reasons.body, window=window, language=language
    )
    return _own(parts, (policy, pipeline, reasons), book=book)


def process_of(handed: Handed, *, book: Directory, language: str, now: datetime) -> Process:
    """For the party that a link belongs to: by the versions that its own enquiry keeps."""
    body: Campaign = book.editions[handed.lead.campaign_version_id].body
    begun = handed.mandate or (handed.offer.brokerage if handed.offer else None)
    policy = book.editions[begun.policy_version_id] if begun else book.current("policy", body.policy, at=now)
    pipeline = (
        book.editions[handed.mandate.pipeline_version_id]
        if handed.mandate
        else book.current("pipeline", body.pipeline, at=now)
    )
    reasons = book.current("reasons", body.reasons, at=now)
    window = policy.body.window_work_minutes
    if handed.offer:
        market: Market = book.editions[handed.offer.brokerage.market_version_id].body
        asked_in = market.rounds[handed.offer.round : handed.offer.round + 1]
        window = next((one.window for one in asked_in if one.window), window)
    parts = expectations.of_partner(
        policy.body, pipeline.body, reasons.body, window=window, language=language
    )
    return _own(parts, (policy, pipeline, reasons), book=book)


def names_of(*, book: Directory, language: str, now: datetime) -> Names:
    """What the vendor calls its parties and questions, for the sentences of a market."""
    return _Told(book, language, now).names()


def _own(parts: tuple[Part, ...], editions: Iterable[Edition], *, book: Directory) -> Process:
    return _written((Chapter("", "", parts),), editions, book=book)


def _written(chapters: tuple[Chapter, ...], editions: Iterable[Edition], *, book: Directory) -> Process:
    found = tuple(
        Source(one.id, str(EDITION_KINDS[one.kind]), _name(one, book), one.version, one.valid_from)
        for one in editions
    )
    return Process(chapters, found, max(one.valid_from for one in found))


def _name(edition: Edition, book: Directory) -> str:
    named = {"campaign": book.campaigns, "market": book.markets}.get(edition.kind, {})
    if edition.key in named:
        return str(named[edition.key])
    return "" if edition.key == "default" else edition.key


def authors(process: Process) -> dict[UUID, str]:
    """Who made each of the versions; none for what came with the installation. One query."""
    rows = Version.objects.filter(id__in=[source.id for source in process.sources], made_by__isnull=False)
    return {row.id: str(row.made_by.person) for row in rows.select_related("made_by__person") if row.made_by}


@dataclass(frozen=True, slots=True)
class Versions:
    """What is of one kind, in the same version since the same moment, made by the same person ("" is nobody)."""

    kind: str
    version: int
    valid_from: datetime
    author: str
    names: tuple[str, ...]


def versions_of(process: Process, *, by: Mapping[UUID, str]) -> list[Versions]:
    """The versions that the page was written from, those of a kind and an age together. `by`: who made which."""
    groups: dict[tuple[str, int, datetime, str], list[str]] = {}
    for one in process.sources:
        group = groups.setdefault((one.kind, one.version, one.valid_from, by.get(one.id, "")), [])
        group += [one.name] if one.name else []
    return [Versions(*said, tuple(names)) for said, names in groups.items()]


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that is another now: where it stands, and in which words it was and is. () is not there."""

    where: str
    then: tuple[str, ...]
    now: tuple[str, ...]


def differences(before: Process, after: Process) -> list[Difference]:
    """What has changed between two days, answer by answer, in the order of the page."""
    then, now = dict(_answers(before)), dict(_answers(after))
    return [
        Difference(" · ".join(filter(None, where)), then.get(where, ()), now.get(where, ()))
        for where in dict.fromkeys([*now, *then])
        if then.get(where) != now.get(where)
    ]


def _answers(process: Process) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for chapter in process.chapters:
        for part in chapter.parts:
            for row in part.rows:
                limits = (
                    f"{labels.label(labels.TEMPERATURES, one.temperature)} {one.text}" for one in row.limits
                )
                yield (chapter.title, part.title, row.under, row.term, row.where), (*row.lines, *limits)


class _Told:
    """The current versions of everything that a campaign uses, told in one language."""

    def __init__(self, book: Directory, language: str, now: datetime) -> None:
        self.book, self.language, self.now = book, language, now
        campaigns = sorted(book.campaigns.values(), key=lambda one: (not one.is_default, one.name))
        self.campaigns = [
            (one.name, self.current("campaign", one.key))
            for one in campaigns
            if self._is_there("campaign", one.key)
        ]
        self.markets = [
            (one, self.current("market", one.key))
            for one in sorted(book.markets.values(), key=lambda m: m.name)
            if self._is_there("market", one.key)
        ]
        self.usual: Campaign = self.campaigns[0][1].body if self.campaigns else Campaign(())

    def current(self, kind: str, key: str) -> Edition:
        return self.book.current(kind, key, at=self.now)

    def _is_there(self, kind: str, key: str) -> bool:
        """Whether there was an edition yet: a page as it was on an earlier day leaves out what came later."""
        return any(edition.valid_from <= self.now for edition in self.book.published.get((kind, key), ()))

    def used(self, kind: str) -> dict[str, list[str]]:
        """The keys of this kind that campaigns name, each with their names."""
        keys: dict[str, list[str]] = {}
        for name, edition in self.campaigns:
            keys.setdefault(getattr(edition.body, kind), []).append(name)
        return keys or {"default": []}

    def told(self, used: Callable[[Campaign], K], write: Callable[[K], tuple[Part, ...]]) -> tuple[Part, ...]:
        """What is written of what each campaign uses: once what most have, of the others what differs."""
        groups: dict[K, list[str]] = {}
        for name, edition in self.campaigns:
            groups.setdefault(used(edition.body), []).append(name)
        if not groups:
            groups[used(self.usual)] = [""]
        return told_once([(names, write(key)) for key, names in groups.items()], self.language)

    def qualifying(self) -> tuple[Part, ...]:
        return self.told(
            lambda one: (one.form, one.policy, one.qualifier, one.second_qualifier, one.unreachable),
            lambda used: (
                self._qualified_by(
                    self.current("form", used[0]).body,
                    self.current("policy", used[1]).body,
                    named=used[2:4],
                    follows=used[4],
                ),
            ),
        )

    def _qualified_by(self, form: Form, policy: Policy, *, named: tuple[str, str], follows: str) -> Part:
        """By whom, within which limits, and what becomes of whom nobody reaches."""
        first, second = (self._party(key) for key in named)
        within: tuple[process.Row, ...] = ()
        otherwise = (process.desk_late(self.language),)
        if first and first.kind == PartyKind.AGENCY:
            within = agency_terms.agency_limits(policy, self.language)
            otherwise = (agency_terms.agency_late(self.language, second=second.name if second else ""),)
        return process.qualifying(
            form,
            policy,
            holder=first.name if first else _("the market's desk"),
            language=self.language,
            within=within,
            otherwise=(*otherwise, agency_terms.unreachable(policy, follows, self.language)),
        )

    def _party(self, key: str) -> Party | None:
        return self.book.by_key.get(key) if key else None

    def brokering(self) -> tuple[Part, ...]:
        markets = [self._market(market, edition.body) for market, edition in self.markets]
        placing = self.told(
            lambda one: one.policy,
            lambda key: (process.placing(self.current("policy", key).body, self.language),),
        )
        rows = in_every_market(markets, self.language)
        return *(replace(part, rows=(*part.rows, *rows)) for part in placing), *each_market(
            markets, self.language
        )

    def names(self) -> Names:
        parties = {party_id: party.name for party_id, party in self.book.parties.items()}
        return Names(parties, self._labels(), self._options(), self.book.installation.partner_words)

    def _market(self, market: MarketRow, body: Market) -> MarketTold:
        return MarketTold(
            market.name,
            self.book.parties[market.desk_id].name,
            tuple(self._which(market.key)),
            rounds_in_words(body, self.language, names=self.names()),
            notes_in_words(body, self.language),
        )

    def _labels(self) -> dict[str, str]:
        forms: list[Form] = [self.current("form", key).body for key in self.used("form")]
        return {
            question.key: question.label(self.language)
            for form in reversed(forms)
            for question in form.questions
        }

    def _options(self) -> dict[str, str]:
        forms: list[Form] = [self.current("form", key).body for key in self.used("form")]
        return {
            option.key: question.option_label(option.key, self.language)
            for form in reversed(forms)
            for question in form.questions
            for option in question.options
        }

    def _which(self, market: str) -> Iterator[str]:
        """By which conditions campaigns choose this market, with their names where not all do so."""
        found: dict[str, list[str]] = {}
        for name, edition in self.campaigns:
            for choice in edition.body.markets:
                if choice.market == market:
                    found.setdefault(self._conditions(choice.conditions), []).append(name)
        everybody = [name for name, _edition in self.campaigns]
        for condition, names in found.items():
            where = among(names, everybody, self.language)
            yield f"{condition} ({where})." if where else f"{condition}."
        if not found:
            yield _("No campaign names it: only by hand.")

    def _conditions(self, conditions: tuple[Condition, ...]) -> str:
        names = self.names()
        words = [
            one.in_words(self.language, labels=names.questions, options=names.options) for one in conditions
        ]
        return listed(words, self.language) or _("All that no other market takes")

    def working(self) -> tuple[Part, ...]:
        return self.told(
            lambda one: (one.pipeline, one.policy),
            lambda used: (
                process.steps(
                    self.current("pipeline", used[0]).body,
                    self.current("policy", used[1]).body,
                    self.language,
                ),
            ),
        )

    def late(self) -> tuple[Part, ...]:
        def write(key: str) -> tuple[Part, ...]:
            policy = self.current("policy", key).body
            return process.ladder(policy, self.language), process.exceptions(policy, self.language)

        return self.told(lambda one: one.policy, write)

    def reasons(self) -> tuple[Part, ...]:
        told = [(names, self.current("reasons", key).body) for key, names in self.used("reasons").items()]
        return (reasons_told(told, self.language),)

    def sources(self) -> tuple[Edition, ...]:
        kinds: tuple[Any, ...] = ("policy", "pipeline", "form", "reasons")
        used = [self.current(kind, key) for kind in kinds for key in self.used(kind)]
        return (
            *used,
            *(edition for _market, edition in self.markets),
            *(edition for _name, edition in self.campaigns),
        )
