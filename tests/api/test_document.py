"""The contract is a committed file: whoever changes it sees the change."""

from pathlib import Path

from staffel.api.interface import document

COMMITTED = Path(__file__).parents[2] / "openapi.json"


def test_the_committed_document_is_the_api() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == document(), "staffel openapi > openapi.json"
