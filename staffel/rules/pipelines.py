"""What a sales pipeline says: the ordered steps of a mandate's work, each with its time limit."""

from collections.abc import Mapping
from dataclasses import dataclass

from staffel.rules.policies import checked_by_temperature


@dataclass(frozen=True, slots=True)
class Step:
    """`limit_work_minutes` by temperature, in the holder's working time. `take_back_work_minutes`: so long after the
    missed limit the lead is taken back and offered on; None: it climbs the ladder and stays."""

    key: str
    labels: Mapping[str, str]
    limit_work_minutes: Mapping[str, int]
    take_back_work_minutes: Mapping[str, int] | None = None
    take_back_longest_hours: int = 72

    def __post_init__(self) -> None:
        checked_by_temperature(self.limit_work_minutes, name=f"{self.key}.limit_work_minutes")
        if self.take_back_work_minutes is not None:
            checked_by_temperature(self.take_back_work_minutes, name=f"{self.key}.take_back_work_minutes")


@dataclass(frozen=True, slots=True)
class Pipeline:
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        keys = [step.key for step in self.steps]
        if not keys or len(set(keys)) != len(keys):
            raise ValueError("a pipeline needs at least one step, and each key once")

    def step(self, key: str) -> Step:
        """The step with this key; KeyError when the pipeline has none such."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)

    def has(self, key: str) -> bool:
        return any(step.key == key for step in self.steps)

    def position(self, key: str) -> int:
        """0 for the first step."""
        return next(index for index, step in enumerate(self.steps) if step.key == key)


def _limits(hot: int, warm: int, cold: int) -> dict[str, int]:
    return {"hot": hot, "warm": warm, "cold": cold}


DAY = 480  # minutes of a working day

DEFAULT_PIPELINE = Pipeline(
    steps=(
        Step(
            key="first_contact",
            labels={"de": "Erstkontakt", "en": "First contact"},
            limit_work_minutes=_limits(120, DAY, 2 * DAY),
            take_back_work_minutes=_limits(60, 240, DAY),
            take_back_longest_hours=24,
        ),
        Step(
            key="contacted",
            labels={"de": "Im Gespräch", "en": "In talks"},
            limit_work_minutes=_limits(3 * DAY, 5 * DAY, 10 * DAY),
            take_back_work_minutes=_limits(3 * DAY, 5 * DAY, 10 * DAY),
            take_back_longest_hours=24 * 21,
        ),
        Step(
            key="appointment",
            labels={"de": "Termin", "en": "Appointment"},
            limit_work_minutes=_limits(2 * DAY, 3 * DAY, 5 * DAY),
            take_back_work_minutes=_limits(5 * DAY, 5 * DAY, 10 * DAY),
            take_back_longest_hours=24 * 21,
        ),
        Step(
            key="quote",
            labels={"de": "Angebot beim Kunden", "en": "Quote sent"},
            limit_work_minutes=_limits(10 * DAY, 15 * DAY, 20 * DAY),
        ),
    )
)
