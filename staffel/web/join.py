"""The invitation's page: who invites, what is agreed, and the answer; on a phone, without a login."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from staffel.actions.actors import Actor
from staffel.actions.invitations import accept_invitation, decline_invitation
from staffel.actions.links import link_by_token
from staffel.models import Installation, LinkPurpose, Membership, PartyKind
from staffel.queries.agreements import what_is_agreed
from staffel.queries.directory import directory
from staffel.queries.handed import must_agree
from staffel.queries.people import standing_of
from staffel.rules.refused import Refused
from staffel.web.account import WishesForm, wishes_from
from staffel.web.forms import show_refusal
from staffel.web.portal.agreeing import closed


class JoinForm(WishesForm):
    """What somebody sets for itself when it joins."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "At least 8 characters, not only digits, no common password and not your e-mail address."
        ),
    )
    agreed = forms.BooleanField(label=_("I agree for our firm."), required=False)

    def __init__(self, *args: Any, member: Membership, **given: Any) -> None:
        super().__init__(*args, member=member, **given)
        self.member = member
        if member.party.kind == PartyKind.PARTNER:
            self.fields["password"].help_text = _(
                "If you like: without one you answer by the links in our mails. At least 8 characters, "
                "not only digits, no common password and not your e-mail address."
            )
        else:
            self.fields["password"].required = not member.person.has_usable_password()
        if not must_agree(member):
            del self.fields["agreed"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password, self.member.person)
        return password

    def clean_agreed(self) -> bool:
        if not self.cleaned_data["agreed"]:
            raise forms.ValidationError(_("Please tick this: it is what you accept."))
        return True


# The token in the address is the proof; see portal/links.py.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the invitation and changes nothing; POST accepts (`answer` = accept) or declines it. 404 for a link
    that is wrong, revoked or over."""
    now = timezone.now()
    link = link_by_token(token, now=now)
    if link is None or link.purpose != LinkPurpose.INVITATION or not link.of.person.is_active:
        return closed(render(request, "join_lost.html", {"vendor": Installation.objects.first()}, status=404))
    member = link.of
    language = _switched(request) or member.person.language
    with translation.override(language), timezone.override(ZoneInfo(member.party.timezone)):
        if request.method == "POST" and standing_of(member).state == "invited":
            return closed(_answered(request, member, token, now=now))
        return closed(_page(request, member, token, now=now))


def _answered(request: HttpRequest, member: Membership, token: str, *, now: datetime) -> HttpResponse:
    actor = Actor("link", member.id, member.party_id)
    form = JoinForm(request.POST, member=member)
    try:
        if request.POST.get("answer") == "decline":
            decline_invitation(member.id, actor=actor, now=now)
        elif form.is_valid():
            wishes = wishes_from(form, password=form.cleaned_data["password"])
            accept_invitation(
                member.id,
                wishes,
                read_in=translation.get_language() or "en",
                seen=request.POST.get("seen", ""),
                actor=actor,
                now=now,
            )
            if wishes.password:  # it has proved its mailbox, and just chosen how it logs in
                person = Membership.objects.select_related("person").get(id=member.id).person
                login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        else:
            return _page(request, member, token, now=now, form=form, status=422)
    except Refused as refused:
        if refused.code == "not_invited":
            return HttpResponseRedirect(request.path)  # answered meanwhile: the page says how
        show_refusal(form, refused)
        return _page(request, member, token, now=now, form=form, status=422)
    return HttpResponseRedirect(request.path)


def _page(
    request: HttpRequest,
    member: Membership,
    token: str,
    *,
    now: datetime,
    form: JoinForm | None = None,
    status: int = 200,
) -> HttpResponse:
    book = directory()
    language = translation.get_language() or settings.LANGUAGE_CODE
    context = {
        "token": token,
        "vendor": book.installation,
        "language": language,
        "member": member,
        "state": standing_of(member).state,
        "form": form or JoinForm(member=member, initial={"language": language}),
        "agreed": what_is_agreed(member, book=book, language=language, now=now)
        if must_agree(member)
        else None,
        "is_partner": member.party.kind == PartyKind.PARTNER,
    }
    return render(request, "join.html", context, status=status)


def _switched(request: HttpRequest) -> str:
    """What the reader has switched to on this page, which has no cookie to remember it; "" when nothing."""
    wanted = request.POST.get("language_shown") or request.GET.get("language") or ""
    return wanted if wanted in dict(settings.LANGUAGES) else ""
