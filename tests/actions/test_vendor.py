"""What the vendor says of itself and how it looks: each value checked, each change in the journal."""

from typing import Any

import pytest

from staffel.actions.vendor import change_vendor, remove_logo, set_logo
from staffel.models import Entry, Installation, Logo
from staffel.queries.directory import directory
from staffel.rules.refused import Refused
from tests.scene import Scene, actor_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
WORDS = {"de": ["Händler", "Händler"], "en": ["Dealer", "Dealers"]}


def test_all_of_it_is_set_and_entered_once(scene: Scene) -> None:
    ada = actor_of(scene.ada)
    values = {
        "vendor": " Neue GmbH ",
        "colour": "#0B5CAD",
        "partner_words": WORDS,
        "country": "Österreich",
        "language": "en",
    }
    change_vendor(values, actor=ada, now=scene.now)
    row = directory().installation
    assert (row.vendor, row.colour, row.partner_words, row.country, row.language) == (
        "Neue GmbH", "#0b5cad", WORDS, "AT", "en",
    )  # fmt: skip
    (entry,) = Entry.objects.filter(kind="vendor.changed")
    assert set(entry.data["fields"]) == {"vendor", "colour", "partner_words", "country", "language"}
    change_vendor(values, actor=ada, now=scene.now)
    assert Entry.objects.filter(kind="vendor.changed").count() == 1


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"vendor": " "}, "vendor_missing", "vendor"),
        ({"contact": "x" * 301}, "contact_long", "contact"),
        ({"sender": "niemand"}, "email_unreadable", "sender"),
        ({"redirect_to": "a b@c"}, "email_unreadable", "redirect_to"),
        ({"language": "fr"}, "language_unknown", "language"),
        ({"country": "Atlantis"}, "country_unknown", "country"),
        ({"timezone": "Mars/Base"}, "timezone_unknown", "timezone"),
        ({"colour": "grün"}, "colour_unreadable", "colour"),
        ({"partner_words": {"de": ["Händler", ""]}}, "partner_words_missing", "de_many"),
        ({"partner_words": {"de": ["Händler", "Händler"]}}, "partner_words_missing", "en_one"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    scene: Scene, values: dict[str, Any], code: str, field: str
) -> None:
    before = Installation.objects.values().get()
    with pytest.raises(Refused) as refused:
        change_vendor({"vendor": "Neu", **values}, actor=actor_of(scene.ada), now=scene.now)
    assert (refused.value.code, refused.value.details["field"]) == (code, field)
    assert Installation.objects.values().get() == before
    assert not Entry.objects.filter(kind="vendor.changed").exists()


def test_the_usual_words_are_kept_as_none(scene: Scene) -> None:
    ada = actor_of(scene.ada)
    change_vendor({"partner_words": WORDS}, actor=ada, now=scene.now)
    change_vendor({"partner_words": {"de": ["", ""], "en": ["", ""]}}, actor=ada, now=scene.now)
    assert directory().installation.partner_words == {}


def test_a_logo_is_kept_replaced_and_removed(scene: Scene) -> None:
    ada = actor_of(scene.ada)
    set_logo(PNG, actor=ada, now=scene.now)
    set_logo(b"\xff\xd8\xff" + b"\0" * 64, actor=ada, now=scene.later(seconds=5))
    assert Logo.objects.get().content_type == "image/jpeg"
    assert directory().installation.logo_at == scene.now
    remove_logo(actor=ada, now=scene.now)
    remove_logo(actor=ada, now=scene.now)
    assert (Logo.objects.count(), directory().installation.logo_at) == (0, None)
    assert Entry.objects.filter(kind="vendor.changed").count() == 3


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>", "logo_unknown"),
        (b"GIF89a" + b"\0" * 64, "logo_unknown"),
        (b"", "logo_unknown"),
        (PNG + b"\0" * 512 * 1024, "logo_large"),
    ],
)
def test_other_pictures_are_refused(scene: Scene, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        set_logo(content, actor=actor_of(scene.ada), now=scene.now)
    assert (refused.value.code, refused.value.details) == (code, {"field": "logo"})
    assert Logo.objects.count() == 0
    assert not Entry.objects.filter(kind="vendor.changed").exists()
