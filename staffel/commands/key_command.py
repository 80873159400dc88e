"""`staffel key`: makes, lists and revokes the keys with which other systems send leads."""

import json

import click
from django.utils import timezone

from staffel.actions.keys import create_reader_key, create_writer_key, revoke_key
from staffel.commands.database import with_database
from staffel.models import ApiKey


@click.group()
def command() -> None:
    """Make, list and revoke the keys with which other systems send leads."""


@command.command()
@click.argument("name")
@click.option("--read-only", is_flag=True, help="It may only read.")
@with_database
def create(name: str, read_only: bool) -> None:
    """Make a key called NAME and print it, this once: only its digest is kept."""
    key = create_reader_key(name) if read_only else create_writer_key(name)
    click.echo(key)
    click.echo("Keep it now: it is shown this once. Send it as: Authorization: Bearer <key>", err=True)


@command.command()
@click.argument("name")
@with_database
def revoke(name: str) -> None:
    """Let nobody in with the key NAME any more, from this moment on."""
    revoke_key(name, now=timezone.now())
    click.echo(f"“{name}” is revoked.")


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@with_database
def list_(as_json: bool) -> None:
    """Name all keys: what they may do, since when, and until when."""
    keys = [
        {
            "name": key.name,
            "may": "write" if key.is_writer else "read",
            "created_at": key.created_at.isoformat(timespec="seconds"),
            "revoked_at": key.revoked_at.isoformat(timespec="seconds") if key.revoked_at else None,
        }
        for key in ApiKey.objects.order_by("created_at")
    ]
    if as_json:
        click.echo(json.dumps(keys))
    elif not keys:
        click.echo("There is no key yet. `staffel key create NAME` makes one.")
    else:
        for key in keys:
            ended = f", revoked {key['revoked_at']}" if key["revoked_at"] else ""
            click.echo(f"{key['name']}: may {key['may']}, since {key['created_at']}{ended}")
