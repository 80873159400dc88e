"""Areas by Excel: where nobody works, the file to edit, and what an edited file would change before it does."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from staffel.actions.area_files import apply_area_file, discard_area_file, keep_area_file, plan_of
from staffel.actions.area_imports import AreaPlan
from staffel.actions.areas import ground_of
from staffel.models import Area, Import, ImportState, Membership, PartyKind
from staffel.queries.access import decides, visible_parties
from staffel.queries.areas import (
    area_files,
    area_rows,
    areas_of,
    countries_with_areas,
    coverage_after,
    coverage_of,
    products_with_areas,
)
from staffel.queries.directory import Directory, directory
from staffel.queries.labels import tag_labels
from staffel.queries.partner_words import partner_words
from staffel.rules.area_sheets import no_area, xlsx_sheet
from staffel.rules.areas import AreaRule
from staffel.rules.coverage import Coverage
from staffel.rules.refused import Refused
from staffel.web.area_changes import MOST_PARTIES, all_counted, changed_sheet, party_changes
from staffel.web.downloads import name_file
from staffel.web.lead_files import XLSX
from staffel.web.members import actor_of, for_members
from staffel.web.refusals import in_words
from staffel.web.sentences import sentence

# as the import knows them (rules.fields): what is downloaded is read again
HEADERS: Final[tuple[Promise, ...]] = (
    pgettext_lazy("areas", "Number"),
    pgettext_lazy("areas", "Company"),
    pgettext_lazy("areas", "Country"),
    pgettext_lazy("areas", "From"),
    pgettext_lazy("areas", "To"),
    pgettext_lazy("areas", "Prefix"),
    pgettext_lazy("areas", "Postal code"),
    pgettext_lazy("areas", "Radius km"),
    pgettext_lazy("areas", "Place"),
    pgettext_lazy("areas", "Product"),
    pgettext_lazy("areas", "Exclusive"),
)
MOST_SHOWN: Final = 200
MOST_PAIRS: Final = 20


def _vendor_only(member: Membership) -> None:
    if member.party.kind != PartyKind.DESK:
        raise Http404("not for this member")


def _deciding_only(member: Membership) -> None:
    if not decides(member):
        raise Http404("not for this member")


@require_safe
@for_members
def areas(request: HttpRequest, member: Membership) -> HttpResponse:
    """Where nobody or only one partner works, and the way by Excel. 404 for agencies and partners."""
    _vendor_only(member)
    return _page(request, member)


def _page(request: HttpRequest, member: Membership, *, refused: Refused | None = None) -> HttpResponse:
    book = directory()
    countries, products, names = countries_with_areas(book), products_with_areas(), tag_labels(book)
    country, product = request.GET.get("country", ""), request.GET.get("product", "")
    country = country if country in countries else countries[0]
    product = product if product in products else ""
    key = request.GET.get("party", "")
    context = {
        "page": "parties",
        "countries": countries,
        "country": country,
        "products": [(one, names.get(one, one)) for one in products],
        "product": product,
        "coverage": coverage_of(country, product, book=book),
        "party": visible_parties(member).filter(key=key).first() if key else None,
        "files": area_files(),
        "may": decides(member),
        "error": in_words(refused) if refused else "",
    }
    return render(request, "areas.html", context, status=422 if refused else 200)


@require_safe
@for_members
def areas_file(request: HttpRequest, member: Membership) -> HttpResponse:
    """All areas, or those of the party with the key `party`, as the spreadsheet that can be uploaded again."""
    _vendor_only(member)
    key = request.GET.get("party", "")
    chosen = visible_parties(member).filter(key=key).first() if key else None
    if key and chosen is None:
        raise Http404("no such party")
    rows = list(area_rows(areas_of([chosen.id] if chosen else None), yes=_("yes")))
    if chosen and not rows:
        rows = [no_area(chosen.key, chosen.name, none=_("none"))]
    content = xlsx_sheet(
        rows, title=_("Areas"), headers=[str(header) for header in HEADERS], notes=list(_notes())
    )
    response = HttpResponse(content, content_type=XLSX)
    name = f"{_('areas')}{'-' + chosen.key if chosen else ''}-{timezone.localdate():%Y-%m-%d}.xlsx"
    name_file(response, name)
    return response


def _notes() -> tuple[str, ...]:
    return (
        _("One row is one area: either from and to, or a prefix, or one postal code, or a radius around a postal code or the own place. Only a country: all of it."),
        _("The file replaces the areas of the %(partners)s that stand in it. Delete a row, change it, add one. %(Partners)s that do not stand in it keep theirs; “none” as the prefix leaves one without.") % partner_words(),
        _("Product: empty is every product. Exclusive: yes, then nobody else is asked there for this product."),
    )  # fmt: skip


@require_POST
@for_members
def areas_upload(request: HttpRequest, member: Membership) -> HttpResponse:
    """Keep the file and show what it would change; nothing is changed yet."""
    _deciding_only(member)
    file = request.FILES.get("file")
    content, name = (file.read(), file.name or "") if file else (b"", "")
    try:
        made = keep_area_file(content, filename=name, actor=actor_of(member), now=timezone.now())
    except Refused as refused:
        return _page(request, member, refused=refused)
    return redirect("areas-preview", made)


@require_safe
@for_members
def areas_preview(request: HttpRequest, member: Membership, import_id: UUID) -> HttpResponse:
    """What the kept file would change, with what nobody would cover any more and what two would."""
    _deciding_only(member)
    return _preview(request, _kept(import_id), is_complete=request.GET.get("complete") == "1")


def _kept(import_id: UUID) -> Import:
    source = Import.objects.filter(id=import_id, kind="areas", state=ImportState.READY).first()
    if source is None:
        raise Http404("no such file")
    return source


def _preview(
    request: HttpRequest, source: Import, *, is_complete: bool, refused: Refused | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"page": "parties", "source": source, "is_complete": is_complete}
    try:
        plan = plan_of(source, is_complete=is_complete)
    except Refused as conflict:
        context |= {
            "conflict": conflict,
            "said": in_words(conflict),
            "pairs": conflict.details.get("pairs", ()),
        }
        return render(request, "area_preview.html", context, status=422 if refused else 200)
    context |= _of_plan(plan, book=directory()) | {"error": in_words(refused) if refused else ""}
    return render(request, "area_preview.html", context, status=422 if refused else 200)


def _of_plan(plan: AreaPlan, *, book: Directory) -> dict[str, Any]:
    named = set(Area.objects.values_list("party__key", flat=True).distinct())
    names = tag_labels(book)
    return {
        "plan": plan,
        "counted": all_counted(plan),
        "changed": party_changes(plan, names=names),
        "more": max(0, len(plan.changes) - MOST_PARTIES),
        "untouched": len(named - {party.key for party in plan.parties.values()}),
        "unread": [(row.line, [sentence(one) for one in row.problems]) for row in plan.unread[:MOST_SHOWN]],
        "effects": [_effect(plan, country, names=names, book=book) for country in _countries(plan)],
    }


def _countries(plan: AreaPlan) -> list[str]:
    found = {
        ground.country or plan.parties[party_id].country
        for party_id, change in plan.changes.items()
        for ground in [*change.added, *map(ground_of, change.removed)]
    }
    return sorted(found)


def _effect(plan: AreaPlan, country: str, *, names: Mapping[str, str], book: Directory) -> dict[str, Any]:
    """What becomes other in one country: codes that nobody covers any more or that are covered at last, and pairs."""
    before, after = _before_and_after(plan, country, "", book=book)
    return {
        "country": country,
        "codes": after.codes,
        "open": len(after.open_codes),
        "lost": _regions(after.open_codes - before.open_codes),
        "won": _regions(before.open_codes - after.open_codes),
        "products": [
            {"product": names.get(product, product), **found}
            for product in _products(plan, country)
            if (found := _gaps(plan, country, product, book=book))
        ],
        "pairs": [
            (book.parties[one].name, book.parties[other].name, count)
            for (one, other), count in after.shared.most_common(MOST_PAIRS)
        ],
    }


def _before_and_after(
    plan: AreaPlan, country: str, product: str, *, book: Directory
) -> tuple[Coverage, Coverage]:
    after = coverage_after(
        country,
        product,
        without=[area.id for change in plan.changes.values() for area in change.removed],
        added=[
            AreaRule(party_id=party_id, **ground._asdict())
            for party_id, change in plan.changes.items()
            for ground in change.added
        ],
        changed=plan.changes,
    )
    return coverage_of(country, product, book=book), after


def _products(plan: AreaPlan, country: str) -> list[str]:
    """The products whose ground becomes other here; an area for everything is one for each product that has areas."""
    changed = {
        ground.product
        for party_id, change in plan.changes.items()
        for ground in [*change.added, *map(ground_of, change.removed)]
        if (ground.country or plan.parties[party_id].country) == country
    }
    return sorted({*changed, *(products_with_areas() if "" in changed else ())} - {""})


def _gaps(plan: AreaPlan, country: str, product: str, *, book: Directory) -> dict[str, Any]:
    """Which codes nobody covers any more for this product, or somebody at last; nothing where neither is so."""
    before, after = _before_and_after(plan, country, product, book=book)
    if before.open_codes == after.open_codes:
        return {}
    return {
        "lost": _regions(after.open_codes - before.open_codes),
        "won": _regions(before.open_codes - after.open_codes),
    }


def _regions(codes: frozenset[str]) -> list[tuple[str, int]]:
    """How many codes of each region, by its first two signs."""
    keys = [code[:2] for code in codes]
    return [(key, keys.count(key)) for key in sorted(set(keys))]


@require_safe
@for_members
def areas_changes_file(request: HttpRequest, member: Membership, import_id: UUID) -> HttpResponse:
    """Every area that the kept file would change, as a spreadsheet. 404 where it cannot be carried out."""
    _deciding_only(member)
    source = _kept(import_id)
    try:
        plan = plan_of(source, is_complete=request.GET.get("complete") == "1")
    except Refused as refused:
        raise Http404("nothing would change") from refused
    content = changed_sheet(plan, names=tag_labels(directory()))
    response = HttpResponse(content, content_type=XLSX)
    name = f"{_('areas')}-{_('Changes')}-{timezone.localdate():%Y-%m-%d}.xlsx"
    name_file(response, name)
    return response


@require_POST
@for_members
def areas_apply(request: HttpRequest, member: Membership, import_id: UUID) -> HttpResponse:
    """Carry out what was looked at, or let it be."""
    _deciding_only(member)
    source, actor, now = _kept(import_id), actor_of(member), timezone.now()
    if request.POST.get("discard"):
        discard_area_file(source.id, actor=actor, now=now)
        messages.success(request, _("Nothing was changed."))
        return redirect("areas")
    is_complete = request.POST.get("complete") == "1"
    try:
        plan = apply_area_file(
            source.id, seen=request.POST.get("seen", ""), is_complete=is_complete, actor=actor, now=now
        )
    except Refused as refused:
        return _preview(request, source, is_complete=is_complete, refused=refused)
    said = _("Done: %(added)d areas added, %(removed)d removed. What was before can be restored below.")
    messages.success(request, said % {"added": plan.added, "removed": plan.removed})
    return redirect("areas")


@require_POST
@for_members
def areas_restore(request: HttpRequest, member: Membership, import_id: UUID) -> HttpResponse:
    """Look at what restoring the areas before that file would change."""
    _deciding_only(member)
    source = Import.objects.filter(id=import_id, kind="areas", state=ImportState.DONE).first()
    if source is None or source.content is None:
        raise Http404("no such file")
    try:
        made = keep_area_file(
            bytes(source.content),
            filename=_("before %(file)s.csv") % {"file": source.filename},
            actor=actor_of(member),
            now=timezone.now(),
        )
    except Refused as refused:
        return _page(request, member, refused=refused)
    return redirect("areas-preview", made)
