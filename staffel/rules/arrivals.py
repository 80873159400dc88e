"""What makes the arrival of a row repeatable: its key, from the source's own id or from what the row says."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

LONGEST_KEY: Final = 120  # what a receipt holds


def payload_of(headers: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The filled cells by header. A header that stands there twice gets its number: nothing is thrown away."""
    found: dict[str, str] = {}
    for n, (header, cell) in enumerate(zip(headers, cells, strict=True), start=1):
        if cell:
            found[header if header not in found else f"{header} ({n})"] = cell
    return found


def arrival_key(payload: Mapping[str, Any], *, source: str, own_id: str) -> str:
    """The key of a row: the source's own id where it has one, otherwise a hash, the same in any order of columns."""
    if not own_id:
        return f"row:{digest(sorted(payload.items()))}"
    key = f"id:{source}:{own_id}"
    return key if len(key) <= LONGEST_KEY else f"id:{digest([source, own_id])}"


def unread_key(payload: Mapping[str, Any]) -> str:
    """The key under which a row that could not be read is kept once."""
    return f"unread:{digest(sorted(payload.items()))}"


def digest(parts: Iterable[Any]) -> str:
    """SHA-256 in hex of JSON-able parts."""
    return hashlib.sha256(json.dumps(list(parts), ensure_ascii=False).encode()).hexdigest()
