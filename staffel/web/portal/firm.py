"""The firm's own page in the portal: whether it takes enquiries, its capacity, its people, and who looks after it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST, require_safe

from staffel.actions import invitations, parties
from staffel.actions.absences import shorten_absence
from staffel.actions.actors import Actor
from staffel.actions.leavers import end_member
from staffel.models import Absence, Membership, Role
from staffel.queries.absences import absences_of
from staffel.queries.access import manages_firm
from staffel.queries.capacity import sets_capacity
from staffel.queries.directory import directory
from staffel.queries.loads import loads
from staffel.queries.people import members_of
from staffel.rules.refused import Refused
from staffel.web.forms import show_refusal
from staffel.web.members import actor_of, for_members
from staffel.web.portal.beside import beside
from staffel.web.portal.choices import carer_of
from staffel.web.portal.leads import check_partner
from staffel.web.portal.pauses import pauses
from staffel.web.refusals import in_words
from staffel.web.typed_values import day_typed

MOST: Final = 10_000


class CapacityForm(forms.Form):
    """How many enquiries the firm can work; nothing is no limit."""

    capacity_open = forms.IntegerField(
        label=_l("Enquiries at a time"), required=False, min_value=0, max_value=MOST
    )
    capacity_day = forms.IntegerField(
        label=_l("New enquiries a day"), required=False, min_value=0, max_value=MOST
    )
    capacity_week = forms.IntegerField(
        label=_l("New enquiries a week"), required=False, min_value=0, max_value=MOST
    )


class InviteForm(forms.Form):
    """Whom the firm's manager asks to join it."""

    name = forms.CharField(label=_l("Name"), max_length=200)
    email = forms.EmailField(label=_l("E-mail"))
    role = forms.ChoiceField(
        label=_l("May"),
        choices=[
            (Role.PARTNER_MEMBER, _l("work enquiries")),
            (Role.PARTNER_MANAGER, _l("work enquiries and manage the firm")),
        ],
        initial=Role.PARTNER_MEMBER,
        widget=forms.RadioSelect,
    )


FORMS: Final[Mapping[str, type[forms.Form]]] = {"capacity": CapacityForm, "invite": InviteForm}


@dataclass(frozen=True, slots=True)
class Said:
    """One press of a button on the firm's page."""

    member: Membership
    typed: QueryDict
    now: datetime
    values: Mapping[str, Any] = field(default_factory=dict)  # of the act's form

    @property
    def actor(self) -> Actor:
        return actor_of(self.member)

    @property
    def party_id(self) -> UUID:
        return self.member.party_id

    def id_of(self, name: str) -> UUID | None:
        """What was chosen under this name; None for nothing, and for what is no id."""
        try:
            return UUID(self.typed.get(name, ""))
        except ValueError:
            return None


@require_safe
@for_members
def firm(request: HttpRequest, member: Membership) -> HttpResponse:
    """For every member of a partner; what only its manager may is not shown to the others."""
    check_partner(member)
    return _page(request, member)


@require_POST
@for_members
def change(request: HttpRequest, member: Membership, act: str) -> HttpResponse:
    """`pause` and `resume` for everybody of the firm, `back` of one's own absence; all absences, capacity, stand-in, invitations and who
    leaves for its manager."""
    check_partner(member)
    if act not in ACTS or (act in FOR_MANAGERS and not may_manage(member, act)):
        raise Http404("not for this member")
    form = FORMS[act](request.POST) if act in FORMS else None
    if form is not None and not form.is_valid():
        return _page(request, member, form=form, act=act, status=422)
    try:
        said = ACTS[act](Said(member, request.POST, timezone.now(), form.cleaned_data if form else {}))
    except Refused as refused:
        if form is not None:
            show_refusal(form, refused)
        return _page(request, member, form=form, refused=refused, act=act, status=422)
    messages.success(request, said)
    return redirect("portal-firm")


def may_manage(member: Membership, act: str) -> bool:
    """Whether the firm's manager may do this itself: its capacity only where the policy leaves that to partners."""
    if act == "capacity":
        return sets_capacity(member, book=directory(), now=timezone.now())
    return manages_firm(member)


