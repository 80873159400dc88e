"""A made-up enquiry for the preview of a text: every placeholder has a value, in both languages, and none is anybody's."""

from typing import Any, Final

from staffel.rules import phrases

LINK: Final = "https://staffel.example/l/beispiel"
_WORDS: Final[dict[str, dict[str, str]]] = {
    "de": {
        "product": "Beratung vor Ort", "place": "82362 Weilheim", "temperature": "heiß",
        "temperature_reason": "will in diesem Monat entscheiden", "campaign": "Website", "holder": "Muster GmbH",
        "task": "Erstkontakt", "due": "heute, 15:30 Uhr", "reason": "Niemand kommt infrage", "distance": "12",
        "call_time": "nachmittags", "fields": "Telefon, Postleitzahl", "inviter": "Vera Muster", "party": "Muster GmbH",
        "name": "Paul Muster", "partner": "Muster GmbH",
        "phone": "0881 4711", "privacy": "https://muster.example/datenschutz", "asked_on": "2. März", "label": "Gebäude", "value": "Bestand", "other": "80331 München", "later": "morgen, 10:00 Uhr",
    },
    "en": {
        "product": "Advice on site", "place": "82362 Weilheim", "temperature": "hot",
        "temperature_reason": "wants to decide this month", "campaign": "Website", "holder": "Sample Ltd",
        "task": "First contact", "due": "today, 15:30", "reason": "Nobody is eligible", "distance": "12",
        "call_time": "in the afternoon", "fields": "telephone, postal code", "inviter": "Vera Sample", "party": "Sample Ltd",
        "name": "Paul Sample", "partner": "Sample Ltd",
        "phone": "0881 4711", "privacy": "https://sample.example/privacy", "asked_on": "2 March", "label": "Building", "value": "existing", "other": "80331 Munich", "later": "tomorrow, 10:00",
    },
}  # fmt: skip


def sample_words(*, vendor: str, contact: str, imprint: str, language: str) -> dict[str, Any]:
    """The values of all placeholders; `language` is "de" or "en"."""
    words = _WORDS[language]
    lead = {name: words[name] for name in words.keys() - {"name", "label", "value", "other", "later"}}
    lead |= {
        "number": "1042", "link": LINK,
        "title": phrases.title(product=words["product"], place=words["place"], language=language),
    }  # fmt: skip
    second = lead | {
        "number": "1043", "due": words["later"], "place": words["other"],
        "title": phrases.title(product=words["product"], place=words["other"], language=language),
    }  # fmt: skip
    return lead | {
        "greeting": phrases.greeting(words["name"], language=language),
        "vendor": vendor, "contact": contact, "imprint": imprint, "speaker": vendor,
        "vendor_privacy": words["privacy"], "needs_consent": "",
        "items": [{"label": words["label"], "value": words["value"]}],
        "leads": [lead, second], "count": "2", "several": True,
    }  # fmt: skip
