"""What a file is, is read from its content; its name decides nothing that matters."""

import io
import zipfile

import pytest

from staffel.rules.files import LARGEST, file_name, file_type
from staffel.rules.refused import Refused

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 20
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def archive(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, text in parts.items():
            opened.writestr(name.replace("__", "/"), text)
    return made.getvalue()


def office(**parts: str) -> bytes:
    return archive(**{"[Content_Types].xml": "<Types/>", **parts})


@pytest.mark.parametrize(
    ("content", "filename", "kind"),
    [
        (JPEG, "dach.jpg", "image/jpeg"),
        (JPEG, "dach.html", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n....", "plan", "image/png"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "x.webp", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "IMG_1.HEIC", "image/heic"),
        (b"%PDF-1.7\n...", "angebot.pdf", "application/pdf"),
        (office(**{"word/document.xml": "x"}), "brief.docx", WORD),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "alt.DOC", "application/msword"),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), "brief.odt", "application/vnd.oasis.opendocument.text"),
        ("Höhe;Breite\n1;2".encode(), "masse.csv", "text/plain"),
        ("Höhe 3 m".encode("cp1252"), "masse.txt", "text/plain"),
    ],
)  # fmt: skip
def test_a_file_is_what_its_content_says(content: bytes, filename: str, kind: str) -> None:
    assert file_type(content, filename=filename) == kind


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"", "leer.txt", "file_empty"),
        (b"a" * (LARGEST + 1), "gross.txt", "file_large"),
        (b"<!DOCTYPE html><p>Hallo", "seite.txt", "file_unknown"),
        (b"\xef\xbb\xbf <svg xmlns='x'/>", "bild.png", "file_unknown"),
        (b"Name\n<script>alert(1)</script>", "liste.csv", "file_unknown"),
        (b"#!/bin/sh\nrm -rf /", "hilfe.txt", "file_unknown"),
        (b"MZ\x90\x00\x03", "bild.jpg", "file_unknown"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "setup.msi", "file_unknown"),
        (office(**{"word/document.xml": "x", "word/vbaProject.bin": "x"}), "brief.docm", "file_unknown"),
        (archive(**{"bild.jpg": "x"}), "bilder.zip", "file_unknown"),
        (b"PK\x03\x04broken", "brief.docx", "file_unknown"),
    ],
)
def test_what_may_not_be_kept_is_refused(content: bytes, filename: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        file_type(content, filename=filename)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("filename", "kind", "kept"),
    [
        ("Dach Süd.JPG", "image/jpeg", "Dach Süd.jpg"),
        ("C:\\Fotos\\dach.jpeg", "image/jpeg", "dach.jpeg"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("bild.html", "image/png", "bild.html.png"),
        ("a\r\nX-Evil: 1.txt", "text/plain", "aX-Evil 1.txt"),
        ("", "application/pdf", "file.pdf"),
        ("n" * 300 + ".pdf", "application/pdf", "n" * 116 + ".pdf"),
    ],
)
def test_a_name_is_safe_and_goes_with_the_content(filename: str, kind: str, kept: str) -> None:
    assert file_name(filename, content_type=kind) == kept
