"""Which subdivision code of the `holidays` package a state's or canton's name means (DE, AT, CH, GB)."""

import re
from collections.abc import Mapping
from typing import Final

_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "DE": {
        "BB": "Brandenburg",
        "BE": "Berlin",
        "BW": "Baden-Württemberg",
        "BY": "Bayern|Bavaria",
        "HB": "Bremen",
        "HE": "Hessen|Hesse",
        "HH": "Hamburg",
        "MV": "Mecklenburg-Vorpommern|Mecklenburg-Western Pomerania",
        "NI": "Niedersachsen|Lower Saxony",
        "NW": "Nordrhein-Westfalen|North Rhine-Westphalia",
        "RP": "Rheinland-Pfalz|Rhineland-Palatinate",
        "SH": "Schleswig-Holstein",
        "SL": "Saarland",
        "SN": "Sachsen|Saxony",
        "ST": "Sachsen-Anhalt|Saxony-Anhalt",
        "TH": "Thüringen|Thuringia",
    },
    "AT": {
        "1": "Burgenland",
        "2": "Kärnten|Carinthia",
        "3": "Niederösterreich|Lower Austria",
        "4": "Oberösterreich|Upper Austria",
        "5": "Salzburg",
        "6": "Steiermark|Styria",
        "7": "Tirol|Tyrol",
        "8": "Vorarlberg",
        "9": "Wien|Vienna",
    },
    "CH": {
        "AG": "Aargau",
        "AI": "Appenzell Innerrhoden",
        "AR": "Appenzell Ausserrhoden",
        "BE": "Bern|Berne",
        "BL": "Basel-Landschaft",
        "BS": "Basel-Stadt",
        "FR": "Freiburg|Fribourg",
        "GE": "Genf|Genève|Geneva",
        "GL": "Glarus",
        "GR": "Graubünden",
        "JU": "Jura",
        "LU": "Luzern|Lucerne",
        "NE": "Neuenburg|Neuchâtel",
        "NW": "Nidwalden",
        "OW": "Obwalden",
        "SG": "St. Gallen|Sankt Gallen",
        "SH": "Schaffhausen",
        "SO": "Solothurn",
        "SZ": "Schwyz",
        "TG": "Thurgau",
        "TI": "Tessin|Ticino",
        "UR": "Uri",
        "VD": "Waadt|Vaud",
        "VS": "Wallis|Valais",
        "ZG": "Zug",
        "ZH": "Zürich|Zurich",
    },
    "GB": {"ENG": "England", "NIR": "Northern Ireland", "SCT": "Scotland", "WLS": "Wales"},
}

_RANK = re.compile(r"^(?:freistaat|land|kanton|canton de|canton du|canton of|state of)\s+")


def _bare(name: str) -> str:
    return _RANK.sub("", " ".join(name.lower().split()))


_CODES: Final[Mapping[str, Mapping[str, str]]] = {
    country: {_bare(name): code for code, names in regions.items() for name in (code, *names.split("|"))}
    for country, regions in _NAMES.items()
}


def region_code(country: str, name: str) -> str:
    """The code for a name in German, English or the canton's own language ("Land Berlin": "BE"); "" if unknown."""
    return _CODES.get(country, {}).get(_bare(name), "")
