"""Imports in the browser: looked at before anything is taken in, taken in once."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from staffel.actions import imports as lead_imports
from staffel.actions.import_runs import run_import
from staffel.models import Delivery, Entry, Import, Lead, Membership, Offer, Party, Submission
from tests.scene import Scene

AsMember = Callable[[Membership], Client]
HEAD = "Lead-ID;Vorname;Nachname;E-Mail;PLZ;Hinweis\n"
ROWS = "".join(f"A{n};Ines;Probe{n};ines{n}@example.org;82362;H{n}\n" for n in range(5))
BAD = "A9;;;;82362;\n"


def counted() -> tuple[int, ...]:
    return Lead.objects.count(), Entry.objects.count(), Delivery.objects.count(), Submission.objects.count()


def said(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def upload(
    client: Client, text: str = HEAD + ROWS + BAD, *, kind: str = "leads", name: str = "messe.csv"
) -> Any:
    return client.post("/import", {"kind": kind, "file": SimpleUploadedFile(name, text.encode())})


def uploaded(client: Client, text: str = HEAD + ROWS + BAD, *, kind: str = "leads") -> UUID:
    upload(client, text, kind=kind)
    return Import.objects.latest("id").id


def begin(client: Client, import_id: UUID, **chosen: str) -> Any:
    return client.post(
        reverse("import-act", args=[import_id, "begin"]), {"mode": "held", "campaign": "default", **chosen}
    )


def run(import_id: UUID) -> Import:
    """What the worker does."""
    run_import(import_id, clock=timezone.now)
    return Import.objects.get(id=import_id)


def taken(client: Client, **chosen: str) -> Import:
    import_id = uploaded(client)
    begin(client, import_id, **chosen)
    return run(import_id)


# -- the doors ----------------------------------------------------------------------------------------------------


def test_only_the_desk_imports(scene: Scene, as_member: AsMember, client: Client) -> None:
    import_id = uploaded(as_member(scene.vera))
    page, act = reverse("import", args=[import_id]), reverse("import-act", args=[import_id, "begin"])
    release, before = reverse("import-release", args=[import_id]), counted()
    for address in ("/import", page, release):
        assert client.get(address)["Location"].startswith("/login")
    for member in (scene.otto, scene.paul, scene.tom, scene.frieda):
        other = as_member(member)
        for address in ("/import", page, release):
            assert other.get(address).status_code == 404
        assert other.post(act, {"mode": "new"}).status_code == 404
        assert upload(other).status_code == 404
    vera = as_member(scene.vera)
    assert vera.post(page).status_code == 405
    assert vera.get(act).status_code == 405
    assert vera.post(reverse("import-act", args=[import_id, "explode"])).status_code == 404
    assert Import.objects.get().state == "ready"
    assert counted() == before


# -- uploading and looking ----------------------------------------------------------------------------------------


def test_uploaded_file_is_looked_at_and_nothing_is_taken_in(scene: Scene, as_member: AsMember) -> None:
    before, vera = counted(), as_member(scene.vera)
    text = said(vera.get(upload(vera)["Location"]))
    assert "5 neue Leads" in text
    assert "Es wird nichts verschickt." in text
    assert "1 Zeile ist nicht lesbar" in text
    assert "Zeile 7 Nachname: Hier ist niemand genannt" in text
    assert "Ines Probe0" in text
    assert counted() == before


def test_what_is_noted_names_its_lines(scene: Scene, as_member: AsMember) -> None:
    vera, rows = as_member(scene.vera), ROWS.replace("82362", "99999", 2)
    text = said(vera.get(upload(vera, HEAD + rows)["Location"]))
    assert re.search(r"2 × [^×]*99999[^×]* Zeilen 2, 3", text)


def test_preview_says_who_has_consented_and_what_is_no_consent(scene: Scene, as_member: AsMember) -> None:
    vera, before = as_member(scene.vera), counted()
    head = "Nachname;E-Mail;PLZ;Einwilligung Weitergabe;Datum\n"
    rows = "Au;au@example.org;82362;15.02.2026;01.03.2026\nBy;by@example.org;82362;oft;01.03.2026\n"
    text = said(vera.get(upload(vera, head + rows)["Location"]))
    assert "1 mit Einwilligung: Weitergabe" in text
    assert re.search(r"Weitergabe \( ?(So, )?15\.2\.", text), text
    assert "„oft“ ist weder ja noch nein noch ein Tag" in text
    assert counted() == before


def test_preview_says_what_would_go_out(scene: Scene, as_member: AsMember) -> None:
    vera, before = as_member(scene.vera), counted()
    import_id = uploaded(vera)
    text = said(
        vera.get(
            reverse("import", args=[import_id]),
            {"mode": "new"},
            HTTP_HX_TARGET="preview",
            HTTP_HX_REQUEST="true",
        )
    )
    assert text.startswith("Was geschehen würde")
    assert "5 E-Mails an 1 Partner gehen sofort hinaus." in text
    untold = "Die Interessenten erhalten dazu keine E-Mail, auch nicht bei der Annahme eines Leads:"
    assert untold in text
    assert untold in said(vera.get(reverse("import", args=[import_id]), {"mode": "held"}))
    assert untold not in said(vera.get(reverse("import", args=[import_id]), {"mode": "history"}))
    assert counted() == before


def test_another_column_is_read_otherwise(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    page = reverse("import", args=[uploaded(vera)])
    assert "H0" not in said(vera.get(page)).split("Die ersten Zeilen")[1]
    text = said(vera.get(page, {"column-5": "place", "mode": "held"}))
    assert "82362 H0" in text
    twice = vera.get(page, {"column-5": "email"})
    assert "können nicht beide dasselbe sein" in said(twice)
    assert "So aufnehmen" not in said(twice)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("", "leads", "leer"),
        ("nur eine Zeile", "leads", "keine"),
        ("Xa;Yb\n1;2\n", "leads", "Keine Spalte dieser Datei ist bekannt"),
        (HEAD + ROWS, "erfunden", "wählen Sie, was die Datei enthält"),
    ],
)
def test_file_that_cannot_be_read_is_refused(
    scene: Scene, as_member: AsMember, text: str, kind: str, words: str
) -> None:
    answer = upload(as_member(scene.vera), text, kind=kind)
    assert answer.status_code == 422
    assert words in said(answer)
    assert not Import.objects.exists()


def test_no_file_is_no_import(scene: Scene, as_member: AsMember) -> None:
    answer = as_member(scene.vera).post("/import", {"kind": "leads"})
    assert answer.status_code == 422
    assert "wählen Sie eine Datei" in said(answer)


def test_too_large_a_file_is_refused(
    scene: Scene, as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("staffel.actions.uploads.LARGEST", 10)
    assert upload(as_member(scene.vera)).status_code == 422
    assert not Import.objects.exists()


def test_file_can_be_thrown_away(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    import_id = uploaded(vera)
    answer = vera.post(reverse("import-act", args=[import_id, "discard"]), follow=True)
    assert "Nichts wurde aufgenommen" in said(answer)
    assert not Import.objects.exists()


# -- taking in ----------------------------------------------------------------------------------------------------


def test_import_is_taken_in_by_a_job_with_its_counts(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    import_id = uploaded(vera)
    assert begin(vera, import_id).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT args ->> 'import_id' FROM procrastinate_jobs WHERE task_name = 'run_import'")
        assert cursor.fetchall() == [(str(import_id),)]
    page = reverse("import", args=[import_id])
    assert "0 von 6 Zeilen" in said(vera.get(page))
    done = run(import_id)
    assert (done.state, done.done, done.content) == ("done", 6, None)
    assert done.counts["taken"] == 5
    assert done.counts["unreadable"] == 1
    text = said(vera.get(page, HTTP_HX_TARGET="progress", HTTP_HX_REQUEST="true"))
    assert "5 Leads aufgenommen" in text
    assert "1 Zeile war nicht lesbar" in text
    assert not Offer.objects.exists()
    lead = Lead.objects.get(last_name="Probe0")
    assert lead.answers == {"hinweis": "H0"}


def test_new_leads_are_offered_at_once_and_history_sends_nothing(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    assert taken(vera, mode="new").counts["offered"] == 5
    sent = Delivery.objects.count()
    import_id = uploaded(
        vera, HEAD.replace("Hinweis", "Status") + "H1;Ute;Alt;ute@example.org;82362;gewonnen\n"
    )
    begin(vera, import_id, mode="history")
    assert run(import_id).counts["placed"] == 1
    assert Lead.objects.get(last_name="Alt").outcome == "won"
    assert Delivery.objects.count() == sent


def test_same_file_twice_is_taken_once(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    taken(vera)
    again = taken(vera)
    assert (again.counts["taken"], again.counts["known"]) == (0, 5)
    assert Lead.objects.count() == 5
    assert Submission.objects.filter(state="problem").count() == 1


def test_job_run_twice_and_after_a_killed_worker_takes_each_row_once(
    scene: Scene, as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera = as_member(scene.vera)
    import_id = uploaded(vera)
    begin(vera, import_id)
    monkeypatch.setattr("staffel.actions.import_runs.LEADS_A_CASE", 2)
    take, calls = lead_imports.take_leads, []

    def killed(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return take(*args, **kwargs)

    monkeypatch.setattr("staffel.actions.import_runs.take_leads", killed)
    with pytest.raises(KeyboardInterrupt):
        run(import_id)
    assert Lead.objects.count() == 2
    assert Import.objects.get().state == "running"
    done = run(import_id)
    assert (done.state, done.counts["taken"], done.counts["known"]) == ("done", 5, 0)
    run(import_id)
    assert Lead.objects.count() == 5


def test_begun_once_and_not_again(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    done = taken(vera)
    before = counted()
    answer = begin(vera, done.id)
    assert answer.status_code == 422
    assert "schon begonnen" in said(answer)
    assert vera.post(reverse("import-act", args=[done.id, "discard"])).status_code == 422
    assert counted() == before


@pytest.mark.parametrize(
    ("chosen", "words"), [({"mode": "erfunden"}, "wie die Leads"), ({"column-5": "email"}, "nicht beide"), ({"campaign": "fehlt"}, "Kampagne")]
)  # fmt: skip
def test_wrong_choice_is_refused_and_nothing_begins(
    scene: Scene, as_member: AsMember, chosen: dict[str, str], words: str
) -> None:
    vera = as_member(scene.vera)
    import_id = uploaded(vera)
    answer = begin(vera, import_id, **chosen)
    assert answer.status_code == 422
    assert words in said(answer)
    assert Import.objects.get().state == "ready"


def test_failed_import_says_why_and_can_go_on(
    scene: Scene, as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera = as_member(scene.vera)
    import_id = uploaded(vera)
    begin(vera, import_id)
    with monkeypatch.context() as broken:
        broken.setitem(__import__("staffel.actions.import_runs", fromlist=["x"]).TAKERS, "leads", None)
        assert run(import_id).state == "failed"
    assert "konnte nicht aufgenommen werden" in said(vera.get(reverse("import", args=[import_id])))
    assert vera.post(reverse("import-act", args=[import_id, "again"])).status_code == 302
    assert run(import_id).counts["taken"] == 5


def test_partners_and_areas_are_imported_too(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    parties = "Händlernummer;Firma;PLZ;PLZ-Gebiet\nneu1;Neu GmbH;50667;50\npaul;Paul Heizungsbau;82362;82\n"
    import_id = uploaded(vera, parties, kind="parties")
    assert "1 neu" in said(vera.get(reverse("import", args=[import_id])))
    begin(vera, import_id)
    assert run(import_id).counts["new"] == 1
    assert Party.objects.get(key="neu1").place == "Köln"
    import_id = uploaded(vera, "Händlernummer;Land;Präfix\nneu1;DE;51\n", kind="areas")
    begin(vera, import_id)
    assert run(import_id).counts == {
        "parties": 1,
        "changed": 1,
        "areas_added": 1,
        "areas_removed": 1,
        "unreadable": 0,
    }


# -- the list -----------------------------------------------------------------------------------------------------


def test_list_has_all_imports_in_as_many_queries_for_many(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    taken(vera)
    vera.get("/import")
    with CaptureQueriesContext(connection) as one:
        assert "messe.csv" in said(vera.get("/import"))
    for n in range(4):
        uploaded(vera, HEAD + f"C{n};Ute;Anders;ute@example.org;82362;\n")
    with CaptureQueriesContext(connection) as many:
        vera.get("/import")
    assert len(one) == len(many)


def test_list_pages_by_what_was_seen_last(
    scene: Scene, as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera = as_member(scene.vera)
    ids = [uploaded(vera) for _ in range(3)]
    monkeypatch.setattr("staffel.queries.uploads.PAGE", 2)
    first = vera.get("/import").content.decode()
    more = re.search(r'class="more" href="([^"]+)"', first)
    assert more
    second = vera.get("/import" + more[1].replace("&amp;", "&")).content.decode()
    seen = [f'/import/{one}"' in first for one in ids], [f'/import/{one}"' in second for one in ids]
    assert seen == ([False, True, True], [True, False, False])
