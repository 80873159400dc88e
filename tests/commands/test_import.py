"""`staffel import`: shown before, asked before, and an exit code that says how it went."""

import json
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner, Result
from django.utils import timezone

from staffel.commands.import_command import command
from staffel.models import Import, Lead, Party, Submission
from staffel.queries.verify import verify
from staffel.rules.refused import Refused
from tests.scene import Scene, stage

HEADER = "Lead-ID;Datum;Name;E-Mail;Telefon;PLZ;Baujahr"
ANNA = "L1;01.03.2026 10:00;Anna Berg;anna@example.org;0881 12345;82362;1987"
BROKEN = "L3;gestern;Cora See;cora@example.org;089 123457;80331;"


@pytest.fixture
def scene(db: None) -> Scene:
    return stage()


def written(folder: Path, *lines: str, name: str = "leads.csv", encoding: str = "utf-8") -> str:
    path = folder / name
    path.write_text("\n".join(lines), encoding=encoding)
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_a_dry_run_shows_columns_and_what_would_go_out_and_writes_nothing(
    scene: Scene, tmp_path: Path
) -> None:
    done = run("leads", written(tmp_path, HEADER, ANNA, BROKEN), "--as", "new", "--dry-run")
    assert done.exit_code == 1
    assert "postal_code" in done.stdout
    assert "82362" in done.stdout
    assert "1 mail to 1 partner would go out at once" in done.stdout
    assert "The prospects themselves get no mail about it" in done.stdout
    assert "line 3: asked_at: “gestern” is no date" in done.stdout
    assert not Lead.objects.exists()
    assert not Submission.objects.exists()
    assert not Import.objects.exists()


def test_a_dry_run_says_how_many_bring_a_consent_and_what_is_none(scene: Scene, tmp_path: Path) -> None:
    other = "L4;01.03.2026 10:00;Dora Au;dora@example.org;0881 54321;82362;"
    lines = (f"{HEADER};Einwilligung E-Mail", f"{ANNA};ja", f"{other};vielleicht")
    done = run("leads", written(tmp_path, *lines), "--as", "new", "--dry-run")
    assert "consent_mail" in done.stdout
    assert "With the consent to be written to by e-mail: 1 lead." in done.stdout
    assert "1 x consent_mail: “vielleicht” is neither yes, no nor a day" in done.stdout


def test_a_product_that_partners_will_not_see_is_named_once(scene: Scene, tmp_path: Path) -> None:
    rows = [f"L{n};01.03.2026 10:00;Anna Berg;a{n}@example.org;82362;Wunderofen" for n in range(3)]
    file = written(tmp_path, "Lead-ID;Datum;Name;E-Mail;PLZ;Produkt", *rows)
    said = "Product “Wunderofen” is known to no form, area, tag or campaign"
    assert run("leads", file, "--as", "held", "--dry-run").stdout.count(said) == 1
    assert said not in run("leads", file, "--as", "history", "--dry-run").stdout


def test_where_nobody_can_answer_nothing_happens_without_yes(scene: Scene, tmp_path: Path) -> None:
    done = run("leads", written(tmp_path, HEADER, ANNA), "--as", "new")
    assert isinstance(done.exception, Refused)  # the command line ends with 2 and says so
    assert "--yes" in done.exception.message
    assert not Lead.objects.exists()


def test_many_mails_are_named_in_the_question(scene: Scene, tmp_path: Path) -> None:
    rows = [
        ANNA.replace("L1", f"L{n}").replace("anna@", f"anna{n}@").replace("12345", f"{12345 + n}")
        for n in range(30)
    ]
    done = run("leads", written(tmp_path, HEADER, *rows), "--as", "new")
    assert isinstance(done.exception, Refused)
    assert "30 mails to 1 partner go out at once" in done.exception.message


def test_with_yes_leads_are_taken_and_a_second_time_none(scene: Scene, tmp_path: Path) -> None:
    file = written(tmp_path, HEADER, ANNA, encoding="cp1252")
    first = run("leads", file, "--as", "new", "--yes")
    assert first.exit_code == 0, first.output
    assert "Offered: 1 lead, 1 offer." in first.stdout
    second = run("leads", file, "--as", "new")  # nothing to do: nothing to ask
    assert second.exit_code == 0, second.output
    assert "Known already: 1" in second.stdout
    assert Import.objects.count() == 1


