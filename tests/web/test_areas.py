"""Areas by Excel: downloaded, edited, looked at, refused where two would be exclusive, carried out, and restored."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from staffel.actions.people import add_member
from staffel.models import Area, Entry, Import, Membership
from tests.scene import Scene
from tests.web.test_pages import plain

AsMember = Callable[[Membership], Client]
HEAD = "Nummer;Land;PLZ Anfang;Exklusiv\n"


def uploaded(client: Client, text: str, name: str = "gebiete.csv") -> Any:
    return client.post(reverse("areas-upload"), {"file": SimpleUploadedFile(name, text.encode())})


def previewed(client: Client, text: str) -> tuple[str, str, str]:
    """The preview's address, what it says, and the fingerprint of its plan."""
    address = uploaded(client, text)["Location"]
    html = client.get(address).content.decode()
    seen = html.partition('name="seen" value="')[2].partition('"')[0]
    return address, plain(html), seen


def areas_of(member: Membership) -> list[str]:
    return sorted(Area.objects.filter(party_id=member.party_id).values_list("first", flat=True))


def state() -> tuple[int, ...]:
    return Area.objects.count(), Entry.objects.count()


def test_who_may_look_and_who_may_change(scene: Scene, as_member: AsMember, client: Client) -> None:
    mia = add_member(scene.desk.id, email="mia@example.com", name="Mia", role="marketing")
    before = state()
    assert client.get(reverse("areas"))["Location"].startswith("/login")
    for member in (scene.otto, scene.tom):
        for name in ("areas", "areas-file"):
            assert as_member(member).get(reverse(name)).status_code == 404
    for member in (scene.frieda, mia, scene.otto):
        assert uploaded(as_member(member), HEAD + "paul;DE;99;\n").status_code == 404
    assert as_member(mia).get(reverse("areas")).status_code == 200
    assert as_member(scene.vera).get(reverse("areas-upload")).status_code == 405
    assert as_member(scene.vera).post(reverse("areas")).status_code == 405
    assert state() == before
    assert not Import.objects.exists()


def test_the_page_says_where_fewer_than_two_work(scene: Scene, as_member: AsMember) -> None:
    text = plain(as_member(scene.vera).get(reverse("areas")).content.decode())
    assert "Hier arbeitet nur einer" in text
    assert "DE 01…" in text
    assert "DE 80…" not in text


def test_the_downloaded_file_uploaded_again_changes_nothing(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    content = vera.get(reverse("areas-file")).content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    header = next(row for row in sheet if row[0] == "Nummer")
    assert header[:6] == ["Nummer", "Firma", "Land", "PLZ von", "PLZ bis", "PLZ Anfang"]
    assert sum(row[0] == "paul" for row in sheet) == 3
    answer = vera.post(reverse("areas-upload"), {"file": SimpleUploadedFile("gebiete.xlsx", content)})
    assert "es würde sich nichts ändern" in plain(vera.get(answer["Location"]).content.decode()).lower()


def test_a_gap_of_one_product_is_no_gap_that_another_product_fills(scene: Scene, as_member: AsMember) -> None:
    Area.objects.filter(party=scene.otto.party).delete()
    for member, product in ((scene.otto, "heat_pump"), (scene.petra, "service")):
        Area.objects.create(party=member.party, country="DE", kind="prefix", first="22", product=product)
    head = "Nummer;Land;PLZ Anfang;Produkt\n"
    _, text, _ = previewed(as_member(scene.vera), head + "otto;DE;20;heat_pump\n")
    _, _, gaps = text.partition("Nur bei heat_pump:")
    assert "Niemand mehr zuständig: 22…" in gaps
    assert "Neu abgedeckt: 20…" in gaps
    assert "Nur bei service" not in text
    _, same, _ = previewed(as_member(scene.vera), head + "otto;DE;22;heat_pump\n")
    assert "Nur bei" not in same


def test_one_partners_file_holds_only_its_rows(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    Area.objects.filter(party_id=scene.otto.party_id).delete()
    for key, rows in (("paul", 3), ("otto", 1)):
        content = vera.get(reverse("areas-file"), {"party": key}).content
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        assert sum(row[0] == key for row in sheet) == rows
        answer = vera.post(reverse("areas-upload"), {"file": SimpleUploadedFile("g.xlsx", content)})
        assert "nichts ändern" in plain(vera.get(answer["Location"]).content.decode())
    assert vera.get(reverse("areas-file"), {"party": "nobody"}).status_code == 404


def test_the_preview_says_who_gets_and_loses_what_and_changes_nothing(
    scene: Scene, as_member: AsMember
) -> None:
    before = state()
    _address, text, _seen = previewed(as_member(scene.vera), HEAD + "otto;DE;20;\notto;DE;80;\n")
    assert "1 Partner ändert sich: 1 Gebiet kommt dazu, 2 fallen weg." in text
    assert "+ DE 80…" in text
    assert "− DE 21…" in text
    assert "− DE 22…" in text
    assert "Niemand mehr zuständig: 21…" in text
    assert "Otto Nord · Paul Heizungsbau" in text.replace(
        "Paul Heizungsbau · Otto Nord", "Otto Nord · Paul Heizungsbau"
    )
    assert "2 Partner stehen nicht in der Datei" in text
    assert state() == before


def test_the_preview_says_what_an_area_was_and_what_it_becomes(scene: Scene, as_member: AsMember) -> None:
    rows = "".join(f"otto;DE;{code};\n" for code in range(20, 50))
    _, text, _ = previewed(as_member(scene.vera), HEAD + "paul;DE;80;ja\npaul;DE;81;\npaul;DE;82;\n" + rows)
    assert "2 Partner ändern sich: 1 Gebiet ändert sich, 27 kommen dazu." in text
    assert "DE 80… wird zu DE 80…, exklusiv" in text
    assert "+ DE 42…" in text
    assert "+ DE 43…" not in text
    assert "und 7 weitere Gebiete" in text


def test_all_that_changes_can_be_downloaded(scene: Scene, as_member: AsMember, client: Client) -> None:
    vera = as_member(scene.vera)
    address, _, _ = previewed(vera, HEAD + "paul;DE;80;ja\npaul;DE;81;\notto;DE;20;\n")
    before = state()
    file = vera.get(f"{address}.xlsx")
    assert file["Content-Disposition"].startswith("attachment; filename*=utf-8''Gebiete-%C3%84nderungen-")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert rows == [
        ["Nummer", "Firma", "Was", "Vorher", "Nachher"],
        ["otto", "Otto Nord", "fällt weg", "DE 21…", ""],
        ["otto", "Otto Nord", "fällt weg", "DE 22…", ""],
        ["paul", "Paul Heizungsbau", "ändert sich", "DE 80…", "DE 80…, exklusiv"],
        ["paul", "Paul Heizungsbau", "fällt weg", "DE 82…", ""],
    ]
    everybody = vera.get(f"{address}.xlsx", {"complete": "1"}).content
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(everybody)).get_sheet_by_index(0).to_python()) == 8
    for member in (scene.otto, scene.frieda, scene.tom):
        assert as_member(member).get(f"{address}.xlsx").status_code == 404
    assert vera.post(f"{address}.xlsx").status_code == 405
    assert client.get(f"{address}.xlsx")["Location"].startswith("/login")
    refused, _, _ = previewed(vera, HEAD + "paul;DE;80;ja\npetra;DE;803;ja\n")
    assert vera.get(f"{refused}.xlsx").status_code == 404
    assert state() == before


