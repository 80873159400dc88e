"""The firm's page in the portal: pause, capacity, stand-in, absences; for whom, and what is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions.absences import enter_absence
from staffel.actions.desk import place_lead
from staffel.actions.leavers import end_member
from staffel.actions.people import add_member
from staffel.actions.versions import publish
from staffel.models import Absence, Delivery, Entry, Lead, Membership, Party
from staffel.rules.policies import Policy
from staffel.rules.refused import Refused
from staffel.web.absences import ALL
from tests.scene import Scene, actor_of, open_offer
from tests.web.counting import assert_as_committed

AsMember = Callable[[Membership], Client]
ACTS = ("pause", "resume", "capacity", "stand-in", "back", "invite", "invite-again", "revoke", "end-member")


@pytest.fixture
def pia(scene: Scene) -> Membership:
    """Works for Paul."""
    return add_member(scene.paul.party_id, email="pia@example.com", name="Pia", role="partner_member")


def change(client: Client, act: str, **typed: str) -> Any:
    return client.post(reverse("portal-firm-change", args=[act]), typed)


def firm_of(member: Membership) -> Party:
    return Party.objects.get(id=member.party_id)


def counted() -> tuple[int, ...]:
    return Entry.objects.count(), Delivery.objects.count(), Absence.objects.count()


def test_the_firms_page_is_for_its_members_alone(scene: Scene, as_member: AsMember, client: Client) -> None:
    before = counted()
    assert client.get(reverse("portal-firm"))["Location"].startswith("/login")
    for who in (scene.vera, scene.tom, scene.ada, scene.frieda):
        house = as_member(who)
        assert house.get(reverse("portal-firm")).status_code == 404
        assert [change(house, act).status_code for act in ACTS] == [404] * len(ACTS)
    paul = as_member(scene.paul)
    assert "Paul Heizungsbau" in paul.get(reverse("portal-firm")).content.decode()
    assert "Paul Heizungsbau" not in as_member(scene.otto).get(reverse("portal-firm")).content.decode()
    assert paul.post(reverse("portal-firm")).status_code == 405
    assert paul.get(reverse("portal-firm-change", args=["pause"])).status_code == 405
    assert change(paul, "explode").status_code == 404
    assert counted() == before


def test_a_pause_sends_open_enquiries_on_and_ends_by_a_tap(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    offer = open_offer(lead)
    member = next(one for one in (scene.paul, scene.petra) if one.party_id == offer.party_id)
    client = as_member(member)
    change(client, "pause", until="2026-03-09")
    assert firm_of(member).paused_until is not None
    assert open_offer(lead).party_id != offer.party_id
    text = client.get(reverse("portal-firm")).content.decode()
    assert "Pause bis einschließlich So, 8.3." in text
    change(client, "resume")
    assert firm_of(member).paused_until is None


def test_a_pause_without_a_day_is_until_further_notice(scene: Scene, as_member: AsMember) -> None:
    change(as_member(scene.paul), "pause")
    assert firm_of(scene.paul).is_paused


@pytest.mark.parametrize("until", ["2026-03-01", "morgen"])
def test_a_pause_that_is_over_or_unreadable_is_refused(scene: Scene, as_member: AsMember, until: str) -> None:
    before = counted()
    assert change(as_member(scene.paul), "pause", until=until).status_code == 422
    assert counted() == before


def test_the_manager_sets_the_capacity(scene: Scene, as_member: AsMember) -> None:
    change(as_member(scene.paul), "capacity", capacity_open="4", capacity_day="", capacity_week="9")
    found = firm_of(scene.paul)
    assert (found.capacity_open, found.capacity_day, found.capacity_week) == (4, None, 9)


def test_where_the_policy_keeps_capacity_to_the_desk_the_manager_does_not_set_it(
    scene: Scene, as_member: AsMember
) -> None:
    policy = Policy(partners_set_capacity=False)
    publish("policy", "default", policy, actor=actor_of(scene.ada), now=scene.now)
    client, before = as_member(scene.paul), counted()
    assert "Kapazität speichern" not in client.get(reverse("portal-firm")).content.decode()
    assert change(client, "capacity", capacity_open="4").status_code == 404
    assert counted() == before


def test_a_capacity_that_is_no_number_is_refused_beside_its_field(scene: Scene, as_member: AsMember) -> None:
    before = counted()
    answer = change(as_member(scene.paul), "capacity", capacity_open="viele")
    assert answer.status_code == 422
    assert 'value="viele"' in answer.content.decode()
    assert 'id="wrong-capacity_open"' in answer.content.decode()
    assert counted() == before


def test_an_employee_pauses_and_leaves_the_rest_to_the_manager(
    scene: Scene, as_member: AsMember, pia: Membership
) -> None:
    client = as_member(pia)
    text = client.get(reverse("portal-firm")).content.decode()
    assert "Kapazität speichern" not in text
    before = counted()
    assert change(client, "capacity", capacity_open="1").status_code == 404
    assert change(client, "stand-in", stand_in=str(pia.id)).status_code == 404
    for act in ("invite", "invite-again", "revoke", "end-member"):
        assert change(client, act, name="Neu", email="neu@example.com").status_code == 404
    assert counted() == before
    assert change(client, "pause").status_code == 302


def end(client: Client, member: Membership) -> Any:
    return change(client, "end-member", member=str(member.id))


def test_the_manager_ends_somebody_after_being_asked_once(
    scene: Scene, lead: Lead, as_member: AsMember, pia: Membership
) -> None:
    place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    lead.mandates.update(member=pia)
    client = as_member(scene.paul)
    page = client.get(reverse("portal-firm")).text
    assert page.count('data-sure="Den Zugang von Pia jetzt beenden?') == 1
    assert 'data-sure="Den Zugang von Paul' not in page
    assert end(client, pia).status_code == 302
    pia.refresh_from_db()
    lead.refresh_from_db()
    assert (pia.is_active, lead.holder_id, lead.mandates.get().member_id) == (
        False,
        scene.paul.party_id,
        None,
    )
    assert Entry.objects.get(kind="member.ended").actor_member_id == scene.paul.id
    assert as_member(pia).get(reverse("portal-firm")).status_code == 404
    before = counted()
    assert end(client, pia).status_code == 422
    assert counted() == before


def test_a_manager_ends_neither_itself_nor_somebody_of_another_firm(
    scene: Scene, as_member: AsMember, pia: Membership
) -> None:
    client, before = as_member(scene.paul), counted()
    for other in (scene.paul, scene.petra, scene.vera):
        assert end(client, other).status_code == 422
    assert change(client, "end-member", member="x").status_code == 422
    assert end(as_member(pia), scene.paul).status_code == 404
    assert counted() == before
    assert not Membership.objects.filter(is_active=False).exists()


def test_a_firms_last_manager_stays(scene: Scene, as_member: AsMember, pia: Membership) -> None:
    second = add_member(scene.paul.party_id, email="zwei@example.com", name="Zwei", role="partner_manager")
    client, before = as_member(second), counted()
    end_member(scene.paul.id, passed_to=None, actor=actor_of(second), now=scene.now)
    with pytest.raises(Refused) as refused:
        end_member(second.id, passed_to=None, actor=actor_of(scene.paul), now=scene.now)
    assert refused.value.code == "last_manager"
    before = counted()
    own = reverse("people-change", args=[second.id, "role"])
    assert "letzte Leitung" in client.post(own, {"role": "partner_member"}).text
    assert "letzte Leitung" in client.post(reverse("people-end", args=[second.id])).text
    assert counted() == before
    second.refresh_from_db()
    assert (second.is_active, second.role) == (True, "partner_manager")


def test_the_stand_in_is_somebody_of_the_firm(scene: Scene, as_member: AsMember, pia: Membership) -> None:
    client, before = as_member(scene.paul), counted()
    for wrong in (str(scene.otto.id), "x"):
        assert change(client, "stand-in", stand_in=wrong).status_code == 422
    assert counted() == before
    change(client, "stand-in", stand_in=str(pia.id))
    assert firm_of(scene.paul).stand_in_id == pia.id
    change(client, "stand-in", stand_in="")
    assert firm_of(scene.paul).stand_in_id is None


def test_an_employee_ends_its_own_absence_and_nobody_else_s(
    scene: Scene, as_member: AsMember, pia: Membership
) -> None:
    def entered(member_id: UUID | None) -> UUID:
        days: Any = {"starts_at": scene.now + timedelta(days=5), "ends_at": scene.now + timedelta(days=15)}
        by = actor_of(scene.paul)
        return enter_absence(scene.paul.party_id, **days, member_id=member_id, actor=by, now=scene.now)

    firm, pauls, own = (entered(one) for one in (None, scene.paul.id, pia.id))
    client = as_member(pia)
    page = client.get(reverse("portal-firm")).text
    assert [f'name="absence" value="{one}"' in page for one in (firm, pauls, own)] == [False, False, True]
    before = Entry.objects.count()
    for one in (firm, pauls):
        assert change(client, "back", absence=str(one)).status_code == 404
    assert (Absence.objects.count(), Entry.objects.count()) == (3, before)
    assert change(client, "back", absence=str(own)).status_code == 302
    assert change(as_member(scene.paul), "back", absence=str(firm)).status_code == 302
    assert Absence.objects.get().id == pauls


def test_the_manager_invites_again_and_takes_back(scene: Scene, as_member: AsMember) -> None:
    client = as_member(scene.paul)
    typed = {"name": "Nora Neu", "email": "nora@example.com", "role": "partner_member"}
    change(client, "invite", **typed)
    nora = Membership.objects.get(person__email="nora@example.com")
    assert (nora.party_id, nora.joined_at) == (scene.paul.party_id, None)
    assert "eingeladen am 2.3.2026" in client.get(reverse("portal-firm")).content.decode()
    change(client, "invite-again", member=str(nora.id))
    assert Delivery.objects.filter(kind="invitation", member=nora).count() == 2
    change(client, "revoke", member=str(nora.id))
    assert "Nora Neu" not in client.get(reverse("portal-firm")).content.decode()


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("invite", {"name": "", "email": "nora@example.com", "role": "partner_member"}),
        ("invite", {"name": "Nora", "email": "nora", "role": "partner_member"}),
        ("invite", {"name": "Nora", "email": "nora@example.com", "role": "administrator"}),
        ("invite", {"name": "Paul", "email": "paul@example.com", "role": "partner_member"}),
        ("invite-again", {"member": "x"}),
        ("revoke", {"member": "x"}),
    ],
)
def test_a_refused_invitation_says_why_and_changes_nothing(
    scene: Scene, as_member: AsMember, act: str, typed: dict[str, str]
) -> None:
    before = counted()
    answer = change(as_member(scene.paul), act, **typed)
    assert answer.status_code == 422
    assert typed.get("email", "") in answer.content.decode()
    assert counted() == before
    assert change(as_member(scene.paul), "revoke", member=str(scene.otto.id)).status_code == 422


def test_an_absence_ends_by_a_tap_and_only_ones_own(scene: Scene, as_member: AsMember) -> None:
    starts_at, ends_at = scene.now + timedelta(days=3), scene.now + timedelta(days=9)
    absence = enter_absence(
        scene.paul.party_id, starts_at=starts_at, ends_at=ends_at, actor=actor_of(scene.paul), now=scene.now
    )
    before = counted()
    assert change(as_member(scene.otto), "back", absence=str(absence)).status_code == 422
    assert change(as_member(scene.paul), "back", absence="x").status_code == 422
    assert counted() == before
    text = as_member(scene.paul).get(reverse("portal-firm")).content.decode()
    assert "Der ganze Betrieb" in text
    change(as_member(scene.paul), "back", absence=str(absence))
    assert not Absence.objects.exists()


def test_a_holiday_asks_about_each_enquiry_that_falls_due_and_is_entered(
    scene: Scene, lead: Lead, as_member: AsMember, pia: Membership
) -> None:
    place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    client, address = as_member(scene.paul), reverse("portal-absence")
    days = {"first": "2026-03-03", "last": "2026-03-13", "who": ALL, "stand_in": ALL}
    shown = client.get(address, days).content.decode()
    assert "1 Anfrage wird in dieser Zeit fällig" in shown
    assert "Musterfrau" in shown
    before = counted()
    assert client.post(address, days).status_code == 422
    assert client.post(address, {**days, "first": "2026-03-13", "last": "2026-03-03"}).status_code == 422
    assert counted() == before
    done = client.post(address, {**days, f"do-{lead.id}": f"colleague:{pia.id}"})
    assert done["Location"] == reverse("portal-firm")
    assert Absence.objects.get().party_id == scene.paul.party_id
    assert lead.mandates.get().member_id == pia.id


def test_an_employee_enters_only_its_own_time(scene: Scene, as_member: AsMember, pia: Membership) -> None:
    client, address = as_member(pia), reverse("portal-absence")
    days = {"first": "2026-03-03", "last": "2026-03-13", "who": ALL, "stand_in": ALL}
    before = counted()
    for who in (ALL, str(scene.paul.id)):
        assert client.post(address, {**days, "who": who}).status_code == 422
    assert counted() == before
    client.post(address, {**days, "who": str(pia.id)})
    assert Absence.objects.get().member_id == pia.id


def test_the_holidays_page_is_for_the_firms_members_alone(
    scene: Scene, as_member: AsMember, client: Client
) -> None:
    address, before = reverse("portal-absence"), counted()
    assert client.get(address)["Location"].startswith("/login")
    assert as_member(scene.vera).get(address).status_code == 404
    assert (
        as_member(scene.vera).post(address, {"first": "2026-03-03", "last": "2026-03-13"}).status_code == 404
    )
    assert as_member(scene.paul).put(address).status_code == 405
    assert counted() == before


def test_the_firms_page_takes_as_many_queries_as_committed(
    scene: Scene, as_member: AsMember, pia: Membership
) -> None:
    assert_as_committed(as_member(scene.paul), {"portal-firm": reverse("portal-firm")})
