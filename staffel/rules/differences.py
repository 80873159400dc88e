"""Where two texts differ: of long ones only the lines that do."""

from difflib import SequenceMatcher
from typing import Final

LONG: Final = 400  # letters of both together; what is shorter is read at a glance
SAME: Final = "…"


def only_changed(before: str, after: str) -> tuple[str, str]:
    """Both texts; of long ones the lines that differ, with "…" for those between that are the same. "" where nothing of
    a text differs from the other."""
    if not before or not after or len(before) + len(after) < LONG:
        return before, after
    old, new = ([line for line in text.split("\n") if line.strip()] for text in (before, after))
    was, now = list[str](), list[str]()
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        was += [SAME] if kind == "equal" else old[i:j]
        now += [SAME] if kind == "equal" else new[k:m]
    return _said(was), _said(now)


def _said(lines: list[str]) -> str:
    return "\n\n".join(lines) if set(lines) - {SAME} else ""
