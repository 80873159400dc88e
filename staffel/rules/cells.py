"""What a text becomes in a file that a spreadsheet opens: never a formula."""

import re
from typing import Final

# Excel and LibreOffice read a cell that begins so as a formula (OWASP, "CSV injection")
_FORMULA: Final = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER: Final = re.compile(r"[+-]?\d[\d .,]*")


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would compute it; numbers, also a telephone's with
    its country code, stay as they are."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
