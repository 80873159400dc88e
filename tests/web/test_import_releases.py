"""What was imported and held, released: in bulk, or so many every working day."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions.releases import release_due
from staffel.models import Entry, Import, Lead, Mandate
from tests.scene import MONDAY, Scene, captured
from tests.web.test_imports import HEAD, AsMember, begin, run, said, taken, uploaded


def test_held_leads_of_one_import_are_released(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    done = taken(vera)
    other = uploaded(vera, HEAD + "B1;Ute;Anders;ute@example.org;82362;\n")
    begin(vera, other)
    run(other)
    release = reverse("import-release", args=[done.id])
    assert "5 Leads, etwa 5 E-Mails an 1 Partner." in said(vera.get(release))
    assert vera.post(release, {"leads": "5"})["Location"] == reverse("import", args=[done.id])
    assert Lead.objects.filter(deadline_kind="release").count() == 1


def daily(client: Client, import_id: UUID, count: str) -> Any:
    return client.post(reverse("import-act", args=[import_id, "daily"]), {"count": count})


def test_so_many_are_released_every_working_day_exactly_once(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    done = taken(vera)
    assert daily(vera, done.id, "2").status_code == 302
    assert release_due(MONDAY - timedelta(hours=5)) == 0  # nobody is there yet
    assert release_due(MONDAY) == 2
    assert release_due(MONDAY + timedelta(hours=1)) == 0
    assert release_due(MONDAY + timedelta(days=1)) == 2
    assert release_due(MONDAY + timedelta(days=2)) == 1
    assert Import.objects.get(id=done.id).release_daily is None
    assert not Lead.objects.filter(deadline_kind="release").exists()


def test_weekend_and_holidays_release_nothing(scene: Scene, as_member: AsMember) -> None:
    done = taken(as_member(scene.vera))
    daily(as_member(scene.vera), done.id, "2")
    assert release_due(MONDAY + timedelta(days=5)) == 0  # a Saturday
    good_friday = MONDAY.replace(month=4, day=3)
    assert release_due(good_friday) == 0


def test_whoever_uploaded_and_released_is_named_in_the_verlauf(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    done = taken(vera)
    daily(as_member(scene.ada), done.id, "2")
    release_due(MONDAY)
    lead = Lead.objects.get(last_name="Probe0")
    by = {entry.kind: entry.actor_member_id for entry in Entry.objects.filter(lead=lead)}
    assert by["lead.captured"] == by["lead.held"] == scene.vera.id
    assert by["lead.released"] == scene.ada.id
    page = said(vera.get(reverse("lead", args=[lead.id])))
    assert "Vera, Innendienst" in page
    assert "Kommandozeile" not in page
    assert Entry.objects.get(kind="import.ended").actor_member_id == scene.vera.id


def test_parties_that_are_imported_are_credited_to_whoever_did(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    import_id = uploaded(vera, "Händlernummer;Firma;PLZ\nneu1;Neu GmbH;50667\n", kind="parties")
    begin(vera, import_id)
    run(import_id)
    changed = Entry.objects.get(kind="party.changed", party__key="neu1")
    assert changed.actor_member_id == scene.vera.id


def test_whoever_brings_history_is_not_who_works_its_leads(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    text = "Lead-ID;Nachname;E-Mail;PLZ;Bearbeiter;Status\nH1;Alt;ute@example.org;82362;desk;in Bearbeitung\n"
    import_id = uploaded(vera, text)
    begin(vera, import_id, mode="history")
    assert run(import_id).counts["placed"] == 1
    mandate = Mandate.objects.get()
    assert (mandate.party_id, mandate.member_id) == (scene.desk.id, None)


def test_a_released_import_says_so_with_how_many_and_since_when(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    done = taken(vera)
    page = reverse("import", args=[done.id])
    assert "5 in Innendienst: " not in said(vera.get(page))
    daily(vera, done.id, "2")
    release_due(MONDAY)
    text = said(vera.get(page))
    assert "2 von 5 Leads sind freigegeben , seit heute, 10:00" in text
    assert "teilweise freigegeben" in text
    assert "3 Leads sind noch zurückgehalten" in text
    assert "wartet auf Freigabe" not in text
    vera.post(reverse("import-release", args=[done.id]), {"leads": "3"})
    text = said(vera.get(page))
    assert "5 von 5 Leads sind freigegeben" in text
    assert "zurückgehalten" not in text
    assert "keiner mehr zurückgehalten" in said(vera.get("/import"))


def test_an_import_leads_to_its_leads(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    done = taken(vera)
    captured(scene)
    link = f"/leads?imported={done.id}"
    assert link in vera.get(reverse("import", args=[done.id])).content.decode()
    own = Lead.objects.get(last_name="Probe0")
    Lead.objects.filter(id=own.id).update(is_own=True)
    page = said(vera.get(link))
    assert "5 Leads" in page
    assert "Musterfrau" not in page
    assert page.count("eigener Lead") == 1
    assert "Ein Import" in page
    assert "0 Leads" in said(vera.get("/leads?imported=nonsense"))


def test_daily_release_can_be_changed_and_stopped(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    done = taken(vera)
    daily(vera, done.id, "2")
    daily(vera, done.id, "3")
    assert "3 werden jeden Arbeitstag freigegeben" in said(vera.get(reverse("import", args=[done.id])))
    vera.post(reverse("import-act", args=[done.id, "stop"]))
    assert release_due(MONDAY) == 0


@pytest.mark.parametrize("count", ["0", "501", "viele", ""])
def test_number_a_day_must_be_one(scene: Scene, as_member: AsMember, count: str) -> None:
    done = taken(as_member(scene.vera))
    assert daily(as_member(scene.vera), done.id, count).status_code == 422
    assert Import.objects.get(id=done.id).release_daily is None
