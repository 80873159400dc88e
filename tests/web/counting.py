"""How many queries a page takes, against the numbers that are committed: one more for each row would be a diff."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from staffel.queries.directory import directory

COUNTS: Final = Path(__file__).parent / "query_counts.json"


def assert_as_committed(
    client: Client, addresses: Mapping[str, str], *, typed: Mapping[str, Any] | None = None
) -> None:
    """Each page, by its name in the file, takes as many queries as stand there; with `typed` it is what a POST answers,
    which then must change nothing. After a wanted change write the new numbers into the file."""
    directory()  # a process keeps it from its first case on
    found = {name: _queries(client, address, typed) for name, address in addresses.items()}
    committed = json.loads(COUNTS.read_text())
    wanted = {name: committed.get(name) for name in addresses}
    assert found == wanted, f"committed {wanted}, found {found}"


def _queries(client: Client, address: str, typed: Mapping[str, Any] | None) -> int:
    def asked() -> int:
        answer = client.get(address) if typed is None else client.post(address, typed)
        return answer.status_code

    asked()  # what is kept for the next request is read once
    with CaptureQueriesContext(connection) as queries:
        assert asked() == 200
    return len(queries)
