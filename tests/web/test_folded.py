"""The filters of a list, folded away on a phone: how many are set is said beside them."""

from django.urls import reverse

from tests.scene import Scene
from tests.web.test_parties import AsMember


def test_filters_that_are_folded_away_say_how_many_are_set(scene: Scene, as_member: AsMember) -> None:
    vera, addresses = as_member(scene.vera), (reverse("parties"), reverse("leads"), reverse("deliveries"))
    query = {
        "state": "active",
        "tag": "x",
        "status": "open",
        "area": "80",
        "kind": "desk",
        "channel": "mail",
        "q": "a",
    }
    for address, count in zip(addresses, (3, 2, 2), strict=True):
        whole = vera.get(address, query).content.decode()
        assert whole.count('id="folded"') == 1
        assert f'id="folded" class="mark">{count} gesetzt<' in whole
        assert 'id="folded" class="mark" hidden>' in vera.get(address).content.decode()
        fetched = vera.get(address, query, headers={"HX-Request": "true"}).content.decode()
        assert f'id="folded" class="mark" hx-swap-oob="true">{count} gesetzt<' in fetched
