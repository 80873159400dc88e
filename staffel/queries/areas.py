"""Where parties work, in words; and where in a country nobody or only one of them does."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext as _

from staffel.models import Area, Import, ImportState, Party, PartyState
from staffel.queries.directory import Directory, area_rule
from staffel.rules.area_sheets import Owner, area_cells
from staffel.rules.areas import AreaRule
from staffel.rules.coverage import Coverage, coverage
from staffel.rules.places import place_near


def areas_in_words(party: Party, *, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a party covers: for what (product, protection; "" is every product), and where. `names`: what products are
    called. One query."""
    groups: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for area in party.areas.order_by("country", "first"):
        groups[area.product, area.is_exclusive].append(area_in_words(area))
    found = []
    for (product, is_exclusive), where in sorted(groups.items()):
        words = [names.get(product, product)] if product else []
        words += [_("exclusive")] if is_exclusive else []
        found.append((", ".join(words), ", ".join(where)))
    return found


def area_in_words(area: Area) -> str:
    """One area: "DE 80…", "AT 6020", "DE 84000–84999", "the whole of AT", "30 km around 82362 Weilheim"."""
    return _where(area_rule(area), home=area.party.country)


def area_with_terms(area: AreaRule, *, home: str, names: Mapping[str, str]) -> str:
    """The same with for what it is and whether it is protected: "DE 80…, heat pump, exclusive". `home`: the party's
    country."""
    product = [names.get(area.product, area.product)] if area.product else []
    return ", ".join([_where(area, home=home), *product, *([_("exclusive")] if area.is_exclusive else [])])


def _where(area: AreaRule, *, home: str) -> str:
    match area.kind:
        case "country":
            return _("the whole of %(country)s") % {"country": area.country}
        case "prefix":
            return f"{area.country} {area.first}…"
        case "range":
            return f"{area.country} {area.first}–{area.last}"
        case "radius":
            return _("%(km)s km around %(place)s") % {
                "km": f"{area.radius_km:g}",
                "place": _centre(area, home=home),
            }
    return f"{area.country} {area.first}"


def _centre(area: AreaRule, *, home: str) -> str:
    circle = area.circle()
    assert circle is not None
    place = place_near(area.country or home, *circle[:2])
    return f"{place.code} {place.place}".strip() if place else "?"


def area_rows(areas: Iterable[Area], *, yes: str) -> Iterator[dict[str, str]]:
    """Each area (with its party) as a row that the import reads again as the same."""
    for area in areas:
        party = area.party
        owner = Owner(
            party.key, party.name, party.country, party.postal_code, party.place, party.latitude, party.longitude
        )  # fmt: skip
        yield area_cells(area_rule(area), owner, yes=yes)


def areas_of(parties: Iterable[UUID] | None = None) -> Iterator[Area]:
    """The areas of these parties (None: of all that have not ended), by party and place. One query."""
    rows = Area.objects.select_related("party").order_by("party__name_key", "country", "kind", "first")
    if parties is None:
        return rows.exclude(party__state=PartyState.ENDED).iterator()
    return rows.filter(party_id__in=list(parties)).iterator()


def coverage_of(country: str, product: str, *, book: Directory) -> Coverage:
    """How the active partners cover a country now; worked out once for each state of the network."""
    return _coverage(book.serial, country, product)


@lru_cache(maxsize=16)
def _coverage(_serial: int, country: str, product: str) -> Coverage:
    return coverage(country, map(area_rule, Area.objects.all()), active=active_parties(), product=product)


def coverage_after(
    country: str, product: str, *, without: Iterable[UUID], added: Iterable[AreaRule], changed: Iterable[UUID]
) -> Coverage:
    """How it would be covered for a product ("" is any) without these areas (ids) and with those; the pairs that share codes with the changed
    parties are counted."""
    rows = Area.objects.exclude(id__in=list(without))
    rules = [*map(area_rule, rows), *added]
    return coverage(country, rules, active=active_parties(), product=product, looked_at=tuple(changed))


def active_parties() -> frozenset[UUID]:
    return frozenset(
        Party.objects.filter(state=PartyState.ACTIVE, kind="partner").values_list("id", flat=True)
    )


def countries_with_areas(book: Directory) -> list[str]:
    """The vendor's own country first."""
    found = set(Area.objects.exclude(country="").values_list("country", flat=True).distinct())
    home = book.installation.country
    return [home, *sorted(found - {home})]


def products_with_areas() -> list[str]:
    return list(
        Area.objects.exclude(product="").values_list("product", flat=True).distinct().order_by("product")
    )


def area_files(*, most: int = 10) -> list[Import]:
    """The latest files of areas that were taken in by hand, with what was before."""
    rows = Import.objects.filter(kind="areas", state=ImportState.DONE, made_by__isnull=False)
    return list(rows.defer("content").select_related("made_by__person").order_by("-started_at")[:most])
