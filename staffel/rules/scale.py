"""Where a moment stands on a line: stretches as wide as the time they took, the shortest still wide enough to see."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

Stretch = tuple[datetime, datetime]


def widths(spans: Sequence[timedelta], *, least: float) -> list[float]:
    """The share of each span in the whole; together 1. None is under `least` (or half of an even share, when there
    are too many), what that takes is given up by the wider ones in proportion."""
    if not spans:
        return []
    whole = sum(spans, timedelta())
    floor = min(least, 0.5 / len(spans))
    shares = [max(span / whole if whole else 1 / len(spans), floor) for span in spans]
    over, room = sum(shares) - 1, sum(share - floor for share in shares)
    return [share - (share - floor) * over / room for share in shares]


class Scale:
    """A line from 0 to 1 over stretches that follow each other; moments between two are drawn at the seam."""

    def __init__(self, stretches: Sequence[Stretch], *, least: float) -> None:
        self.stretches = stretches
        shares = widths([end - start for start, end in stretches], least=least)
        self.edges = [0.0, *accumulate(shares)]

    def parts(self) -> list[tuple[float, float]]:
        """Start and width of every stretch."""
        return [(left, right - left) for left, right in pairwise(self.edges)]

    def place(self, at: datetime) -> float:
        """Where a moment stands; before the first stretch 0, after the last 1."""
        for (start, end), (left, width) in zip(self.stretches, self.parts(), strict=True):
            if at <= start:
                return left
            if at < end:
                return left + width * ((at - start) / (end - start))
        return 1.0


def ahead(lived: timedelta, coming: timedelta, *, least: float, most: float) -> float:
    """The share of the line that lies ahead, up to the next deadline: in proportion to the time, within these limits,
    so that a date in spring does not squeeze the past; 0 when nothing is coming."""
    if coming <= timedelta():
        return 0.0
    return min(max(coming / (lived + coming), least), most)
