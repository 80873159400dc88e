"""The journal of a lead in plain sentences: who did what when, newest first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from staffel.models import Attachment, Entry, Lead, Note
from staffel.queries import labels
from staffel.queries.delivery_words import BOUNCES
from staffel.queries.directory import Directory
from staffel.queries.partner_words import partner_words
from staffel.queries.readable import own_part, shared_part
from staffel.queries.sentences import BROKERAGE_OUTCOMES, MARKS, SENTENCES
from staffel.queries.together import together_with
from staffel.queries.vocabulary import field_named
from staffel.rules import points
from staffel.rules.pipelines import Pipeline
from staffel.rules.reasons import Reasons

CONSEQUENCES: Final = frozenset(
    {
        "offer.made",
        "offer.withdrawn",
        "brokerage.started",
        "brokerage.ended",
        "brokerage.waiting",
        "lead.on_desk",
        "lead.qualifying",
        "lead.scored",
    }
)
BY_STAFFEL: Final = frozenset(points.KINDS)  # whoever's act has led to it
MOMENTS: Final = frozenset(
    {"until", "window_starts_at", "window_ends_at", "next_at", "due_at", "pause_until"}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a person reads it. `actor`: who did it; `note`: what was typed beside it; `file`: what was attached
    (None where it is not the reader's); `question`: the id of a question to `asked`, with its `answers`."""

    id: UUID
    at: datetime
    kind: str
    mark: str
    text: str
    actor: str
    is_system: bool
    note: str
    is_internal: bool
    file: Attachment | None = None
    question: UUID | None = None
    asked: UUID | None = None
    answers: tuple[Note, ...] = ()

    def without_note(self) -> "Line":
        """The same line for those who do not see what was typed any more."""
        return replace(self, note="")


@dataclass(frozen=True, slots=True)
class StoryPage:
    """Some of a lead's history, newest first. `before`: the id to go on behind, None on the last page."""

    lines: tuple[Line, ...]
    before: UUID | None


PAGE: Final = 40
RELATED: Final = ("actor_member__person", "actor_party", "note")
CONTACTS: Final = (
    "activity.attempt",
    "activity.contact",
    "activity.appointment",
    "activity.quote",
    "follow_up.agreed",
)
BY_OUTSIDERS: Final = Q(actor_kind="prospect") | Q(actor_party__kind__in=("agency", "partner"))
BY_ITSELF: Final = Q(actor_kind="system") | Q(kind__in=BY_STAFFEL) | Q(kind__in=CONSEQUENCES) & BY_OUTSIDERS
# What of the history is shown: the address names it, "" is everything.
SHOWN: Final[Mapping[str, Q]] = {
    "": Q(),
    "people": ~BY_ITSELF,
    "system": BY_ITSELF,
    "contacts": Q(kind__in=CONTACTS),
    "notes": Q(note__isnull=False) | Q(kind="attachment.added"),
}


def own_history(lead: Lead, *, party_id: UUID, book: Directory) -> list[Line]:
    """What a party did for the lead and what it was asked, newest first; nothing of any other party. One query."""
    return _lines(_entries(lead).filter(own_part(party_id)), lead, book=book, reader=party_id)


def shared_history(lead: Lead, *, party_id: UUID, book: Directory) -> list[Line]:
    """All that the vendor shares with the party that holds the lead, newest first: its own part, how the lead arrived,
    what was corrected, and the contacts that agency and desk had; other parties unnamed. One query."""
    return _lines(_entries(lead).filter(shared_part(party_id)), lead, book=book, reader=party_id)


