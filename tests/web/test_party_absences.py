"""Absences on a partner's page: what becomes of the leads, who stands in, and when they end."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from staffel.actions.people import add_member
from staffel.actions.work import report_contact
from staffel.models import Absence, Mandate
from tests.scene import Scene, actor_of, open_offer
from tests.web.test_pages import plain
from tests.web.test_parties import AsMember, act, counted, page, worked_by_paul

TWO_WEEKS = {"who": "-", "stand_in": "-", "first": "2026-03-02", "last": "2026-03-15"}


def test_an_absence_asks_what_becomes_of_the_leads(scene: Scene, as_member: AsMember) -> None:
    lead, vera = worked_by_paul(scene), as_member(scene.vera)
    address, before = reverse("absence-new", args=[scene.paul.party_id]), counted()
    shown = plain(vera.get(address, TWO_WEEKS).content.decode())
    assert "1 offener Lead wird währenddessen fällig" in shown
    assert "Die Abwesenheit ist länger als die Frist" in shown
    unasked = vera.post(address, TWO_WEEKS)
    assert unasked.status_code == 422
    assert "was mit diesem Lead geschieht" in unasked.content.decode()
    assert counted() == before
    answer = vera.post(address, {**TWO_WEEKS, f"do-{lead.id}": "hand_on"})
    assert answer["Location"] == reverse("party", args=[scene.paul.party_id])
    assert open_offer(lead).party_id == scene.petra.party_id
    assert "2.3.2026 – 15.3.2026" in page(vera, scene.paul)


@pytest.mark.parametrize("is_portal", [False, True])
def test_a_lead_may_be_kept_until_the_return_where_the_time_allows_it(
    scene: Scene, as_member: AsMember, is_portal: bool
) -> None:
    lead = worked_by_paul(scene)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    lead.refresh_from_db()
    assert lead.deadline_at is not None
    day = str(timezone.localdate(lead.deadline_at))
    client = as_member(scene.paul if is_portal else scene.vera)
    address = reverse("portal-absence") if is_portal else reverse("absence-new", args=[scene.paul.party_id])
    typed = {**TWO_WEEKS, "first": day, "last": day}
    assert 'value="keep"' in client.get(address, typed).content.decode()
    assert client.post(address, {**typed, f"do-{lead.id}": "keep"}).status_code == 302
    before = lead.deadline_at
    lead.refresh_from_db()
    assert lead.holder_id == scene.paul.party_id
    assert lead.deadline_at > before


def test_a_colleague_takes_over_by_one_choice_for_all(scene: Scene, as_member: AsMember) -> None:
    lead, frieda = worked_by_paul(scene), as_member(scene.frieda)
    pia = add_member(scene.paul.party_id, email="pia@example.com", name="Pia", role="partner_member")
    address = reverse("absence-new", args=[scene.paul.party_id])
    answer = frieda.post(address, {**TWO_WEEKS, "all": f"colleague:{pia.id}"})
    assert answer.status_code == 302
    assert Mandate.objects.get(lead=lead).member_id == pia.id
    assert Absence.objects.get().stand_in_id == pia.id


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"last": "2026-03-01"}, "nicht vor dem ersten"),
        ({"first": "2026-02-01", "last": "2026-02-02"}, "schon vorbei"),
        ({"first": "irgendwann"}, "Datum"),
        ({"who": "stranger"}, "keine gültige"),
    ],
)
def test_a_refused_absence_is_not_entered(
    scene: Scene, as_member: AsMember, typed: dict[str, str], words: str
) -> None:
    before = counted()
    answer = as_member(scene.vera).post(
        reverse("absence-new", args=[scene.paul.party_id]), {**TWO_WEEKS, **typed}
    )
    assert answer.status_code == 422
    assert words in plain(answer.content.decode())
    assert counted() == before


def test_a_follow_up_that_is_refused_is_said_at_its_lead(scene: Scene, as_member: AsMember) -> None:
    lead, vera = worked_by_paul(scene), as_member(scene.vera)
    Mandate.objects.filter(lead=lead).update(contacted_at=scene.now)
    typed = {f"do-{lead.id}": "follow_up", f"on-{lead.id}": "2026-04-01"}
    before = counted()
    answer = vera.post(reverse("absence-new", args=[scene.paul.party_id]), {**TWO_WEEKS, **typed})
    assert answer.status_code == 422
    assert "sagen Sie, warum" in plain(answer.content.decode())
    assert "2026-04-01" in answer.content.decode()
    assert counted() == before


def test_whoever_is_back_already_says_so(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    ahead = {**TWO_WEEKS, "first": "2026-03-09"}
    vera.post(reverse("absence-new", args=[scene.paul.party_id]), ahead)
    absence = Absence.objects.get()
    wrong = reverse("absence-end", args=[scene.petra.party_id, absence.id])
    assert vera.post(wrong).status_code == 404
    assert vera.post(reverse("absence-end", args=[scene.paul.party_id, absence.id])).status_code == 302
    assert not Absence.objects.exists()
    assert "Abwesenheit gestrichen" in page(vera, scene.paul)


def offered(client: Client, address: str, typed: dict[str, str]) -> str:
    """The choice of who stands in."""
    return (
        client.get(address, typed)
        .content.decode()
        .partition('<select name="stand_in"')[2]
        .partition("</select>")[0]
    )


def test_nobody_stands_in_for_itself_or_alone_for_its_whole_firm(scene: Scene, as_member: AsMember) -> None:
    worked_by_paul(scene)
    vera, address = as_member(scene.vera), reverse("absence-new", args=[scene.paul.party_id])
    before = counted()
    assert str(scene.paul.id) not in offered(vera, address, TWO_WEEKS)
    alone = vera.post(address, {**TWO_WEEKS, "stand_in": str(scene.paul.id)})
    assert alone.status_code == 422
    pia = add_member(scene.paul.party_id, email="pia@example.com", name="Pia", role="partner_member")
    itself = {**TWO_WEEKS, "who": str(pia.id), "stand_in": str(pia.id)}
    assert vera.post(address, itself).status_code == 422
    assert counted() == before
    found = offered(vera, address, {**TWO_WEEKS, "who": str(pia.id)})
    assert f'value="{scene.paul.id}"' in found
    assert f'value="{pia.id}"' not in found


def test_an_absence_and_a_pause_end_with_their_last_day(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    away = {**TWO_WEEKS, "first": "2026-03-09", "last": "2026-03-11"}
    assert vera.post(reverse("absence-new", args=[scene.paul.party_id]), away).status_code == 302
    act(vera, scene.paul, "pause", until="2026-03-11")
    text = page(vera, scene.paul)
    assert "Mo, 9.3. bis einschließlich Mi, 11.3." in text
    assert "bis einschließlich Mi, 11.3." in text.partition("Was geändert wurde")[0]
    assert "00:00" not in text.partition("Was geändert wurde")[2].partition("Abwesenheiten")[0]
