"""What came beside the answers of an enquiry, read as each door sends it: consents, materials, a note, who held the talk."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from staffel.rules.choices import parse_boolean
from staffel.rules.consents import PURPOSES, GivenConsent
from staffel.rules.dates import parse_moment
from staffel.rules.forms import Form
from staffel.rules.handouts import PROMISED, WAYS
from staffel.rules.problems import Problem, Unreadable

LONGEST_NOTE: Final = 4_000
UNTICKED: Final = frozenset({"", "no", "false", "0"})
# What is no answer, by door; a question of a form may be called alike, so it holds for the outermost level only.
BESIDE: Final[Mapping[str, frozenset[str]]] = {
    "form": frozenset({"source_details"}),
    "api": frozenset({"consents", "materials"}),
    "device": frozenset({"consents", "materials", "note", "colleague", "photos"}),
}


class TextEdition(Protocol):
    """One edition of a text of ours."""

    @property
    def id(self) -> UUID: ...
    @property
    def version(self) -> int: ...


IN_ROWS: Final[Mapping[str, str]] = {
    f"consent_{purpose}": purpose for purpose in PURPOSES
}  # by field of a row
Texts = Mapping[str, Sequence[TextEdition]]  # by purpose, the newest first


@dataclass(frozen=True, slots=True)
class Handed:
    """A material, by its key, that another system says the prospect has got, in which way and when (None: when it asked)."""

    key: str
    way: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """`unread`: consents that prove nothing as they came, `unhanded`: what was said of materials and cannot be so. `given`
    and `promised`: keys of materials that the prospect has, or was promised; `handed`: the same as another system says it.
    `colleague`: the member that held the talk."""

    consents: tuple[GivenConsent, ...] = ()
    unread: tuple[Problem, ...] = ()
    handed: tuple[Handed, ...] = ()
    unhanded: tuple[Problem, ...] = ()
    given: tuple[str, ...] = ()
    promised: tuple[str, ...] = ()
    note: str = ""
    colleague: UUID | None = field(default=None)


def consent_of_body(
    given: Mapping[str, Any], texts: Texts, *, at: str, timezone: str
) -> GivenConsent | Problem:
    """A consent as another system sends it. `at`: where it stands, for the problem. A time that is none, an edition that
    does not exist: what proves nothing is not guessed."""
    purpose, number, said = given.get("purpose"), given.get("text_version"), given.get("given_at")
    if purpose not in PURPOSES:
        return Problem(f"{at}.purpose", "“%(value)s” is no purpose.", {"value": str(purpose or "")[:80]})
    version = next((one.id for one in texts.get(purpose, ()) if one.version == number), None)
    if number and version is None:
        return Problem(f"{at}.text_version", "This text has no such edition.")
    try:
        moment = parse_moment(str(said), timezone=timezone) if said else None
    except Unreadable as error:
        return Problem(f"{at}.given_at", error.message, error.details)
    reference = str(given.get("reference") or "")[:200]
    return GivenConsent(
        purpose=purpose, version=version, at=moment, proof={"reference": reference} if reference else {}
    )


def consents_of_talk(
    said: Any, texts: Texts, *, key: str, moment: Callable[[str], datetime | None]
) -> Iterator[GivenConsent]:
    """What was ticked at the stand, each with the text that the device showed and when. `moment` reads a time of the
    device's clock."""
    for purpose, one in said.items() if isinstance(said, Mapping) else ():
        if purpose not in PURPOSES or not isinstance(one, Mapping):
            continue
        version = next(
            (text.id for text in texts.get(purpose, ()) if str(text.id) == one.get("version")), None
        )
        ticked = one.get("at")
        yield GivenConsent(
            purpose=purpose,
            version=version,
            at=moment(ticked) if isinstance(ticked, str) and ticked else None,
            proof={"talk": key},
        )


def consents_of_form(values: Mapping[str, Any], form: Form, texts: Texts) -> Iterator[GivenConsent]:
    """What was ticked on a form, whose boxes send the edition that stood beside them; a website's own form has asked in
    words that are not ours."""
    for question in form.questions:
        value = values.get(question.key)
        said = str(value[0] if isinstance(value, list) and value else value or "").strip()
        if not question.purpose or said.casefold() in UNTICKED:
            continue
        read = next((one.id for one in texts.get(question.purpose, ()) if str(one.id) == said), None)
        yield GivenConsent(purpose=question.purpose, version=read, proof={"question": question.key})


