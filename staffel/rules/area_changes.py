"""What becomes of a party's areas, one by one: which come, which go, and which only change."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from staffel.rules.areas import AreaRule

ORDER: Final = ("changes", "comes", "goes")
Key = Callable[[AreaRule], Hashable]


@dataclass(frozen=True, slots=True)
class AreaStep:
    """One area as it was and as it will be; None is not there. At least one of them is."""

    old: AreaRule | None
    new: AreaRule | None

    @property
    def what(self) -> Literal["changes", "comes", "goes"]:
        if self.old and self.new:
            return "changes"
        return "comes" if self.new else "goes"


def area_steps(removed: Iterable[AreaRule], added: Iterable[AreaRule]) -> list[AreaStep]:
    """The areas that go and come as people see it: the same ground with other terms has changed, so has a range that
    begins or ends as before, and a circle around the same centre. What changes first, each in the order of the codes."""
    going, coming = sorted(removed, key=_place), sorted(added, key=_place)
    steps = []
    for key in (_ground, _first_edge, _last_edge):
        steps += _paired(going, coming, key)
    steps += [AreaStep(None, one) for one in coming] + [AreaStep(one, None) for one in going]
    return sorted(steps, key=lambda step: (ORDER.index(step.what), _place(step.old or step.new)))


def _place(area: AreaRule | None) -> tuple[object, ...]:
    assert area is not None
    return area.country, area.first, area.last, area.radius_km or 0.0, area.product


def _paired(going: list[AreaRule], coming: list[AreaRule], key: Key) -> list[AreaStep]:
    """Each that goes with the first that comes and has the same key; both are taken out. None fits nothing."""
    waiting: dict[Hashable, list[AreaRule]] = {}
    for new in reversed(coming):
        waiting.setdefault(key(new), []).append(new)
    found = [
        AreaStep(old, waiting[key(old)].pop())
        for old in going
        if key(old) is not None and waiting.get(key(old))
    ]
    paired = {one for step in found for one in (step.old, step.new)}
    going[:], coming[:] = ([one for one in areas if one not in paired] for areas in (going, coming))
    return found


def _ground(area: AreaRule) -> Hashable:
    return area.country, area.kind, area.first, area.last, area.latitude, area.longitude, area.radius_km


def _first_edge(area: AreaRule) -> Hashable:
    """Where a range begins, or a circle has its centre; None for what has neither."""
    if area.kind == "radius":
        return area.country, area.product, area.latitude, area.longitude
    return (area.country, area.product, area.first) if area.kind == "range" else None


def _last_edge(area: AreaRule) -> Hashable:
    return (area.country, area.product, area.last) if area.kind == "range" else None
