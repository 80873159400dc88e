"""Sets a fresh installation up in the browser: only with the code that the terminal shows, and only once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from staffel.actions.first_steps import check_setup_code
from staffel.actions.invitations import checked_address
from staffel.actions.setup import set_up
from staffel.models import Installation, Membership, Person
from staffel.queries.partner_words import worded
from staffel.rules.refused import Refused
from staffel.rules.timezones import timezone_of
from staffel.web.forms import show_refusal
from staffel.web.refusals import in_words

BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"
COUNTRIES: Final = (("DE", _("Germany")), ("AT", _("Austria")), ("CH", _("Switzerland")), ("LI", _("Liechtenstein")), ("LU", _("Luxembourg")), ("NL", _("Netherlands")), ("BE", _("Belgium")), ("FR", _("France")), ("IT", _("Italy")), ("PL", _("Poland")), ("CZ", _("Czechia")), ("DK", _("Denmark")))  # fmt: skip


class SetUpForm(forms.Form):
    """The company, its first administrator, and the proof."""

    code = forms.CharField(
        label=_("Code"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        help_text=_("Twelve characters; the terminal in which Staffel runs shows them."),
    )  # fmt: skip
    vendor = forms.CharField(
        label=_("Name of your company"), max_length=200, help_text=worded(_("As your %(partners)s read it.")),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRIES)
    language = forms.ChoiceField(label=_("Language"), choices=[("de", _("German")), ("en", _("English"))])
    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.CharField(
        label=_("Your e-mail address"), max_length=254, help_text=_("You log in with it."),
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "username"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), max_length=200, help_text=_("At least 8 characters, not only digits, no common password and not your e-mail address."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )  # fmt: skip

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        with _beside_the_field():
            check_setup_code(code)
        return code

    def clean_email(self) -> str:
        with _beside_the_field():
            return checked_address(self.cleaned_data["email"])

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, Person(email=self.data.get("email", "")))
        return password


@contextmanager
def _beside_the_field() -> Iterator[None]:
    """A refusal becomes the field's error, so that what is wrong is said of all fields at once."""
    try:
        yield
    except Refused as refused:
        raise forms.ValidationError(in_words(refused), code=refused.code) from None


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def set_up_page(request: HttpRequest) -> HttpResponse:
    """404 once the installation is set up. Who sets it up is logged in and goes on with the first steps."""
    if Installation.objects.exists():
        raise Http404("set up already")
    form = SetUpForm(
        request.POST if request.method == "POST" else None, initial={"language": translation.get_language()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _set_up(request, form)
        except Refused as refused:
            show_refusal(form, refused)
    response = render(request, "set_up.html", {"form": form}, status=422 if form.errors else 200)
    response.is_wrong_secret = "code" in form.errors  # type: ignore[attr-defined]
    return response


def _set_up(request: HttpRequest, form: SetUpForm) -> HttpResponse:
    typed = form.cleaned_data
    email = typed["email"]
    zone = timezone_of(typed["country"], default=timezone.get_default_timezone_name())
    made = set_up(
        vendor=typed["vendor"].strip(),
        administrator_email=email,
        administrator_name=typed["name"].strip(),
        now=timezone.now(),
        country=typed["country"],
        language=typed["language"],
        timezone=zone if zone in available_timezones() else "Europe/Berlin",
        sender=email,
        redirect_to=email,
        password=typed["password"],
    )
    login(request, Membership.objects.get(id=made.administrator_id).person, backend=BACKEND)
    return redirect("first-steps")
