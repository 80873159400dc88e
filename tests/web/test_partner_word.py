"""What partners are called: with another word no page and no mail speaks of “Partner”, in German and in English."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final

import pytest

from staffel.actions.summaries import promise_summaries
from staffel.actions.vendor import change_vendor
from staffel.channels.sender import send_due
from tests.browser.sessions import client_of
from tests.browser.speech import speak
from tests.browser.test_every_page import cast, pages, samples
from tests.channels.post_office import PostOffice, text_of
from tests.scene import Scene, actor_of

WORDS: Final = {"de": ["Installateur", "Installateure"], "en": ["Installer", "Installers"]}
USUAL: Final = re.compile(r"(?<!ansprech)partner|%\(", re.IGNORECASE)  # or a place that nobody has filled
READ: Final = frozenset(
    {"title", "alt", "placeholder", "label", "content"}
)  # attributes that somebody reads or hears
# the setting itself, which gives examples of words
ITSELF: Final = frozenset({"vendor"})


class Read(HTMLParser):
    """What a page says, line by line."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_code = tag in {"script", "style"}
        self.said += [
            value
            for name, value in attrs
            if value and (name in READ or (name.startswith(("aria-", "data-")) and " " in value))
        ]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - as the parser calls it
        self.is_code = False

    def handle_data(self, data: str) -> None:
        if not self.is_code:
            self.said.append(data)


def said(html: str) -> Iterator[str]:
    read = Read()
    read.feed(html)
    return (re.sub(r"\s+", " ", one).strip() for one in read.said)


@pytest.mark.parametrize("language", ["de", pytest.param("en", marks=pytest.mark.long)])
def test_no_page_and_no_mail_says_partner_where_they_have_another_name(
    scene: Scene, live: PostOffice, settings: Any, language: str
) -> None:
    settings.SENDS_MAIL = True
    change_vendor({"partner_words": WORDS}, actor=actor_of(scene.ada), now=scene.now)
    speak(language)
    clients = [(member and member.role, client_of(member)) for member in cast(scene)]
    found, opened, named = [], 0, 0
    for name, address in pages(samples(scene)):
        for role, client in clients:
            answer = client.get(address, headers={"accept-language": language}) if address else None
            if answer is None or answer.status_code != 200 or "html" not in answer["Content-Type"]:
                continue
            lines = list(said(answer.getvalue().decode()))
            opened, named = (
                opened + 1,
                named + any(WORDS[language][0].lower() in one.lower() for one in lines),
            )
            if name not in ITSELF:
                found += [f"{name} ({role}): {one}" for one in lines if USUAL.search(one)]
    promise_summaries(now=scene.now)
    send_due(scene.now)
    for _, message in live.messages:
        found += [
            f"mail: {one}"
            for one in (str(message["Subject"]), *text_of(message).splitlines())
            if USUAL.search(re.sub(r"https?://\S+", "", one))
        ]
    assert (opened > 150, named > 30, len(live.messages) > 5) == (True, True, True)
    assert not found, "\n".join(sorted(set(found)))
