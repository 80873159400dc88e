"""What came beside the answers of an enquiry is read as its door sends it, and never guessed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from staffel.rules.beside import Handed, beside_of_body, beside_of_talk, consents_of_form
from staffel.rules.consents import GivenConsent
from staffel.rules.forms import Form, Question
from staffel.rules.repairs import cells_of_body

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"


@dataclass(frozen=True)
class Text:
    id: UUID
    version: int


OLD, NEW = Text(UUID(int=1), 1), Text(UUID(int=2), 2)
TEXTS = {"mail": (NEW, OLD)}
FORM = Form({"de": "F", "en": "F"}, (
    Question("news", {"en": "News"}, "consent", "interest", purpose="mail"),
    Question("terms", {"en": "Terms"}, "consent", "interest"),
))  # fmt: skip


def test_another_systems_consent_keeps_edition_time_and_reference() -> None:
    said = {"purpose": "mail", "text_version": 1, "given_at": "2026-03-01T10:00:00Z", "reference": "form-7"}
    found = beside_of_body(
        {"consents": [said, {"purpose": "call"}]}, TEXTS, timezone=BERLIN, known=("prices",), now=NOW
    )
    at = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
    assert found.consents == (
        GivenConsent(purpose="mail", version=OLD.id, at=at, proof={"reference": "form-7"}),
        GivenConsent(purpose="call"),
    )
    assert found.unread == ()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"purpose": "everything"}, "consents.0.purpose"),
        ({}, "consents.0.purpose"),
        ({"purpose": "mail", "text_version": 9}, "consents.0.text_version"),
        ({"purpose": "mail", "given_at": "gestern abend"}, "consents.0.given_at"),
    ],
)
def test_what_proves_nothing_is_named_and_not_kept_as_a_consent(wrong: dict[str, object], field: str) -> None:
    found = beside_of_body({"consents": [wrong]}, TEXTS, timezone=BERLIN, known=("prices",), now=NOW)
    assert (found.consents, [one.field for one in found.unread]) == ((), [field])


@pytest.mark.parametrize("shape", [None, "mail", {"mail": True}, ["mail", None, 7]])
def test_consents_of_no_shape_at_all_are_none(shape: object) -> None:
    assert (
        beside_of_body({"consents": shape}, TEXTS, timezone=BERLIN, known=("prices",), now=NOW).consents == ()
    )


@pytest.mark.parametrize(
    ("sent", "edition"), [(str(OLD.id), OLD.id), (str(NEW.id), NEW.id), ([str(OLD.id)], OLD.id), ("on", None)]
)
def test_a_box_says_which_edition_of_ours_stood_beside_it(sent: object, edition: UUID | None) -> None:
    (found,) = consents_of_form({"news": sent, "terms": "on"}, FORM, TEXTS)
    assert (found.purpose, found.version, found.proof) == ("mail", edition, {"question": "news"})


@pytest.mark.parametrize("sent", ["", "no", "False", None, []])
def test_a_box_that_was_not_ticked_is_no_consent(sent: object) -> None:
    assert not list(consents_of_form({"news": sent}, FORM, TEXTS))


def test_a_talk_says_what_was_ticked_handed_over_promised_and_noted() -> None:
    colleague = uuid4()
    payload = {
        "values": {"news": "on"},
        "consents": {"mail": {"version": str(NEW.id), "at": "x"}, "all": {}, "call": "yes"},
        "materials": {"flyer": "given", "prices": "promised", "cup": ""},
        "note": " Eilt ",
        "colleague": str(colleague),
    }
    found = beside_of_talk(payload, FORM, TEXTS, key="t-1", moment=lambda _said: NOW)
    assert found.consents == (GivenConsent(purpose="mail", version=NEW.id, at=NOW, proof={"talk": "t-1"}),)
    assert (found.given, found.promised, found.note) == (("flyer",), ("prices",), "Eilt")
    assert found.colleague == colleague


def test_what_came_beside_is_no_cell_and_a_question_called_alike_still_is() -> None:
    payload = {"note": "Eilt", "values": {"note": "auf dem Dach", "news": "on", "last_name": "Berg"}}
    cells = cells_of_body(payload, beside={"note"}, ticks={"news"})
    assert cells == {"answers.note": "auf dem Dach", "last_name": "Berg"}


def test_another_system_s_materials_keep_way_and_time() -> None:
    said = [{"key": "prices", "way": "fair", "given_at": "2026-03-01T10:00:00Z"}, {"key": "prices"}]
    found = beside_of_body({"materials": said}, TEXTS, timezone=BERLIN, known=("prices",), now=NOW)
    at = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
    assert found.handed == (Handed("prices", "fair", at), Handed("prices", "by_hand"))
    assert found.unhanded == ()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"key": "gone"}, "materials.0.key"),
        ({}, "materials.0.key"),
        ({"key": "prices", "way": "mail"}, "materials.0.way"),
        ({"key": "prices", "way": "somehow"}, "materials.0.way"),
        ({"key": "prices", "given_at": "neulich"}, "materials.0.given_at"),
        ({"key": "prices", "given_at": "2026-03-03T10:00:00Z"}, "materials.0.given_at"),
    ],
)
def test_a_material_that_cannot_have_been_handed_out_so_is_named(
    wrong: dict[str, object], field: str
) -> None:
    found = beside_of_body({"materials": [wrong]}, TEXTS, timezone=BERLIN, known=("prices",), now=NOW)
    assert (found.handed, [one.field for one in found.unhanded]) == ((), [field])


@pytest.mark.parametrize("shape", [None, "prices", {"prices": True}, ["prices", None, 7]])
def test_materials_of_no_shape_at_all_are_none(shape: object) -> None:
    found = beside_of_body({"materials": shape}, TEXTS, timezone=BERLIN, known=("prices",), now=NOW)
    assert (found.handed, found.unhanded) == ((), ())