def test_what_was_looked_at_is_carried_out_and_can_be_restored(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    Area.objects.filter(party_id=scene.petra.party_id).delete()
    address, _text, seen = previewed(vera, HEAD + "otto;DE;20;\npetra;DE;99;\npaul;DE;keine;\n")
    assert vera.post(f"{address}/apply", {"seen": seen})["Location"] == reverse("areas")
    assert (areas_of(scene.otto), areas_of(scene.petra), areas_of(scene.paul)) == (["20"], ["99"], [])
    assert Entry.objects.filter(kind="party.changed", actor_member=scene.vera).count() == 3
    assert vera.get(address).status_code == 404
    done = Import.objects.get(state="done")
    restoring = vera.post(reverse("areas-restore", args=[done.id]))["Location"]
    html = vera.get(restoring).content.decode()
    seen = html.partition('name="seen" value="')[2].partition('"')[0]
    vera.post(f"{restoring}/apply", {"seen": seen})
    assert areas_of(scene.otto) == ["20", "21", "22"]
    assert (areas_of(scene.petra), areas_of(scene.paul)) == ([], ["80", "81", "82"])


def test_whoever_is_missing_loses_areas_only_when_it_is_said(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    address, _text, _seen = previewed(vera, HEAD + "paul;DE;80;\n")
    html = vera.get(address, {"complete": "1"}).content.decode()
    assert "3 Partner ändern sich" in plain(html)
    seen = html.partition('name="seen" value="')[2].partition('"')[0]
    vera.post(f"{address}/apply", {"seen": seen, "complete": "1"})
    assert (areas_of(scene.paul), areas_of(scene.petra), areas_of(scene.otto)) == (["80"], [], [])


def test_two_exclusive_areas_are_refused_with_their_names_and_lines(
    scene: Scene, as_member: AsMember
) -> None:
    vera, before = as_member(scene.vera), state()
    address, text, seen = previewed(vera, HEAD + "paul;DE;80;ja\npetra;DE;803;ja\n")
    assert "Ein exklusives Gebiet kann nur einmal vergeben sein. An 1 Stellen" in text
    for words in (
        "Paul Heizungsbau",
        "Zeile 2 der Datei",
        "Petra Wärme GmbH",
        "DE 803…",
        "Zeile 3 der Datei",
    ):
        assert words in text
    assert seen == ""
    assert vera.post(f"{address}/apply", {"seen": seen}).status_code == 422
    assert state() == before
    assert vera.post(f"{address}/apply", {"discard": "1"}).status_code == 302
    assert not Import.objects.exists()


def test_what_has_changed_meanwhile_is_looked_at_again(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    address, _text, seen = previewed(vera, HEAD + "otto;DE;20;\n")
    Area.objects.filter(party_id=scene.otto.party_id, first="21").delete()
    before = state()
    answer = vera.post(f"{address}/apply", {"seen": seen})
    assert answer.status_code == 422
    assert "Inzwischen hat sich etwas geändert" in answer.content.decode()
    assert state() == before


def test_lines_that_cannot_be_read_are_named_and_take_nothing_away(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    address, text, seen = previewed(vera, HEAD + "otto;DE;20;\notto;DE;8o;\nfremd;DE;1;\n")
    assert "2 Zeilen sind nicht lesbar" in text
    assert "Zeile 3" in text
    assert "fremd" in text
    vera.post(f"{address}/apply", {"seen": seen})
    assert areas_of(scene.otto) == ["20", "21", "22"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "wählen Sie eine Datei"),
        ("a;b\n1;2\n", "fehlt die Spalte"),
        ("Nummer;Land\n", "keine Zeilen"),
    ],
)
def test_a_file_that_is_no_list_of_areas_is_refused(
    scene: Scene, as_member: AsMember, text: str, words: str
) -> None:
    before = state()
    answer = uploaded(as_member(scene.vera), text)
    assert answer.status_code == 422
    assert words in plain(answer.content.decode())
    assert state() == before
    assert not Import.objects.exists()
