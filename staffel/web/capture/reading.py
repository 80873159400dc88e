"""Reads what a device says of one talk, by the campaign's form: as an enquiry, or with the reasons why it is none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.http import QueryDict

from staffel.actions.arrivals import Unread, campaign_named
from staffel.actions.beside import Along
from staffel.actions.fairs import Talk
from staffel.actions.leads import NewLead
from staffel.models import Campaign, Material
from staffel.queries.consents import editions_of_texts
from staffel.queries.directory import Directory, Edition
from staffel.rules.arrivals import digest
from staffel.rules.beside import LONGEST_NOTE, consents_of_talk, materials_of_talk
from staffel.rules.consents import GivenConsent
from staffel.rules.fairs import talked_at
from staffel.rules.form_checks import KEY
from staffel.rules.problems import Problem
from staffel.rules.texts import LANGUAGES
from staffel.web.handouts import promise_words
from staffel.web.lead_form import LeadForm
from staffel.web.sentences import sentence

TEMPERATURES: Final = frozenset({"hot", "warm", "cold"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What holds for all talks of one request. `sent`: the device's clock when it was sent; `colleagues`: whom the member
    may name as the one who held the talk; `edition`: of a material, by its key and when it was given."""

    book: Directory
    now: datetime
    sent: str
    colleagues: frozenset[UUID]
    edition: Callable[[str, datetime], Material | None]

    def read(self, given: Any) -> Talk | Unread:
        """One talk. What cannot be read of a single answer is kept beside it (`<question>_given`): no lead is lost for a
        slip. Unread is what names nobody, not even by a photo of a card, and what has no id."""
        if not isinstance(given, Mapping):
            return _unread("", {"talk": given}, Problem("", "This is no lead."))
        raw = {key: value for key, value in given.items() if key != "id"}
        try:
            key = str(UUID(str(given.get("id", ""))))
        except ValueError:
            return _unread("", raw, Problem("", "This lead has no number of its own."))
        name = text_of(given, "campaign")
        campaign = self.book.campaigns.get(name) or campaign_named(self.book, "")
        if campaign is None:
            return _unread(key, raw, Problem("", "There is no campaign yet."))
        return self._read(key, given, raw, campaign)

    def _read(
        self, key: str, given: Mapping[str, Any], raw: dict[str, Any], campaign: Campaign
    ) -> Talk | Unread:
        values = _values(given.get("values"))
        edition = self._asked(given)
        new, problems = self._enquiry(key, values, campaign, edition, is_named=bool(given.get("photos")))
        if new is None:
            return Unread(key=key, payload=raw, problems=problems)
        at = talked_at(text_of(given, "asked_at"), sent=self.sent, now=self.now)
        temperature, colleague = text_of(given, "temperature"), _id_of(given, "colleague")
        spoken = text_of(given, "language")
        prospect = {"language": spoken, **new.prospect} if spoken in LANGUAGES else new.prospect
        new = replace(
            new,
            raw=raw,
            prospect=prospect,
            fingerprint=digest(sorted(raw.items())),
            asked_at=at,
            temperature=temperature if temperature in TEMPERATURES else "",
            is_judged=True,
            is_test=given.get("test") is True,
            captured_by=colleague if colleague in self.colleagues else None,
            consents=self._consents(new.consents, given, key=key, at=at),
        )
        along = Along(
            note=text_of(given, "note").strip()[:LONGEST_NOTE],
            given=tuple(one.id for one in self._chosen(given, "given", at=at)),
            promised=tuple((one.id, one.title) for one in self._chosen(given, "promised", at=self.now)),
            words=promise_words(),
        )
        return Talk(new=new, along=along)

    def _consents(
        self, asked: tuple[GivenConsent, ...], given: Mapping[str, Any], *, key: str, at: datetime
    ) -> tuple[GivenConsent, ...]:
        """What was ticked at the stand, each with the text that the device showed and when; once for each purpose."""
        texts, said = editions_of_texts(self.book), given.get("consents")
        moment = partial(talked_at, sent=self.sent, now=self.now)
        ticked = consents_of_talk(said, texts, key=key, moment=moment)
        found = {one.purpose: one for one in asked} | {one.purpose: one for one in ticked}
        return tuple(replace(one, at=one.at or at) for one in found.values())

    def _chosen(self, given: Mapping[str, Any], how: str, *, at: datetime) -> list[Material]:
        """The materials that were given or promised, in the edition of then; what was not in the catalogue stays in the
        submission."""
        keys = materials_of_talk(given.get("materials"), how)
        return [one for key in keys if (one := self.edition(key, at))]

    def _enquiry(
        self,
        key: str,
        values: dict[str, list[str]],
        campaign: Campaign,
        edition: Edition | None,
        *,
        is_named: bool,
    ) -> tuple[NewLead | None, tuple[Problem, ...]]:
        form = self._form(values, campaign, edition)
        new = form.enquiry(key=key, as_typed=True, is_named=is_named)
        slips = {} if new else {name: values[name] for name in form.errors if name in values}
        if slips:
            rest = {name: value for name, value in values.items() if name not in slips}
            form = self._form(rest, campaign, edition)
            new = form.enquiry(key=key, as_typed=True, is_named=is_named)
        problems = tuple(_slip(name, ", ".join(value)) for name, value in slips.items())
        if new is None:
            return None, (*form.blocking, *problems)
        unticked = {
            name for name, one in form.questions.items() if one.type == "consent" and name not in values
        }
        given = {name: value for name, value in new.answers.items() if name not in unticked}
        beside = {f"{name}_given": ", ".join(value) for name, value in slips.items()}
        unasked = {
            name: ", ".join(value)
            for name, value in values.items()
            if KEY.fullmatch(name) and form.edition.body.question(name) is None
        }
        new = replace(new, answers={**unasked, **given, **beside}, problems=(*new.problems, *problems))
        return new, ()

    def _asked(self, given: Mapping[str, Any]) -> Edition | None:
        """The edition of the form that the device has asked; None where it names none that was ever published."""
        found = self.book.editions.get(_id_of(given, "form") or UUID(int=0))
        return found if found and found.kind == "form" else None

    def _form(self, values: Mapping[str, list[str]], campaign: Campaign, edition: Edition | None) -> LeadForm:
        typed = QueryDict(mutable=True)
        for name, value in values.items():
            typed.setlist(name, value)
        return LeadForm(
            typed, campaign=campaign, book=self.book, now=self.now, is_brief=True, edition=edition
        )


def text_of(given: Mapping[str, Any], name: str) -> str:
    """A text of the JSON, "" where it is none."""
    value = given.get(name)
    return value if isinstance(value, str) else ""


def _id_of(given: Mapping[str, Any], name: str) -> UUID | None:
    try:
        return UUID(text_of(given, name))
    except ValueError:
        return None


def _values(given: Any) -> dict[str, list[str]]:
    if not isinstance(given, Mapping):
        return {}
    found = {
        str(name): [
            str(one) for one in (value if isinstance(value, list) else [value]) if one not in ("", None)
        ]
        for name, value in given.items()
    }
    return {name: value for name, value in found.items() if value}


def _slip(name: str, value: str) -> Problem:
    return Problem(name, "“%(value)s” cannot be read here.", {"value": value[:80]}, is_blocking=False)


def _unread(key: str, payload: dict[str, Any], problem: Problem) -> Unread:
    return Unread(key=key, payload=payload, problems=(problem,))


def said_of(unread: Unread) -> str:
    """All reasons in the reader's words."""
    return " ".join(dict.fromkeys(map(sentence, unread.problems)))
