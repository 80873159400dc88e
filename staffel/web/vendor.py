"""The vendor: its name, logo, colour, sender, imprint and contact, and what its partners are called."""

from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from staffel.actions.vendor import CONTACT_AT_MOST, change_vendor, remove_logo, set_logo
from staffel.models import BounceMailbox, Installation, Logo, Membership
from staffel.queries.access import administers
from staffel.queries.directory import directory, known_installation
from staffel.queries.partner_words import worded
from staffel.rules.colours import palette, parse_colour
from staffel.rules.countries import country_name
from staffel.rules.partner_words import USUAL
from staffel.rules.refused import Refused
from staffel.web.bounces import trouble_words
from staffel.web.forms import show_refusal
from staffel.web.house import logo_url
from staffel.web.members import actor_of, for_members

FOREVER: Final = 365 * 24 * 3600  # seconds: another colour or logo has another address
PLAIN: Final[tuple[str, ...]] = (
    "vendor",
    "contact",
    "imprint",
    "privacy_url",
    "sender",
    "redirect_to",
    "language",
    "country",
    "timezone",
    "colour",
)
WORDS: Final[tuple[str, ...]] = ("de_one", "de_many", "en_one", "en_many")


class VendorForm(forms.Form):
    """Only what somebody has changed on the page is set: two who change different things do not undo each other."""

    vendor = forms.CharField(
        label=gettext_lazy("Name of your company"), max_length=200,
        help_text=worded(gettext_lazy("As %(partners)s and prospects read it, on every page and mail.")),
    )  # fmt: skip
    contact = forms.CharField(
        label=worded(gettext_lazy("Your contact for %(partners)s")), required=False, max_length=CONTACT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Stands under every mail. Answers to mails go to the address in it, else to the sender."),
    )  # fmt: skip
    imprint = forms.CharField(
        label=gettext_lazy("Imprint"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Address, register, managing directors."),
    )  # fmt: skip
    privacy_url = forms.URLField(
        label=gettext_lazy("Data protection notice"), required=False, max_length=300, assume_scheme="https",
        help_text=gettext_lazy("Its address. Prospects read it in the mails about their enquiry."),
    )  # fmt: skip
    sender = forms.EmailField(
        label=gettext_lazy("Sender of mails"), required=False,
        help_text=gettext_lazy("Your mail server must be allowed to send for it."),
    )  # fmt: skip
    redirect_to = forms.EmailField(
        label=gettext_lazy("Until you are live, every mail goes to"), required=False,
        help_text=gettext_lazy("Empty: mails stay in the log of deliveries."),
    )  # fmt: skip
    colour = forms.CharField(
        label=gettext_lazy("Accent colour"), required=False, max_length=9,
        widget=forms.TextInput(attrs={"placeholder": "#0f6b5b", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("What is pressed and linked. Empty: ours. It is made darker or lighter where it could not be read."),
    )  # fmt: skip
    logo = forms.FileField(
        label=gettext_lazy("Logo"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=gettext_lazy("PNG, JPEG or WebP, at most 512 kB; about 40 pixels high is shown."),
    )  # fmt: skip
    no_logo = forms.BooleanField(label=gettext_lazy("Show the name instead of the logo"), required=False)
    de_one = forms.CharField(label=gettext_lazy("German, one"), required=False, max_length=40)
    de_many = forms.CharField(label=gettext_lazy("German, many"), required=False, max_length=40)
    en_one = forms.CharField(label=gettext_lazy("English, one"), required=False, max_length=40)
    en_many = forms.CharField(label=gettext_lazy("English, many"), required=False, max_length=40)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=settings.LANGUAGES,
        help_text=gettext_lazy("For those who have not chosen one."),
    )  # fmt: skip
    country = forms.CharField(label=gettext_lazy("Country"), max_length=40)
    timezone = forms.ChoiceField(label=gettext_lazy("Time zone"))

    def __init__(self, *args: Any, row: Installation, **options: Any) -> None:
        words = {
            f"{language}_{name}": (row.partner_words.get(language) or USUAL[language])[at]
            for language in USUAL
            for at, name in enumerate(("one", "many"))
        }
        country = country_name(row.country, language=get_language() or "en")
        options["initial"] = {**{name: getattr(row, name) for name in PLAIN}, **words, "country": country}
        super().__init__(*args, **options)
        zones = [(zone, zone) for zone in sorted({*available_timezones(), row.timezone})]
        self.fields["timezone"].choices = zones  # type: ignore[attr-defined]
        self.fields["no_logo"].disabled = row.logo_at is None
        for name in (*PLAIN, *WORDS):
            self.fields[name].show_hidden_initial = True

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields in groups, each with its heading."""
        groups = (
            (_("Who speaks"), ("vendor", "contact", "imprint", "privacy_url")),
            (_("How it looks"), ("logo", "no_logo", "colour")),
            (_("Mail"), ("sender", "redirect_to")),
            (_("What your partners are called"), WORDS),
            (_("Language and place"), ("language", "country", "timezone")),
        )
        return [(title, [self[name] for name in names]) for title, names in groups]

    def changed_values(self) -> dict[str, Any]:
        """What differs from what the page showed, as `change_vendor` takes it."""
        typed, changed = self.cleaned_data, set(self.changed_data)
        found = {name: typed[name] for name in PLAIN if name in changed}
        if changed & set(WORDS):
            found["partner_words"] = {
                language: [typed[f"{language}_one"], typed[f"{language}_many"]] for language in USUAL
            }
        return found


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def vendor(request: HttpRequest, member: Membership) -> HttpResponse:
    """The form, and what it changes; 404 for all but the administrator."""
    if not administers(member):
        raise Http404("only for the administrator")
    row = directory().installation
    form = VendorForm(request.POST or None, request.FILES or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            _change(form, member)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request, _("Saved. It holds on every page from now on, and on every mail that is written.")
            )
            return redirect("vendor")
    context = {"page": "vendor", "form": form, "row": row, "logo": logo_url(row), **_look(row.colour)}
    mailbox = BounceMailbox.objects.first()
    context |= {"mailbox": mailbox, "trouble": trouble_words(mailbox), "now": timezone.now()}
    return render(request, "setup/vendor.html", context, status=422 if form.errors else 200)


def _change(form: VendorForm, member: Membership) -> None:
    actor, now = actor_of(member), timezone.now()
    uploaded: UploadedFile[bytes] | None = form.cleaned_data["logo"]
    if uploaded:
        set_logo(uploaded.read(), actor=actor, now=now)
    elif form.cleaned_data["no_logo"]:
        remove_logo(actor=actor, now=now)
    if values := form.changed_values():
        change_vendor(values, actor=actor, now=now)


@require_safe
@for_members
def vendor_look(request: HttpRequest, member: Membership) -> HttpResponse:
    """How a colour would look, while it is typed. Nothing is kept."""
    if not administers(member):
        raise Http404("only for the administrator")
    return render(request, "setup/_look.html", _look(request.GET.get("colour", "")))


def _look(colour: str) -> dict[str, Any]:
    try:
        wanted = parse_colour(colour)
    except Refused:
        return {"palette": None}
    return {"palette": palette(wanted) if wanted else None}


@require_safe
@cache_control(public=True, max_age=FOREVER, immutable=True)
def vendor_css(request: HttpRequest) -> HttpResponse:
    """The accent for pages and portal, light and dark; empty without a colour of one's own. For everybody."""
    row = known_installation()
    context = {"palette": palette(row.colour) if row and row.colour else None}
    return render(request, "setup/vendor.css", context, content_type="text/css; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=FOREVER, immutable=True)
def logo(_request: HttpRequest) -> HttpResponse:
    """The vendor's logo, for everybody; 404 without one."""
    row = Logo.objects.first()
    if row is None:
        raise Http404("no logo")
    return HttpResponse(bytes(row.content), content_type=row.content_type)
