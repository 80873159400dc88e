"""What a page may run: our own files only, nothing that stands in the page itself."""

import re

from django.test import Client
from django.urls import reverse

from staffel.actions import desk
from staffel.models import Lead
from tests.scene import Scene, actor_of
from tests.web.test_pages import AsMember


def runs_our_files_only(client: Client, address: str) -> bool:
    answer = client.get(address)
    assert answer.status_code == 200
    rules = dict(
        rule.strip().split(" ", 1)
        for rule in answer["Content-Security-Policy"].split(";")
        if " " in rule.strip()
    )
    is_bare = re.search(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>|\son[a-z]+=\"", answer.text
    )
    return "unsafe" not in rules["script-src"] and "*" not in rules["script-src"].split() and not is_bare


def test_the_pages_of_the_house_and_of_the_portal_run_our_files_only(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    vera, paul, tom = (as_member(one) for one in (scene.vera, scene.paul, scene.tom))
    for address in ("/", reverse("leads"), reverse("lead", args=[lead.id]), reverse("process")):
        assert runs_our_files_only(vera, address), address
    for address in (reverse("portal"), reverse("portal-leads"), reverse("portal-lead", args=[lead.id])):
        assert runs_our_files_only(paul, address), address
    for address in ("/", reverse("calls")):
        assert runs_our_files_only(tom, address), address
