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
