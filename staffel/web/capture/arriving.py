"""What a device sends when it has network: leads, up to fifty at once, and the photos of business cards."""

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from staffel.actions.arrivals import Unread
from staffel.actions.fairs import Taken, Talk, attach_card, keep_unread_talks, take_talks
from staffel.models import Lead, Membership
from staffel.queries.access import visible_leads
from staffel.queries.directory import directory
from staffel.queries.fairs import colleagues
from staffel.queries.materials import editions_at
from staffel.queries.placings import what_became_of
from staffel.rules.beside import materials_of_talk
from staffel.rules.fairs import talked_at
from staffel.rules.files import LARGEST
from staffel.rules.refused import Refused
from staffel.rules.storable import storable
from staffel.web.capture.app import for_devices
from staffel.web.capture.reading import Reader, said_of, text_of
from staffel.web.entering import check_enters
from staffel.web.members import actor_of
from staffel.web.refusals import in_words

AT_ONCE: Final = 50
TOLD: Final = 10  # of so many at once it is said what became of each


@require_POST
@for_devices
def leads(request: HttpRequest, member: Membership) -> HttpResponse:
    """Takes leads in: {"device": UUID, "now": its clock, "leads": [{"id": UUID, …}]}. The answer says of each by its id
    whether it has arrived, is refused (and kept for repair), or is to be sent again. 400 for what is no such JSON, 413
    for too much at once; then nothing was taken."""
    check_enters(member)
    try:
        said = storable(json.loads(request.body, parse_constant=str, parse_float=str))
        device_id = UUID(said["device"])
        given = list(said["leads"])
        sent = text_of(said, "now")
    except RequestDataTooBig:
        return _wrong("large", 413)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _wrong("unreadable", 400)
    if len(given) > AT_ONCE:
        return _wrong("large", 413)
    now = timezone.now()
    reader = Reader(
        book=directory(),
        now=now,
        sent=sent,
        colleagues=frozenset(one.id for one in colleagues(member)),
        edition=editions_at(_materials_named(given)),
    )
    read = [reader.read(one) for one in given]
    unread = [one for one in read if isinstance(one, Unread)]
    keep_unread_talks(unread, device_id=device_id, now=now)
    talks = [one for one in read if isinstance(one, Talk)]
    taken = take_talks(talks, device_id=device_id, actor=actor_of(member), now=now)
    answer = {one.key: _refused("unreadable", said_of(one)) for one in unread if one.key}
    return JsonResponse({"leads": answer | _said(taken, member)})


def _materials_named(talks: list[Any]) -> set[str]:
    said = [one.get("materials") for one in talks if isinstance(one, Mapping)]
    return {key for one in said for how in ("given", "promised") for key in materials_of_talk(one, how)}


def _said(taken: Mapping[str, Taken], member: Membership) -> dict[str, Any]:
    ids = [one.lead_id for one in taken.values() if one.lead_id]
    rows = Lead.objects.in_bulk(ids)
    visible = set(visible_leads(member).filter(id__in=ids).values_list("id", flat=True))
    found: dict[str, Any] = {}
    for key, one in taken.items():
        if one.refused:
            found[key] = _refused(one.refused.code, in_words(one.refused))
        elif one.lead_id is None:
            found[key] = {"state": "later"}
        else:
            lead = rows[one.lead_id]
            found[key] = {
                "state": "arrived",
                "number": lead.number,
                "url": reverse("lead", args=[lead.id]) if lead.id in visible else "",
                "said": what_became_of(lead, book=directory()) if len(ids) <= TOLD else "",
            }
    return found


def _refused(code: str, words: str) -> dict[str, str]:
    return {"state": "refused", "code": code, "words": words}


@require_POST
@for_devices
def photos(request: HttpRequest, member: Membership) -> HttpResponse:
    """One photo of a business card, of a lead that has arrived. 422 with the words where it cannot be kept, 409 where its
    lead is not here yet."""
    check_enters(member)
    now, photo = timezone.now(), request.FILES.get("photo")
    try:
        device_id, key, photo_id = (UUID(request.POST.get(name, "")) for name in ("device", "lead", "id"))
    except ValueError:
        return _wrong("unreadable", 400)
    if photo is None:
        return _wrong("unreadable", 400)
    if (photo.size or 0) > LARGEST:
        return _wrong("large", 413)
    try:
        attach_card(
            str(key), device_id=device_id, photo_id=photo_id, content=photo.read(), actor=actor_of(member), now=now,
            at=talked_at(request.POST.get("at", ""), sent=request.POST.get("now", ""), now=now),
        )  # fmt: skip
    except Refused as refused:
        status = 409 if refused.code == "talk_unknown" else 422
        return JsonResponse(_refused(refused.code, in_words(refused)), status=status)
    return JsonResponse({"state": "arrived"})


def _wrong(code: str, status: int) -> HttpResponse:
    return JsonResponse({"code": code}, status=status)
