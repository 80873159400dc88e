"""Compiles the translations, .po to .mo, with polib: a fresh machine has no gettext tools."""

from pathlib import Path

import polib

LOCALE = Path(__file__).parent.parent / "staffel" / "locale"


def compile_messages(folder: Path) -> list[Path]:
    """Write the .mo beside every .po below `folder` and return the .po files read."""
    sources = sorted(folder.rglob("*.po"))
    for source in sources:
        polib.pofile(str(source), check_for_duplicates=True).save_as_mofile(str(source.with_suffix(".mo")))
    return sources


if __name__ == "__main__":
    for source in compile_messages(LOCALE):
        print(f"compiled {source.relative_to(LOCALE)}")
