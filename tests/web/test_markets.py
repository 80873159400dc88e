"""The pages of what governs the leads, by the example of markets: who reads, who publishes, what is refused and kept."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions.people import add_member
from staffel.actions.versions import publish
from staffel.models import Delivery, Entry, Membership, Version
from staffel.queries.directory import directory
from staffel.rules.campaigns import Market
from staffel.rules.rankings import Round
from tests.scene import Scene, actor_of, add_partner

AsMember = Callable[[Membership], Client]
PAGE, EDIT, DRAFT = "/markets/default", "/markets/default/edit", "/markets/default/draft"
ROUND = {
    "reach": "area",
    "kinds": "partner",
    "order": "nearest",
    "at_once": "1",
    "limit": "",
    "open_now": "hot",
}


def typed(*rounds: dict[str, Any], do: str = "preview", after: int = 1, **more: Any) -> dict[str, Any]:
    """What the form posts: its rounds are named r0, r1 …"""
    found: dict[str, Any] = {
        "rounds": [f"r{n}" for n in range(len(rounds))],
        "do": do,
        "after": after,
        **more,
    }
    for number, round_ in enumerate(rounds):
        found |= {f"rounds-r{number}-{name}": value for name, value in {**ROUND, **round_}.items()}
    return found


def counted() -> tuple[int, int, int]:
    return Version.objects.count(), Entry.objects.count(), Delivery.objects.count()


def rounds_now(scene: Scene) -> tuple[Round, ...]:
    body: Market = directory().current("market", "default", at=scene.now).body
    return body.rounds


# -- who may ------------------------------------------------------------------------------------------------------


def test_anonymous_is_sent_to_the_login(scene: Scene, client: Client) -> None:
    for address in ("/markets", PAGE, EDIT):
        assert client.get(address)["Location"].startswith("/login")
    before = counted()
    for address in (EDIT, DRAFT):
        assert client.post(address, typed({}))["Location"].startswith("/login")
    assert counted() == before


def test_partners_and_the_agency_see_nothing_of_it(scene: Scene, as_member: AsMember) -> None:
    for member in (scene.otto, scene.paul, scene.tom):
        client = as_member(member)
        assert {client.get(one).status_code for one in ("/markets", PAGE, EDIT)} == {404}
        assert {client.post(one, typed({})).status_code for one in (EDIT, DRAFT)} == {404}


def test_marketing_and_field_sales_read_and_do_not_edit(scene: Scene, as_member: AsMember) -> None:
    mia = add_member(scene.desk.id, email="mia@example.com", name="Mia", role="marketing")
    before = counted()
    for member in (mia, scene.frieda):
        client = as_member(member)
        page = client.get(PAGE)
        assert page.status_code == 200
        assert EDIT not in page.content.decode()
        assert client.get(EDIT).status_code == 404
        assert client.post(EDIT, typed({"at_once": "2"}, do="publish")).status_code == 404
        assert client.post(DRAFT, typed({})).status_code == 404
    assert counted() == before


def test_wrong_methods_and_unknown_markets(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    assert vera.post("/markets").status_code == 405
    assert vera.post(PAGE).status_code == 405
    assert vera.get(DRAFT).status_code == 405
    assert vera.put(EDIT).status_code == 405
    for address in ("/markets/gone", "/markets/gone/edit", f"{PAGE}?edition=9", f"{PAGE}?edition=x"):
        assert vera.get(address).status_code == 404


# -- reading ------------------------------------------------------------------------------------------------------


def test_the_page_says_the_rounds_in_both_languages_and_what_changed(
    scene: Scene, as_member: AsMember
) -> None:
    publish(
        "market", "default", Market((Round("one", at_once=2),)), actor=actor_of(scene.vera), now=scene.now
    )
    text = as_member(scene.ada).get(PAGE).content.decode()
    assert "Zuerst gleichzeitig die zwei nächstgelegenen Partner" in text
    assert (
        '<details lang="en"><summary>In English</summary>' in text
    )  # what the reader does not need is folded
    assert "First at the same time the two nearest partners" in text
    assert "Version 2" in text
    assert "Vera" in text
    older = as_member(scene.ada).get(f"{PAGE}?edition=1").content.decode()
    assert "Sie gilt nicht mehr" in older
    assert f"{EDIT}?edition=1" in older


def test_the_bench_answers_on_the_page_and_for_htmx_alone(scene: Scene, as_member: AsMember) -> None:
    asked = {
        "bench-postal_code": "82362",
        "bench-country": "DE",
        "bench-temperature": "warm",
        "bench-named": "otto",
    }
    vera, before = as_member(scene.vera), counted()
    page = vera.get(PAGE, asked).content.decode()
    part = vera.get(PAGE, asked, headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div id="bench"')
    for text in (page, part):
        assert "Paul Heizungsbau" in text
        assert "Außerhalb des Gebiets" in text
    assert 'value="Deutschland"' in vera.get(PAGE).content.decode()
    assert ">Deutsch</option>" in vera.get(PAGE).content.decode()
    wrong = vera.get(PAGE, {**asked, "bench-country": "Atlantis"}).content.decode()
    assert "Dieses Land ist nicht bekannt" in wrong
    assert counted() == before


# -- editing ------------------------------------------------------------------------------------------------------


def test_a_draft_is_said_and_tried_out_without_being_written(scene: Scene, as_member: AsMember) -> None:
    before = counted()
    draft = typed({"reach": "anywhere", "at_once": "3"})
    draft |= {"bench-postal_code": "20095", "bench-country": "DE", "bench-temperature": "warm"}
    text = as_member(scene.vera).post(DRAFT, draft).content.decode()
    assert "Zuerst gleichzeitig die drei nächstgelegenen Partner aus dem ganzen Netz" in text
    assert text.index("Otto Nord") < text.index("Paul Heizungsbau")
    assert "Gebiete" in text  # what is different
    half = as_member(scene.vera).post(DRAFT, typed({"at_once": ""})).content.decode()
    assert "steht es neben dem Feld" in half
    assert counted() == before


def test_the_difference_is_shown_before_it_is_published(scene: Scene, as_member: AsMember) -> None:
    vera, before = as_member(scene.vera), counted()
    changed = typed({"at_once": "2", "limit": "4"}, {"reach": "distance", "within_km": "40"})
    preview = vera.post(EDIT, changed).content.decode()
    assert counted() == before
    assert 'value="publish"' in preview
    assert 'name="rounds-r1-within_km" value="40"' in preview
    done = vera.post(EDIT, changed | {"do": "publish"}, follow=True)
    assert "Veröffentlicht" in done.content.decode()
    first, second = rounds_now(scene)
    assert (first.at_once, first.limit, second.reach, second.within_km) == (2, 4, "distance", 40)
    entry = Entry.objects.get(kind="version.published")
    assert (entry.actor_member_id, entry.data) == (
        scene.vera.id,
        {"kind": "market", "key": "default", "version": 2},
    )


def test_without_a_difference_there_is_nothing_to_publish(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    publish("market", "default", Market((Round("r0"),)), actor=actor_of(scene.ada), now=scene.now)
    preview = vera.post(EDIT, typed({}, after=2)).content.decode()
    assert "Es gibt nichts zu veröffentlichen" in preview
    assert 'value="publish"' not in preview


@pytest.mark.parametrize(
    ("round_", "words"),
    [
        ({"at_once": "0"}, "größer oder gleich"),
        ({"at_once": "viele"}, "ganze Zahl"),
        ({"reach": "distance", "within_km": "-1"}, "größer oder gleich"),
        ({"reach": "named"}, "mindestens eine"),
        ({"kinds": []}, "mindestens eine Art"),
        ({"order": "mix"}, "Gewicht über null"),
        ({"window_hot_": "", "window_hot": "1", "window_hot_unit": "h"}, "für jede Temperatur"),
        ({"tags": "unknown"}, "unknown"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_kept(
    scene: Scene, as_member: AsMember, round_: dict[str, str], words: str
) -> None:
    before = counted()
    answer = as_member(scene.vera).post(EDIT, typed({"limit": "7", **round_}, do="publish"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert 'class="wrong-because"' in text
    assert 'value="7"' in text
    assert counted() == before


def test_no_round_at_all_is_refused(scene: Scene, as_member: AsMember) -> None:
    before = counted()
    answer = as_member(scene.vera).post(EDIT, typed(do="publish"))
    assert answer.status_code == 422
    assert "Ohne Stufe wird niemand gefragt" in answer.content.decode()
    assert counted() == before


def test_rounds_are_added_moved_and_removed_by_buttons(scene: Scene, as_member: AsMember) -> None:
    vera, before = as_member(scene.vera), counted()

    def order(do: str) -> list[str]:
        text = vera.post(
            EDIT, typed({}, {"at_once": "9"}, do=do), headers={"HX-Request": "true"}
        ).content.decode()
        return [part.split('"')[0] for part in text.split('name="rounds" value="')[1:]]

    assert order("up:rounds:r1") == ["r1", "r0"]
    assert order("down:rounds:r0") == ["r1", "r0"]
    assert order("up:rounds:r0") == ["r0", "r1"]
    assert order("remove:rounds:r0") == ["r1"]
    assert order("remove:rounds:gone") == ["r0", "r1"]
    assert len(order("add:rounds")) == 3
    assert counted() == before


def test_whoever_published_meanwhile_is_named_and_nothing_typed_is_lost(
    scene: Scene, as_member: AsMember
) -> None:
    publish("market", "default", Market((Round("x", at_once=5),)), actor=actor_of(scene.ada), now=scene.now)
    before = counted()
    vera, mine = as_member(scene.vera), typed({"at_once": "2", "limit": "8"}, do="publish", after=1)
    answer = vera.post(EDIT, mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Ada hat inzwischen Version 2 veröffentlicht" in text
    assert 'value="8"' in text
    assert 'name="after" value="2"' in text
    assert counted() == before
    vera.post(EDIT, mine | {"after": 2})
    assert rounds_now(scene)[0].limit == 8


def test_going_back_publishes_the_older_version_anew(scene: Scene, as_member: AsMember) -> None:
    first = rounds_now(scene)
    publish("market", "default", Market((Round("x", at_once=5),)), actor=actor_of(scene.ada), now=scene.now)
    vera = as_member(scene.vera)
    form = vera.get(f"{EDIT}?edition=1").content.decode()
    assert 'name="rounds" value="nearest"' in form
    assert 'name="after" value="2"' in form
    assert rounds_now(scene) != first


def test_every_part_of_a_round_survives_the_form(scene: Scene, as_member: AsMember) -> None:
    whole = Round(
        key="all of it", kinds=("partner", "agency"), reach="distance", within_km=12.5, tags=(), tag_from="product",
        same_language=True, order="mix", mix={"nearest": 0.6, "load": 0.4}, at_once=3, limit=9,
        window={"hot": 30, "warm": 960, "cold": 90}, open_now="never",
    )  # fmt: skip
    own = Round(key="own", desks=(scene.desk.id,))
    publish("market", "default", Market((whole, own)), actor=actor_of(scene.ada), now=scene.now)
    vera = as_member(scene.vera)
    page = vera.get(EDIT)
    editor = page.context["editor"]
    posted: dict[str, Any] = {"do": "publish", "after": 2, "rounds": [row.name for row in editor.rounds]}
    for row in editor.rounds:
        for bound in row.form:
            value = bound.value()
            if bound.name.startswith("window"):
                number, unit = bound.field.widget.decompress(value)
                posted |= {bound.html_name: number or "", f"{bound.html_name}_unit": unit}
            elif value is not None and value is not False:
                posted[bound.html_name] = value
    vera.post(EDIT, posted)
    assert rounds_now(scene) == (whole, own)


def test_the_list_names_who_uses_a_market(scene: Scene, as_member: AsMember) -> None:
    text = as_member(scene.vera).get(reverse("markets")).content.decode()
    assert "Standard" in text
    assert json.dumps(PAGE)[1:-1] in text


def test_the_bench_says_of_a_firm_that_nobody_of_it_takes_part_yet_and_where_to_mend_it(
    scene: Scene, as_member: AsMember
) -> None:
    nora = add_partner("nora", "Nora Solar", "82362", ["82"])
    asked = {
        "bench-postal_code": "82362",
        "bench-country": "DE",
        "bench-temperature": "warm",
        "bench-named": "nora",
    }
    text = as_member(scene.vera).get(PAGE, asked).content.decode()
    assert "Noch niemand der Firma nimmt teil: jemanden einladen oder die Einladung erneut senden" in text
    assert reverse("party", args=[nora.id]) in text
