"""What prospects are given, and that nobody gets the same thing twice unawares."""

from uuid import UUID

import pytest
from django.utils import translation

from staffel.actions.handouts import cancel_handout, hand_out, record_handed, send_to_all, tick_off
from staffel.actions.materials import add_material, withdraw_material
from staffel.actions.offers import accept_offer
from staffel.actions.prospects import withdraw_permission
from staffel.actions.sending import Said, record_sent, resend
from staffel.models import Delivery, Entry, Handout, Lead, Material
from staffel.queries.directory import directory
from staffel.queries.materials import (
    catalogue,
    handouts_by_lead,
    handouts_of,
    lacking,
    reach_of,
    repeat_handouts,
)
from staffel.queries.timeline import story_page
from staffel.rules.consents import GivenConsent
from tests.actions.test_journey import refusal
from tests.actions.test_offers import kinds
from tests.scene import Scene, actor_of, captured, open_offer

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 brochure"
MAILS = (GivenConsent(purpose="mail"),)


def brochure(scene: Scene, title: str = "Brochure", **values: object) -> UUID:
    given = {"is_paper": True, "filename": "b.pdf", "content": PDF, **values}
    return add_material(title, actor=actor_of(scene.vera), now=scene.now, **given)  # type: ignore[arg-type]


def give(
    scene: Scene, lead: Lead, *materials: UUID, way: str = "fair", is_again: bool = False
) -> tuple[int, int]:
    done = hand_out(lead.id, materials, way=way, is_again=is_again, actor=actor_of(scene.vera), now=scene.now)
    return len(done.given), len(done.blocked)


def test_who_gave_what_when_and_how_is_kept(scene: Scene) -> None:
    lead, one = captured(scene), brochure(scene)
    assert give(scene, lead, one) == (1, 0)
    row = Handout.objects.get()
    assert (row.material_id, row.way, row.at, row.member, row.party) == (
        one, "fair", scene.now, scene.vera, scene.desk,
    )  # fmt: skip
    assert kinds(lead)[-1] == "handout.given"


def test_the_same_thing_again_needs_a_second_word(scene: Scene) -> None:
    lead, one, other = captured(scene), brochure(scene), brochure(scene, "Prices")
    give(scene, lead, one)
    values = {"way": "mail", "actor": actor_of(scene.vera), "now": scene.now}
    assert refusal(hand_out, lead.id, [other, one], **values) == "material_again"
    assert give(scene, lead, one, is_again=True) == (1, 0)
    assert list(Handout.objects.order_by("id").values_list("is_repeat", flat=True)) == [False, True]


def test_what_must_not_be_given_twice_is_left_out_and_counted(scene: Scene) -> None:
    lead = captured(scene)
    one, other = brochure(scene, repeats="forbid"), brochure(scene, "Prices")
    give(scene, lead, one)
    assert give(scene, lead, one, other, is_again=True) == (1, 1)
    assert kinds(lead).count("handout.blocked") == 1
    found = repeat_handouts(since=scene.now, until=scene.later(minutes=1))
    assert (found.repeats, found.handouts, found.blocked) == (0, 2, 1)


def test_what_has_really_been_handed_over_is_kept_though_it_must_not_be_given_twice(scene: Scene) -> None:
    lead, one = captured(scene), brochure(scene, repeats="forbid")
    give(scene, lead, one)
    record_handed(lead.id, [one], way="fair", at=scene.now, actor=actor_of(scene.vera), now=scene.now)
    assert list(Handout.objects.order_by("id").values_list("is_repeat", flat=True)) == [False, True]
    assert "handout.blocked" not in kinds(lead)
    last = Entry.objects.filter(lead=lead, kind="handout.given").latest("id")
    assert (last.data["repeat"], last.data["forbidden"]) == (True, True)
    with translation.override("de"):
        lines = story_page(lead, book=directory()).lines
    assert "Darf nicht doppelt gegeben werden" in str(lines)
    found = repeat_handouts(since=scene.now, until=scene.later(minutes=1))
    assert (found.repeats, found.handouts, found.blocked) == (1, 2, 0)


def test_the_next_edition_is_something_new(scene: Scene) -> None:
    lead, first = captured(scene), brochure(scene)
    give(scene, lead, first)
    key = Material.objects.get(id=first).key
    second = brochure(scene, key=key)
    assert [one.version for one in catalogue()] == [2]
    assert give(scene, lead, second) == (1, 0)
    values = {"way": "fair", "actor": actor_of(scene.vera), "now": scene.now}
    assert refusal(hand_out, lead.id, [first], **values) == "material_unknown"


def test_a_mail_carries_all_that_is_sent_at_once(scene: Scene) -> None:
    lead, one, other = captured(scene), brochure(scene), brochure(scene, "Prices")
    assert give(scene, lead, one, other, way="mail") == (2, 0)
    mail = Delivery.objects.get(kind="prospect.materials")
    assert (mail.member, mail.data) == (None, {"materials": [str(one), str(other)]})
    assert set(Handout.objects.values_list("delivery", "at")) == {(mail.id, None)}


