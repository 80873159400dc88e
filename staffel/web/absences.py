"""Entering an absence: what it touches is shown at once, and what becomes of each lead is asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods, require_POST

from staffel.actions.absences import LeadChoice, enter_absence, shorten_absence
from staffel.actions.actors import Actor
from staffel.models import Absence, Membership, Party
from staffel.queries.absences import Reach, TouchedLead, reach, there_meanwhile
from staffel.queries.access import may_care_for, visible_party
from staffel.queries.directory import Directory, directory
from staffel.queries.timeline import moment_shown
from staffel.rules.absences import whole_days
from staffel.rules.calendars import Span
from staffel.rules.refused import Refused
from staffel.web.forms import show_refusal
from staffel.web.members import actor_of, for_members
from staffel.web.refusals import CANNOT_STAY, in_words

LATER: Final = "later"
OWN: Final = "own"  # later, for what never goes on by itself
ALL: Final = "-"  # the whole firm; nobody in particular
WORDS: Final[dict[str, Promise]] = {
    LATER: _l("decide later: it goes on by itself when the absence begins"),
    OWN: _l("leave it as it is: the firm has captured it itself, nobody else is asked"),
    "hand_on": _l("give back now: the next one is asked"),
    "follow_up": _l("a date was agreed with the prospect …"),
}


class AbsenceForm(forms.Form):
    """Who is away, and when: whole days, both included."""

    who = forms.ChoiceField(label=_l("Who is away?"))
    first = forms.DateField(label=_l("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_l("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    stand_in = forms.ChoiceField(
        label=_l("Who stands in?"),
        help_text=_l("Somebody of the firm who is there meanwhile. The leads stay then, whatever falls due."),
    )

    def __init__(
        self, data: QueryDict | None, *, party: Party, book: Directory, by: UUID | None = None
    ) -> None:
        """`by`: the member of the party that enters it."""
        super().__init__(data)
        self.party, self.by = party, by
        people = book.members.get(party.id, ())
        away = next((one.id for one in people if data and data.get("who") == str(one.id)), None)
        there = there_meanwhile(party.id, member_id=away, by=by, book=book)
        self._choose("who", _("the whole firm"), people)
        self._choose("stand_in", _("nobody"), there)

    def _choose(self, name: str, nobody: str, people: Iterable[Membership]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(ALL, nobody), *((str(one.id), str(one.person)) for one in people)]

    @property
    def span(self) -> Span:
        """Of a valid form."""
        return whole_days(self.cleaned_data["first"], self.cleaned_data["last"], self.party.timezone)

    def member(self, name: str) -> UUID | None:
        chosen = self.cleaned_data.get(name, ALL)
        return None if chosen == ALL else UUID(chosen)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("first") and found.get("last") and found["last"] < found["first"]:
            self.add_error("last", _("The last day must not lie before the first."))
        return found


@dataclass(frozen=True, slots=True)
class Asked:
    """One touched lead with what may be chosen for it: (value, words), what was chosen, and what was wrong with it."""

    touched: TouchedLead
    options: tuple[tuple[str, str], ...]
    cannot_stay: str
    chosen: str
    on: str
    why: str
    error: str


def asked_about(
    found: Reach, typed: QueryDict, *, starts_later: bool, refused: Refused | None = None
) -> list[Asked]:
    """Every touched lead with its choices, and with what was typed before."""
    about = str(refused.details.get("lead", "")) if refused else ""
    return [
        Asked(
            touched=one,
            options=tuple(_options(one, found, starts_later=starts_later)),
            cannot_stay=str(CANNOT_STAY.get(one.stay.why_not, "")),
            chosen=typed.get(f"do-{one.lead.id}", typed.get("all", "")),
            on=typed.get(f"on-{one.lead.id}", ""),
            why=typed.get(f"why-{one.lead.id}", ""),
            error=in_words(refused) if refused and about == str(one.lead.id) else "",
        )
        for one in found.leads
    ]


def _options(one: TouchedLead, found: Reach, *, starts_later: bool) -> Iterator[tuple[str, str]]:
    if one.lead.is_own:
        yield LATER, str(WORDS[OWN])
    elif starts_later or one.mandate is None:
        yield LATER, str(WORDS[LATER])
    if one.mandate is not None:
        for colleague in found.colleagues:
            yield f"colleague:{colleague.id}", _("%(name)s takes it over") % {"name": colleague.person}
    if one.may_hand_on:
        yield "hand_on", str(WORDS["hand_on"])
    if one.stay.until is not None:
        yield "keep", _("keep: to go on until %(when)s") % {"when": moment_shown(one.stay.until)}
    if one.may_agree:
        yield "follow_up", str(WORDS["follow_up"])


def chosen(asked: list[Asked]) -> list[LeadChoice]:
    """What was decided, as the action takes it. Refused (`choice_missing`, with `lead`) where a lead has none yet."""
    return [choice for one in asked if (choice := _choice(one)) is not None]


def _choice(one: Asked) -> LeadChoice | None:
    lead_id = one.touched.lead.id
    if one.chosen not in {value for value, _words in one.options}:
        raise Refused("choice_missing", "Please say what becomes of this lead.", lead=str(lead_id))
    if one.chosen == LATER:
        return None
    act, _sep, member = one.chosen.partition(":")
    return LeadChoice(
        lead_id,
        cast(Literal["colleague", "hand_on", "keep", "follow_up"], act),
        member_id=UUID(member) if member else None,
        on=_day(one.on) if act == "follow_up" else None,
        text=one.why,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def absence_new(request: HttpRequest, member: Membership, party_id: UUID) -> HttpResponse:
    """The days first; then the leads that they touch. 404 for whoever does not care for the party."""
    party = visible_party(member, party_id)
    if not may_care_for(member, party):
        raise Http404("not for this member")
    now, book = timezone.now(), directory()
    typed = request.POST if request.method == "POST" else request.GET
    form = AbsenceForm(
        typed if typed.get("first") or request.method == "POST" else None, party=party, book=book
    )
    if request.method != "POST" or not form.is_valid():
        return _shown(request, form, book=book, now=now)
    return _entered(request, member, form, book=book, now=now)


def _entered(
    request: HttpRequest, member: Membership, form: AbsenceForm, *, book: Directory, now: datetime
) -> HttpResponse:
    found = _reach(form, book=book, now=now)
    try:
        enter_as_chosen(form, found, request.POST, actor=actor_of(member), now=now)
    except Refused as refused:
        if "lead" not in refused.details:
            show_refusal(form, _named_as_here(refused))
        return _shown(request, form, book=directory(), now=now, refused=refused)
    messages.success(request, _("The absence is entered."))
    return redirect("party", form.party.id)


def enter_as_chosen(
    form: AbsenceForm, found: Reach, typed: QueryDict, *, actor: Actor, now: datetime
) -> None:
    """The absence of a valid form, with what becomes of each lead that it touches. Refused: `choice_missing`, and as
    `enter_absence`."""
    enter_absence(
        form.party.id,
        starts_at=form.span[0],
        ends_at=form.span[1],
        member_id=form.member("who"),
        stand_in_id=form.member("stand_in"),
        choices=chosen(asked_about(found, typed, starts_later=form.span[0] > now)),
        actor=actor,
        now=now,
    )


def _named_as_here(refused: Refused) -> Refused:
    fields = {"ends_at": "last", "member": "who"}
    field = refused.details.get("field", "")
    return Refused(refused.code, refused.message, **{**refused.details, "field": fields.get(field, field)})


def _reach(form: AbsenceForm, *, book: Directory, now: datetime) -> Reach:
    return reach(form.party.id, member_id=form.member("who"), away=form.span, book=book, now=now)


def _shown(
    request: HttpRequest, form: AbsenceForm, *, book: Directory, now: datetime, refused: Refused | None = None
) -> HttpResponse:
    typed = request.POST if request.method == "POST" else request.GET
    has_days = form.is_bound and {"first", "last"} <= getattr(form, "cleaned_data", {}).keys()
    has_days = has_days or (form.is_bound and form.is_valid())
    found = _reach(form, book=book, now=now) if has_days else None
    starts_later = has_days and form.span[0] > now
    context = {
        "page": "parties",
        "now": now,
        "party": form.party,
        "form": form,
        "found": found,
        "asked": asked_about(found, typed, starts_later=starts_later, refused=refused) if found else [],
        "for_all": _for_all(found, starts_later=starts_later) if found else [],
        "offers": len(found.offers) if found else 0,
        "refused": refused,
    }
    wrong = request.method == "POST"
    return render(request, "absence.html", context, status=422 if wrong else 200)


def _for_all(found: Reach, *, starts_later: bool) -> list[tuple[str, str]]:
    """What can be chosen for each of them alike: whatever at least one of them offers, without a date of its own."""
    options = (option for one in found.leads for option in _options(one, found, starts_later=starts_later))
    words = {"keep": _("keep where that is possible")}
    return list({value: words.get(value, text) for value, text in options if value != "follow_up"}.items())


@require_POST
@for_members
def absence_end(request: HttpRequest, member: Membership, party_id: UUID, absence_id: UUID) -> HttpResponse:
    """Back already, or struck out before it began."""
    party = visible_party(member, party_id)
    if not may_care_for(member, party) or not Absence.objects.filter(id=absence_id, party=party).exists():
        raise Http404("not for this member")
    now = timezone.now()
    try:
        shorten_absence(absence_id, ends_at=now, actor=actor_of(member), now=now)
    except Refused as refused:
        messages.error(request, in_words(refused))
    else:
        messages.success(request, _("The absence has ended."))
    return redirect("party", party.id)
