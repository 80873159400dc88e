"""What a partner reads of an enquiry that it holds no more: how it ended, where it stands today, and nothing of others."""

from decimal import Decimal

from django.test import Client
from django.urls import reverse

from staffel.actions import desk, offers, work
from staffel.actions.links import link_for, token
from staffel.actions.questions import ask_party
from staffel.models import Lead, Mandate, Membership
from tests.scene import Scene, actor_of, open_offer
from tests.web.test_pages import AsMember, plain

THANKS = "Danke für Ihre gute Arbeit"


def placed(scene: Scene, lead: Lead, member: Membership) -> Mandate:
    vera, now = actor_of(scene.vera), scene.later(minutes=5)
    return Mandate.objects.get(id=desk.place_lead(lead.id, party_id=member.party_id, actor=vera, now=now))


def both_doors(mandate: Mandate, member: Membership, as_member: AsMember) -> list[str]:
    """The main part of the portal's page and of the mail's link."""
    secret = token(link_for("mandate", mandate.id, member.id, now=mandate.started_at))
    pages = (
        as_member(member).get(reverse("portal-lead", args=[mandate.lead_id])),
        Client().get(reverse("link", args=[secret])),
    )
    return [plain(page.text.split("<main")[1].split("</main>")[0]) for page in pages]


def test_who_won_reads_so_while_it_is_closed_and_by_nobody_else_s_work(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    vera, paul, petra = actor_of(scene.vera), actor_of(scene.paul), actor_of(scene.petra)
    first = placed(scene, lead, scene.paul)
    work.win_lead(lead.id, amount=Decimal(17900), actor=paul, now=scene.later(hours=1))
    for told in both_doors(first, scene.paul, as_member):
        assert THANKS in told
        assert "17.900" in told
    desk.reopen_lead(lead.id, actor=vera, now=scene.later(hours=1), text="Storniert")
    asked, by_its_mail = both_doors(first, scene.paul, as_member)  # it is offered to whoever won it once more
    assert THANKS not in asked + by_its_mail
    assert "Neue Anfrage" in asked
    assert "nicht mehr bei Ihnen" in by_its_mail
    second = placed(scene, lead, scene.petra)
    work.win_lead(lead.id, amount=Decimal(43210), actor=petra, now=scene.later(hours=1))
    for told in both_doors(first, scene.paul, as_member):
        assert THANKS not in told
        assert "43.210" not in told
        assert scene.petra.party.name not in told
        assert "Diese Anfrage ist beendet" in told
        assert "heute: beendet, gewonnen" in told
    for told in both_doors(second, scene.petra, as_member):
        assert THANKS in told
        assert "43.210" in told


def test_who_gave_it_back_reads_where_it_stands_today_and_how_it_ended(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    vera = actor_of(scene.vera)
    mandate = placed(scene, lead, scene.paul)
    work.give_back(lead.id, reason="no_capacity", actor=actor_of(scene.paul), now=scene.later(minutes=5))
    for told in both_doors(mandate, scene.paul, as_member):
        assert "heute: In Vergabe" in told
    placed(scene, lead, scene.petra)
    for told in both_doors(mandate, scene.paul, as_member):
        assert "heute: In Bearbeitung" in told
        assert not [word for word in ("Petra", "Musterfrau", "88112345") if word in told]
    desk.close_lead(lead.id, reason="spam", actor=vera, now=scene.later(minutes=5))
    for told in both_doors(mandate, scene.paul, as_member):
        assert "heute: beendet, aussortiert" in told


def test_what_it_was_asked_while_it_held_the_lead_is_not_read_afterwards(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    vera, paul = actor_of(scene.vera), actor_of(scene.paul)
    mandate = placed(scene, lead, scene.paul)

    def ask(text: str) -> str:
        to = scene.paul.party_id
        note = ask_party(lead.id, party_id=to, text=text, actor=vera, now=scene.later(minutes=5))
        return reverse("link", args=[token(link_for("question", note, scene.paul.id, now=scene.now))])

    secret = "Frau Musterfrau, 0881 12345, erreicht?"
    mailed = ask(secret)
    assert all(secret in told for told in both_doors(mandate, scene.paul, as_member))
    assert secret in Client().get(mailed).text
    work.give_back(lead.id, reason="no_capacity", actor=paul, now=scene.later(minutes=5))
    for told in [*both_doors(mandate, scene.paul, as_member), Client().get(mailed).text]:
        assert "Musterfrau" not in told
        assert "ihr Text wird nicht mehr gezeigt" in told
    later = ask("Warum kam sie zurück?")
    told = "".join(both_doors(mandate, scene.paul, as_member)) + Client().get(later).text
    assert told.count("Warum kam sie zurück?") == 3
    assert "Musterfrau" not in told


def test_who_declined_never_had_it_and_follows_nothing(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    offer = open_offer(lead)
    member = next(m for m in (scene.paul, scene.petra) if m.party_id == offer.party_id)
    offers.decline_offer(offer.id, reason="too_far", actor=actor_of(member), now=scene.now)
    page = as_member(member).get(reverse("portal-lead", args=[lead.id])).text
    assert "Sie haben diese Anfrage abgelehnt" in page
    assert "heute: In " not in page


def test_who_wins_what_it_won_before_reads_its_last_amount(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    paul = actor_of(scene.paul)
    placed(scene, lead, scene.paul)
    work.win_lead(lead.id, amount=Decimal(100), actor=paul, now=scene.later(hours=1))
    desk.reopen_lead(lead.id, actor=actor_of(scene.vera), now=scene.later(hours=1), text="Nachtrag")
    again = placed(scene, lead, scene.paul)
    work.win_lead(lead.id, amount=Decimal(250), actor=paul, now=scene.later(hours=1))
    for told in both_doors(again, scene.paul, as_member):
        assert THANKS in told
        assert "250" in told