def shared_histories(
    leads: Sequence[Lead],
    *,
    together: Mapping[UUID, Collection[UUID]],
    party_id: UUID,
    book: Directory,
    most: int,
) -> dict[UUID, list[Line]]:
    """By lead, the newest lines of its `shared_history`, `most` of each; `together`: the ids of the enquiries that are one
    with it. One query."""
    of = {one: lead.id for lead in leads for one in together.get(lead.id, (lead.id,))}
    place = Window(RowNumber(), partition_by=F("lead_id"), order_by=F("id").desc())
    rows = Entry.objects.filter(lead__in=of).filter(Q(lead__in=[*leads]) | Q(kind="note.added"))
    shared = rows.filter(shared_part(party_id)).annotate(place=place).filter(place__lte=most)
    found: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in shared.select_related(*RELATED).order_by("-id"):
        assert entry.lead_id is not None
        found[of[entry.lead_id]].append(entry)
    return {lead.id: _lines(found[lead.id][:most], lead, book=book, reader=party_id) for lead in leads}


def story_page(
    lead: Lead, *, book: Directory, party_id: UUID | None = None, show: str = "", before: str = ""
) -> StoryPage:
    """A page of the lead's history with files, questions and answers; with `party_id` what this party, that holds it, may
    see of it. `show`: a key of SHOWN. Three queries at most."""
    entries = _entries(lead).filter(SHOWN.get(show, Q()), shared_part(party_id) if party_id else Q())
    if before_id := _id(before):
        entries = entries.filter(id__lt=before_id)
    found = list(entries[: PAGE + 1])
    lines = _lines(found[:PAGE], lead, book=book, reader=party_id)
    told = _with_more(found[:PAGE], lines, is_inside=party_id is None)
    return StoryPage(tuple(told), found[PAGE - 1].id if len(found) > PAGE else None)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _with_more(entries: Sequence[Entry], lines: Sequence[Line], *, is_inside: bool) -> Iterator[Line]:
    files = _files(entries, is_inside=is_inside)
    questions = [entry.note_id for entry in entries if entry.kind == "question.asked"]
    answers: dict[UUID | None, list[Note]] = defaultdict(list)
    if questions:
        given = Note.objects.filter(answers__in=questions).select_related("party", "author__person")
        for note in given.order_by("created_at", "id"):
            answers[note.answers_id].append(note)
    for entry, line in zip(entries, lines, strict=True):
        if entry.kind == "question.asked":
            yield replace(
                line, question=entry.note_id, asked=entry.party_id, answers=tuple(answers[entry.note_id])
            )
        else:
            yield replace(line, file=files.get(str(entry.data.get("attachment"))))


def _files(entries: Sequence[Entry], *, is_inside: bool) -> dict[str, Attachment]:
    ids = [entry.data["attachment"] for entry in entries if entry.kind == "attachment.added"]
    if not ids:
        return {}
    rows = Attachment.objects.filter(id__in=ids).defer("content")
    return {str(row.id): row for row in rows if is_inside or not row.is_internal}


def _entries(lead: Lead) -> QuerySet[Entry]:
    """With what was noted at the enquiries that were joined to it."""
    rows = Entry.objects.filter(lead__in=together_with(lead.id)).filter(Q(lead=lead) | Q(kind="note.added"))
    return rows.select_related(*RELATED).order_by("-id")


def _lines(
    entries: Iterable[Entry], lead: Lead, *, book: Directory, reader: UUID | None = None
) -> list[Line]:
    """`reader`: the party that reads it, and is told no other's name; None for the vendor's own people."""
    words = words_of(lead, book=book)
    return [_line(entry, words=words, book=book, reader=reader) for entry in entries]


@dataclass(frozen=True, slots=True)
class Words:
    """What the codes in a lead's entries are called: the reasons and the pipeline that its campaign names."""

    reasons: Reasons
    pipeline: Pipeline


def words_of(lead: Lead, *, book: Directory) -> Words:
    """As they are now. A step that the pipeline has no more is shown by its key."""
    campaign = book.editions[lead.campaign_version_id].body
    pipeline = book.current("pipeline", campaign.pipeline, at=timezone.now()).body
    return Words(reasons_of(lead, book=book), pipeline)


