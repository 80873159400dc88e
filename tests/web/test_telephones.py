"""Telephone numbers on pages: written to be read, pressed to call, the same everywhere."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from staffel.actions.links import link_for, token
from staffel.actions.parties import bump
from staffel.models import Installation, Lead, Membership, Party
from tests.scene import Scene, open_offer

AsMember = Callable[[Membership], Client]
CONTACT = "Vera <Innendienst>, 089 1234567\nvera@example.com"
CALLS = '<a href="tel:+49891234567">089 1234567</a>'


def test_the_vendors_number_is_called_from_the_portal_and_from_a_link(
    scene: Scene, lead: Lead, as_member: AsMember, client: Client
) -> None:
    Installation.objects.update(contact=CONTACT)
    bump()
    asked = next(m for m in (scene.paul, scene.petra) if m.party_id == open_offer(lead).party_id)
    link = reverse("link", args=[token(link_for("offer", open_offer(lead).id, asked.id, now=scene.now))])
    for page in (client.get(link), as_member(asked).get(reverse("portal"))):
        assert f"Vera &lt;Innendienst&gt;, {CALLS}<br>vera@example.com" in page.content.decode()


def test_numbers_of_a_party_and_its_people_are_written_to_be_read(scene: Scene, as_member: AsMember) -> None:
    Party.objects.filter(id=scene.paul.party_id).update(phone="+49881556677")
    Membership.objects.filter(id=scene.paul.id).update(phone="+41443210987")
    bump()
    page = as_member(scene.ada).get(reverse("party", args=[scene.paul.party_id])).content.decode()
    assert '<a href="tel:+49881556677">0881 556677</a>' in page
    assert '<a href="tel:+41443210987">+41 44 321 09 87</a>' in page
