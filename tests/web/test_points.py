"""Points at the doors: said before accepting, read by whoever earned them and the vendor, and by nobody else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from staffel.actions.desk import place_lead, reopen_lead
from staffel.actions.links import link_for, token
from staffel.actions.versions import publish
from staffel.actions.work import report_contact, win_lead
from staffel.channels.facts import read_facts
from staffel.channels.words import words_for
from staffel.models import Delivery, Lead, Membership
from staffel.queries.points import sums
from staffel.rules.policies import DEFAULT_POLICY, Policy
from tests.scene import Scene, actor_of, captured, open_offer
from tests.web.test_pages import AsMember, plain

EACH = "je 40 für den Erstkontakt in der Frist und das gemeldete Ergebnis"
PROMISE = f"{EACH}, weil die Anfrage kalt ist"


def with_paul(scene: Scene, key: str = "1", *, temperature: str = "cold") -> Lead:
    lead = captured(scene, key, temperature=temperature)
    place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    return lead


def won_by_paul(scene: Scene, key: str = "1") -> Lead:
    """A cold lead: 80 points."""
    lead = with_paul(scene, key)
    win_lead(lead.id, amount=None, actor=actor_of(scene.paul), now=scene.later(minutes=20))
    return lead


def no_points(scene: Scene) -> None:
    publish("policy", "default", Policy(), actor=actor_of(scene.ada), now=scene.now)


def text(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return plain(answer.content.decode())


def asked(scene: Scene, lead: Lead) -> Membership:
    return next(one for one in (scene.paul, scene.petra) if one.party_id == open_offer(lead).party_id)


# -- before accepting ---------------------------------------------------------------------------------------------


def test_an_enquiry_says_before_it_is_accepted_what_it_earns_and_why(
    scene: Scene, as_member: AsMember
) -> None:
    lead = captured(scene, temperature="cold")
    offer, member = open_offer(lead), asked(scene, lead)
    key = token(link_for("offer", offer.id, member.id, now=scene.now))
    portal = as_member(member)
    for page in (text(portal, "portal"), text(portal, "portal-lead", lead.id), text(Client(), "link", key)):
        assert PROMISE in page


def test_of_a_hot_enquiry_no_reason_is_given(scene: Scene, as_member: AsMember) -> None:
    lead = captured(scene, temperature="hot")
    page = text(as_member(asked(scene, lead)), "portal-lead", lead.id)
    assert "je 10 für den Erstkontakt in der Frist und das gemeldete Ergebnis" in page
    assert "weil die Anfrage" not in page


def test_acts_that_earn_differently_are_told_apart(scene: Scene, as_member: AsMember) -> None:
    policy = replace(DEFAULT_POLICY, reward_outcome=5)
    publish("policy", "default", policy, actor=actor_of(scene.ada), now=scene.now)
    lead = captured(scene, temperature="cold")
    page = text(as_member(asked(scene, lead)), "portal-lead", lead.id)
    assert "40 für den Erstkontakt in der Frist, 20 für das gemeldete Ergebnis, weil die Anfrage kalt" in page


def test_the_mail_of_the_offer_says_it_in_one_line(scene: Scene) -> None:
    lead = captured(scene, temperature="cold")
    mail = Delivery.objects.get(lead=lead, kind="offer.made", channel="mail")
    words = words_for(mail, [lead], read_facts([mail.id], now=scene.now))
    assert {"label": "Punkte", "value": PROMISE} in words["items"]


def test_a_test_lead_promises_nothing(scene: Scene, as_member: AsMember) -> None:
    lead = captured(scene, temperature="cold", is_test=True)
    assert "Punkte" not in text(as_member(asked(scene, lead)), "portal-lead", lead.id)


# -- while it is worked -------------------------------------------------------------------------------------------


def test_whoever_works_it_reads_what_can_still_be_earned(scene: Scene, as_member: AsMember) -> None:
    lead, paul = with_paul(scene), as_member(scene.paul)
    assert f"Punkte: {EACH}" in text(paul, "portal-lead", lead.id)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.later(minutes=20))
    page = text(paul, "portal-lead", lead.id)
    assert "Punkte: 40 für das gemeldete Ergebnis" in page
    assert "Punkte für Paul Heizungsbau: 40, Erstkontakt in der Frist (kalt)." in page


def test_another_partner_that_has_the_lead_later_reads_nothing_of_the_first_one_s(
    scene: Scene, as_member: AsMember
) -> None:
    lead = won_by_paul(scene)
    vera = actor_of(scene.vera)
    reopen_lead(lead.id, text="Doch nicht", actor=vera, now=scene.later(hours=1))
    place_lead(lead.id, party_id=scene.petra.party_id, text="weil", actor=vera, now=scene.now)
    page = text(as_member(scene.petra), "portal-lead", lead.id)
    assert f"Punkte: {EACH}" in page
    assert "Punkte für" not in page
    assert "zurückgenommen" not in page
    assert "Punkte von Paul Heizungsbau zurückgenommen: 40" in text(
        as_member(scene.paul), "portal-lead", lead.id
    )


def test_the_vendor_reads_them_in_the_history_signed_with_staffel(scene: Scene, as_member: AsMember) -> None:
    lead = won_by_paul(scene)
    vera = as_member(scene.vera)
    page = text(vera, "lead", lead.id)
    assert "Punkte für Paul Heizungsbau: 40, Ergebnis gemeldet (kalt)." in page
    by_people = vera.get(reverse("lead", args=[lead.id]), {"story": "people"}).content.decode()
    by_itself = vera.get(reverse("lead", args=[lead.id]), {"story": "system"}).content.decode()
    assert "Punkte für" not in by_people
    assert "Punkte für" in by_itself


# -- the ledger ---------------------------------------------------------------------------------------------------


def test_a_partner_reads_its_sum_and_each_line(scene: Scene, as_member: AsMember) -> None:
    lead, paul = won_by_paul(scene), as_member(scene.paul)
    assert f"Ihre Punkte {scene.now.year}: 80" in text(paul, "portal")
    page = text(paul, "portal-points")
    assert f"{scene.now.year}: 80 Punkte" in page
    assert page.count(f"Nr. {lead.number}") == 2
    assert page.count("+40") == 2
    assert "82362 Weilheim" in page
    assert "Musterfrau" not in page


def test_what_was_taken_back_stands_there_too(scene: Scene, as_member: AsMember) -> None:
    lead = won_by_paul(scene)
    reopen_lead(lead.id, text="Doch nicht", actor=actor_of(scene.vera), now=scene.later(hours=1))
    page = text(as_member(scene.paul), "portal-points")
    assert f"{scene.now.year}: 40 Punkte" in page
    assert "Ergebnis gemeldet: zurückgenommen" in page
    assert "−40" in page


def test_what_was_earned_last_year_counts_in_all_only(scene: Scene, as_member: AsMember) -> None:
    won_by_paul(scene)
    found = sums(scene.paul.party_id, now=scene.now + timedelta(days=365))
    assert (found.year, found.this_year, found.all) == (scene.now.year + 1, 0, 80)
    assert timezone.localtime(scene.now).year == scene.now.year


def test_nobody_reads_another_partner_s_points(scene: Scene, as_member: AsMember) -> None:
    won_by_paul(scene)
    for member in (scene.otto, scene.petra):
        page = text(as_member(member), "portal-points")
        assert f"{scene.now.year}: 0 Punkte" in page
        assert "+40" not in page
        address = reverse("party-points", args=[scene.paul.party_id])
        assert as_member(member).get(address).status_code in {302, 404}
    assert as_member(scene.tom).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_the_portal_s_page_is_a_partner_s_and_only_read(scene: Scene, as_member: AsMember) -> None:
    address = reverse("portal-points")
    for member in (scene.vera, scene.tom):
        assert as_member(member).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert as_member(scene.paul).post(address).status_code == 405


def test_the_vendor_s_people_read_the_ledger_with_the_leads_that_they_may_open(
    scene: Scene, as_member: AsMember
) -> None:
    lead = won_by_paul(scene)
    to_lead = f'href="{reverse("lead", args=[lead.id])}"'
    address = reverse("party-points", args=[scene.paul.party_id])
    for member in (scene.vera, scene.ada, scene.frieda):
        assert "80" in text(as_member(member), "party", scene.paul.party_id)
        page = as_member(member).get(address).content.decode()
        assert to_lead in page
        assert "+40" in page
    assert as_member(scene.vera).post(address).status_code == 405


def test_field_sales_reads_of_another_s_partner_only_the_number(scene: Scene, as_member: AsMember) -> None:
    lead = captured(scene, temperature="cold")
    place_lead(lead.id, party_id=scene.petra.party_id, actor=actor_of(scene.vera), now=scene.now)
    win_lead(lead.id, amount=None, actor=actor_of(scene.petra), now=scene.later(minutes=20))
    page = as_member(scene.frieda).get(reverse("party-points", args=[scene.petra.party_id])).content.decode()
    assert str(lead.number) in page
    assert "Weilheim" not in page
    assert reverse("lead", args=[lead.id]) not in page


@pytest.mark.parametrize("kind", ["agency", "desk"])
def test_only_partners_have_a_ledger(scene: Scene, as_member: AsMember, kind: str) -> None:
    party = {"agency": scene.agency, "desk": scene.desk}[kind]
    assert as_member(scene.vera).get(reverse("party-points", args=[party.id])).status_code == 404
    assert "Punkte" not in text(as_member(scene.vera), "party", party.id)


# -- a vendor without points --------------------------------------------------------------------------------------


def test_where_nothing_is_rewarded_no_page_speaks_of_points(scene: Scene, as_member: AsMember) -> None:
    no_points(scene)
    lead = captured(scene, temperature="cold")
    offered = as_member(asked(scene, lead))
    for name, args in (
        ("portal", []), ("portal-lead", [lead.id]), ("portal-leads", []), ("portal-closed", []), ("portal-process", []),
    ):  # fmt: skip
        assert "Punkte" not in text(offered, name, *args)
    assert offered.get(reverse("portal-points")).status_code == 404
    vera = as_member(scene.vera)
    assert "Punkte" not in text(vera, "party", scene.paul.party_id)
    assert vera.get(reverse("party-points", args=[scene.paul.party_id])).status_code == 404


def test_what_was_earned_before_stays_to_be_read(scene: Scene, as_member: AsMember) -> None:
    won_by_paul(scene)
    no_points(scene)
    assert f"{scene.now.year}: 80 Punkte" in text(as_member(scene.paul), "portal-points")


# -- what is expected ---------------------------------------------------------------------------------------------


def test_what_is_expected_says_in_one_sentence_what_is_earned(scene: Scene, as_member: AsMember) -> None:
    said = "Erstkontakt in der Frist und gemeldetes Ergebnis je 10 (heiß), 20 (warm), 40 (kalt)."
    assert said in text(as_member(scene.paul), "portal-process")
    assert said in text(as_member(scene.vera), "process")
