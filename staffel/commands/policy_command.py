"""`staffel policy`: shows and publishes versions of forms, campaigns, markets, pipelines, policies, reasons, texts."""

import json
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from staffel.actions.actors import SYSTEM
from staffel.actions.versions import create_campaign, create_market, publish
from staffel.commands.database import with_database
from staffel.models import VersionKind
from staffel.queries.directory import Directory, directory
from staffel.rules.versions import json_of

KINDS = [kind.value for kind in VersionKind]


@click.group()
def command() -> None:
    """Show and publish what governs the leads. A version never changes: publishing adds the next one."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@with_database
def list_(as_json: bool) -> None:
    """What there is: kind, key, version, valid from."""
    newest = [editions[0] for _, editions in sorted(directory().published.items())]
    if as_json:
        rows = [
            {
                "kind": one.kind,
                "key": one.key,
                "version": one.version,
                "valid_from": one.valid_from.isoformat(),
            }
            for one in newest
        ]
        click.echo(json.dumps(rows, indent=2))
        return
    for one in newest:
        click.echo(
            f"{one.kind:9} {one.key:28} version {one.version:<3} from {one.valid_from:%Y-%m-%d %H:%M} UTC"
        )


@command.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("key", default="default")
@with_database
def show(kind: str, key: str) -> None:
    """Print the current version as JSON, ready to be edited and published."""
    body = directory().current(kind, key, at=timezone.now()).body
    click.echo(json.dumps(body if isinstance(body, dict) else json_of(body), ensure_ascii=False, indent=2))


@command.command("publish")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("key")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", default="", help="Name of a new campaign or market.")
@with_database
def publish_(kind: str, key: str, file: Path, name: str) -> None:
    """Publish FILE (JSON) as the next version; what began before keeps its own. A new campaign or market is created."""
    body = _body(file)
    book = directory()
    now = timezone.now()
    if kind == "market" and key not in book.markets:
        create_market(key, name=name or key, desk_id=book.default_desk.id, body=body, actor=SYSTEM, now=now)
    elif kind == "campaign" and key not in book.campaigns:
        create_campaign(key, name=name or key, body=body, actor=SYSTEM, now=now)
    else:
        publish(kind, key, body, actor=SYSTEM, now=now)
    click.echo(f"{kind} {key} is now version {_version(directory(), kind, key)}.")


def _version(book: Directory, kind: str, key: str) -> int:
    return book.current(kind, key, at=timezone.now()).version


def _body(file: Path) -> dict[str, Any]:
    try:
        body = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise click.UsageError(f"{file} is not JSON: {error}") from None
    if not isinstance(body, dict):
        raise click.UsageError(f"{file} must hold one JSON object, as `staffel policy show` prints it.")
    return body
