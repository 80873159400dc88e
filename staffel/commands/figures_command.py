"""`staffel figures`: prints what was asked once, and what twice, as the page *Asked once* shows it."""

import json
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click
from django.utils import timezone, translation

from staffel.commands.database import with_database
from staffel.queries.ask_once import AskOnce, Line, ask_once
from staffel.queries.ask_once_words import PARTS, WORDS
from staffel.queries.directory import Directory, directory
from staffel.queries.vocabulary import field_named
from staffel.rules.rates import Rate
from staffel.rules.refused import Refused
from staffel.rules.survival import Median

DAY = timedelta(days=1)


@click.command()
@click.option(
    "--days", default=90, show_default=True, type=click.IntRange(1, 3660), help="So many days up to now."
)
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), default=None, help="From this day on, instead of --days."
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Up to and with this day.")
@click.option("--campaign", default="", help="Only the leads of this campaign (its key).")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@with_database
def command(days: int, since: datetime | None, until: datetime | None, campaign: str, as_json: bool) -> None:
    """Print what was asked once, and what twice: leads that needed no qualification call, those that stopped and for how
    long, repeated questions, materials given again or blocked, contacts that prospects deny. Every figure with what it
    counts, and out of how many."""
    book, now = directory(), timezone.now()
    if campaign and campaign not in book.campaigns:
        raise Refused(
            "campaign_unknown", f"There is no campaign {campaign}. `staffel policy list campaign` shows them."
        )
    zone = ZoneInfo(book.installation.timezone)
    begins = datetime.combine(since, time(), zone) if since else now - days * DAY
    ends = datetime.combine(until + DAY, time(), zone) if until else None
    if (ends and ends <= begins) or begins >= now:
        raise Refused("period_empty", "This period is empty.")
    campaign_id = book.campaigns[campaign].id if campaign else None
    found = ask_once(since=begins, until=ends, now=now, campaign_id=campaign_id)
    if as_json:
        click.echo(json.dumps(_plain(found, book), ensure_ascii=False, default=str))
        return
    with translation.override("en"):
        click.echo("\n".join(_lines(found, book=book, zone=zone)))


def _lines(found: AskOnce, *, book: Directory, zone: ZoneInfo) -> list[str]:
    begins, ends = (at.astimezone(zone).strftime("%Y-%m-%d %H:%M") for at in (found.since, found.until))
    said = [f"{begins} to {ends}: {found.arrived} leads arrived, {found.neither} of them neither went to a market nor stopped."]  # fmt: skip
    for title, keys in PARTS:
        said += ["", str(title)]
        for key in keys:
            said += [_figure(found.lines[key]), f"      {WORDS[key].counts}"]
            if key == "stopped" and found.lines[key].leads:
                said.append(f"      {_stops(found)}")
    for words, most in (("missing", found.missing_most), ("asked although it was known", found.asked_most)):
        if most:
            said += [
                "",
                f"Most often {words}: " + ", ".join(f"{field_named(key, book)} ({n})" for key, n in most),
            ]
    return said


def _figure(line: Line) -> str:
    share = _share(line.rate) if line.rate else ""
    times = f" ({line.times} times)" if line.times is not None and line.times != line.leads else ""
    return f"  {line.leads:>6}  {WORDS[line.key].name}{times}{share}"


def _share(rate: Rate) -> str:
    """Below ten there is no share: it would say little."""
    if not rate.of:
        return ""
    if rate.rank is None:
        return f": {rate.count} of {rate.of}, too few for a share"
    return f": {rate.count / rate.of:.1%} ({rate.count} of {rate.of})"


def _stops(found: AskOnce) -> str:
    stops = found.stops
    return (
        f"Half of them went on within {_span(stops.half)}, nine of ten within {_span(stops.nine_of_ten)}; "
        f"{stops.to_market} went on, {stops.closed} ended there, {stops.waiting} still wait."
    )


def _span(one: Median) -> str:
    if one.value is None:
        return "(not reached)"
    return f"{one.value.total_seconds() / 3600:.1f} h"


def _plain(found: AskOnce, book: Directory) -> dict[str, Any]:
    keys = {row.id: row.key for row in book.campaigns.values()}
    plain = asdict(found) | {"lines": {key: asdict(line) for key, line in found.lines.items()}}
    for one in plain["campaigns"]:
        one["campaign"] = keys.get(one.pop("campaign_id"), "")
    for name in ("half", "nine_of_ten"):
        span = plain["stops"][name]
        span["seconds"] = span.pop("value").total_seconds() if span["value"] is not None else None
    return plain