def test_json_is_all_that_is_printed(scene: Scene, tmp_path: Path) -> None:
    done = run("leads", written(tmp_path, HEADER, ANNA, BROKEN), "--as", "held", "--yes", "--json")
    counts = json.loads(done.stdout)
    assert (counts["rows"], counts["taken"], counts["waiting"]) == (2, 1, {"held": 1})
    assert counts["problems"][0]["line"] == 3
    assert done.exit_code == 1


def test_a_spreadsheet_is_read_and_a_lost_zero_is_put_back(scene: Scene, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "leads.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Name", "Telefon", "PLZ"])
    sheet.write_row(1, 0, ["Anna Berg", "0351 123456", 1067])
    book.close()
    done = run("leads", str(tmp_path / "leads.xlsx"), "--as", "new", "--yes", "--test", "--source", "fair")
    assert done.exit_code == 0, done.output
    lead = Lead.objects.get()
    assert (lead.postal_code, lead.is_test, lead.source) == ("01067", True, "fair")
    assert lead.place.startswith("Dresden")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"a;b\n1;2\n", "no column is known"),
        (b"Name;PLZ\n", "no rows"),
        (b"\x00\x01\x02\x03", "neither text nor a spreadsheet"),
    ],
)
def test_a_file_that_is_no_table_of_leads_is_refused_with_the_reason(
    scene: Scene, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    done = run("leads", str(path), "--as", "new", "--yes")
    assert isinstance(done.exception, Refused)
    assert words in done.exception.message


def test_a_file_that_is_not_there_and_a_mode_that_is_not_given_are_refused(
    scene: Scene, tmp_path: Path
) -> None:
    assert run("leads", str(tmp_path / "none.csv"), "--as", "new").exit_code == 2
    assert run("leads", written(tmp_path, HEADER, ANNA)).exit_code == 2


def test_parties_and_areas_are_shown_then_written(scene: Scene, tmp_path: Path) -> None:
    parties = written(
        tmp_path, "Nr;Firma;PLZ;E-Mail", "P1;Huber;84028;h@example.com", "paul;Paul neu;82362;", name="p.csv"
    )
    shown = run("parties", parties, "--dry-run")
    assert "New: 1. Changed: 1. Unchanged: 0." in shown.stdout
    assert "paul" in shown.stdout
    assert not Party.objects.filter(key="P1").exists()
    assert run("parties", parties, "--yes").exit_code == 0
    areas = written(tmp_path, "Partner;PLZ von;PLZ bis", "P1;84000;84999", "Niemand;1;2", name="a.csv")
    done = run("areas", areas, "--yes", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["areas_added"] == 1
    again = run("areas", areas, "--json")  # what could not be read is kept: nothing to ask
    assert json.loads(again.stdout)["areas_added"] == 0
    assert Submission.objects.filter(door="import:areas").count() == 1


def test_a_preview_of_areas_says_which_are_added_and_removed(scene: Scene, tmp_path: Path) -> None:
    areas = written(tmp_path, "Partner;PLZ von;PLZ bis;Produkt", "otto;21000;21999;boiler", name="a.csv")
    shown = run("areas", areas, "--dry-run").stdout
    for line in ("+ otto Otto Nord: DE 21000-21999 boiler", "- otto Otto Nord: DE 20…"):
        assert line in shown
    many = [f"otto;{code};{code};" for code in range(21000, 21030)]
    shown = run("areas", written(tmp_path, "Partner;PLZ von;PLZ bis;Produkt", *many), "--dry-run").stdout
    assert "… and 13 more" in shown  # 30 added, 3 removed, 20 shown


def test_exclusive_areas_that_overlap_are_refused_with_their_lines(scene: Scene, tmp_path: Path) -> None:
    rows = ("otto;21000;21999;ja", "paul;21500;22000;ja")
    done = run("areas", written(tmp_path, "Partner;von;bis;exklusiv", *rows), "--yes")
    assert isinstance(done.exception, Refused)
    assert "Otto Nord (DE 21000-21999, line 2) and Paul Heizungsbau (DE 21500-22000, line 3)" in str(
        done.exception.message
    )


def test_two_processes_take_every_row_once(transactional_db: None, tmp_path: Path) -> None:
    stage()
    rows = [f"L{n};01.03.2026;Anna Nr {n};anna{n}@example.org;0881 {12345 + n};82362;" for n in range(1200)]
    done = run(
        "leads", written(tmp_path, HEADER, *rows), "--as", "new", "--yes", "--json", "--processes", "2"
    )
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["taken"] == Lead.objects.count() == 1200
    assert Submission.objects.values("key").distinct().count() == 1200
    assert all(
        check.key == "alarms_in_time" or not check.wrong for check in verify(now=timezone.now()).checks
    )
