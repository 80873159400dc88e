"""What is changed about a campaign or a market without a new version is told like every other change."""

from django.urls import reverse

from staffel.actions.versions import change_campaign, change_market, create_market
from staffel.queries.directory import directory
from tests.scene import Scene, actor_of
from tests.web.test_pages import AsMember, plain


def test_a_new_name_and_source_of_a_campaign_stand_in_its_history(scene: Scene, as_member: AsMember) -> None:
    vera, page = as_member(scene.vera), reverse("campaign-page", args=["default"])
    before = plain(vera.get(page).text)
    assert "Ohne neue Version geändert" not in before
    change_campaign("default", name="Frühjahr", source="web", actor=actor_of(scene.ada), now=scene.now)
    _, _, found = plain(vera.get(page).text).partition("Ohne neue Version geändert")
    assert "Name, Quelle" in found
    assert "· Ada" in found


def test_a_markets_name_stands_in_its_own_history_only(scene: Scene, as_member: AsMember) -> None:
    ada, vera = actor_of(scene.ada), as_member(scene.vera)
    body = directory().current("market", "default", at=scene.now).body
    create_market("north", name="Nord", desk_id=scene.desk.id, body=body, actor=ada, now=scene.now)
    change_market("north", name="Norden", desk_id=scene.desk.id, actor=ada, now=scene.now)
    north, other = (plain(vera.get(reverse("market-page", args=[key])).text) for key in ("north", "default"))
    assert "Ohne neue Version geändert" in north
    assert "Ohne neue Version geändert" not in other