def reasons_of(lead: Lead, *, book: Directory) -> Reasons:
    """The reasons that the lead's campaign names, as they are now."""
    campaign = book.editions[lead.campaign_version_id].body
    body: Reasons = book.current("reasons", campaign.reasons, at=timezone.now()).body
    return body


def _line(entry: Entry, *, words: Words, book: Directory, reader: UUID | None) -> Line:
    return Line(
        id=entry.id,
        at=_happened_at(entry),
        kind=entry.kind,
        mark=MARKS.get(entry.kind, "point"),
        text=sentence(entry, words=words, book=book),
        actor=_actor(entry, reader=reader),
        is_system=_is_consequence(entry),
        note=entry.note.text if entry.note else "",
        is_internal=bool(entry.note and entry.note.is_internal),
    )


def _is_late(entry: Entry) -> bool:
    """Whether a phone without network has kept it."""
    return "tapped_at" in entry.data


def _happened_at(entry: Entry) -> datetime:
    """What arrived late happened when the button was pressed."""
    at = parse_datetime(str(entry.data["tapped_at"])) if _is_late(entry) else None
    return at or entry.at


def sentence(entry: Entry, *, words: Words, book: Directory) -> str:
    """One entry in words; a kind without a sentence is shown by its name."""
    pattern = SENTENCES.get(entry.kind)
    if pattern is None:
        return entry.kind
    text = str(pattern) % _Values({**partner_words(), **_values(entry, words=words, book=book)})
    late = [_("Arrived later: %(when)s.") % {"when": moment_shown(entry.at)}] if _is_late(entry) else []
    return " ".join([text, *_additions(entry, reasons=words.reasons, book=book), *late])


