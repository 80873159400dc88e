"""The demonstration is a true story: made by the real actions, provable, the same for the same seed."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from staffel.demo import DemoSummary, enquiries, load_demo
from staffel.demo.enquiries import SOURCES, TO_CALL, arrivals
from staffel.demo.partners import SEATS
from staffel.models import Delivery, Duplicate, Entry, Installation, Lead, Membership, Party, Person
from staffel.queries.calls import call_list
from staffel.queries.directory import directory
from staffel.queries.duplicates import waiting_pairs
from staffel.queries.verify import verify
from staffel.queries.vocabulary import products
from staffel.rules.forms import Form
from staffel.rules.refused import Refused

NOW = datetime(2026, 6, 17, 9, 30, tzinfo=UTC)  # a Wednesday


def play(*, leads: int, days: int, seed: int = 1) -> DemoSummary:
    return load_demo(progress=lambda *_: None, now=NOW, leads=leads, days=days, seed=seed)


def test_a_small_story_is_told_by_all_campaigns_and_proves_the_promise(db: None) -> None:
    told: list[tuple[int, int]] = []
    summary = load_demo(progress=lambda done, total, _: told.append((done, total)), now=NOW, leads=60, days=8)
    kinds = Counter(Entry.objects.values_list("kind", flat=True))
    assert told == [(day, 8) for day in range(1, 9)]
    assert (summary.leads, summary.partners) == (60, len(SEATS))
    assert {*Lead.objects.values_list("campaign__key", flat=True)} == set(SOURCES)
    assert kinds["offer.declined"]
    assert kinds["offer.expired"]
    assert kinds["activity.contact"]
    assert kinds["clock.failed"] == 0
    assert [check for check in verify(now=NOW).checks if check.wrong] == []
    assert Installation.objects.get().is_demo


def test_nothing_waits_to_be_sent_and_the_last_mails_can_be_read(db: None) -> None:
    play(leads=40, days=6)
    assert not Delivery.objects.filter(state="waiting", due_at__lte=NOW).exists()
    latest = Delivery.objects.filter(kind="offer.made", state="kept").latest("created_at")
    assert "[link]" in latest.kept_body


def test_whoever_is_named_can_log_in_and_nobody_else(db: None) -> None:
    summary = play(leads=20, days=2)
    able = {person.email for person in Person.objects.all() if person.check_password(summary.password)}
    assert able == {person.email for person in summary.people}
    assert {"vera@example.com", "ada@example.com", "tom@example.com", "paul@example.net"} <= able
    assert "otto@example.net" not in able


def test_where_there_is_data_the_demonstration_is_refused(db: None) -> None:
    Party.objects.create(key="somebody", kind="desk", name="Somebody")
    with pytest.raises(Refused, match="There is data already"):
        play(leads=20, days=2)
    assert not Lead.objects.exists()


def test_the_same_seed_writes_the_same_enquiries() -> None:
    def written(seed: int) -> list[object]:
        return arrivals(seed=seed, count=50, starts_at=NOW - timedelta(days=20), ends_at=NOW)  # type: ignore[return-value]

    assert written(1) == written(1)
    assert written(1) != written(2)


@pytest.mark.parametrize("count", [20, 150, 151, 900])
def test_however_many_ask_all_of_them_arrive(count: int) -> None:
    for seed in range(1, 4):
        told = arrivals(seed=seed, count=count, starts_at=NOW - timedelta(days=90), ends_at=NOW)
        assert sum(len(arrival.leads) for arrival in told) == count


def test_nobody_real_can_be_reached() -> None:
    free = ("+493023125", "+496990009", "+494066969", "+492214710", "+498999998")
    for arrival in arrivals(seed=3, count=200, starts_at=NOW - timedelta(days=30), ends_at=NOW):
        for lead in arrival.leads:
            assert lead.prospect.get("email", "@example.org").split("@")[1] in {
                "example.org",
                "example.com",
                "example.net",
            }
            assert lead.prospect.get("phone", "+493023125").startswith(free)


def test_of_those_who_asked_last_some_may_have_asked_before() -> None:
    told = arrivals(seed=3, count=200, starts_at=NOW - timedelta(days=30), ends_at=NOW)
    leads = sorted((lead for arrival in told for lead in arrival.leads), key=lambda lead: lead.asked_at)
    known = {(lead.prospect["last_name"], lead.prospect["street"]) for lead in leads[:-3]}
    last = leads[-3:]
    assert {(lead.prospect["last_name"], lead.prospect["street"]) for lead in last} <= known
    phones = [lead.prospect.get("phone") for lead in leads]
    assert not [lead for lead in last if "email" in lead.prospect or phones.count(lead.prospect["phone"]) > 1]


def test_each_agency_finds_somebody_to_call_among_those_who_asked_last() -> None:
    told = arrivals(seed=1, count=900, starts_at=NOW - timedelta(days=90), ends_at=NOW)
    last = [
        (lead.campaign, one.withheld.get(lead.key))
        for one in told
        for lead in one.leads
        if lead.asked_at > NOW - timedelta(hours=3)
    ]
    for campaign in TO_CALL:
        assert [lacks for name, lacks in last if name == campaign and lacks], campaign


def test_products_are_named_and_nothing_is_asked_twice(db: None) -> None:
    play(leads=20, days=1)
    book = directory()
    for key in ("default", "heat-pump"):
        form: Form = book.current("form", key, at=NOW).body
        product = form.question("product")
        assert product is not None
        assert product.option_label("air-water", "de") == "Luft-Wasser-Wärmepumpe"
        assert product.option_label("air-water", "en") == "Air-to-water heat pump"
        assert sum("losgehen" in one.label("de") for one in form.questions) == 1
    shown = dict(products(book=book, language="de", now=NOW))
    assert shown["service"] == "Wartung und Kundendienst"


def test_each_agency_has_leads_on_its_list_where_the_story_ends(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enquiries, "JUST_NOW", 0.5)  # as many as in the whole story, of few
    play(leads=24, days=1)
    for key in ("agency-north", "agency-south"):
        member = Membership.objects.filter(party__key=key).select_related("party").first()
        assert member is not None
        assert call_list(member, book=directory(), now=NOW).due, key


@pytest.mark.long
def test_a_long_story_has_the_leaks_that_the_product_shows(db: None) -> None:
    play(leads=250, days=40)
    kinds = Counter(Entry.objects.values_list("kind", flat=True))
    for kind in (
        "mandate.taken_back",
        "mandate.given_back",
        "follow_up.agreed",
        "offer.undone",
        "party.ended",
        "handout.given",
        "prospect.denied",
        "prospect.confirmed",
    ):
        assert kinds[kind], kind
    outcomes = Counter(Lead.objects.values_list("outcome", flat=True))
    assert outcomes["won"]
    assert outcomes["lost"]
    reasons = set(Entry.objects.filter(kind="lead.on_desk").values_list("data__reason", flat=True))
    assert {"nobody_eligible", "nobody_wants_it"} <= reasons
    assert Entry.objects.filter(kind="offer.accepted", data__late=True).exists()
    assert Duplicate.objects.filter(state="joined").count() >= 2
    assert waiting_pairs()
    assert [check for check in verify(now=NOW).checks if check.wrong] == []


@pytest.mark.long
@pytest.mark.django_db
def test_the_same_seed_tells_the_same_story() -> None:
    from django.db import transaction

    def kinds() -> Counter[str]:
        point = transaction.savepoint()
        play(leads=60, days=8)
        told = Counter(Entry.objects.values_list("kind", flat=True))
        transaction.savepoint_rollback(point)
        return told

    one, other = kinds(), kinds()
    assert sum((one - other).values()) + sum((other - one).values()) < 0.1 * sum(one.values())
