"""Files that somebody attaches on a lead's page, the house's or the portal's: read as far as they may be kept."""

from collections.abc import Sequence
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile

from staffel.rules.files import LARGEST, file_type
from staffel.rules.refused import Refused

AT_ONCE: Final = 10  # files in one upload


def read_files(files: "Sequence[UploadedFile[Any]]") -> list[tuple[str, bytes]]:
    """Name and content of each. Every file is looked at before the first is kept: either all of them are, or none is.
    Refused: `file_missing`, `files_at_once`, and as `rules.files.file_type`."""
    if not files:
        raise Refused("file_missing", "Please choose a file.", field="files")
    if len(files) > AT_ONCE:
        raise Refused("files_at_once", f"At most {AT_ONCE} files at once.", field="files", most=AT_ONCE)
    read = [(str(file.name), read_within(file)) for file in files]
    for name, content in read:
        file_type(content, filename=name)
    return read


def read_within(file: "UploadedFile[Any]") -> bytes:
    """The content of an uploaded file; of one that is too large only as much as shows that."""
    return bytes(file.read(LARGEST + 1))
