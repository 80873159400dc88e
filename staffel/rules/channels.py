"""By which channels somebody is told of something, and when.

Mail is the base: everything is mailed, except to somebody whose mail is off. Push comes to it on every phone that takes
it, SMS for what cannot wait. In quiet hours push and SMS wait for their end and mail does not; where an offer's window or
a deadline would be over by then, the mail alone tells of it: a message that comes too late only wakes people up.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

Channel = Literal["mail", "push", "sms"]
SmsFor = Literal["urgent", "all", "never"]
CHANNELS: Final[tuple[Channel, ...]] = ("mail", "push", "sms")
# After these nobody is reminded again: next the lead goes to somebody else.
LAST_REMINDERS: Final = frozenset({"offer.warning", "deadline.missed"})


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `starts` to `ends` on the clock of `timezone`, over midnight where it ends earlier than it starts."""

    starts: time
    ends: time
    timezone: str

    def end_after(self, at: datetime) -> datetime | None:
        """When the quiet hours around `at` end, in UTC; None when `at` is not within them. At the ending minute it is
        no longer quiet. Where clocks are put forward over the end, it is as long after the change."""
        zone = ZoneInfo(self.timezone)
        local = at.astimezone(zone)
        if not self._holds(local.time()):
            return None
        for days in (0, 1):
            for fold in (0, 1):  # an end that comes twice in the night when clocks are put back
                end = datetime.combine(local.date() + timedelta(days=days), self.ends, zone).replace(
                    fold=fold
                )
                if end.astimezone(UTC) > at:
                    return end.astimezone(UTC)
        return None

    def _holds(self, clock: time) -> bool:
        if self.starts <= self.ends:
            return self.starts <= clock < self.ends
        return clock >= self.starts or clock < self.ends


@dataclass(frozen=True, slots=True)
class Receiver:
    """`has_mail`: no permanent error has switched it off. `has_push`: it wants it and a browser takes it. `sms_for` is
    "never" too where there is no number or no gateway."""

    is_partner: bool
    has_mail: bool
    has_push: bool
    sms_for: SmsFor
    quiet: QuietHours | None


@dataclass(frozen=True, slots=True)
class Planned:
    """One message by one channel, not before `due_at`."""

    channel: Channel
    due_at: datetime


def channels_for(
    kind: str, *, temperature: str, until: datetime | None, receiver: Receiver, now: datetime
) -> tuple[Planned, ...]:
    """How a message of this kind goes to this receiver; nothing where it can be reached by no channel. `until`: when
    the message is of no use any more."""
    planned = [Planned("mail", now)] if receiver.has_mail else []
    due_at = (receiver.quiet.end_after(now) if receiver.quiet else None) or now
    if receiver.has_mail and until is not None and now < due_at and until <= due_at:
        return tuple(planned)
    if receiver.has_push:
        planned.append(Planned("push", due_at))
    if is_worth_an_sms(kind, temperature=temperature, receiver=receiver):
        planned.append(Planned("sms", due_at))
    return tuple(planned)


def is_worth_an_sms(kind: str, *, temperature: str, receiver: Receiver) -> bool:
    """An SMS costs money and nerves: unless somebody wants all, only partners, for a hot offer or a last reminder."""
    if receiver.sms_for != "urgent":
        return receiver.sms_for == "all"
    is_urgent = kind in LAST_REMINDERS or (kind == "offer.made" and temperature == "hot")
    return receiver.is_partner and is_urgent
