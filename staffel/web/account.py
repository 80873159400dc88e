"""One's own account: name, language, telephone, password, and what one wants to be told."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, SetPasswordForm
from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from staffel.actions.people import Wishes, change_account, set_password
from staffel.models import Membership, Person, SmsFor
from staffel.rules.refused import Refused
from staffel.web.forms import show_refusal
from staffel.web.frames import frame_of
from staffel.web.limits import too_many
from staffel.web.members import actor_of, for_members

SMS_WORDS = {
    SmsFor.URGENT: _l("Only what is urgent"),
    SmsFor.ALL: _l("All messages"),
    SmsFor.NEVER: _l("None"),
}


class WishesForm(forms.Form):
    """What somebody sets for itself: name, language, telephone, and what it wants to be told."""

    name = forms.CharField(
        label=_l("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_l("Language"), choices=settings.LANGUAGES)
    phone = forms.CharField(
        label=_l("Mobile phone"),
        required=False,
        max_length=40,
        help_text=_l("For text messages, and so that one can call you back."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    wants_daily_mail = forms.BooleanField(
        label=_l("A mail every working morning: what waits for me"), required=False
    )
    wants_push = forms.BooleanField(
        label=_l("Messages on my devices, where I have switched them on"), required=False
    )
    sms_for = forms.ChoiceField(
        label=_l("Text messages (SMS)"),
        choices=list(SMS_WORDS.items()),
        help_text=_l("Urgent are hot enquiries and last reminders."),
    )
    quiet_from = forms.TimeField(
        label=_l("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_to = forms.TimeField(
        label=_l("Quiet until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, *args: Any, member: Membership, **given: Any) -> None:
        own = {name: getattr(member, name) for name in self.base_fields if hasattr(member, name)}
        own |= {"name": member.person.name, "language": member.person.language}
        given["initial"] = {**own, **given.get("initial", {})}
        super().__init__(*args, **given)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if bool(typed.get("quiet_from")) != bool(typed.get("quiet_to")):
            self.add_error("quiet_to", _("Please give both times, or none."))
        return typed


def wishes_from(form: WishesForm, *, password: str = "") -> Wishes:
    """What was typed into a valid form."""
    names = (
        "name",
        "language",
        "phone",
        "wants_daily_mail",
        "wants_push",
        "sms_for",
        "quiet_from",
        "quiet_to",
    )
    return Wishes(password=password, **{name: form.cleaned_data[name] for name in names})


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def account(request: HttpRequest, member: Membership) -> HttpResponse:
    """One's own settings in the membership in which one acts."""
    form = WishesForm(request.POST if request.method == "POST" else None, member=member)
    if request.method == "POST" and form.is_valid():
        try:
            change_account(member.id, wishes_from(form), actor=actor_of(member), now=timezone.now())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            with translation.override(form.cleaned_data["language"]):
                messages.success(request, _("Saved."))
            response = redirect("account")
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                form.cleaned_data["language"],
                samesite="Lax",
                max_age=31_536_000,
            )
            return response
    context = {"page": "account", "form": form, "has_password": member.person.has_usable_password()}
    context |= frame_of(member)
    return render(request, "account.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def password(request: HttpRequest, member: Membership) -> HttpResponse:
    """A new password; who has one says it first. Tries are counted. This session goes on, all others end."""
    person = member.person
    if request.method == "POST" and not ratelimit.consume(request, action="change_password", user=person):
        return too_many(request)
    form = _password_form(person, request)
    if request.method == "POST" and form.is_valid():
        set_password(person, form.cleaned_data["password1"])
        update_session_auth_hash(request, person)
        messages.success(request, _("The new password holds from now on. You stay logged in here only."))
        return redirect("account")
    context = {"page": "account", "form": form, "has_password": person.has_usable_password()}
    context |= frame_of(member)
    return render(request, "account/password.html", context, status=422 if form.errors else 200)


def _password_form(person: Person, request: HttpRequest) -> Any:
    kind = ChangePasswordForm if person.has_usable_password() else SetPasswordForm
    return kind(data=request.POST if request.method == "POST" else None, user=person)
