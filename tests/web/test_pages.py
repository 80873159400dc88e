"""The pages of the desk: who may, who may not, what is refused, and that nothing changed then."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions import desk, follow_ups, offers, work
from staffel.actions.actors import SYSTEM
from staffel.actions.leads import capture_leads
from staffel.actions.links import link_for, token
from staffel.actions.parties import bump
from staffel.actions.people import add_member
from staffel.models import Activity, Delivery, Entry, Import, Lead, Membership, Note, Party, Submission
from staffel.rules.dates import parse_date
from staffel.rules.problems import Problem, Unreadable
from tests.scene import PASSWORD, Scene, actor_of, captured, enquiry, open_offer
from tests.web.counting import assert_as_committed

AsMember = Callable[[Membership], Client]
PAGES = ("today", "deliveries", "intake", "outflow")


def counted() -> tuple[int, ...]:
    return Entry.objects.count(), Delivery.objects.count(), Note.objects.count(), Activity.objects.count()


def act(client: Client, lead: Lead, name: str, **typed: str) -> Any:
    return client.post(reverse("lead-act", args=[lead.id, name]), typed)


def page_of(client: Client, lead: Lead) -> str:
    return client.get(reverse("lead", args=[lead.id])).content.decode()


def accept(scene: Scene, lead: Lead) -> Membership:
    offer = open_offer(lead)
    member = next(m for m in (scene.paul, scene.petra) if m.party_id == offer.party_id)
    offers.accept_offer(offer.id, actor=actor_of(member), now=scene.now)
    return member


# -- the doors ----------------------------------------------------------------------------------------------------


def test_anonymous_is_sent_to_the_login(scene: Scene, lead: Lead, client: Client) -> None:
    before = counted()
    addresses = [*(reverse(name) for name in PAGES), reverse("lead", args=[lead.id])]
    for address in addresses:
        assert client.get(address)["Location"].startswith("/login")
    for address in (reverse("lead-act", args=[lead.id, "close"]), reverse("outflow-change", args=["halt"])):
        assert client.post(address)["Location"].startswith("/login")
    assert counted() == before


def test_otto_the_outsider_never_sees_a_lead(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    otto, before = as_member(scene.otto), counted()
    assert otto.get(reverse("lead", args=[lead.id])).status_code == 404
    assert act(otto, lead, "note", text="Hallo").status_code == 404
    for name in ("deliveries", "intake", "outflow"):
        assert otto.get(reverse(name)).status_code == 404
    assert otto.post(reverse("outflow-change", args=["halt"]), {"scope": "all"}).status_code == 404
    assert otto.get(reverse("today"))["Location"] == reverse("portal")
    home = otto.get(reverse("portal")).content.decode()
    assert "Weilheim" not in home
    assert "Keine neuen Anfragen" in home
    assert counted() == before


def test_a_partner_that_opens_the_house_s_page_comes_to_its_portal_s(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    asked = next(m for m in (scene.paul, scene.petra) if m.party_id == open_offer(lead).party_id)
    client, portals = as_member(asked), reverse("portal-lead", args=[lead.id])
    for is_asked in (True, False):  # asked, then working it
        assert client.get(reverse("lead", args=[lead.id]))["Location"] == portals
        before = counted()
        for name in ("note", "contact", "give-back", "ask", "reply", "attach"):
            assert act(client, lead, name, text="Warum", reason="no_capacity").status_code == 404
        assert counted() == before
        if is_asked:
            accept(scene, lead)


def test_partner_that_holds_the_lead_sees_it_without_the_others(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    first = open_offer(lead)
    decliner = next(m for m in (scene.paul, scene.petra) if m.party_id == first.party_id)
    offers.decline_offer(
        first.id, reason="too_far", actor=actor_of(decliner), now=scene.now, text="Vertraulich"
    )
    member = accept(scene, lead)
    work.add_note(lead.id, text="Für alle", actor=actor_of(scene.vera), now=scene.now)
    work.add_note(lead.id, text="Nur für uns", actor=actor_of(scene.vera), now=scene.now, is_internal=True)
    text = as_member(member).get(reverse("portal-lead", args=[lead.id])).content.decode()
    assert "Musterfrau" in text
    assert "Für alle" in text
    assert first.party.name not in text
    assert "Vertraulich" not in text
    assert "Nur für uns" not in text


def test_field_sales_moves_the_leads_of_its_partners_and_decides_nothing_else(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    frieda = as_member(scene.frieda)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    page = page_of(frieda, lead)
    assert "Musterfrau" in page
    acts = set(re.findall(rf'/leads/{lead.id}/([a-z-]+)"', page))
    assert {"hand-over", "extend", "take-back", "note"} <= acts
    assert not acts & {"close", "place", "market", "work", "contact", "follow-up"}
    before = counted()
    for name in ("close", "market", "place", "work", "contact", "follow-up"):
        assert act(frieda, lead, name, text="Warum", reason="spam").status_code == 404
    assert act(frieda, lead, "take-back").status_code == 422
    assert counted() == before
    assert act(frieda, lead, "extend", minutes="480", text="Aufmaß erst Freitag").status_code == 302
    assert act(frieda, lead, "take-back", text="Meldet sich nicht")["Location"] == "/"
    assert frieda.get(reverse("lead", args=[lead.id])).status_code == 404
    desk.place_lead(lead.id, party_id=scene.petra.party_id, actor=actor_of(scene.vera), now=scene.now)
    assert act(frieda, lead, "note", text="x").status_code == 404


def test_field_sales_hands_over_among_its_own_partners_only(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    frieda = as_member(scene.frieda)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    before = counted()
    assert act(frieda, lead, "hand-over", party="petra", text="Kann sofort").status_code == 422
    assert act(frieda, lead, "hand-over", party="paul", text="Kann sofort").status_code == 422
    assert counted() == before
    Party.objects.filter(id=scene.petra.party_id).update(looked_after_by=scene.frieda)
    bump()
    assert act(frieda, lead, "hand-over", party="petra").status_code == 422
    assert act(frieda, lead, "hand-over", party="petra", text="Kann sofort").status_code == 302
    lead.refresh_from_db()
    assert lead.holder_id == scene.petra.party_id
    told = Delivery.objects.filter(lead=lead, kind__in=["mandate.taken_back", "lead.placed"])
    assert {row.member_id for row in told.order_by("id")[1:]} == {scene.paul.id, scene.petra.id}


def test_the_agency_reads_what_became_of_a_lead_and_the_desk_has_no_such_page(
    scene: Scene, lead: Lead, as_member: AsMember, client: Client
) -> None:
    desk.place_lead(lead.id, party_id=scene.agency.id, actor=actor_of(scene.vera), now=scene.now)
    tom = as_member(scene.tom)
    assert "Noch keine Leads" in tom.get(reverse("followed")).content.decode()
    assert act(tom, lead, "give-back", reason="no_capacity").status_code == 302
    page, own = reverse("followed"), reverse("followed-lead", args=[lead.id])
    text = tom.get(page).content.decode()
    assert own in text
    assert "zurückgegeben" in text
    for shown in (text, tom.get(own).content.decode()):
        assert "In Vergabe" in shown  # where it is now
    assert 'class="track small"' in text
    assert "Musterfrau" not in text + tom.get(own).content.decode()
    assert tom.get(reverse("lead", args=[lead.id])).status_code == 404
    for member in (scene.otto, scene.paul, scene.vera):
        assert as_member(member).get(own).status_code == 404
    assert as_member(scene.vera).get(page).status_code == 404
    for address in (page, own):
        assert tom.post(address).status_code == 405
        assert client.get(address)["Location"].startswith("/login")


def test_marketing_looks_on(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    member = add_member(scene.desk.id, email="mia@example.com", name="Mia", role="marketing")
    mia, before = as_member(member), counted()
    assert "Was jetzt möglich ist" not in page_of(mia, lead)
    assert act(mia, lead, "close", reason="spam").status_code == 404
    assert counted() == before


def test_wrong_methods_are_refused(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    vera, before = as_member(scene.vera), counted()
    for address in (*(reverse(name) for name in PAGES), reverse("lead", args=[lead.id])):
        assert vera.post(address).status_code == 405
    for address in (reverse("lead-act", args=[lead.id, "close"]), reverse("outflow-change", args=["halt"])):
        assert vera.get(address).status_code == 405
    assert counted() == before


def test_forms_of_the_desk_ask_for_a_csrf_token(scene: Scene, lead: Lead) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(scene.vera.person)
    assert act(strict, lead, "close", reason="spam").status_code == 403
    assert Lead.objects.get(id=lead.id).is_open


def test_login_and_logout(scene: Scene, client: Client) -> None:
    wrong = client.post(reverse("login"), {"login": "vera@example.com", "password": "falsch"})
    assert "passen nicht zusammen" in wrong.content.decode()
    right = client.post(reverse("login"), {"login": "Vera@example.com ", "password": PASSWORD})
    assert right["Location"] == "/"
    assert client.get("/").status_code == 200
    client.post(reverse("logout"))
    assert client.get("/").status_code == 302


def test_person_with_two_memberships_acts_in_one_at_a_time(scene: Scene, as_member: AsMember) -> None:
    second = add_member(scene.agency.id, email="vera@example.com", name="Vera", role="agency_member")
    vera = as_member(scene.vera)
    assert "Versandprotokoll" in vera.get("/").content.decode()
    vera.post(reverse("act-as", args=[second.id]))
    assert "Versandprotokoll" not in vera.get("/").content.decode()
    assert vera.post(reverse("act-as", args=[scene.ada.id])).status_code == 404
    assert vera.get(reverse("act-as", args=[second.id])).status_code == 405


# -- Today --------------------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


def test_today_says_who_waits_and_whose_turn_it_is(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    captured(scene, "2", prospect={"postal_code": "01067"})  # nobody works there
    text = plain(as_member(scene.vera).get("/").content.decode())
    assert (
        "2 von 2 offenen Leads (100 %) warten auf den ersten Anruf : 1 Innendienst, 1 Partner"
        in text.replace("Anruf:", "Anruf :")
    )
    assert "Niemand kommt infrage" in text


def test_called_and_resting_leads_do_not_wait(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    member = accept(scene, lead)
    work.report_contact(lead.id, actor=actor_of(member), now=scene.now)
    follow_ups.agree_follow_up(
        lead.id,
        on=(scene.now + timedelta(days=9)).date(),
        text="Umbau",
        actor=actor_of(member),
        now=scene.now,
    )
    text = plain(as_member(scene.vera).get("/").content.decode())
    assert "Niemand wartet auf den ersten Anruf" in text
    assert "ruht bis" in text


def test_test_leads_do_not_count(scene: Scene, as_member: AsMember) -> None:
    captured(scene, "2", is_test=True)
    vera = as_member(scene.vera)
    assert "Keine offenen Leads" in vera.get("/").content.decode()
    assert "Musterfrau" in vera.get("/?test=1").content.decode()


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("?status=brokering", True), ("?status=working", False), ("?turn=partner", True), ("?turn=desk", False),
        ("?holder=desk", True), ("?holder=paul", False), ("?overdue=1", False), ("?waiting=1", True),
        ("?desk=any", False), ("?after=nonsense", True), ("?after=2026-01-01_x", True), ("?status=unknown", False), ("?holder=%00", True),
    ],
)  # fmt: skip
def test_address_filters_the_list(
    scene: Scene, lead: Lead, as_member: AsMember, query: str, is_shown: bool
) -> None:
    assert ("Musterfrau" in as_member(scene.vera).get(f"/{query}").content.decode()) is is_shown


def test_list_pages_by_what_was_seen_last(
    scene: Scene, as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("staffel.queries.waiting.PAGE", 2)
    capture_leads(
        [enquiry(str(n), prospect={"last_name": f"Muster{n}"}) for n in range(5)],
        door="test", mode="held", actor=SYSTEM, now=scene.now,
    )  # fmt: skip
    vera, address, seen = as_member(scene.vera), "/", []
    for _ in range(3):
        text = vera.get(address).content.decode()
        seen += re.findall(r"(Muster\d)</a>", text)
        more = re.search(r'class="more" href="([^"]+)"', text)
        address = "/" + more[1].replace("&amp;", "&") if more else ""
    assert sorted(seen) == [f"Muster{n}" for n in range(5)]
    assert not address


def test_htmx_gets_the_part_that_refreshes_itself(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    text = as_member(scene.vera).get("/", HTTP_HX_REQUEST="true").content.decode()
    assert text.lstrip().startswith('<div id="today"')
    assert 'hx-trigger="every 30s"' in text


# -- unclear arrivals -----------------------------------------------------------------------------------------------


def test_unclear_arrivals_say_what_is_wrong_and_what_came(scene: Scene, as_member: AsMember) -> None:
    problem = {"field": "postal_code", "message": "“%(value)s” is odd.", "details": {"value": "8o331"}}
    Submission.objects.create(
        door="import",
        state="problem",
        payload={"PLZ": "8o331"},
        problems=[problem, "raw"],
        line=7,
        received_at=scene.now,
    )
    text = as_member(scene.vera).get(reverse("intake")).content.decode()
    assert "“8o331” is odd." in text
    assert "Zeile 7" in text


def test_unclear_arrivals_name_fields_as_the_file_or_in_words(scene: Scene, as_member: AsMember) -> None:
    file = Import.objects.create(
        kind="leads", filename="messe.csv", mapping={"PLZ alt": "postal_code"}, started_at=scene.now
    )
    problem = {"field": "postal_code", "message": "“%(value)s” is odd.", "details": {"value": "8o331"}}
    api_problem = {**problem, "field": "prospect.postal_code"}
    row = {"state": "problem", "received_at": scene.now}
    Submission.objects.create(door="import", problems=[problem], source_import=file, payload={}, **row)
    payload = {"prospect": {"last_name": "Berg"}}
    Submission.objects.create(door="api:1", problems=[api_problem], payload=payload, **row)
    text = as_member(scene.vera).get(reverse("intake")).content.decode()
    assert "PLZ alt: “8o331”" in text
    assert "Postleitzahl: “8o331”" in text
    assert "Nachname</span> Berg" in text
    assert "postal_code" not in text
    assert "last_name" not in text


def test_a_problem_is_said_in_the_readers_language(scene: Scene, as_member: AsMember) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_date("gestern")
    problem = Problem("asked_at", caught.value.message, caught.value.details)
    Submission.objects.create(
        door="api:01a2", state="problem", payload={}, problems=[problem.stored()], received_at=scene.now
    )
    text = as_member(scene.vera).get(reverse("intake")).content.decode()
    assert "„gestern“ ist kein Datum." in text
    assert "Schnittstelle" in text
    assert "api:01a2" not in text


# -- how many queries ---------------------------------------------------------------------------------------------


def test_pages_take_as_many_queries_as_committed(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    """A list must not take more with more rows. After a wanted change, write the new numbers into the file."""
    for n in range(2, 12):
        captured(scene, str(n), prospect={"postal_code": "01067"} if n % 2 else {})
    ada = as_member(scene.ada)
    member = next(m for m in (scene.paul, scene.petra, scene.otto) if m.party_id == open_offer(lead).party_id)
    link = reverse("link", args=[token(link_for("offer", open_offer(lead).id, member.id, now=scene.now))])
    addresses = {
        "today": "/",
        "lead": reverse("lead", args=[lead.id]),
        "leads": reverse("leads"),
        "deliveries": reverse("deliveries"),
        "delivery": reverse("delivery", args=[Delivery.objects.latest("id").id]),
        "intake": reverse("intake"),
        "outflow": reverse("outflow"),
        "new-lead": reverse("new-lead"),
        "process": reverse("process"),
        "markets": reverse("markets"),
        "market": reverse("market-page", args=["default"])
        + "?bench-postal_code=82362&bench-temperature=warm",
        "policies": reverse("policies"),
        "policy-edit": reverse("policy-edit", args=["default"]),
        "campaigns": reverse("campaigns"),
        "campaign-edit": reverse("campaign-edit", args=["default"]),
        "texts": reverse("texts"),
        "text": reverse("text-page", args=["offer.made"]),
        "market-edit": reverse("market-edit", args=["default"]),
        "link": link,
        "link-process": f"{link}/process",
    }
    assert_as_committed(ada, addresses)
