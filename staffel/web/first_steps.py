"""First steps: from nothing to the first placed lead, each step open or done by what is there."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST, require_safe

from staffel.actions.first_steps import confirm_market, confirm_terms, make_test_lead
from staffel.actions.vendor import change_vendor
from staffel.models import Installation, Membership
from staffel.queries.directory import Directory, directory
from staffel.queries.first_steps import Asked, first_steps, is_first_time
from staffel.queries.never_sent import never_sent
from staffel.queries.partner_words import worded
from staffel.queries.people import administers
from staffel.rules.postal_codes import parse_postal_code
from staffel.rules.problems import Unreadable
from staffel.rules.prospects import unknown_code
from staffel.rules.refused import Refused
from staffel.web.deliveries import addresses_to_try
from staffel.web.forms import show_refusal
from staffel.web.fragments import wants_fragment
from staffel.web.members import actor_of, for_members
from staffel.web.outflow import switch_to_live
from staffel.web.refusals import in_words
from staffel.web.sentences import sentence

LATER: Final = "first_steps_later"
COMPANY: Final = ("vendor", "sender", "contact", "imprint", "redirect_to", "language")


class CompanyForm(forms.Form):
    """What stands on every mail and link page, and where mail goes before *live*."""

    vendor = forms.CharField(label=_l("Name of your company"), max_length=200)
    sender = forms.EmailField(label=_l("Sender of all mails"))
    contact = forms.CharField(
        label=worded(_l("Contact for your %(partners)s")), max_length=300,
        help_text=_l("A person with telephone number: stands on every mail and page."),
    )  # fmt: skip
    imprint = forms.CharField(
        label=_l("Imprint"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_l("Company, address, register, who represents it: the law asks for it in business mails."),
    )  # fmt: skip
    redirect_to = forms.EmailField(
        label=_l("Before live every mail goes to"),
        help_text=worded(_l("So you see what %(partners)s would get.")),
    )
    language = forms.ChoiceField(
        label=_l("Language"), choices=settings.LANGUAGES,
        help_text=_l("For those who have not chosen one. Later it is changed under “Your company”."),
    )  # fmt: skip

    @classmethod
    def of(cls, installation: Installation) -> "CompanyForm":
        return cls(initial={name: getattr(installation, name) for name in COMPANY})


class TestLeadForm(forms.Form):
    """Where the person of the test lead lives."""

    postal_code = forms.CharField(label=_l("Postal code"), max_length=12)


def begins_with_first_steps(request: HttpRequest, member: Membership, *, book: Directory) -> bool:
    """Whether this is the administrator's home now: nothing has happened yet, and it was not put off."""
    return administers(member) and not request.session.get(LATER) and is_first_time(book)


@require_safe
@for_members
def steps(request: HttpRequest, member: Membership) -> HttpResponse:
    """For the administrator; 404 for others."""
    if not administers(member):
        raise Http404("only for the administrator")
    return _page(request, member)


@require_POST
@for_members
def step(request: HttpRequest, member: Membership, act: str) -> HttpResponse:
    """`company`, `market`, `terms`, `test-lead`, `live`, or `later`, which makes Today the home again."""
    if not administers(member) or act not in ACTS:
        raise Http404("only for the administrator")
    return ACTS[act](request, member)


def _page(request: HttpRequest, member: Membership, *, refused: bool = False, **more: Any) -> HttpResponse:
    book, now = directory(), timezone.now()
    language = translation.get_language() or "en"
    found = first_steps(book=book, language=language, now=now)
    context = {
        "page": "first-steps",
        "now": now,
        "steps": found,
        "installation": book.installation,
        "sends_mail": settings.SENDS_MAIL,
        "unsent": never_sent(book=book),
        "unsent_choice": request.POST.get("unsent", ""),
        "company_form": CompanyForm.of(book.installation),
        "test_form": TestLeadForm(),
        "tests": [(test.lead, [(one, _door(member, one)) for one in test.asked]) for test in found.tests],
        "is_polled": wants_fragment(request),
        "open": more.pop("open", found.next),
        **more,
    }
    return render(request, "first_steps.html", context, status=422 if refused else 200)


def _door(member: Membership, asked: Asked) -> str:
    """Where the offer can be answered in the partner's place; "" where it cannot (yet)."""
    return next(iter(addresses_to_try(member, asked.mail)), "") if asked.mail else ""


def _company(request: HttpRequest, member: Membership) -> HttpResponse:
    form = CompanyForm(request.POST)
    if form.is_valid():
        try:
            change_vendor(form.cleaned_data, actor=actor_of(member), now=timezone.now())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("first-steps")
    return _page(request, member, refused=True, company_form=form, open=1)


def _market(request: HttpRequest, member: Membership) -> HttpResponse:
    try:
        confirm_market(request.POST.get("market", ""), actor=actor_of(member), now=timezone.now())
    except Refused as refused:
        return _page(request, member, refused=True, error=in_words(refused), open=2)
    return redirect("first-steps")


def _terms(request: HttpRequest, member: Membership) -> HttpResponse:
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isdecimal() and len(typed) < 9 else 0
    try:
        confirm_terms(version, actor=actor_of(member), now=timezone.now())
    except Refused as refused:
        return _page(request, member, refused=True, error=in_words(refused), open=3)
    return redirect("first-steps")


def _test_lead(request: HttpRequest, member: Membership) -> HttpResponse:
    form = TestLeadForm(request.POST)
    if form.is_valid():
        country = directory().installation.country
        code = form.cleaned_data["postal_code"]
        if request.POST.get("as_typed") != "1" and (doubt := _doubt(code, country)):
            form.add_error("postal_code", doubt)
            return _page(request, member, refused=True, test_form=form, is_doubted=True, open=5)
        try:
            make_test_lead(code, country=country, actor=actor_of(member), now=timezone.now())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The test lead is on its way. Below you see where it went."))
            return redirect("first-steps")
    return _page(request, member, refused=True, test_form=form, open=5)


def _doubt(code: str, country: str) -> str:
    """Why this postal code may not be what was meant; "" where there is no doubt, or where it is no code at all."""
    try:
        found = unknown_code(parse_postal_code(code, country), country)
    except Unreadable:
        return ""  # the action says it
    return " ".join(map(sentence, found))


def _live(request: HttpRequest, member: Membership) -> HttpResponse:
    try:
        said = switch_to_live(request.POST, actor=actor_of(member), now=timezone.now())
    except Refused as refused:
        return _page(request, member, refused=True, live_error=in_words(refused), open=6)
    messages.success(request, said)
    return redirect("first-steps")


def _later(request: HttpRequest, _member: Membership) -> HttpResponse:
    request.session[LATER] = True
    return redirect("today")


ACTS: Final = {
    "company": _company,
    "market": _market,
    "terms": _terms,
    "test-lead": _test_lead,
    "live": _live,
    "later": _later,
}
