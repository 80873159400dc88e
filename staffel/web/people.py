"""People: who may do what, invited one by one or from a file, and what happens when somebody leaves."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staffel.actions.invitations import Invitation, invite, resend_invitation, revoke_invitation
from staffel.actions.leavers import change_role, end_member
from staffel.actions.new_parties import create_party
from staffel.channels.access_mails import sends_to_people
from staffel.models import Membership, Party, PartyKind
from staffel.queries import people as queries
from staffel.queries.labels import KINDS, MEMBER_ROLES
from staffel.queries.partner_words import partner_words
from staffel.queries.people import Standing, administers, managed_member, managed_parties
from staffel.rules.people import ROLES_IN
from staffel.rules.refused import Refused
from staffel.web.forms import show_refusal
from staffel.web.members import actor_of, for_members
from staffel.web.refusals import in_words


class InviteForm(forms.Form):
    """One person to be invited into one party."""

    name = forms.CharField(label=_l("Name"), max_length=200)
    email = forms.CharField(
        label=_l("E-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_l("Role"))
    language = forms.ChoiceField(label=_l("Language of the mail"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, party: Party, **given: Any) -> None:
        language = next(iter(party.languages), "de")
        given |= {"initial": {"language": language}, "auto_id": f"invite-{party.id}-%s"}
        super().__init__(*args, **given)
        roles = ROLES_IN[party.kind]
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [(one, MEMBER_ROLES[one]) for one in roles]
        if len(roles) == 1:
            role.widget = forms.HiddenInput()
            role.initial = roles[0]


class TeamForm(forms.Form):
    """A new desk or agency."""

    kind = forms.ChoiceField(
        label=_l("Kind"), choices=[(kind, KINDS[kind]) for kind in (PartyKind.DESK, PartyKind.AGENCY)]
    )
    name = forms.CharField(label=_l("Name"), max_length=200)


def team_context(
    member: Membership, party: Party, rows: list[Standing] | None = None, *, form: InviteForm | None = None
) -> dict[str, Any]:
    """What `_members.html` needs to show a party's people, and to whoever manages them the buttons."""
    manages = managed_parties(member).filter(id=party.id).exists() if rows is None else True
    return {
        "party": party,
        "members": queries.members_of(party) if rows is None else rows,
        "manages": manages,
        "roles": [(one, MEMBER_ROLES[one]) for one in ROLES_IN[party.kind]],
        "form": form or InviteForm(party=party),
        "is_form_open": form is not None,
    }


@require_safe
@for_members
def people(request: HttpRequest, member: Membership) -> HttpResponse:
    """The people of every desk and agency; for the administrator, 404 for others."""
    if not administers(member):
        raise Http404("only for the administrator")
    return _people(request, member)


def _people(request: HttpRequest, member: Membership, *, new_team: TeamForm | None = None) -> HttpResponse:
    teams = [team_context(member, party, rows) for party, rows in queries.house_parties()]
    context = {
        "page": "people",
        "teams": teams,
        "sends_mail": sends_to_people(),
        "new_team": new_team or TeamForm(auto_id="team-%s"),
        "is_team_open": new_team is not None,
    }
    return render(request, "people.html", context, status=422 if new_team else 200)


@require_POST
@for_members
def new_team(request: HttpRequest, member: Membership) -> HttpResponse:
    """A new desk or agency, with the hours of an office; its people are invited next. For the administrator."""
    if not administers(member):
        raise Http404("only for the administrator")
    form = TeamForm(request.POST, auto_id="team-%s")
    if form.is_valid():
        name, kind = form.cleaned_data["name"], form.cleaned_data["kind"]
        try:
            create_party({"name": name}, kind=kind, actor=actor_of(member), now=timezone.now())
        except Refused as refused:
            form.add_error("name", in_words(refused))
        else:
            messages.success(request, _("%(name)s is set up. Now invite its people.") % {"name": name})
            return redirect("people")
    return _people(request, member, new_team=form)


