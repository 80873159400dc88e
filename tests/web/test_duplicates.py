"""The desk looks at leads that may be one person's, joins them or says that they are two, and parts them again."""

import re
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions import desk
from staffel.actions.leads import capture_own_lead
from staffel.actions.work import report_attempt
from staffel.models import Duplicate, Lead, Membership
from tests.scene import PROSPECT, Scene, actor_of, captured, enquiry

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


def test_what_was_joined_by_itself_or_by_hand_is_listed_and_parted_there(scene: Scene) -> None:
    _, lead, pair = alike(scene)
    again = captured(scene, "3", prospect=PROSPECT)  # surely the same: joined at once
    vera = as_member(scene.vera)
    vera.post(f"/duplicates/{pair}/join")
    page = vera.get("/duplicates/joined").content.decode()
    assert "Zusammengeführt von Staffel" in page
    assert "Zusammengeführt von Vera" in page
    itself = Duplicate.objects.get(lead=again)
    for one in (itself.id, pair):
        assert reverse("duplicate", args=[one]) in page
        assert reverse("duplicate-decide", args=[one, "part"]) in page
    assert reverse("duplicates-joined") in vera.get("/duplicates").content.decode()
    assert str(pair) not in vera.get("/duplicates").content.decode()
    vera.post(reverse("duplicate-decide", args=[itself.id, "part"]))
    again.refresh_from_db()
    assert again.is_open
    page = vera.get("/duplicates/joined").content.decode()
    assert (str(itself.id) in page, str(pair) in page) == (False, True)
    lead.refresh_from_db()
    assert not lead.is_open


@pytest.mark.parametrize(("page", "state"), [("/duplicates", "open"), ("/duplicates/joined", "joined")])
def test_pairs_of_one_moment_are_all_reached_page_by_page(scene: Scene, page: str, state: str) -> None:
    known, *leads = [captured(scene, str(n)) for n in range(53)]
    Duplicate.objects.all().delete()
    Duplicate.objects.bulk_create(
        Duplicate(lead=one, known=known, score=80, state=state, found_at=scene.now, decided_at=scene.now)
        for one in leads
    )
    vera = as_member(scene.vera)
    first = vera.get(page).content.decode()
    onward = re.search(r'href="(\?after=[^"]+)"', first)
    assert onward
    second = vera.get(page + onward[1]).content.decode()
    seen = [text.count('class="pair-link"') for text in (first, second)]
    assert seen == [50, 2]
    assert vera.get(f"{page}?after=nonsense").status_code == 200


def test_a_partners_own_lead_says_that_it_stays_there(scene: Scene) -> None:
    new = enquiry("own", at=scene.now, prospect=PROSPECT)
    capture_own_lead(new, door="portal", actor=actor_of(scene.petra), now=scene.now)
    asking = captured(scene)
    desk.place_lead(asking.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    pair, vera = Duplicate.objects.get(), as_member(scene.vera)
    assert "Eigener Lead" in vera.get("/duplicates").content.decode()
    page = vera.get(f"/duplicates/{pair.id}").content.decode()
    assert f"eigener Lead von {scene.petra.party.name} und bleibt dort" in page
    assert f"{scene.paul.party.name} bearbeitet Nr. {asking.number}" in page
    assert 'name="keeper"' not in page
    refused = vera.post(f"/duplicates/{pair.id}/join", {"keeper": str(scene.paul.party_id)})
    assert refused.status_code == 422
    asking.refresh_from_db()
    assert asking.is_open
    assert vera.post(f"/duplicates/{pair.id}/join").status_code == 302
    pair.known.refresh_from_db()
    assert (pair.known.is_own, pair.known.holder_id) == (True, scene.petra.party_id)


def test_nobody_else_has_these_pages(scene: Scene) -> None:
    _, _, pair = alike(scene)
    for member in (scene.otto, scene.paul, scene.tom, scene.frieda):
        client = as_member(member)
        assert client.get("/duplicates").status_code == 404
        assert client.get("/duplicates/joined").status_code == 404
        assert client.get(f"/duplicates/{pair}").status_code == 404
        assert client.post(f"/duplicates/{pair}/join").status_code == 404
    assert Client().get("/duplicates").status_code == 302
    assert Client().get("/duplicates/joined").status_code == 302
    vera = as_member(scene.vera)
    assert vera.post("/duplicates").status_code == 405
    assert vera.post("/duplicates/joined").status_code == 405
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