@pytest.mark.parametrize(
    ("way", "prospect", "code"),
    [
        ("mail", {"email": ""}, "mail_missing"),
        ("letter", {"street": ""}, "address_missing"),
        ("x", {}, "way_unknown"),
    ],
)
def test_what_cannot_be_given_like_that_is_refused(
    scene: Scene, way: str, prospect: dict[str, str], code: str
) -> None:
    lead, one = captured(scene, prospect=prospect), brochure(scene)
    values = {"way": way, "actor": actor_of(scene.vera), "now": scene.now}
    assert refusal(hand_out, lead.id, [one], **values) == code
    assert refusal(hand_out, lead.id, [], **values) == "materials_missing"


def test_a_letter_is_on_its_way_until_the_mail_room_has_posted_it(scene: Scene) -> None:
    lead, one = captured(scene), brochure(scene)
    give(scene, lead, one, way="letter")
    row = Handout.objects.get()
    assert (row.at, kinds(lead)[-1]) == (None, "handout.promised")
    later = scene.later(hours=3)
    assert tick_off([row.id], actor=actor_of(scene.vera), now=later) == 1
    assert tick_off([row.id], actor=actor_of(scene.vera), now=later) == 0
    row.refresh_from_db()
    assert (row.at, kinds(lead).count("handout.given")) == (later, 1)
    assert refusal(cancel_handout, row.id, actor=actor_of(scene.vera), now=later) == "handout_gone"


def test_a_letter_that_is_struck_off_was_never_given(scene: Scene) -> None:
    lead, one = captured(scene), brochure(scene)
    give(scene, lead, one, way="letter")
    cancel_handout(Handout.objects.get().id, actor=actor_of(scene.vera), now=scene.now)
    assert kinds(lead)[-1] == "handout.cancelled"
    assert give(scene, lead, one) == (1, 0)  # it does not have it


def test_a_partner_gives_only_while_it_works_the_lead(scene: Scene) -> None:
    lead, one = captured(scene), brochure(scene)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    paul, mandate = actor_of(scene.paul), lead.mandates.get()
    hand_out(lead.id, [one], way="partner", mandate_id=mandate.id, actor=paul, now=scene.now)
    assert Handout.objects.get().party == scene.paul.party
    wrong = {"way": "partner", "mandate_id": lead.id, "actor": paul, "now": scene.now}
    assert refusal(hand_out, lead.id, [one], **wrong) == "mandate_over"


def test_a_whole_campaign_gets_it_once(scene: Scene) -> None:
    has, lacks = (
        captured(scene),
        captured(scene, "2", prospect={"email": "berta@example.org"}, consents=MAILS),
    )
    silent = captured(scene, "3", prospect={"email": ""}, consents=MAILS)
    unasked = captured(scene, "4")
    one = brochure(scene)
    give(scene, has, one)
    material = Material.objects.get(id=one)
    reach = reach_of(material, has.campaign_id)
    assert (reach.lead_ids, reach.have, reach.without_permission) == ((lacks.id,), 1, 2)
    ids = [has.id, lacks.id, silent.id, unasked.id]
    assert send_to_all(ids, one, actor=actor_of(scene.vera), now=scene.now) == 1
    assert send_to_all(ids, one, actor=actor_of(scene.vera), now=scene.now) == 0
    assert Handout.objects.filter(lead=lacks, way="mail").count() == 1


def test_what_a_person_has_is_known_by_all_its_enquiries(scene: Scene) -> None:
    before, one = captured(scene, prospect={"email": "anna@example.org"}), brochure(scene)
    give(scene, before, one)
    again = captured(scene, "2", prospect={"email": "anna@example.org", "last_name": "Huber"})  # has married
    other = captured(scene, "3", prospect={"email": "berta@example.org"}, consents=MAILS)
    assert ([row.material_id for row in handouts_of(again)], handouts_of(other)) == ([one], [])
    values = {"way": "mail", "actor": actor_of(scene.vera), "now": scene.now}
    assert refusal(hand_out, again.id, [one], **values) == "material_again"
    reach = reach_of(Material.objects.get(id=one), again.campaign_id)
    assert (reach.lead_ids, reach.have) == ((other.id,), 2)
    assert send_to_all([again.id, other.id], one, actor=actor_of(scene.vera), now=scene.now) == 1


def test_of_a_mailbox_that_several_people_read_nobody_is_taken_for_another(scene: Scene) -> None:
    before, one = captured(scene, prospect={"email": "info@example.org"}), brochure(scene)
    give(scene, before, one)
    other = captured(scene, "2", prospect={"email": "info@example.org", "last_name": "Berg"})
    assert give(scene, other, one) == (1, 0)


def test_one_address_gets_a_campaigns_material_once(scene: Scene) -> None:
    names = {"1": "Musterfrau", "2": "Huber"}  # nobody joins them by themselves
    leads = [
        captured(scene, key, prospect={"email": "anna@example.org", "last_name": name}, consents=MAILS)
        for key, name in names.items()
    ]
    reach = reach_of(Material.objects.get(id=brochure(scene)), leads[0].campaign_id)
    assert (len(reach.lead_ids), reach.have, reach.without_permission) == (1, 1, 0)


