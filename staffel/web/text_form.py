"""Texts of mails, the vendor's terms and what prospects consent to as forms: both languages side by side, checked as they are typed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from staffel.channels.previews import preview
from staffel.queries.directory import Directory
from staffel.queries.setup_words import PLACEHOLDERS
from staffel.rules.consents import DEFAULT_CONSENTS, LONGEST_TEXT
from staffel.rules.refused import Refused
from staffel.rules.texts import DEFAULT_TEXTS, LANGUAGES, check_text, placeholders
from staffel.web.editors import Editor
from staffel.web.refusals import in_words

WHY: Final = {
    "lines": gettext_lazy("A subject has one line."),
    "link": gettext_lazy("The link is missing: {{ link }}."),
    "placeholder": gettext_lazy("There is no placeholder “%(name)s” in this mail."),
    "open": gettext_lazy("A condition or a list is not closed: {%% endif %%} or {%% endfor %%} is missing."),
    "tag": gettext_lazy("Between {%% and %%} only conditions and lists are possible."),
    "comment": gettext_lazy("A comment {# has no place in a text."),
}
LANGUAGE_WORDS: Final = {"de": gettext_lazy("German"), "en": gettext_lazy("English")}


class TextForm(forms.Form):
    """Subject and text of a mail in both languages."""

    de_subject = forms.CharField(label=gettext_lazy("Subject"), max_length=300)
    de_body = forms.CharField(
        label=gettext_lazy("Text"), strip=False, widget=forms.Textarea(attrs={"rows": 18})
    )
    en_subject = forms.CharField(label=gettext_lazy("Subject"), max_length=300)
    en_body = forms.CharField(
        label=gettext_lazy("Text"), strip=False, widget=forms.Textarea(attrs={"rows": 18})
    )

    def body(self) -> dict[str, Any]:
        return {
            one: {part: _lines(self.cleaned_data[f"{one}_{part}"]) for part in ("subject", "body")}
            for one in LANGUAGES
        }

    @property
    def columns(self) -> Iterator[tuple[str, Any, list[forms.BoundField]]]:
        for one in LANGUAGES:
            yield one, LANGUAGE_WORDS[one], [self[f"{one}_subject"], self[f"{one}_body"]]


class TermsForm(forms.Form):
    """The vendor's terms in both languages."""

    de = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 22}))
    en = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 22}))

    def body(self) -> dict[str, Any]:
        return {one: _lines(self.cleaned_data[one]) for one in LANGUAGES}

    @property
    def columns(self) -> Iterator[tuple[str, Any, list[forms.BoundField]]]:
        for one in LANGUAGES:
            yield one, LANGUAGE_WORDS[one], [self[one]]


def _lines(text: str) -> str:
    """Browsers send a line's end as two characters."""
    return text.replace("\r\n", "\n").strip()


class TextEditor(Editor):
    """The text of one kind of mail."""

    kind = "text"
    template = "setup/_text.html"

    def __init__(
        self, book: Directory, key: str, *, now: datetime, data: QueryDict | None = None, body: Any = None
    ) -> None:
        super().__init__(book, key, now=now, data=data, body=body)
        initial = {f"{one}_{part}": text for one, parts in body.items() for part, text in parts.items()}
        self.form = TextForm(data, initial=initial)

    @classmethod
    def beginning(cls, key: str) -> Any:
        return DEFAULT_TEXTS[key]

    @property
    def words(self) -> list[tuple[str, str]]:
        """The placeholders of this text, each with what it says."""
        known = [name for name in PLACEHOLDERS if name in placeholders(self.key)]
        return [(f"{{{{ {name} }}}}", str(PLACEHOLDERS[name])) for name in known]

    def is_valid(self) -> bool:
        if not self.form.is_valid():
            return False
        try:
            check_text(self.key, self.form.body())
        except Refused as refused:
            self.show(refused)
            return False
        return True

    def body(self) -> dict[str, Any]:
        return self.form.body()

    def show(self, refused: Refused) -> None:
        field = str(refused.details.get("field", "")).replace(".", "_")
        if field not in self.form.fields:
            super().show(refused)
            return
        words = WHY.get(str(refused.details.get("why")), "")
        named = {"name": refused.details.get("placeholder", "")}
        self.form.add_error(field, str(words) % named if words else in_words(refused))

    def aside(self, data: QueryDict | None) -> dict[str, Any]:  # noqa: ARG002 - a text has nothing to ask
        body = self.body() if self.data is not None else self.was
        vendor = self.book.installation
        return {"letters": [preview(body, language=one, vendor=vendor) for one in LANGUAGES]}


class ConsentForm(TermsForm):
    """What a prospect consents to, for one purpose, in both languages."""

    de = forms.CharField(
        label=gettext_lazy("Text"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )
    en = forms.CharField(
        label=gettext_lazy("Text"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )


class TermsEditor(Editor):
    """The vendor's terms for its partners."""

    kind = "terms"
    template = "setup/_terms.html"

    def __init__(
        self, book: Directory, key: str, *, now: datetime, data: QueryDict | None = None, body: Any = None
    ) -> None:
        super().__init__(book, key, now=now, data=data, body=body)
        self.form = TermsForm(data, initial=body)

    def is_valid(self) -> bool:
        return self.form.is_valid()

    def body(self) -> dict[str, Any]:
        return self.form.body()


class ConsentEditor(Editor):
    """The text of one purpose that prospects consent to."""

    kind = "consent"
    template = "setup/_consent.html"

    def __init__(
        self, book: Directory, key: str, *, now: datetime, data: QueryDict | None = None, body: Any = None
    ) -> None:
        super().__init__(book, key, now=now, data=data, body=body)
        self.form = ConsentForm(data, initial=body)

    @classmethod
    def beginning(cls, key: str) -> Any:
        return DEFAULT_CONSENTS[key]

    def is_valid(self) -> bool:
        return self.form.is_valid()

    def body(self) -> dict[str, Any]:
        return self.form.body()

    def show(self, refused: Refused) -> None:
        field = str(refused.details.get("field", ""))
        if field in self.form.fields:
            self.form.add_error(field, in_words(refused))
        else:
            super().show(refused)

    def aside(self, data: QueryDict | None) -> dict[str, Any]:  # noqa: ARG002 - a text has nothing to ask
        body = self.body() if self.data is not None else self.was
        return {"ticks": [(one, LANGUAGE_WORDS[one], body.get(one, "")) for one in LANGUAGES]}
