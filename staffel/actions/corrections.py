"""Corrects what is known of a lead: the old value, who and when stay; whoever holds it is told."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.assessments import count_anew
from staffel.actions.case import Case, open_case
from staffel.actions.repeats import repeated
from staffel.actions.work import NOT_YOURS
from staffel.models import Correction, Delivery
from staffel.queries.teasers import form_of
from staffel.queries.values import raw_value, value_shown
from staffel.rules.answers import (
    COLUMNS,
    LONGEST_PRODUCT,
    NOT_TYPED,
    Doubted,
    as_typed,
    read_answer,
    read_column,
)
from staffel.rules.places import Place, place_of
from staffel.rules.problems import Unreadable
from staffel.rules.refused import Refused
from staffel.rules.words import normalised

# Several corrections in a row are told in one mail.
TOLD_AFTER: Final = timedelta(minutes=5)
SOMEWHERE: Final = frozenset({"postal_code", "country"})


@repeated
def correct_value(
    lead_id: UUID, key: str, typed: Sequence[str], *, seen: str, actor: Actor, now: datetime, sure: str = ""
) -> None:
    """Set one column, the product or one answer to what was typed, read by its question. `seen`: what stood there when
    it was shown (rules.answers.as_typed); `sure`: a postal code that was doubted and is meant. Refused: `lead_closed`,
    `lead_erased`, `value_fixed`, `value_unreadable`, `postal_code_unknown`, and `changed_meanwhile` when somebody else has
    set another value since."""
    with open_case(lead_id, actor=actor, now=now) as case:
        correct(case, key, typed, seen=seen, sure=sure)


def correct(case: Case, key: str, typed: Sequence[str], *, seen: str, sure: str = "") -> None:
    """Step: what was typed is set. Refused as `correct_value`."""
    check_open(case)
    set_values(case, _wanted(case, key, typed, seen=seen, known=_columns(case), sure=sure))


@repeated
def correct_values(
    lead_id: UUID,
    typed: Mapping[str, Sequence[str]],
    *,
    seen: Mapping[str, str],
    actor: Actor,
    now: datetime,
    mandate_id: UUID | None = None,
    sure: str = "",
) -> None:
    """Set all that was typed into one form, or nothing of it; what was left as it was `seen` stays as it is, whoever has
    changed it since. `mandate_id`: of whoever works the lead and says so. Refused as `correct_value`, and
    `mandate_over`."""
    with open_case(lead_id, actor=actor, now=now) as case:
        if mandate_id and (case.mandate is None or case.mandate.id != mandate_id):
            raise Refused("mandate_over", NOT_YOURS)
        check_open(case)
        known, values = _columns(case), dict[str, Any]()
        # A telephone number and a postal code are read by the country, and a name may go when another has come.
        for key in sorted(typed, key=lambda key: (key != "country", not any(typed[key]))):
            if "\n".join(sorted(filter(None, typed[key]))) == seen[key]:
                continue
            found = _wanted(case, key, typed[key], seen=seen[key], known=known, sure=sure)
            values |= found
            known |= {name: value for name, value in found.items() if name in COLUMNS}
        set_values(case, values)


def _columns(case: Case) -> dict[str, str]:
    return {name: getattr(case.lead, name) for name in COLUMNS}


def _wanted(
    case: Case, key: str, typed: Sequence[str], *, seen: str, known: Mapping[str, str], sure: str
) -> dict[str, Any]:
    """What is to be set; nothing where somebody else has said the same, or nothing was changed."""
    stands, value = as_typed(raw_value(case.lead, key)), _read(case, key, typed, known=known, sure=sure)
    if stands == as_typed(value):
        return {}
    if stands != seen:
        raise Refused("changed_meanwhile", "Somebody else has changed this meanwhile.", field=key)
    return {key: value}


def _read(case: Case, key: str, typed: Sequence[str], *, known: Mapping[str, str], sure: str) -> Any:
    first = typed[0] if typed else ""
    question = form_of(case.lead, book=case.book).question(key)
    try:
        if key in COLUMNS:
            return read_column(key, first, known=known, sure=sure)
        if question and question.type in NOT_TYPED:
            raise Refused("value_fixed", "This cannot be corrected by hand.", field=key)
        value = read_answer(question, typed, country=known["country"])
    except Doubted as doubt:
        raise Refused(
            "postal_code_unknown", str(doubt), field=key, sentence=doubt.message, places=doubt.details,
            value=doubt.value,
        ) from doubt  # fmt: skip
    except Unreadable as error:
        raise Refused(
            "value_unreadable", str(error), field=key, sentence=error.message, places=error.details
        ) from error
    if key == "product":
        return str(value or "")[:LONGEST_PRODUCT]
    return value


def check_open(case: Case) -> None:
    """Step. Refused: `lead_closed`, `lead_erased`."""
    if case.lead.erased_at:
        raise Refused("lead_erased", "This lead's data was erased.")
    if not case.lead.is_open:
        raise Refused("lead_closed", "This lead is closed.")


def set_values(case: Case, values: Mapping[str, Any]) -> None:
    """Step: set columns, the product and answers that were read; None takes an answer away. What is new is kept beside
    what was, the place follows a corrected postal code, and a holder that did not do it itself is told."""
    if write_values(case, values):
        count_anew(case)
        _tell_holder(case)


def write_values(case: Case, values: Mapping[str, Any]) -> bool:
    """Step: as `set_values`, but nobody is told and no points are counted: no query. False where nothing was new."""
    lead, before = case.lead, {key: raw_value(case.lead, key) for key in values}
    changed = {key: value for key, value in values.items() if as_typed(value) != as_typed(before[key])}
    if not changed:
        return False
    if not SOMEWHERE.isdisjoint(changed):
        changed |= _followed(case, changed)
        before.setdefault("place", lead.place)
    columns = {key: value for key, value in changed.items() if key in COLUMNS or key == "product"}
    answers = {**lead.answers, **{key: value for key, value in changed.items() if key not in columns}}
    case.change(
        lead, **columns, answers={key: value for key, value in answers.items() if value not in (None, "", [])}
    )
    if not SOMEWHERE.isdisjoint(changed):
        place = _place(lead.country, lead.postal_code)
        case.change(
            lead, latitude=place.latitude if place else None, longitude=place.longitude if place else None
        )
    for key in changed:
        case.batch.add(_correction(case, key, before[key], changed[key]))
    case.enter("lead.corrected", fields=sorted(changed))
    return True


def _followed(case: Case, changed: Mapping[str, Any]) -> dict[str, str]:
    """The town of another postal code, unless it was typed too or is the same place spelled differently."""
    lead = case.lead
    place = _place(changed.get("country", lead.country), changed.get("postal_code", lead.postal_code))
    if "place" in changed or place is None or not place.place or place.matched != "exact":
        return {}
    same = normalised(place.place).split()[:1] == normalised(lead.place).split()[:1]
    return {} if same else {"place": place.place}


def _place(country: str, postal_code: str) -> Place | None:
    return place_of(country, postal_code) if postal_code else None


def _correction(case: Case, key: str, before: Any, after: Any) -> Correction:
    book = case.book
    form, home = form_of(case.lead, book=book), book.installation
    texts = [
        value_shown(key, raw, form=form, country=home.country, language=home.language)
        for raw in (before, after)
    ]
    return Correction(
        lead=case.lead,
        field=key[:80],
        before=texts[0],
        after=texts[1],
        member_id=case.actor.member_id,
        party_id=case.actor.party_id,
        at=case.now,
    )


def _tell_holder(case: Case) -> None:
    holder_id = case.lead.holder_id
    if holder_id is None or holder_id == case.actor.party_id:
        return
    waiting = Delivery.objects.filter(lead=case.lead, kind="lead.corrected", state="waiting")
    told = set(waiting.values_list("member_id", flat=True))
    members = [one for one in case.book.recipients(holder_id, at=case.now) if one.id not in told]
    case.tell("lead.corrected", members, due_at=case.now + TOLD_AFTER)
