"""The catalogue of materials: what there is, the next edition, and mailing one to a whole campaign."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staffel.actions.handouts import send_to_all
from staffel.actions.materials import add_material, withdraw_material
from staffel.models import Campaign, Membership
from staffel.queries.access import reads_setup
from staffel.queries.materials import catalogue, material_of, may_edit, reach_of
from staffel.rules.refused import Refused
from staffel.web.forms import show_refusal
from staffel.web.lead_contacts import download
from staffel.web.members import actor_of, for_members

LEADS_A_CASE: Final = 200


class MaterialForm(forms.Form):
    """A new material, or the next edition of one."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), required=False,
        choices=[("", gettext_lazy("in no certain one")), ("de", gettext_lazy("German")), ("en", gettext_lazy("English"))],
    )  # fmt: skip
    is_paper = forms.BooleanField(label=gettext_lazy("There is a printed one"), required=False)
    file = forms.FileField(
        label=gettext_lazy("File"), required=False,
        help_text=gettext_lazy("PDF, picture or office file, up to 10 MB: it can be sent by e-mail."),
    )  # fmt: skip
    repeats = forms.ChoiceField(
        label=gettext_lazy("Given a second time"),
        choices=[("warn", gettext_lazy("with a warning")), ("forbid", gettext_lazy("never"))],
        help_text=gettext_lazy("To the same prospect. The next edition counts as something new."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def materials(request: HttpRequest, member: Membership) -> HttpResponse:
    """The catalogue; POST adds a material, or with `key` the next edition of one. 404 for all but the vendor's people."""
    if not reads_setup(member) or (request.method == "POST" and not may_edit(member)):
        raise Http404("no catalogue")
    key = request.POST.get("key", "") or request.GET.get("key", "")
    before = catalogue().filter(key=key).first() if key else None
    initial = None
    if before:
        initial = {name: getattr(before, name) for name in ("title", "language", "is_paper", "repeats")}
    form = MaterialForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _added(form, member, key=key):
        messages.success(request, _("The catalogue knows it now."))
        return redirect("materials")
    shown = list(catalogue())
    context: dict[str, Any] = {
        "page": "materials",
        "materials": shown,
        "form": form,
        "before": before,
        "may_edit": may_edit(member),
        "is_open": form.is_bound or before is not None or not shown,
    }
    return render(request, "materials.html", context, status=422 if form.is_bound else 200)


def _added(form: MaterialForm, member: Membership, *, key: str) -> bool:
    typed = dict(form.cleaned_data)
    file = typed.pop("file")
    try:
        add_material(
            typed.pop("title"), **typed, filename=file.name if file else "", content=file.read() if file else b"",
            key=key, actor=actor_of(member), now=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        show_refusal(form, refused)
        return False
    return True


@require_safe
@for_members
def material_file(_request: HttpRequest, member: Membership, material_id: UUID) -> HttpResponse:
    """The file of one material. 404 for whoever does not see it, and where it is on paper only."""
    found = material_of(member, material_id)
    if found.content is None:
        raise Http404("on paper only")
    return download(bytes(found.content), found.filename, found.content_type)


@require_POST
@for_members
def material_withdraw(request: HttpRequest, member: Membership, material_id: UUID) -> HttpResponse:
    """It is given no more."""
    if not may_edit(member):
        raise Http404("no catalogue")
    withdraw_material(material_of(member, material_id).id, actor=actor_of(member), now=timezone.now())
    messages.success(request, _("It is given no more. Who has it, still has it."))
    return redirect("materials")


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def material_send(request: HttpRequest, member: Membership, material_id: UUID) -> HttpResponse:
    """Mails a material to all open leads of a campaign that lack it: GET says who gets it, POST sends where no more would
    get it than the page has shown, otherwise it shows them anew (422)."""
    found = material_of(member, material_id)
    if not may_edit(member) or not found.size or found.withdrawn_at:
        raise Http404("cannot be mailed")
    campaigns = list(Campaign.objects.order_by("name"))
    wanted = request.POST.get("campaign", "") or request.GET.get("campaign", "")
    campaign = next((one for one in campaigns if one.key == wanted), None)
    reach = reach_of(found, campaign.id) if campaign else None
    error = ""
    if request.method == "POST" and reach:
        if str(len(reach.lead_ids)) == request.POST.get("count"):
            parts = [
                reach.lead_ids[at : at + LEADS_A_CASE] for at in range(0, len(reach.lead_ids), LEADS_A_CASE)
            ]
            actor, now = actor_of(member), timezone.now()
            count = sum(send_to_all(part, found.id, actor=actor, now=now) for part in parts)
            words = ngettext("%(count)d prospect gets it.", "%(count)d prospects get it.", count)
            messages.success(request, words % {"count": count})
            return redirect("materials")
        error = _("Others would get it by now. Please look again.")
    context = {
        "page": "materials", "material": found, "campaigns": campaigns, "campaign": campaign, "reach": reach, "error": error,
    }  # fmt: skip
    return render(request, "material_send.html", context, status=422 if error else 200)
