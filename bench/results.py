"""Collects what was measured and prints it as a table; medians of several runs, never the best one."""

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: the runs of one measure. `aim`: at least (rates) or at most (times) this, None: none."""

    part: str
    what: str
    unit: str
    runs: tuple[float, ...]
    aim: float | None = None
    note: str = ""

    @property
    def median(self) -> float:
        return median(self.runs)

    @property
    def is_reached(self) -> bool | None:
        if self.aim is None:
            return None
        return self.median <= self.aim if self.unit.startswith("ms") else self.median >= self.aim


@dataclass(slots=True)
class Results:
    is_quick: bool
    lines: list[Line] = field(default_factory=list)

    def add(self, line: Line) -> Line:
        self.lines.append(line)
        print(_row(line), flush=True)
        return line

    def markdown(self) -> str:
        head = "| part | measured | median | runs | aim | |\n|---|---|---:|---|---:|---|"
        return "\n".join([head, *map(_row, self.lines)])

    def write(self, path: Path) -> None:
        """All runs and medians as JSON, with what the machine was doing besides."""
        body = {
            "at": datetime.now(UTC).isoformat(),
            "is_quick": self.is_quick,
            "cores": os.cpu_count(),
            "load": os.getloadavg(),
            "lines": [
                {**asdict(line), "median": line.median, "reached": line.is_reached} for line in self.lines
            ],
        }
        path.write_text(json.dumps(body, indent=2) + "\n")


def _row(line: Line) -> str:
    runs = " ".join(map(_number, line.runs)) if len(line.runs) <= 9 else f"{len(line.runs)} times"
    mark = {None: "", True: "reached", False: "missed"}[line.is_reached]
    aim = "" if line.aim is None else ("≤ " if line.unit.startswith("ms") else "≥ ") + _number(line.aim)
    said = f"{line.what} ({line.note})" if line.note else line.what
    return f"| {line.part} | {said} | **{_number(line.median)}** {line.unit} | {runs} | {aim} | {mark} |"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
