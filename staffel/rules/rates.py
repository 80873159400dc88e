"""Rates of few cases, compared honestly: by the lower end of what they may be, and not at all below ten."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

RANKED_FROM: Final = 10
Z: Final = 1.959963984540054  # 95 %, both sides


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` out of `of`."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        return self.count / self.of if self.of else None

    @property
    def rank(self) -> float | None:
        """The lower end of the interval in which the true rate lies (95 %); None below ten: then there is no rank."""
        return wilson_lower(self.count, self.of) if self.of >= RANKED_FROM else None


def wilson_lower(count: int, of: int) -> float:
    """The lower bound of Wilson's score interval (E. B. Wilson, 1927), 0 where there is nothing."""
    if not of:
        return 0.0
    share, square = count / of, Z * Z
    middle = share + square / (2 * of)
    return (middle - Z * sqrt(share * (1 - share) / of + square / (4 * of * of))) / (1 + square / of)
