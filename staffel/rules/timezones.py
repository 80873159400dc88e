"""The time zone that a country's firms work in, where a row does not say one."""

from typing import Final
from zoneinfo import available_timezones

# One zone each on the mainland (IANA, file zone1970.tab); for countries with several nobody can be sure.
ZONES: Final = {
    "AT": "Europe/Vienna", "BE": "Europe/Brussels", "CH": "Europe/Zurich", "CZ": "Europe/Prague",
    "DE": "Europe/Berlin", "DK": "Europe/Copenhagen", "ES": "Europe/Madrid", "FI": "Europe/Helsinki",
    "FR": "Europe/Paris", "GB": "Europe/London", "HR": "Europe/Zagreb", "HU": "Europe/Budapest",
    "IE": "Europe/Dublin", "IT": "Europe/Rome", "LI": "Europe/Vaduz", "LU": "Europe/Luxembourg",
    "NL": "Europe/Amsterdam", "NO": "Europe/Oslo", "PL": "Europe/Warsaw", "PT": "Europe/Lisbon",
    "SE": "Europe/Stockholm", "SI": "Europe/Ljubljana", "SK": "Europe/Bratislava",
}  # fmt: skip


def is_timezone(name: str) -> bool:
    """Whether the IANA database knows it."""
    return name in available_timezones()


def timezone_of(country: str, *, default: str) -> str:
    """IANA name for an ISO 3166-1 alpha-2 country; `default` for one with several or none that is known."""
    return ZONES.get(country, default)
