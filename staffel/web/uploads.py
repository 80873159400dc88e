"""A small file on its way from its preview to its confirmation: it travels in the page, and is kept nowhere between."""

import base64
import binascii
import zlib
from dataclasses import dataclass
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from staffel.rules.columns import ColumnMapping, propose_mapping
from staffel.rules.problems import Unreadable
from staffel.rules.refused import Refused
from staffel.rules.tables import Table, read_table

AT_MOST: Final = 1_000_000  # bytes; larger ones go through the import
ROWS_AT_MOST: Final = 2_000


@dataclass(frozen=True, slots=True)
class Upload:
    """The file's name, its content to be carried on, its table and what its columns are."""

    name: str
    carried: str
    table: Table
    mapping: ColumnMapping

    @property
    def rows(self) -> list[tuple[int, tuple[str, ...]]]:
        return list(zip(self.table.lines, self.table.rows, strict=True))


def uploaded(request: HttpRequest, kind: str) -> Upload:
    """The file that was chosen (`file`) or that the preview carries (`carried`, `name`), read as `kind`. Refused:
    `upload_missing`, `upload_large`, `upload_unreadable`, each at the field `file`."""
    given = request.FILES.get("file")
    if isinstance(given, UploadedFile):
        if (given.size or 0) > AT_MOST:
            raise Refused("upload_large", "This file is too large for this page.", field="file")
        return _read(given.read(), given.name or "", kind)
    carried = request.POST.get("carried", "")
    if not carried:
        raise Refused("upload_missing", "Please choose a file.", field="file")
    return _read(_unpacked(carried), request.POST.get("name", ""), kind)


def _unpacked(carried: str) -> bytes:
    """Never more than AT_MOST, whatever somebody has packed."""
    try:
        packed = base64.b64decode(carried, validate=True)
        data = zlib.decompressobj().decompress(packed, AT_MOST + 1)
    except (binascii.Error, zlib.error, ValueError):
        raise Refused("upload_missing", "Please choose the file again.", field="file") from None
    if len(data) > AT_MOST:
        raise Refused("upload_large", "This file is too large for this page.", field="file")
    return data


def _read(data: bytes, name: str, kind: str) -> Upload:
    try:
        table = read_table(data, name)
        mapping = propose_mapping(table.headers, kind)
    except Unreadable as error:
        raise Refused(
            "upload_unreadable", str(error), field="file", sentence=error.message, places=error.details
        ) from None
    if len(table.rows) > ROWS_AT_MOST:
        raise Refused("upload_large", "This file is too large for this page.", field="file")
    return Upload(name[-200:], base64.b64encode(zlib.compress(data)).decode(), table, mapping)
