"""The text of a service worker: what it is made of decides its version, and its constants stand in front."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.templatetags.static import static

PACKAGE = Path(__file__).parent.parent


def worker_text(
    script: str, *, page: str, files: Sequence[str], imports: Sequence[str], templates: str
) -> str:
    """The worker `script` (all are names of static files) that keeps `page` and `files`. `templates`: the folder of those
    that the page is made of; with them and all words in it, another version."""
    text = _read(script).decode()
    parts = [_read(script), *map(_read, files), _surroundings(templates)]
    constants: dict[str, Any] = {
        "VERSION": hashlib.sha256(b"\0".join(parts)).hexdigest()[:12],
        "PAGE": page,
        "FILES": [static(name) for name in files],
    }
    lines = [f"const {name} = {json.dumps(value)};" for name, value in constants.items()]
    scripts = ", ".join(json.dumps(static(name)) for name in imports)
    return "\n".join([*lines, f"importScripts({scripts});", text])


def worker_answer(text: str, *, scope: str) -> HttpResponse:
    """It holds nothing of anybody's, so that a browser can ask for it whoever is logged in; it may look after all
    addresses that begin with `scope`."""
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = scope
    response["Cache-Control"] = "no-cache"
    return response


def _read(name: str) -> bytes:
    found = finders.find(name)
    assert isinstance(found, str), name
    return Path(found).read_bytes()


def _surroundings(templates: str) -> bytes:
    found = sorted((PACKAGE / "templates" / templates).glob("*.html"))
    words = sorted((PACKAGE / "locale").rglob("*.mo"))
    return b"\0".join(one.read_bytes() for one in (*found, *words))