def _page(
    request: HttpRequest,
    member: Membership,
    *,
    form: forms.Form | None = None,
    refused: Refused | None = None,
    act: str = "",
    status: int = 200,
) -> HttpResponse:
    book, now = directory(), timezone.now()
    party = book.parties[member.party_id]
    bidder = book.network.bidders[member.party_id]
    values = {name: getattr(party, name) for name in CapacityForm.base_fields}
    context: dict[str, Any] = {
        "page": "portal-firm",
        "now": now,
        "vendor": book.installation,
        "party": party,
        "manages": manages_firm(member),
        "sets_capacity": sets_capacity(member, book=book, now=now),
        "is_paused": bidder.is_paused_at(now),
        "is_absent": bidder.is_absent_at(now),
        "absences": absences_of(party.id, now=now),
        "load": loads([party.id], now=now)[party.id],
        "people": [one for one in members_of(party) if one.is_open],
        "stand_in": next((m for m in book.members.get(party.id, ()) if m.id == party.stand_in_id), None),
        "capacity_form": form if act == "capacity" and form else CapacityForm(initial=values),
        "invite_form": form if act == "invite" and form else InviteForm(),
        "pauses": pauses(now=now),
        "tomorrow": timezone.localdate(now) + timedelta(days=1),
        "carer": carer_of(member),
        "error": _at_the_top(form, refused),
        "beside": beside(act, refused, request.POST),
        "act": act,
    }
    return render(request, "portal/firm.html", context, status=status)


def _at_the_top(form: forms.Form | None, refused: Refused | None) -> str:
    """The refusal's words where none of the form's fields says them."""
    is_said = form is not None and bool(form.errors.keys() - {NON_FIELD_ERRORS})
    return in_words(refused) if refused and not is_said else ""


def _pause(said: Said) -> str:
    until = None
    if text := said.typed.get("until", ""):
        day = day_typed(text, field="until")
        until = timezone.make_aware(datetime.combine(day, time()))
        if until <= said.now:
            raise Refused("follow_up_past", "Please choose a date after today.", field="until")
    ended = parties.pause_party(said.party_id, until=until, actor=said.actor, now=said.now)
    if ended:
        return _("Paused. Open enquiries went to the next one: %(count)d.") % {"count": ended}
    return _("Paused. No new enquiries come.")


def _resume(said: Said) -> str:
    parties.resume_party(said.party_id, actor=said.actor, now=said.now)
    return _("New enquiries come again.")


def _capacity(said: Said) -> str:
    parties.change_party(said.party_id, dict(said.values), actor=said.actor, now=said.now)
    return _("The capacity is kept.")


def _stand_in(said: Said) -> str:
    chosen = said.id_of("stand_in")
    if chosen is None and said.typed.get("stand_in"):
        raise Refused("stand_in_unknown", "Only somebody of the same firm can stand in.", field="stand_in")
    parties.change_party(said.party_id, {"stand_in_id": chosen}, actor=said.actor, now=said.now)
    return _("The stand-in is kept.") if chosen else _("Nobody stands in any more.")


def _back(said: Said) -> str:
    absence_id = said.id_of("absence")
    own = Absence.objects.filter(party_id=said.party_id)
    absence = own.filter(id=absence_id).first() if absence_id else None
    if absence is None:
        raise Refused("absence_over", "This absence is over already.")
    if not manages_firm(said.member) and absence.member_id != said.member.id:
        raise Http404("not this member's own")
    shorten_absence(absence.id, ends_at=said.now, actor=said.actor, now=said.now)
    return _("The absence has ended.")


def _invite(said: Said) -> str:
    wanted = invitations.Invitation(
        party_id=said.party_id, language=said.member.person.language, **said.values
    )
    invitations.invite(wanted, actor=said.actor, now=said.now)
    return _("%(name)s is invited and gets a mail.") % {"name": said.values["name"]}


def _invite_again(said: Said) -> str:
    invitations.resend_invitation(_of_own_firm(said), actor=said.actor, now=said.now)
    return _("The invitation goes out once more.")


def _revoke(said: Said) -> str:
    invitations.revoke_invitation(_of_own_firm(said), actor=said.actor, now=said.now)
    return _("The invitation is taken back.")


def _end_member(said: Said) -> str:
    """Refused: `member_self`; `member_ended` also for somebody of another firm."""
    team = Membership.objects.filter(party_id=said.party_id).select_related("person")
    other = next((one for one in team if one.id == said.id_of("member")), None)
    if other is None:
        raise Refused("member_ended", "This person has ended here already.")
    if other.id == said.member.id:
        raise Refused("member_self", "Nobody ends the own access.")
    end_member(other.id, passed_to=None, actor=said.actor, now=said.now)
    return _("%(name)s has no access any more.") % {"name": str(other.person)}


def _of_own_firm(said: Said) -> UUID:
    """Somebody who is in the firm or invited. Refused (`not_invited`) for everybody else."""
    member_id = said.id_of("member")
    if member_id is None or not Membership.objects.filter(id=member_id, party_id=said.party_id).exists():
        raise Refused("not_invited", "This invitation is not open any more.")
    return member_id


ACTS: Final[Mapping[str, Callable[[Said], str]]] = {
    "pause": _pause,
    "resume": _resume,
    "capacity": _capacity,
    "stand-in": _stand_in,
    "back": _back,
    "invite": _invite,
    "invite-again": _invite_again,
    "revoke": _revoke,
    "end-member": _end_member,
}
FOR_MANAGERS: Final = frozenset({"capacity", "stand-in", "invite", "invite-again", "revoke", "end-member"})
