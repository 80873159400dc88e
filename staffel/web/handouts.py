"""What is chosen in the forms that give materials, and what became of it in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffel.actions.actors import Actor
from staffel.actions.beside import PromiseWords
from staffel.actions.handouts import GivenOut, record_handed
from staffel.models import Activity, Lead, Membership
from staffel.queries.materials import catalogue, giver_of, handouts_of
from staffel.rules.refused import Refused

GIVE_WITH: Final = frozenset({"contact", "appointment", "quote"})  # activities whose forms ask what was given


def chosen_materials(typed: QueryDict) -> list[UUID]:
    """The ids of the ticked materials. Refused: `material_unknown` for what is no id."""
    try:
        return [UUID(one) for one in typed.getlist("materials") if one]
    except ValueError as error:
        raise Refused(
            "material_unknown", "This material is not in the catalogue.", field="materials"
        ) from error


def give_with(
    act: str,
    lead_id: UUID,
    typed: QueryDict,
    *,
    way: str,
    mandate_id: UUID,
    at: datetime,
    actor: Actor,
    now: datetime,
) -> None:
    """What is ticked in the form of an activity was given with it; call it in the activity's own transaction. Nothing
    where nothing is ticked, and for other acts. What happened is never refused: what the prospect has got meanwhile by
    another way is a repeat. Refused as `record_handed`."""
    if act not in GIVE_WITH or not (chosen := chosen_materials(typed)):
        return
    activity = Activity.objects.filter(mandate_id=mandate_id, kind=act).latest("id")
    record_handed(
        lead_id, chosen, way=way, at=at, mandate_id=mandate_id, activity_id=activity.id, actor=actor, now=now
    )


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


def promise_words() -> PromiseWords:
    """How a note says what became of the promises at a stand that were not kept by themselves."""
    return PromiseWords(
        unsent=_("Promised at the stand, still to be sent: %(titles)s"),
        had=_("Promised at the stand, not sent because the prospect has it already: %(titles)s"),
    )


def handing_context(lead: Lead, member: Membership) -> Mapping[str, Any]:
    """What the prospect has and from whom, and the catalogue with a mark at what it has. Two queries."""
    had = handouts_of(lead)
    has = {one.material_id for one in had}
    materials = list(catalogue())
    return {
        "handouts": [(one, giver_of(one, reader=member)) for one in had],
        "materials": [(one, one.id in has) for one in materials],
        "materials_lacking": [one for one in materials if one.id not in has],
    }
