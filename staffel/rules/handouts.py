"""Whether somebody has a material already, and by which ways one can be given."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from staffel.rules.refused import Refused

WAYS: Final = ("fair", "mail", "letter", "partner", "by_hand")
PROMISED: Final = frozenset({"mail", "letter"})  # it leaves later


@dataclass(frozen=True, slots=True)
class Giving:
    """One material that is about to be given. `forbids_again`: never twice to the same prospect."""

    material_id: UUID
    title: str
    is_paper: bool
    has_file: bool
    forbids_again: bool


@dataclass(frozen=True, slots=True)
class Had:
    """What the prospect has, or was promised, and since when."""

    material_id: UUID
    since: datetime


def check_way(giving: Giving, way: str, *, has_mail: bool, has_address: bool) -> None:
    """Refused: `way_unknown`, `material_not_mailed` without a file, `mail_missing`, `material_not_paper`,
    `address_missing`."""
    if way not in WAYS:
        raise Refused("way_unknown", "Please say how it is given.", field="way")
    if way == "mail" and not giving.has_file:
        raise Refused(
            "material_not_mailed", f"{giving.title} is on paper only.", field="way", title=giving.title
        )
    if way == "mail" and not has_mail:
        raise Refused("mail_missing", "This lead has no e-mail address that may be written to.", field="way")
    if way == "letter" and not giving.is_paper:
        raise Refused(
            "material_not_paper", f"{giving.title} is not on paper.", field="way", title=giving.title
        )
    if way == "letter" and not has_address:
        raise Refused("address_missing", "For a letter street, postal code and town are needed.", field="way")


def had_before(giving: Giving, had: Collection[Had]) -> Had | None:
    """The first time that the prospect got this very edition; None where it is new to it."""
    return min(
        (one for one in had if one.material_id == giving.material_id), key=lambda one: one.since, default=None
    )