def test_the_catalogue_refuses_what_is_nothing(scene: Scene) -> None:
    values = {"actor": actor_of(scene.vera), "now": scene.now}
    assert refusal(add_material, " ", is_paper=True, **values) == "title_missing"
    assert refusal(add_material, "x" * 201, is_paper=True, **values) == "title_long"
    assert refusal(add_material, "Prices", **values) == "material_nowhere"
    assert refusal(add_material, "Prices", is_paper=True, language="fr", **values) == "language_unknown"
    assert refusal(add_material, "Prices", is_paper=True, repeats="often", **values) == "repeats_unknown"
    assert refusal(add_material, "Prices", is_paper=True, key="gone", **values) == "material_unknown"
    assert not Material.objects.exists()


def test_what_is_withdrawn_is_given_no_more(scene: Scene) -> None:
    one = brochure(scene)
    for _ in range(2):
        withdraw_material(one, actor=actor_of(scene.vera), now=scene.now)
    assert not catalogue().exists()
    assert (
        refusal(withdraw_material, scene.desk.id, actor=actor_of(scene.vera), now=scene.now)
        == "material_unknown"
    )


def test_what_was_promised_is_mailed_by_the_enquiry_until_the_prospect_wants_no_more_mails(
    scene: Scene,
) -> None:
    lead, one = captured(scene), brochure(scene)
    assert give(scene, lead, one, way="mail") == (1, 0)
    other = captured(scene, "2")
    withdraw_permission(other.id, "mail", now=scene.now)
    values = {"way": "mail", "actor": actor_of(scene.vera), "now": scene.now}
    before = Handout.objects.count()
    assert refusal(hand_out, other.id, [one], **values) == "mail_missing"
    assert Handout.objects.count() == before


@pytest.mark.parametrize("state", ["failed", "returned", "dropped"])
def test_what_was_mailed_in_vain_the_prospect_does_not_have(scene: Scene, state: str) -> None:
    lead, one = captured(scene), brochure(scene, repeats="forbid")
    give(scene, lead, one, way="mail")
    Delivery.objects.filter(kind="prospect.materials").update(state=state)
    assert handouts_of(lead) == []
    assert repeat_handouts(since=scene.now, until=scene.later(minutes=1)).handouts == 0
    assert give(scene, lead, one) == (1, 0), "it may be given: it never arrived"
    assert not Handout.objects.filter(is_repeat=True).exists()


def test_what_is_sent_again_brings_what_the_first_mail_did_not(scene: Scene) -> None:
    lead, one = captured(scene), brochure(scene)
    give(scene, lead, one, way="mail")
    old = Delivery.objects.get(kind="prospect.materials")
    Delivery.objects.filter(id=old.id).update(state="failed")
    new = resend(old.id, actor=actor_of(scene.vera), now=scene.later(minutes=5))
    assert Handout.objects.get().delivery_id == new
    assert [row.at for row in handouts_of(lead)] == [None], "promised again"
    record_sent(new, Said("S", "B", None), sent_to="a@example.org", now=scene.later(minutes=1))
    assert [row.at for row in handouts_of(lead)] == [scene.now]
    again = resend(new, actor=actor_of(scene.vera), now=scene.later(minutes=1))
    assert Handout.objects.get().delivery_id == new, "it has arrived with that one"
    Delivery.objects.filter(id=again).update(state="failed")
    assert len(handouts_of(lead)) == 1


def test_who_lacks_a_material_is_exactly_who_does_not_have_it(scene: Scene) -> None:
    """Joined and joined once more, a mailbox of many, and one of one person."""
    one = brochure(scene)
    leads = [captured(scene, str(key)) for key in range(1, 9)]
    top, middle, low, alone, mailed, shared, other, erased = leads
    Lead.objects.filter(id=low.id).update(joined_to=middle)
    Lead.objects.filter(id=middle.id).update(joined_to=top)
    Lead.objects.filter(id__in=[mailed.id, alone.id]).update(email="berta@example.org")
    Lead.objects.filter(id__in=[shared.id, other.id]).update(email="info@example.org")
    Lead.objects.filter(id=erased.id).update(email="berta@example.org", erased_at=scene.now)
    for lead in (low, mailed, shared):
        Handout.objects.create(lead=lead, material_id=one, way="fair", promised_at=scene.now, at=scene.now)
    lacks = set(lacking(Lead.objects.all(), one).values_list("id", flat=True))
    fresh = list(Lead.objects.all())
    assert lacks == {lead.id for lead in fresh if not handouts_of(lead)}
    assert lacks == {other.id}, "it reads the mailbox with others"
    many = handouts_by_lead(fresh)
    assert {of: [row.id for row in rows] for of, rows in many.items()} == {
        lead.id: [row.id for row in handouts_of(lead)] for lead in fresh
    }
