"""`staffel absence`: enters when a party, or one person of it, is away: holidays, company holidays."""

import json
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import click
from django.utils import timezone

from staffel.actions.absences import enter_absence
from staffel.actions.actors import SYSTEM
from staffel.commands.database import with_database
from staffel.models import Absence, Party
from staffel.queries.absences import touched_leads
from staffel.queries.considered import party_named
from staffel.queries.directory import Directory, directory
from staffel.rules.absences import whole_days
from staffel.rules.dates import parse_date
from staffel.rules.problems import Unreadable


@click.group()
def command() -> None:
    """Enter and show when parties are away. Offers end at once when it begins, and leads that would wait move on."""


@command.command()
@click.argument("party")
@click.argument("first_day")
@click.argument("last_day")
@click.option("--member", default="", help="Only this person of the party (e-mail address) is away.")
@click.option("--stand-in", default="", help="Who of the party (e-mail address) stands in: its leads stay.")
@with_database
def enter(party: str, first_day: str, last_day: str, member: str, stand_in: str) -> None:
    """PARTY (number or name) is away from FIRST_DAY to LAST_DAY, both included, in its own time zone."""
    book = directory()
    away = party_named(party, book=book)
    if away is None:
        raise click.UsageError(f"There is no party “{party}”.")
    starts_at, ends_at = whole_days(_day(first_day), _day(last_day), away.timezone)
    now = timezone.now()
    touched = touched_leads(away.id, member_id=None, away=(starts_at, ends_at), book=book, now=now)
    enter_absence(
        away.id,
        starts_at=starts_at,
        ends_at=ends_at,
        actor=SYSTEM,
        now=now,
        member_id=_member(member, away, book),
        stand_in_id=_member(stand_in, away, book),
    )
    click.echo(f"{away.name} is away until {last_day}.")
    going_on = [one for one in touched if not one.lead.is_own]
    if going_on and not (member or stand_in):
        click.echo(
            f"{len(going_on)} of its leads fall due meanwhile: they go to others when the absence begins."
        )


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@with_database
def list_(as_json: bool) -> None:
    """The absences that are not over, the earliest first."""
    rows = Absence.objects.filter(ends_at__gt=timezone.now()).order_by("starts_at")
    shown = [_shown(row) for row in rows.select_related("party", "member__person", "stand_in__person")]
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    for one in shown:
        who = f"{one['party']}, {one['member']}" if one["member"] else one["party"]
        instead = f", {one['stand_in']} stands in" if one["stand_in"] else ""
        click.echo(f"{one['first_day']} to {one['last_day']}  {who}{instead}")


def _shown(row: Absence) -> dict[str, str]:
    zone = ZoneInfo(row.party.timezone)
    last = row.ends_at.astimezone(zone) - timedelta(microseconds=1)
    return {
        "party": row.party.name,
        "member": row.member.person.email if row.member else "",
        "stand_in": row.stand_in.person.email if row.stand_in else "",
        "first_day": row.starts_at.astimezone(zone).date().isoformat(),
        "last_day": last.date().isoformat(),
    }


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except Unreadable as error:
        raise click.UsageError(str(error)) from None


def _member(email: str, party: Party, book: Directory) -> UUID | None:
    if not email:
        return None
    for member in book.members.get(party.id, ()):
        if member.person.email.lower() == email.lower():
            return member.id
    raise click.UsageError(f"{party.name} has nobody with the address {email}.")
