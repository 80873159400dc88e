"""How pressing a lead in work is: the group that it stands in on its holder's list."""

from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

DueGroup = Literal["overdue", "today", "week", "later", "resting"]
DUE_GROUPS: Final[tuple[DueGroup, ...]] = ("overdue", "today", "week", "later", "resting")


def due_group(kind: str, starts_at: datetime, due_at: datetime, *, now: datetime, zone: ZoneInfo) -> DueGroup:
    """By days of the holder's time zone; the week ends on Sunday. A follow-up date (`kind` "follow_up") rests until the day
    on which its time begins (`starts_at`)."""
    if due_at < now:
        return "overdue"
    today, due_on = now.astimezone(zone).date(), due_at.astimezone(zone).date()
    if kind == "follow_up":
        return "resting" if starts_at.astimezone(zone).date() > today else "today"
    if due_on == today:
        return "today"
    return "week" if due_on <= today + timedelta(days=6 - today.weekday()) else "later"
