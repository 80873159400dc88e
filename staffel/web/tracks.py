"""The track drawn as SVG: template tags for the large one on a lead's page and the small line of the lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from staffel.queries.labels import label
from staffel.queries.timeline import moment_shown
from staffel.queries.tracks import TURNS, Track, Turn
from staffel.rules.scale import Scale, ahead
from staffel.rules.track import RESTING
from staffel.web.times import lasted

register = template.Library()
LEAST: Final = 0.012  # of the life: what took a minute in a year can still be seen
LEAST_AHEAD, MOST_AHEAD = 0.04, 0.3
SIGNS_ACROSS: Final = 72  # that many letters stand beside each other in the large track


@dataclass(frozen=True, slots=True)
class Bar:
    """A segment: where it begins and how wide it is in the whole drawing. What only the large one says is worked out
    when it is asked for."""

    turn: Turn
    left: float
    share: float

    @property
    def x(self) -> str:
        return _percent(self.left)

    @property
    def width(self) -> str:
        return _percent(self.share)

    @property
    def name(self) -> str:
        """As much of the name as there is room for."""
        room, name = int(self.share * SIGNS_ACROSS) - 2, self.turn.name
        if room < 5:
            return ""
        return name if len(name) <= room else f"{name[: room - 1].rstrip(' ,')}…"

    @property
    def says(self) -> str:
        """Who, how long, from when to when: for the hover."""
        return _("%(name)s: %(time)s, %(start)s to %(end)s") % {
            "name": self.turn.name,
            "time": lasted(self.turn.end - self.turn.start),
            "start": moment_shown(self.turn.start),
            "end": _("now") if self.turn.is_running else moment_shown(self.turn.end),
        }


@dataclass(frozen=True, slots=True)
class Drawing:
    """All in per cent. `flag`: the next deadline, ahead of `now` or, when `is_late`, behind it."""

    bars: tuple[Bar, ...]
    marks: tuple[str, ...]
    now: str
    flag: str
    is_late: bool


def drawing(track: Track) -> Drawing:
    """Where everything stands: the life so far, then what lies ahead up to the next deadline."""
    turns, until = track.turns, track.deadline_at
    lived = sum((turn.end - turn.start for turn in turns), timedelta())
    coming = until - track.now if until else timedelta()
    share = 1 - ahead(lived, coming, least=LEAST_AHEAD, most=MOST_AHEAD) if turns else 0.0
    scale = Scale([(turn.start, turn.end) for turn in turns], least=LEAST)
    is_late = until is not None and until < track.now
    flag = "" if until is None else _percent(scale.place(until) * share) if is_late else "100%"
    return Drawing(
        bars=tuple(
            Bar(turn, left * share, width * share)
            for turn, (left, width) in zip(turns, scale.parts(), strict=True)
        ),
        marks=tuple(_percent(scale.place(at) * share) for at in track.hand_overs),
        now=_percent(share),
        flag=flag,
        is_late=is_late,
    )


def _percent(share: float) -> str:
    return f"{share * 100:.2f}%"  # as SVG writes it, whatever the reader's decimal sign


def totals(track: Track) -> list[tuple[str, str, timedelta]]:
    """Where the time went: kind, its word, and how long altogether, in the order in which they came."""
    found: dict[str, timedelta] = {}
    for turn in track.turns:
        found[turn.kind] = found.get(turn.kind, timedelta()) + turn.end - turn.start
    return [(kind, label(dict(TURNS), kind), span) for kind, span in found.items()]


@register.inclusion_tag("_track.html")
def track(track: Track) -> dict[str, Any]:
    """The large one, with names, times and what ended each turn."""
    return {"track": track, "drawing": drawing(track), "totals": totals(track)}


@register.simple_tag
def track_line(tracks: dict[Any, Track], lead_id: Any) -> SafeString:
    """The small line of a list; what it shows stands in its label. Written here and not in a template, which took a tenth of
    a page with fifty of them."""
    one = tracks[lead_id]
    said = "; ".join(f"{word} {lasted(span)}" for _kind, word, span in totals(one))
    label = (
        format_html('role="img" aria-label="{}"><title>{}</title>', said, said)
        if said
        else 'aria-hidden="true">'
    )
    return mark_safe(  # noqa: S308 - numbers and our own codes; what is said is escaped above
        f'<svg class="track small" width="100%" height="14" {label}{"".join(_line_of(drawing(one)))}</svg>'
    )


def _line_of(drawn: Drawing) -> Iterator[str]:
    if drawn.flag and not drawn.is_late:
        yield f'<line class="ahead" x1="{drawn.now}" x2="100%" y1="8" y2="8"/>'
    for bar in drawn.bars:
        hatch = ' fill="url(#track-hatch)"' if bar.turn.kind == RESTING else ""
        yield f'<rect class="turn {bar.turn.kind}" x="{bar.x}" y="4" width="{bar.width}" height="8"{hatch}/>'
    for mark in drawn.marks:
        yield f'<line class="hand-over" x1="{mark}" x2="{mark}" y1="2" y2="14"/>'
    if drawn.flag:
        late = " late" if drawn.is_late else ""
        yield f'<svg class="flag{late}" x="{drawn.flag}" overflow="visible"><path d="M0 0V14M0 0L-6 3L0 6"/></svg>'


@register.filter
def to(start: datetime, end: datetime) -> str:
    """How long it lasted, in words."""
    return lasted(end - start)


@register.filter
def duration(span: timedelta) -> str:
    return lasted(span)
