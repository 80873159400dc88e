"""The lists that have no test of their own for it: as many queries with one row as with several, and as many as committed."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from staffel.actions import desk, offers, work
from staffel.actions.actors import SYSTEM
from staffel.actions.import_runs import run_import
from staffel.actions.leads import capture_leads
from staffel.actions.merges import join_pair
from staffel.actions.versions import publish
from staffel.models import Duplicate, Import, Lead, Membership, Submission
from staffel.queries.directory import directory
from tests.scene import PROSPECT, Scene, actor_of, captured, enquiry, open_offer
from tests.web.counting import assert_as_committed

AsMember = Callable[[Membership], Client]
Asked = tuple[Membership, str, Mapping[str, Any] | None]
"""Who asks for which address, and what is sent there, where it is sent."""


def _file(count: int, *, bad: bool) -> SimpleUploadedFile:
    rows = [f"A{n};Ines;Probe{n};ines{n}@example.org;82362;H{n}" for n in range(count)]
    rows += [f"B{n};;;;82362;" for n in range(count if bad else 0)]
    text = "\n".join(["Lead-ID;Vorname;Nachname;E-Mail;PLZ;Hinweis", *rows])
    return SimpleUploadedFile("messe.csv", text.encode())


def uploaded(scene: Scene, count: int, client: Client, *, is_run: bool = False) -> Import:
    client.post("/import", {"kind": "leads", "file": _file(count, bad=True)})
    found = Import.objects.latest("id")
    if is_run:
        client.post(reverse("import-act", args=[found.id, "begin"]), {"mode": "held", "campaign": "default"})
        run_import(found.id, clock=lambda: scene.now)
    return found


def imports(scene: Scene, count: int, client: Client) -> Asked:
    for _ in range(count):
        uploaded(scene, 1, client, is_run=True)
    return scene.vera, reverse("imports"), None


def import_looked_at(scene: Scene, count: int, client: Client) -> Asked:
    return scene.vera, reverse("import", args=[uploaded(scene, count, client).id]), None


def import_done(scene: Scene, count: int, client: Client) -> Asked:
    return scene.vera, reverse("import", args=[uploaded(scene, count, client, is_run=True).id]), None


def import_release(scene: Scene, count: int, client: Client) -> Asked:
    return scene.vera, reverse("import-release", args=[uploaded(scene, count, client, is_run=True).id]), None


def held(scene: Scene, count: int, _client: Client) -> Asked:
    arrivals = [
        enquiry(str(n), prospect={"email": f"anna{n}@example.org", "phone": ""}) for n in range(count)
    ]
    capture_leads(arrivals, door="test", mode="held", actor=SYSTEM, now=scene.now)
    return scene.vera, reverse("held"), None


def _given_back(scene: Scene, count: int) -> Lead:
    for number in range(count):
        lead = captured(scene, f"followed {number}")
        desk.place_lead(lead.id, party_id=scene.agency.id, actor=actor_of(scene.vera), now=scene.now)
        work.give_back(lead.id, reason="no_capacity", actor=actor_of(scene.tom), now=scene.now)
    return lead


def followed(scene: Scene, count: int, _client: Client) -> Asked:
    _given_back(scene, count)
    return scene.tom, reverse("followed"), None


def followed_lead(scene: Scene, count: int, _client: Client) -> Asked:
    lead = _given_back(scene, 1)
    for number in range(count):
        work.add_note(lead.id, text=str(number), actor=actor_of(scene.vera), now=scene.now)
    return scene.tom, reverse("followed-lead", args=[lead.id]), None


def editions(folder: str, kind: str) -> Callable[[Scene, int, Client], Asked]:
    """The list of a kind of which each thing has several editions."""

    def filled(scene: Scene, count: int, _client: Client) -> Asked:
        key = next(key for one, key in directory().published if one == kind)
        body = directory().current(kind, key, at=scene.now).body
        for _ in range(count):
            publish(kind, key, body, actor=actor_of(scene.ada), now=scene.now)
        return scene.ada, reverse(folder), None

    return filled


def unclear(scene: Scene, count: int, _client: Client) -> Asked:
    problem = {"field": "postal_code", "message": "“%(value)s” is odd.", "details": {"value": "8o331"}}
    rows = [
        Submission.objects.create(
            door="import",
            state="problem",
            payload={f"Spalte {n}": "8o331" for n in range(count)} | {"PLZ": "8o331"},
            problems=[problem] * count,
            received_at=scene.now,
        )
        for _ in range(count)
    ]
    return scene.vera, reverse("unclear", args=[rows[0].id]), None


def _with_paul(scene: Scene, count: int) -> None:
    for number in range(count):
        lead = captured(scene, f"with Paul {number}")
        desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
        work.report_attempt(lead.id, actor=actor_of(scene.paul), now=scene.now)
        work.add_note(lead.id, text="Bitte läuten", actor=actor_of(scene.vera), now=scene.now)


def _won_by_paul(scene: Scene, count: int) -> None:
    _with_paul(scene, count)
    for lead in Lead.objects.filter(status="working"):
        work.win_lead(lead.id, amount=None, actor=actor_of(scene.paul), now=scene.now)


def portal_points(scene: Scene, count: int, _client: Client) -> Asked:
    _won_by_paul(scene, count)
    return scene.paul, reverse("portal-points"), None


def party_points(scene: Scene, count: int, _client: Client) -> Asked:
    _won_by_paul(scene, count)
    return scene.vera, reverse("party-points", args=[scene.paul.party_id]), None


def party_with_past(scene: Scene, count: int, _client: Client) -> Asked:
    _won_by_paul(scene, count)
    Lead.objects.update(first_name="", last_name="", company="")  # called by their mailbox
    return scene.vera, reverse("party", args=[scene.paul.party_id]), None


def portal_offline(scene: Scene, count: int, _client: Client) -> Asked:
    _with_paul(scene, count)
    return scene.paul, reverse("portal-offline"), None


def portal_absence(scene: Scene, count: int, _client: Client) -> Asked:
    _with_paul(scene, count)
    last = (scene.now + timedelta(days=20)).date()
    days = f"first={scene.now.date()}&last={last}&who=-&stand_in=-"
    return scene.paul, f"{reverse('portal-absence')}?{days}", None


def own_lead(scene: Scene, count: int, _client: Client) -> Asked:
    _with_paul(scene, count)
    return scene.paul, reverse("own-lead"), None


def known_leads(scene: Scene, count: int, _client: Client) -> Asked:
    for number in range(count):
        captured(scene, f"known {number}")
    return scene.vera, reverse("known-leads"), {"phone": "+4988112345", "company": "Muster"}


def _anna_perhaps(scene: Scene, number: int) -> None:
    prospect = {**PROSPECT, "email": "", "phone": f"+49897654{number}{number}{number}"}
    captured(scene, f"alike {number}", prospect=prospect, answers={"roof": "flat"})


def _pairs(scene: Scene, count: int) -> list[Duplicate]:
    """So many pairs that wait: each newer lead may be Anna again."""
    anna = captured(scene)
    for number in range(count):
        _anna_perhaps(scene, number)
    return list(Duplicate.objects.filter(state="open", known=anna))


def duplicates(scene: Scene, count: int, _client: Client) -> Asked:
    _pairs(scene, count)
    return scene.vera, reverse("duplicates"), None


def duplicates_joined(scene: Scene, count: int, _client: Client) -> Asked:
    for pair in _pairs(scene, count):
        join_pair(pair.id, actor=actor_of(scene.vera), now=scene.now)
    return scene.vera, reverse("duplicates-joined"), None


def duplicate(scene: Scene, count: int, _client: Client) -> Asked:
    return scene.vera, reverse("duplicate", args=[_pairs(scene, count)[0].id]), None


def joined_lead(scene: Scene, count: int, _client: Client) -> Asked:
    known = captured(scene)
    for number in range(count):
        captured(scene, f"again {number}", prospect=dict(PROSPECT), answers={"message": f"Neu {number}"})
        _anna_perhaps(scene, number)
    return scene.vera, reverse("lead", args=[known.id]), None


def _bulk(scene: Scene, count: int, **typed: str) -> Asked:
    leads = [captured(scene, f"bulk {number}") for number in range(count)]
    return scene.vera, reverse("bulk"), {"lead": [str(lead.id) for lead in leads], "asked": "1", **typed}


def bulk_close(scene: Scene, count: int, _client: Client) -> Asked:
    return _bulk(scene, count, act="close", reason="spam")


def bulk_place(scene: Scene, count: int, _client: Client) -> Asked:
    return _bulk(scene, count, act="place", party="paul")


def bulk_offer(scene: Scene, count: int, _client: Client) -> Asked:
    asked = _bulk(scene, count, act="offer")
    for lead in Lead.objects.all():
        offers.decline_offer(open_offer(lead).id, reason="too_far", actor=SYSTEM, now=scene.now)
    return asked


def bulk_refused(scene: Scene, count: int, _client: Client) -> Asked:
    return _bulk(scene, count, act="release")  # none of them is held


def bulk_temperature(scene: Scene, count: int, _client: Client) -> Asked:
    return _bulk(scene, count, act="temperature", temperature="hot", text="Messe")


def bulk_test(scene: Scene, count: int, _client: Client) -> Asked:
    return _bulk(scene, count, act="test")


ROOMS: Final[Mapping[str, Callable[[Scene, int, Client], Asked]]] = {
    "bulk-close": bulk_close,
    "bulk-offer": bulk_offer,
    "bulk-place": bulk_place,
    "bulk-refused": bulk_refused,
    "bulk-temperature": bulk_temperature,
    "bulk-test": bulk_test,
    "duplicate": duplicate,
    "duplicates": duplicates,
    "duplicates-joined": duplicates_joined,
    "followed": followed,
    "followed-lead": followed_lead,
    "forms": editions("forms", "form"),
    "held": held,
    "import": import_looked_at,
    "import-done": import_done,
    "import-release": import_release,
    "imports": imports,
    "known-leads": known_leads,
    "lead-joined": joined_lead,
    "own-lead": own_lead,
    "party-points": party_points,
    "party-with-past": party_with_past,
    "portal-points": portal_points,
    "pipelines": editions("pipelines", "pipeline"),
    "portal-absence": portal_absence,
    "portal-offline": portal_offline,
    "reasons": editions("reasons", "reasons"),
    "terms": editions("terms", "terms"),
    "consents": editions("consents", "consent"),
    "unclear": unclear,
}


@pytest.mark.parametrize("count", [1, 6])
@pytest.mark.parametrize("name", ROOMS)
def test_as_many_queries_as_committed_whatever_there_is(
    scene: Scene, as_member: AsMember, name: str, count: int
) -> None:
    member, address, typed = ROOMS[name](scene, count, as_member(scene.vera))
    assert_as_committed(as_member(member), {name: address}, typed=typed)
