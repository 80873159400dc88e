"""Which files may lie at a lead: what one is, is read from its content and never believed from its name."""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from staffel.rules.refused import Refused

LONGEST_NAME: Final = 120
LARGEST: Final = 10 * 1024 * 1024  # bytes
MOST_FILES: Final = 100  # at one lead

# By their first bytes; the text after "RIFF" and its length, and after a box's length, says more.
_MAGIC: Final[Mapping[bytes, str]] = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"%PDF-": "application/pdf",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"{\\rtf": "application/rtf",
}
_HEIF: Final = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heif"})
_OFFICE: Final[Mapping[str, str]] = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OPEN: Final = "application/vnd.oasis.opendocument."
# The old office files have one shape for all: here the name may choose among these, and nothing else.
_OLD_OFFICE: Final[Mapping[str, str]] = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".msg": "application/vnd.ms-outlook",
}
_TEXT: Final = "text/plain"
# The endings that go with a type; the first one is added where the name has none of them.
ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
    "image/tiff": (".tif", ".tiff"),
    "application/pdf": (".pdf",),
    "application/rtf": (".rtf",),
    _OFFICE["word/"]: (".docx",),
    _OFFICE["xl/"]: (".xlsx",),
    _OFFICE["ppt/"]: (".pptx",),
    f"{_OPEN}text": (".odt",),
    f"{_OPEN}spreadsheet": (".ods",),
    f"{_OPEN}presentation": (".odp",),
    **{kind: (ending,) for ending, kind in _OLD_OFFICE.items()},
    _TEXT: (".txt", ".csv", ".md", ".log", ".eml", ".vcf", ".ics"),
}
# Text that a browser or a shell would run when somebody opens the file.
_RUNS: Final = re.compile(
    rb"^\s*(<!doctype|<html|<svg|<\?xml|<script|<body|<head|<!--|#!|@echo)|<script|<svg|<html", re.IGNORECASE
)
_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def file_type(content: bytes, *, filename: str) -> str:
    """The media type of what may be kept. Refused: `file_empty`; `file_large` over 10 MB; `file_unknown` for all that is
    no picture, PDF, office file or text, for office files with macros, and for text that a browser would run."""
    if not content:
        raise Refused("file_empty", "This file is empty.", field="files", name=filename)
    if len(content) > LARGEST:
        raise Refused("file_large", "This file is larger than 10 MB.", field="files", name=filename)
    found = _by_magic(content) or _container(content, filename) or _text(content)
    if found is None:
        raise Refused(
            "file_unknown",
            "Only pictures, PDF, office files without macros and plain text can be kept here.",
            field="files",
            name=filename,
        )
    return found


def file_name(filename: str, *, content_type: str) -> str:
    """A name that is safe to keep and to download: no path, no control characters, at most 120 characters, and with an
    ending that goes with the content."""
    bare = PurePosixPath(filename.replace("\\", "/")).name
    bare = "".join(c for c in bare if c.isprintable() and c not in '<>:"|?*').strip(" .")
    endings = ENDINGS[content_type]
    stem, ending = bare, PurePosixPath(bare).suffix.lower()
    if ending in endings:
        stem = bare[: -len(ending)]
    else:
        ending = endings[0]
    return f"{stem[: LONGEST_NAME - len(ending)].strip() or 'file'}{ending}"


def _by_magic(content: bytes) -> str | None:
    for magic, kind in _MAGIC.items():
        if content.startswith(magic):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF:
        return "image/heic"
    return None


def _container(content: bytes, filename: str) -> str | None:
    """Office files: zip archives with parts of their own, or the old compound files."""
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OLD_OFFICE.get(PurePosixPath(filename.lower()).suffix)
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _archive(archive)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
        return None


def _archive(archive: zipfile.ZipFile) -> str | None:
    names = archive.namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    if "[Content_Types].xml" in names:
        return next((kind for part, kind in _OFFICE.items() if any(n.startswith(part) for n in names)), None)
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
        kind = archive.read("mimetype").decode("ascii", "replace").strip()
        return kind if kind in ENDINGS else None
    return None


def _text(content: bytes) -> str | None:
    if _BINARY.search(content) or _RUNS.search(content.removeprefix(b"\xef\xbb\xbf")):
        return None
    return _TEXT
