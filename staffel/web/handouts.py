"""What is chosen in the forms that give materials, and what became of it in words."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffel.actions.handouts import GivenOut
from staffel.models import Lead
from staffel.queries.materials import catalogue, handouts_of
from staffel.rules.refused import Refused


def chosen_materials(typed: QueryDict) -> list[UUID]:
    """The ids of the ticked materials. Refused: `material_unknown` for what is no id."""
    try:
        return [UUID(one) for one in typed.getlist("materials") if one]
    except ValueError as error:
        raise Refused(
            "material_unknown", "This material is not in the catalogue.", field="materials"
        ) from error


def given_in_words(done: GivenOut) -> str:
    """How many were given, and how many not because the prospect has them."""
    said = []
    if done.given:
        count = len(done.given)
        said.append(
            ngettext("Noted: %(count)d material.", "Noted: %(count)d materials.", count) % {"count": count}
        )
    if done.blocked:
        count = len(done.blocked)
        words = ngettext(
            "%(count)d was not given: the prospect has it and must not get it twice.",
            "%(count)d were not given: the prospect has them and must not get them twice.",
            count,
        )
        said.append(words % {"count": count})
    return " ".join(said) or _("Nothing was given.")


def handing_context(lead: Lead) -> Mapping[str, Any]:
    """What the prospect has, and the catalogue with a mark at what it has. Two queries."""
    had = handouts_of(lead)
    has = {one.material_id for one in had}
    materials = list(catalogue())
    return {"handouts": had, "materials": [(one, one.id in has) for one in materials]}
