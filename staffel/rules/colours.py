"""The vendor's accent colour, made readable: what is pressed and linked keeps its hue and gets the contrast that people need.

Contrast: WCAG 2.2, relative luminance of sRGB (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance).
"""

import re
from dataclasses import dataclass
from typing import Final

from staffel.rules.refused import Refused

Colour = tuple[int, int, int]

HEX: Final = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
TEXT: Final = 4.5  # the least contrast of text, level AA
STRONG: Final = 7.0  # level AAA: the portal is read in sunlight
WHITE: Final[Colour] = (255, 255, 255)
BLACK: Final[Colour] = (0, 0, 0)
INKS: Final[tuple[Colour, Colour]] = (WHITE, (6, 20, 17))
# What the accent stands on: the pages' grounds in light and dark, from the stylesheets; the harder one of each pair.
LIGHT_GROUND: Final[Colour] = (245, 247, 246)
DARK_GROUND: Final[Colour] = (23, 33, 32)
PORTAL_LIGHT: Final[Colour] = (238, 241, 240)
PORTAL_DARK: Final[Colour] = (24, 33, 31)
STEPS: Final = 100


@dataclass(frozen=True, slots=True)
class Accent:
    """A colour to press, and the ink on it, both as #rrggbb."""

    colour: str
    ink: str

    @property
    def numbers(self) -> str:
        """The colour as the stylesheet's numbers: "15,107,91"."""
        return ",".join(map(str, _rgb(self.colour)))


@dataclass(frozen=True, slots=True)
class Palette:
    """The accent on the pages in light and dark, and in the portal, where it is stronger."""

    light: Accent
    dark: Accent
    portal_light: Accent
    portal_dark: Accent


def parse_colour(text: str) -> str:
    """What was typed as #rrggbb in small letters; "" stays "". Refused: `colour_unreadable`."""
    typed = text.strip()
    if not typed:
        return ""
    found = HEX.fullmatch(typed)
    if found is None:
        raise Refused(
            "colour_unreadable",
            f"“{typed}” is no colour. Write it like #0f6b5b.",
            field="colour",
            value=typed,
        )
    digits = found[1].lower()
    return f"#{digits if len(digits) == 6 else ''.join(one * 2 for one in digits)}"


def palette(colour: str) -> Palette:
    """The accents made from one colour (#rrggbb): each as near to it as its ground allows."""
    wanted = _rgb(colour)
    return Palette(
        light=_accent(wanted, LIGHT_GROUND, TEXT),
        dark=_accent(wanted, DARK_GROUND, TEXT),
        portal_light=_accent(wanted, PORTAL_LIGHT, STRONG),
        portal_dark=_accent(wanted, PORTAL_DARK, STRONG),
    )


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _accent(wanted: Colour, ground: Colour, least: float) -> Accent:
    """Towards black on a light ground, towards white on a dark one, until both the ground and an ink are far enough."""
    goal = BLACK if _luminance(ground) > 0.5 else WHITE
    for step in range(STEPS + 1):
        colour = _mixed(wanted, goal, step / STEPS)
        ink = max(INKS, key=lambda one: contrast(colour, one))
        if contrast(colour, ground) >= least and contrast(colour, ink) >= least:
            break
    return Accent(_hex(colour), _hex(ink))


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    linear: float = part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
    return linear


def _rgb(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