class _Values(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


def _values(entry: Entry, *, words: Words, book: Directory) -> dict[str, str]:
    found = {key: _shown(key, value, words=words, book=book) for key, value in entry.data.items()}
    if entry.party_id:
        found["party"] = labels.party_name(entry.party_id, book)
    if "kind" in found and found.get("step"):  # a deadline has the name of its step
        found["kind"] = found["step"]
    if entry.kind == "lead.marked":
        found["marked"] = (
            _("Marked as a test lead") if entry.data.get("test") else _("Not a test lead any more")
        )
    for key in {"fields", "open_questions"} & found.keys():
        found[key] = ", ".join(field_named(str(one), book) for one in entry.data[key])
    if entry.kind == "question.asked_again":
        found["question"] = field_named(str(entry.data["question"]), book)
    if entry.kind == "brokerage.ended":
        found["brokerage_outcome"] = str(BROKERAGE_OUTCOMES.get(entry.data.get("outcome", ""), "–"))
    if entry.kind == "activity.quote":
        amount = labels.money(entry.data.get("amount"), entry.data.get("currency", ""))
        found["amount"] = _(", %(amount)s net") % {"amount": amount} if amount else ""
    return found


def _shown(key: str, value: Any, *, words: Words, book: Directory) -> str:
    if key in MOMENTS:
        return moment_shown(parse_datetime(str(value)))
    if key == "on":
        return formats.date_format(parse_date(str(value)) or timezone.localdate(), _("j M Y"))
    if isinstance(value, list):
        names = labels.ROLES if key == "tell" else {}
        return ", ".join(dict.fromkeys(labels.label(names, str(one)) for one in value))
    return _coded(key, str(value), words=words, book=book)


CODED: Final[Mapping[str, dict[str, Promise]]] = {
    "outcome": labels.OUTCOMES,
    "kind": labels.DEADLINES,
    **dict.fromkeys(("before", "after", "temperature"), labels.TEMPERATURES),
    "act": labels.POINT_ACTS,
    "purpose": labels.PURPOSES,
    "follows": labels.UNREACHABLE,
    "way": labels.WAYS,
    "why": BOUNCES,
}


def _coded(key: str, value: str, *, words: Words, book: Directory) -> str:
    if key in CODED:
        return labels.label(CODED[key], value)
    match key:
        case "door":
            return labels.door_label(value)
        case "party":
            return labels.party_name(value, book)
        case "reason":
            return labels.reason_label(value, words.reasons)
        case "result":
            return labels.call_label(value, words.reasons)
        case "material":
            return book.materials.get(value, value)
        case "market":
            return next((market.name for market in book.markets.values() if market.key == value), value)
        case "step":
            return labels.step_label(value, words.pipeline)
    return value


def _additions(entry: Entry, *, reasons: Reasons, book: Directory) -> list[str]:
    """What only some entries of a kind carry."""
    data, more = entry.data, []
    if entry.kind == "lead.captured" and (name := labels.member_name(data.get("member"), book)):
        more.append(_("The talk was held by %(name)s.") % {"name": name})
    if entry.kind == "offer.accepted" and data.get("late"):
        more.append(_("The window was over, the lead was still free."))
    if entry.kind == "offer.made" and data.get("by_hand"):
        more.append(_("Chosen by hand."))
    if entry.kind == "offer.declined" and data.get("pause_until"):
        more.append(_("Pause until %(when)s.") % {"when": until_shown(parse_datetime(data["pause_until"]))})
    if entry.kind == "call.made" and data.get("next_at"):
        more.append(_("Next attempt: %(when)s.") % {"when": moment_shown(parse_datetime(data["next_at"]))})
    if entry.kind in {"handout.given", "handout.promised"} and data.get("repeat"):
        more.append(_("The prospect had it already."))
    if data.get("forbidden"):
        more.append(_("It must not be given twice."))
    if entry.kind == "lead.closed" and data.get("reason"):
        more.append(labels.reason_label(data["reason"], reasons) + ".")
    if entry.kind == "lead.closed" and data.get("amount"):
        more.append(_("%(amount)s net.") % {"amount": labels.money(data["amount"], data.get("currency", ""))})
    return more


def _is_consequence(entry: Entry) -> bool:
    """What Staffel did because somebody else did something: a partner that declines does not choose the next."""
    is_partys = entry.actor_party is not None and entry.actor_party.kind != "desk"
    by_outsider = is_partys or entry.actor_kind == "prospect"
    is_staffels = entry.actor_kind == "system" or entry.kind in BY_STAFFEL
    return is_staffels or (by_outsider and entry.kind in CONSEQUENCES)


def _actor(entry: Entry, *, reader: UUID | None) -> str:
    if _is_consequence(entry):
        return labels.label(labels.ACTORS, "system")
    if unnamed := labels.unnamed(entry.actor_party, reader=reader) if reader else "":
        return unnamed
    if entry.actor_member:
        name = str(entry.actor_member.person)
        return f"{name}, {entry.actor_party.name}" if entry.actor_party else name
    return labels.label(labels.ACTORS, entry.actor_kind)


def until_shown(at: datetime | None) -> str:
    """As what follows "until": a time that ends at midnight by its last day, every other by day and time."""
    local = timezone.localtime(at) if at else None
    if local is None or local.time() != time():
        return moment_shown(at)
    return _("%(day)s inclusive") % {"day": day_shown(local.date() - timedelta(days=1))}


def day_shown(day: date) -> str:
    """ "Di, 3.3."; the year where it is another."""
    is_this_year = day.year == timezone.localdate().year
    return formats.date_format(day, _("D, j M") if is_this_year else _("D, j M Y"))


def moment_shown(at: datetime | None) -> str:
    """Day and time in the active language and time zone: "heute, 10:00", "Di, 3.3., 09:30"; the year where it is
    another."""
    if at is None:
        return "–"
    local, today = timezone.localtime(at), timezone.localdate()
    near = {-1: _("yesterday, %(time)s"), 0: _("today, %(time)s"), 1: _("tomorrow, %(time)s")}
    if pattern := near.get((local.date() - today).days):
        return pattern % {"time": formats.date_format(local, "H:i")}
    return formats.date_format(local, _("D, j M, H:i") if local.year == today.year else _("D, j M Y, H:i"))
