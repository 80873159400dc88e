"""Inviting people and firms: who is asked, what an answer does, and that an invited firm gets no offer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model

from staffel.actions.actors import Actor
from staffel.actions.agreements import agree
from staffel.actions.invitations import (
    Invitation,
    accept_invitation,
    decline_invitation,
    invite,
    invite_all,
    resend_invitation,
    revoke_invitation,
)
from staffel.actions.links import link_by_token, link_for, token
from staffel.actions.people import Wishes, add_member, change_account
from staffel.actions.setup import complete_texts
from staffel.models import (
    Agreement,
    Delivery,
    Entry,
    Link,
    Membership,
    Party,
    PartyState,
    Person,
    Version,
)
from staffel.queries.agreements import what_is_agreed
from staffel.queries.directory import directory
from staffel.queries.handed import needs_agreement
from staffel.queries.people import standing_of
from staffel.rules.default_texts import DEFAULT_TEXTS
from staffel.rules.refused import Refused
from tests.scene import MONDAY, Scene, actor_of, add_partner, captured, stage

WISHES = Wishes(name="Nina Neu", language="de", phone="0171 1234567", password="Wintergarten-7")


def counted() -> list[int]:
    tables: list[type[Model]] = [Entry, Delivery, Agreement, Person, Membership, Link]
    return [table._default_manager.count() for table in tables]


def invited(scene: Scene, party: Party, role: str = "partner_manager", **values: Any) -> Membership:
    wanted = {"email": "nina@example.com", "name": "Nina", **values}
    made = invite(
        Invitation(party_id=party.id, role=role, **wanted), actor=actor_of(scene.vera), now=scene.now
    )
    return Membership.objects.select_related("party", "person").get(id=made)


def new_firm(**values: Any) -> Party:
    return add_partner("neu", "Neu Wärme", "82362", ["82"], **{"state": PartyState.INVITED, **values})


def by_link(member: Membership) -> Actor:
    return Actor("link", member.id, member.party_id)


def seen_by(member: Membership, scene: Scene, language: str = "de") -> str:
    return what_is_agreed(member, book=directory(), language=language, now=scene.now).digest


def accept(member: Membership, scene: Scene) -> None:
    accept_invitation(
        member.id, WISHES, read_in="de", seen=seen_by(member, scene), actor=by_link(member), now=scene.now
    )


def state_of(member: Membership) -> str:
    return standing_of(Membership.objects.select_related("party", "person").get(id=member.id)).state


def test_an_invited_firm_is_asked_for_nothing_until_somebody_accepts(scene: Scene) -> None:
    firm = new_firm()
    Party.objects.filter(key__in=["paul", "petra"]).update(is_paused=True)
    nina = invited(scene, firm)
    assert state_of(nina) == "invited"
    assert not captured(scene, "1").offers.exists()
    accept(nina, scene)
    firm.refresh_from_db()
    assert (firm.state, state_of(nina)) == (PartyState.ACTIVE, "active")
    assert captured(scene, "2").offers.get().party_id == firm.id


def test_a_firm_that_declined_gets_no_offer(scene: Scene) -> None:
    firm = new_firm()
    Party.objects.filter(key__in=["paul", "petra"]).update(is_paused=True)
    nina = invited(scene, firm)
    decline_invitation(nina.id, actor=by_link(nina), now=scene.now)
    firm.refresh_from_db()
    assert (firm.state, state_of(nina)) == (PartyState.DECLINED, "declined")
    assert not captured(scene, "1").offers.exists()


def test_an_invited_colleague_gets_no_mails_before_joining(scene: Scene) -> None:
    colleague = invited(scene, scene.paul.party, "partner_member")
    lead = captured(scene)
    assert lead.offers.get().party_id == scene.paul.party_id
    assert not Delivery.objects.filter(member=colleague, kind="offer.made").exists()
    accept(colleague, scene)
    captured(scene, "2")
    assert Delivery.objects.filter(member=colleague, kind="offer.made").exists()


def test_one_who_declines_does_not_end_the_firm_of_the_others(scene: Scene) -> None:
    firm = new_firm()
    first, second = invited(scene, firm), invited(scene, firm, email="otto2@example.com")
    decline_invitation(first.id, actor=by_link(first), now=scene.now)
    firm.refresh_from_db()
    assert firm.state == PartyState.INVITED
    accept(second, scene)
    firm.refresh_from_db()
    assert firm.state == PartyState.ACTIVE


def test_accepting_keeps_the_text_as_it_stood_who_and_when(scene: Scene) -> None:
    nina = invited(scene, new_firm())
    accept(nina, scene)
    kept = Agreement.objects.get(member=nina)
    assert (kept.member_id, kept.party_id, kept.agreed_at, kept.language) == (
        nina.id, nina.party_id, scene.now, "de",
    )  # fmt: skip
    assert kept.terms is not None
    assert kept.terms.body["de"] in kept.text
    assert "Was Sie mit den Kontaktdaten tun dürfen" in kept.text
    assert "Arbeitszeit" in kept.text or "Std" in kept.text or "Stunden" in kept.text
    person = Person.objects.get(email="nina@example.com")
    assert (person.name, person.check_password("Wintergarten-7")) == ("Nina Neu", True)
    nina.refresh_from_db()
    assert nina.phone == "+491711234567"


def test_what_was_not_read_cannot_be_agreed_to(scene: Scene) -> None:
    nina = invited(scene, new_firm())
    before = counted()
    with pytest.raises(Refused) as refused:
        accept_invitation(nina.id, WISHES, read_in="de", seen="other", actor=by_link(nina), now=scene.now)
    assert refused.value.code == "agreement_changed"
    assert counted() == before
    assert state_of(nina) == "invited"
    assert Person.objects.get(email="nina@example.com").name == "Nina"


def test_a_number_that_is_none_is_refused_and_nothing_is_kept(scene: Scene) -> None:
    nina = invited(scene, new_firm())
    before, wrong = counted(), Wishes(name="N", language="de", phone="12")
    with pytest.raises(Refused) as refused:
        accept_invitation(
            nina.id, wrong, read_in="de", seen=seen_by(nina, scene), actor=by_link(nina), now=scene.now
        )
    assert (refused.value.code, refused.value.details["field"]) == ("phone_unreadable", "phone")
    assert counted() == before
    assert state_of(nina) == "invited"


ANSWERS: dict[str, Callable[[Membership, Scene], None]] = {
    "accept": accept,
    "decline": lambda one, scene: decline_invitation(one.id, actor=by_link(one), now=scene.now),
    "revoke": lambda one, scene: revoke_invitation(one.id, actor=actor_of(scene.ada), now=scene.now),
    "resend": lambda one, scene: resend_invitation(one.id, actor=actor_of(scene.ada), now=scene.now),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_was_answered_cannot_be_answered_again(scene: Scene, answer: str) -> None:
    nina = invited(scene, new_firm())
    accept(nina, scene)
    before = counted()
    with pytest.raises(Refused) as refused:
        ANSWERS[answer](nina, scene)
    assert refused.value.code == "not_invited"
    assert counted() == before
    assert state_of(nina) == "active"


def test_a_revoked_link_opens_nothing_and_a_new_invitation_has_another(scene: Scene) -> None:
    firm = new_firm()
    nina = invited(scene, firm)
    old = token(Link.objects.get())
    revoke_invitation(nina.id, actor=actor_of(scene.vera), now=scene.now)
    firm.refresh_from_db()
    assert (link_by_token(old, now=scene.now), state_of(nina), firm.state) == (None, "ended", "ended")
    again = invited(scene, firm)
    firm.refresh_from_db()
    assert (again.id, state_of(again), firm.state, firm.ended_at) == (nina.id, "invited", "invited", None)
    assert link_by_token(old, now=scene.now) is None
    assert link_by_token(token(Link.objects.get()), now=scene.now) is not None


def test_an_invitation_sent_again_carries_the_same_link_and_holds_anew(scene: Scene) -> None:
    nina = invited(scene, new_firm())
    link = token(Link.objects.get())
    later = scene.later(days=29)
    resend_invitation(nina.id, actor=actor_of(scene.vera), now=later)
    assert token(Link.objects.get()) == link
    assert link_by_token(link, now=later + timedelta(days=29)) is not None
    assert link_by_token(link, now=later + timedelta(days=31)) is None
    assert Delivery.objects.filter(kind="invitation", member=nina).count() == 2


def test_somebody_who_has_an_account_is_invited_into_a_second_party(scene: Scene) -> None:
    both = invited(scene, scene.agency, "agency_member", email=" Vera@Example.com")
    assert both.person_id == scene.vera.person_id
    assert Person.objects.get(id=both.person_id).name == "Vera"
    assert state_of(scene.vera) == "active"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"email": "nobody"}, "email_unreadable"),
        ({"name": " "}, "person_name_missing"),
        ({"role": "administrator"}, "role_unfit"),
        ({"email": "paul@example.com"}, "member_there"),
    ],
)
def test_a_wrong_invitation_is_refused_and_nothing_is_sent(
    scene: Scene, values: dict[str, str], code: str
) -> None:
    before = counted()
    wanted = {"email": "nina@example.com", "name": "Nina", "role": "partner_member", **values}
    with pytest.raises(Refused) as refused:
        invite(Invitation(party_id=scene.paul.party_id, **wanted), actor=actor_of(scene.vera), now=scene.now)
    assert refused.value.code == code
    assert counted() == before


def test_of_many_all_are_invited_or_nobody(scene: Scene) -> None:
    right = [
        Invitation(party_id=scene.paul.party_id, email=f"n{n}@example.com", name="N", role="partner_member")
        for n in range(3)
    ]
    before = counted()
    with pytest.raises(Refused):
        invite_all([*right, Invitation(party_id=scene.paul.party_id, email="x", name="N", role="desk")],
                   actor=actor_of(scene.ada), now=scene.now)  # fmt: skip
    assert counted() == before
    assert invite_all(right, actor=actor_of(scene.ada), now=scene.now) == 3


def test_a_party_agrees_once(scene: Scene) -> None:
    paul = Membership.objects.select_related("party", "person").get(id=scene.paul.id)
    Agreement.objects.all().delete()
    assert needs_agreement(paul)
    assert not needs_agreement(Membership.objects.select_related("party").get(id=scene.vera.id))
    for _ in range(2):
        agree(paul.id, language="de", seen=seen_by(paul, scene), actor=by_link(paul), now=scene.now)
    assert Agreement.objects.count() == 1
    assert not needs_agreement(paul)


def test_nobody_takes_the_link_of_an_enquiry_for_an_invitation(scene: Scene) -> None:
    nina = invited(scene, new_firm())
    assert link_for("invitation", nina.id, nina.id, now=scene.now).purpose == "invitation"
    assert Link.objects.count() == 1


def test_one_changes_ones_own_account(scene: Scene) -> None:
    wishes = Wishes(
        name="Vera Vogt", language="en", phone="089 123456", wants_daily_mail=False, sms_for="never"
    )
    change_account(scene.vera.id, wishes, actor=actor_of(scene.vera), now=scene.now)
    vera = Membership.objects.get(id=scene.vera.id)
    assert (str(vera.person), vera.person.language, vera.phone) == ("Vera Vogt", "en", "+4989123456")
    assert (vera.wants_daily_mail, vera.sms_for) == (False, "never")
    assert vera.person.check_password("staffel-demo")


def test_an_installation_from_before_gets_the_new_texts_once(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = {key: text for key, text in DEFAULT_TEXTS.items() if not key.startswith("invitation")}
    with monkeypatch.context() as before:
        before.setattr("staffel.actions.setup.DEFAULT_TEXTS", older)
        stage()
    assert complete_texts(now=MONDAY) == 2
    assert complete_texts(now=MONDAY) == 0
    published = Version.objects.filter(kind="text").values_list("key", flat=True)
    assert sorted(published) == sorted(DEFAULT_TEXTS)


def test_a_member_from_before_invitations_acts_as_ever(scene: Scene) -> None:
    made = add_member(scene.agency.id, email="new@example.com", name="New", role="agency_member")
    assert made in directory().members[scene.agency.id]
