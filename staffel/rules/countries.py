"""Countries and languages by the names people use: German, English, ISO codes, car plates."""

import re

import phonenumbers

from staffel.rules.problems import Unreadable
from staffel.rules.words import normalised

_COUNTRY_NAMES = {
    "AT": "a aut austria oesterreich",
    "AU": "aus australia australien",
    "BE": "b bel belgium belgien belgique",
    "BG": "bgr bulgaria bulgarien",
    "CA": "can canada kanada",
    "CH": "che sui switzerland schweiz suisse svizzera",
    "CY": "cyp cyprus zypern",
    "CZ": "cze czechia tschechien czech|republic tschechische|republik",
    "DE": "d deu ger germany deutschland brd allemagne",
    "DK": "dnk denmark daenemark",
    "EE": "est estonia estland",
    "ES": "e esp spain spanien espana",
    "FI": "fin finland finnland",
    "FR": "f fra france frankreich",
    "GB": "gbr uk united|kingdom great|britain england vereinigtes|koenigreich grossbritannien",
    "GR": "grc greece griechenland",
    "HR": "hrv croatia kroatien",
    "HU": "h hun hungary ungarn",
    "IE": "irl ireland irland",
    "IS": "isl iceland island",
    "IT": "i ita italy italien italia",
    "LI": "fl lie liechtenstein",
    "LT": "ltu lithuania litauen",
    "LU": "l lux luxembourg luxemburg",
    "LV": "lva latvia lettland",
    "MT": "mlt malta",
    "NL": "nld netherlands niederlande holland the|netherlands nederland",
    "NO": "n nor norway norwegen",
    "PL": "pol poland polen polska",
    "PT": "p prt portugal",
    "RO": "rou romania rumaenien",
    "RS": "srb serbia serbien",
    "SE": "s swe sweden schweden",
    "SI": "slo svn slovenia slowenien",
    "SK": "svk slovakia slowakei",
    "TR": "tur turkey tuerkei tuerkiye",
    "UA": "ukr ukraine",
    "US": "usa united|states vereinigte|staaten",
}
# As they are shown: German, English.
_SHOWN = {
    "AT": ("Österreich", "Austria"),
    "AU": ("Australien", "Australia"),
    "BE": ("Belgien", "Belgium"),
    "BG": ("Bulgarien", "Bulgaria"),
    "CA": ("Kanada", "Canada"),
    "CH": ("Schweiz", "Switzerland"),
    "CY": ("Zypern", "Cyprus"),
    "CZ": ("Tschechien", "Czechia"),
    "DE": ("Deutschland", "Germany"),
    "DK": ("Dänemark", "Denmark"),
    "EE": ("Estland", "Estonia"),
    "ES": ("Spanien", "Spain"),
    "FI": ("Finnland", "Finland"),
    "FR": ("Frankreich", "France"),
    "GB": ("Vereinigtes Königreich", "United Kingdom"),
    "GR": ("Griechenland", "Greece"),
    "HR": ("Kroatien", "Croatia"),
    "HU": ("Ungarn", "Hungary"),
    "IE": ("Irland", "Ireland"),
    "IS": ("Island", "Iceland"),
    "IT": ("Italien", "Italy"),
    "LI": ("Liechtenstein", "Liechtenstein"),
    "LT": ("Litauen", "Lithuania"),
    "LU": ("Luxemburg", "Luxembourg"),
    "LV": ("Lettland", "Latvia"),
    "MT": ("Malta", "Malta"),
    "NL": ("Niederlande", "Netherlands"),
    "NO": ("Norwegen", "Norway"),
    "PL": ("Polen", "Poland"),
    "PT": ("Portugal", "Portugal"),
    "RO": ("Rumänien", "Romania"),
    "RS": ("Serbien", "Serbia"),
    "SE": ("Schweden", "Sweden"),
    "SI": ("Slowenien", "Slovenia"),
    "SK": ("Slowakei", "Slovakia"),
    "TR": ("Türkei", "Turkey"),
    "UA": ("Ukraine", "Ukraine"),
    "US": ("Vereinigte Staaten", "United States"),
}
_LANGUAGE_NAMES = {
    "cs": "czech tschechisch",
    "da": "danish daenisch",
    "de": "german deutsch d allemand tedesco",
    "en": "english englisch e",
    "es": "spanish spanisch espanol",
    "fr": "french franzoesisch f francais",
    "hr": "croatian kroatisch",
    "hu": "hungarian ungarisch",
    "it": "italian italienisch i italiano",
    "nl": "dutch niederlaendisch hollaendisch nederlands",
    "pl": "polish polnisch",
    "pt": "portuguese portugiesisch",
    "ro": "romanian rumaenisch",
    "ru": "russian russisch",
    "sk": "slovak slowakisch",
    "sl": "slovenian slowenisch",
    "sr": "serbian serbisch",
    "sv": "swedish schwedisch",
    "tr": "turkish tuerkisch",
    "uk": "ukrainian ukrainisch",
}


def _by_name(names: dict[str, str]) -> dict[str, str]:
    return {name.replace("|", " "): code for code, known in names.items() for name in known.split()}


_COUNTRIES = {code.lower(): code for code in phonenumbers.SUPPORTED_REGIONS} | _by_name(_COUNTRY_NAMES)
_LANGUAGES = {code: code for code in _LANGUAGE_NAMES} | _by_name(_LANGUAGE_NAMES)


def parse_country(text: str) -> str:
    """A country as ISO 3166-1 alpha-2: from its code, its German or English name, or the plate (D, A, CH)."""
    code = _COUNTRIES.get(normalised(text))
    if code is None:
        raise Unreadable(
            "“%(value)s” is no known country. Write its code, like DE, AT or CH.", value=text.strip()
        )
    return code


def country_name(code: str, *, language: str) -> str:
    """What people call the country (ISO 3166-1 alpha-2) in German or English; the code itself where no name is known."""
    german, english = _SHOWN.get(code, (code, code))
    return german if language.startswith("de") else english


def countries_named(language: str) -> tuple[tuple[str, str], ...]:
    """Every country with a name of its own, as (code, name) in the order of the names."""
    named = ((code, country_name(code, language=language)) for code in _SHOWN)
    return tuple(sorted(named, key=lambda pair: normalised(pair[1])))


def parse_language(text: str) -> str:
    """A language as ISO 639-1: from its code ("de", "de-AT") or its German or English name."""
    name = normalised(text)
    code = _LANGUAGES.get(name) or _LANGUAGES.get(name.partition(" ")[0])
    if code is None:
        raise Unreadable(
            "“%(value)s” is no known language. Write its code, like de, en or fr.", value=text.strip()
        )
    return code


def parse_languages(text: str) -> tuple[str, ...]:
    """Several languages, separated by commas, semicolons, slashes, bars or "und"; each once, in order."""
    parts = [part for part in re.split(r"[,;/|+\n]|\bund\b|\band\b", text) if part.strip()]
    return tuple(dict.fromkeys(map(parse_language, parts)))
