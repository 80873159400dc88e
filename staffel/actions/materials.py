"""The catalogue of what can be given to prospects: editions come, editions go; what was given keeps the one it was."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Max

from staffel.actions.actors import Actor
from staffel.actions.case import open_batch
from staffel.actions.parties import bump, party_entry
from staffel.actions.repeats import repeated
from staffel.models import Material, Repeats
from staffel.rules.files import file_name, file_type
from staffel.rules.refused import Refused
from staffel.rules.words import normalised

LANGUAGES: Final = ("", "de", "en")
LONGEST: Final = 200


@repeated
def add_material(
    title: str, *, actor: Actor, now: datetime, language: str = "", is_paper: bool = False, repeats: str = "warn",
    filename: str = "", content: bytes = b"", key: str = "",
) -> UUID:  # fmt: skip
    """A new material, or with the `key` of one that is there its next edition, which takes the earlier one's place.
    Returns its id. Refused: `title_missing`, `title_long`, `material_nowhere` when it is neither paper nor a file,
    `language_unknown`, `repeats_unknown`, `material_unknown` for a key that is not there, and as rules.files."""
    title = " ".join(title.split())
    _check(title, language=language, repeats=repeats)
    if not content and not is_paper:
        raise Refused("material_nowhere", "Please choose a file, or say that it is on paper.", field="file")
    kind = file_type(content, filename=filename) if content else ""
    with open_batch(actor=actor, now=now) as batch:
        key, version = _edition(key, title)
        made = Material.objects.create(
            key=key, version=version, title=title, language=language, is_paper=is_paper, repeats=repeats,
            filename=file_name(filename, content_type=kind) if content else "", content_type=kind,
            size=len(content), content=content or None, made_by_id=actor.member_id, created_at=now,
        )  # fmt: skip
        Material.objects.filter(key=key, withdrawn_at=None).exclude(id=made.id).update(withdrawn_at=now)
        party_entry(batch, batch.book.default_desk.id, "material.published", material=made.id)
        bump()
        return made.id


@repeated
def withdraw_material(material_id: UUID, *, actor: Actor, now: datetime) -> None:
    """It is given no more; what was given stays known. Twice is once. Refused: `material_unknown`."""
    with open_batch(actor=actor, now=now) as batch:
        found = (
            Material.objects.select_for_update(no_key=True).defer("content").filter(id=material_id).first()
        )
        if found is None:
            raise Refused("material_unknown", "This material is not in the catalogue.", field="material")
        if found.withdrawn_at is None:
            Material.objects.filter(id=material_id).update(withdrawn_at=now)
            party_entry(batch, batch.book.default_desk.id, "material.withdrawn", material=material_id)


def _check(title: str, *, language: str, repeats: str) -> None:
    if not title:
        raise Refused("title_missing", "Please give it a title.", field="title")
    if len(title) > LONGEST:
        raise Refused("title_long", f"At most {LONGEST} characters.", field="title", most=LONGEST)
    if language not in LANGUAGES:
        raise Refused("language_unknown", "German or English.", field="language")
    if repeats not in Repeats.values:
        raise Refused("repeats_unknown", "Please say whether it may be given again.", field="repeats")


def _edition(key: str, title: str) -> tuple[str, int]:
    """The key and number of the edition that is made now: of a new material the first."""
    if key:
        last = Material.objects.filter(key=key).aggregate(last=Max("version"))["last"]
        if last is None:
            raise Refused("material_unknown", "This material is not in the catalogue.", field="material")
        return key, last + 1
    base = "-".join(normalised(title).split())[:70] or "material"
    taken = set(Material.objects.filter(key__startswith=base).values_list("key", flat=True))
    free = (one for one in (base, *(f"{base}-{number}" for number in range(2, 1000))) if one not in taken)
    return next(free), 1
