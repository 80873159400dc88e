"""The desk looks at leads that may be one person's, joins them or says that they are two, and parts them again."""

from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions import desk
from staffel.actions.work import report_attempt
from staffel.models import Duplicate, Lead, Membership
from tests.scene import PROSPECT, Scene, actor_of, captured

pytestmark = pytest.mark.django_db
OTHER = {**PROSPECT, "email": "", "phone": "+4989777777"}


def as_member(member: Membership) -> Client:
    client = Client()
    client.force_login(member.person)
    return client


def alike(scene: Scene) -> tuple[Lead, Lead, UUID]:
    known = captured(scene)
    lead = captured(scene, "2", prospect=OTHER, answers={"roof": "flat"})
    return known, lead, Duplicate.objects.get().id


def test_the_list_says_why_and_leads_to_the_two(scene: Scene) -> None:
    known, lead, pair = alike(scene)
    page = as_member(scene.vera).get("/duplicates").content.decode()
    assert reverse("duplicate", args=[pair]) in page
    assert str(known.number) in page
    assert str(lead.number) in page


def test_without_any_the_list_says_so(scene: Scene) -> None:
    page = as_member(scene.ada).get("/duplicates")
    assert page.status_code == 200
    assert 'class="empty"' in page.content.decode()


def test_they_are_joined_with_the_chosen_values_and_parted_again(scene: Scene) -> None:
    known, lead, pair = alike(scene)
    vera = as_member(scene.vera)
    page = vera.get(f"/duplicates/{pair}").content.decode()
    assert 'name="take.phone"' in page
    done = vera.post(f"/duplicates/{pair}/join", {"take.phone": "new", "take.email": "known"})
    assert done.status_code == 302
    known.refresh_from_db()
    lead.refresh_from_db()
    assert (lead.joined_to, known.phone) == (known, "+4989777777")
    assert (
        reverse("duplicate-decide", args=[pair, "part"]) in vera.get(f"/duplicates/{pair}").content.decode()
    )
    shown = vera.get(f"/leads/{known.id}").content.decode()
    assert reverse("duplicate", args=[pair]) in shown
    vera.post(f"/duplicates/{pair}/part")
    lead.refresh_from_db()
    assert lead.is_open


def test_two_people_leave_the_list(scene: Scene) -> None:
    _, lead, pair = alike(scene)
    vera = as_member(scene.vera)
    vera.post(f"/duplicates/{pair}/different")
    assert str(pair) not in vera.get("/duplicates").content.decode()
    again = vera.post(f"/duplicates/{pair}/join")
    assert again.status_code == 422
    lead.refresh_from_db()
    assert lead.is_open


def test_nobody_else_has_these_pages(scene: Scene) -> None:
    _, _, pair = alike(scene)
    for member in (scene.otto, scene.paul, scene.tom, scene.frieda):
        client = as_member(member)
        assert client.get("/duplicates").status_code == 404
        assert client.get(f"/duplicates/{pair}").status_code == 404
        assert client.post(f"/duplicates/{pair}/join").status_code == 404
    assert Client().get("/duplicates").status_code == 302
    vera = as_member(scene.vera)
    assert vera.post("/duplicates").status_code == 405
    assert vera.get(f"/duplicates/{pair}/join").status_code == 405
    assert vera.get(f"/duplicates/{uuid4()}").status_code == 404
    assert vera.post(f"/duplicates/{pair}/nonsense").status_code == 404
    assert Duplicate.objects.get().state == "open"


def test_what_is_new_stands_on_the_holders_page(scene: Scene) -> None:
    from staffel.actions.offers import accept_offer
    from tests.scene import actor_of, open_offer

    known = captured(scene)
    offer = open_offer(known)
    holder = next(m for m in (scene.paul, scene.petra) if m.party_id == offer.party_id)
    accept_offer(offer.id, actor=actor_of(holder), now=scene.now)
    captured(scene, "2", prospect=PROSPECT, answers={"roof": "Flachdach mit Kies"})
    page = as_member(holder).get(f"/portal/leads/{known.id}")
    assert "Flachdach mit Kies" in page.content.decode()
    assert "Flachdach mit Kies" in as_member(scene.vera).get(f"/leads/{known.id}").content.decode()


def test_what_could_not_go_back_is_said_on_the_page_after_parting(scene: Scene) -> None:
    known, lead, pair = alike(scene)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    vera = as_member(scene.vera)
    vera.post(f"/duplicates/{pair}/join")
    report_attempt(known.id, actor=actor_of(scene.paul), now=scene.now)
    response = vera.post(f"/duplicates/{pair}/part", follow=True)
    assert response.redirect_chain[-1][0] == reverse("lead", args=[lead.id])
    page = response.content.decode()
    assert f"Nr. {known.number} wurde seit dem Zusammenführen bearbeitet" in page
    assert f"bleibt bei {scene.paul.party.name}" in page