def parse_consent(text: str, *, timezone: str) -> datetime | bool:
    """What a cell says of a consent: since when, or whether there is one. A tick that is missing is no objection. Refuses
    what is neither yes, no nor a day."""
    try:
        return parse_boolean(text)
    except Unreadable:
        try:
            return parse_moment(text, timezone=timezone)
        except Unreadable as error:
            raise Unreadable(
                "“%(value)s” is neither yes, no nor a day: no consent is kept of it.", value=text.strip()[:80]
            ) from error


def materials_of_talk(said: Any, how: str) -> list[str]:
    """The keys of the materials that were "given" or "promised" at a stand."""
    return [str(key) for key, one in said.items() if one == how] if isinstance(said, Mapping) else []


def materials_of_body(
    given: Any, known: Collection[str], *, timezone: str, now: datetime
) -> Iterator[Handed | Problem]:
    """The materials that another system says were handed out. `known`: the keys of the catalogue. What is not in it, no
    way, no time or still to come is named and not guessed."""
    for position, one in enumerate(given if isinstance(given, list) else ()):
        if not isinstance(one, Mapping):
            continue
        where = f"materials.{position}"
        key, way, said = str(one.get("key") or ""), str(one.get("way") or "by_hand"), one.get("given_at")
        if key not in known:
            yield Problem(f"{where}.key", "“%(value)s” is no material of the catalogue.", {"value": key[:80]})
        elif way not in WAYS or way in PROMISED:
            yield Problem(
                f"{where}.way", "“%(value)s” is no way of handing something out.", {"value": way[:80]}
            )
        else:
            try:
                moment = parse_moment(str(said), timezone=timezone) if said else None
            except Unreadable as error:
                yield Problem(f"{where}.given_at", error.message, error.details)
                continue
            if moment and moment > now:
                yield Problem(f"{where}.given_at", "This lies in the future.")
            else:
                yield Handed(key, way, moment)


def beside_of_body(
    payload: Mapping[str, Any], texts: Texts, *, timezone: str, known: Collection[str], now: datetime
) -> Beside:
    """Of an enquiry that came by the API, whatever its shape. `known`: the keys of the catalogue; `now`: when it arrived."""
    given = payload.get("consents")
    handed = list(materials_of_body(payload.get("materials"), known, timezone=timezone, now=now))
    read = [
        consent_of_body(one, texts, at=f"consents.{position}", timezone=timezone)
        for position, one in enumerate(given if isinstance(given, list) else ())
        if isinstance(one, Mapping)
    ]
    return Beside(
        consents=tuple(one for one in read if isinstance(one, GivenConsent)),
        unread=tuple(one for one in read if isinstance(one, Problem)),
        handed=tuple(one for one in handed if isinstance(one, Handed)),
        unhanded=tuple(one for one in handed if isinstance(one, Problem)),
    )


def beside_of_talk(
    payload: Mapping[str, Any],
    form: Form | None,
    texts: Texts,
    *,
    key: str,
    moment: Callable[[str], datetime],
) -> Beside:
    """Of a talk at a stand that a device has sent."""
    values = payload.get("values")
    asked = consents_of_form(values, form, texts) if form and isinstance(values, Mapping) else ()
    found = {one.purpose: one for one in asked}
    found |= {
        one.purpose: one for one in consents_of_talk(payload.get("consents"), texts, key=key, moment=moment)
    }
    note = payload.get("note")
    return Beside(
        consents=tuple(found.values()),
        given=tuple(materials_of_talk(payload.get("materials"), "given")),
        promised=tuple(materials_of_talk(payload.get("materials"), "promised")),
        note=note.strip()[:LONGEST_NOTE] if isinstance(note, str) else "",
        colleague=_id(payload.get("colleague")),
    )


def _id(said: Any) -> UUID | None:
    try:
        return UUID(said) if isinstance(said, str) else None
    except ValueError:
        return None


def ticks_of(form: Form | None) -> Collection[str]:
    """The questions whose answers are consents."""
    return {one.key for one in form.questions if one.purpose} if form else set()
