"""The addresses of everything that has editions: the same pages for each kind."""

from typing import Final

from django.urls import URLPattern, path

from staffel.web import editions, naming
from staffel.web.folders import FOLDERS

RENAMED: Final = frozenset({"market", "campaign"})


def _of(kind: str, folder: str) -> list[URLPattern]:
    more = {"kind": kind}
    return [
        path(folder, editions.things, more, name=folder),
        *(
            [path(f"{folder}/new", naming.begin, more, name=f"{kind}-new")]
            if kind in naming.NEW_WORDS
            else []
        ),
        path(f"{folder}/<str:key>", editions.thing, more, name=f"{kind}-page"),
        path(f"{folder}/<str:key>/edit", editions.edit, more, name=f"{kind}-edit"),
        path(f"{folder}/<str:key>/draft", editions.draft, more, name=f"{kind}-draft"),
        *(
            [path(f"{folder}/<str:key>/name", naming.rename, more, name=f"{kind}-name")]
            if kind in RENAMED
            else []
        ),
    ]


edition_urls: Final = [one for kind, folder in FOLDERS.items() for one in _of(kind, folder)]