@require_POST
@for_members
def invite_person(request: HttpRequest, member: Membership, party_id: UUID) -> HttpResponse:
    """Invite somebody into a party whose people one manages; a refusal stands beside its field."""
    party = managed_parties(member).filter(id=party_id).first()
    if party is None:
        raise Http404("not a party whose people this member manages")
    form = InviteForm(request.POST, party=party)
    if form.is_valid():
        try:
            invite(
                Invitation(party_id=party.id, **form.cleaned_data), actor=actor_of(member), now=timezone.now()
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return _done(
                request, member, party, _("%(name)s is invited.") % {"name": form.cleaned_data["name"]}
            )
    return _team(request, member, party, form=form)


@require_POST
@for_members
def change(request: HttpRequest, member: Membership, member_id: UUID, act: str) -> HttpResponse:
    """`resend`, `revoke`, or `role` (with the new one) of somebody whom one manages."""
    other, actor, now = managed_member(member, member_id), actor_of(member), timezone.now()
    try:
        match act:
            case "resend":
                resend_invitation(other.id, actor=actor, now=now)
                said = _("The invitation to %(name)s goes out once more.")
            case "revoke":
                revoke_invitation(other.id, actor=actor, now=now)
                said = _("The invitation to %(name)s is taken back.")
            case "role":
                change_role(other.id, request.POST.get("role", ""), actor=actor, now=now)
                said = _("%(name)s has the new role from now on.")
            case _:
                raise Http404("no such act")
    except Refused as refused:
        return _team(request, member, other.party, error=in_words(refused))
    return _done(request, member, other.party, said % {"name": str(other.person)})


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def end(request: HttpRequest, member: Membership, member_id: UUID) -> HttpResponse:
    """Asks once what happens to whom this person looks after, then ends it."""
    other = managed_member(member, member_id)
    looked_after = queries.looked_after_by(other)
    error = ""
    if request.method == "POST":
        try:
            count = end_member(
                other.id,
                passed_to=_chosen(request.POST.get("passed_to", ""), is_needed=bool(looked_after)),
                actor=actor_of(member),
                now=timezone.now(),
            )
        except Refused as refused:
            error = in_words(refused)
        else:
            said = _("%(name)s has no access any more.") % {"name": str(other.person)}
            if count:
                passed = ngettext(
                    "%(count)d %(partner)s passed on.", "%(count)d %(partners)s passed on.", count
                )
                said += " " + passed % {"count": count, **partner_words()}
            messages.success(request, said)
            return redirect(_next(request))
    context = {
        "page": "people",
        "other": other,
        "looked_after": looked_after,
        "successors": queries.may_look_after(but=other) if looked_after else [],
        "next": _next(request),
        "error": error,
        "is_alone": other.party.kind == PartyKind.PARTNER and not _others(other),
        "typed": request.POST,
    }
    return render(request, "person_end.html", context, status=422 if error else 200)


def _others(other: Membership) -> bool:
    return any(
        row.state in {"active", "paused"} and row.member.id != other.id
        for row in queries.members_of(other.party)
    )


def _chosen(text: str, *, is_needed: bool) -> UUID | None:
    """Who was chosen; "nobody" is an answer too. Refused: `successor_unknown`."""
    if text == "nobody" or not is_needed:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Refused("successor_unknown", "Please choose who looks after them.", field="passed_to") from None


def _next(request: HttpRequest) -> str:
    """Where the reader came from, when that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "/people"


def _done(request: HttpRequest, member: Membership, party: Party, said: str) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return render(
            request, "_members.html", {**team_context(member, party), "said": said, "next": _next(request)}
        )
    messages.success(request, said)
    return redirect(_next(request))


def _team(
    request: HttpRequest, member: Membership, party: Party, *, form: InviteForm | None = None, error: str = ""
) -> HttpResponse:
    """The people of the party with what was refused: for htmx the part of the page, else a page of its own."""
    context = {**team_context(member, party, form=form), "error": error, "next": _next(request)}
    is_fragment = request.headers.get("HX-Request") == "true"
    return render(
        request, "_members.html" if is_fragment else "team.html", {**context, "page": "people"}, status=422
    )
