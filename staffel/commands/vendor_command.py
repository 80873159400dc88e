"""`staffel vendor`: shows and changes what the vendor says of itself on every mail and link page."""

import json

import click
from django.utils import timezone

from staffel.actions.actors import SYSTEM
from staffel.actions.vendor import FIELDS, change_vendor
from staffel.commands.database import with_database
from staffel.queries.directory import directory


@click.command()
@click.option("--name", "vendor", default=None, help="Name of your company, as partners read it.")
@click.option("--sender", default=None, help="Address that mails come from.")
@click.option(
    "--contact", default=None, help="Whom to ask, with an e-mail address: answers to mails go there."
)
@click.option("--imprint", default=None, help="Address, register, managing directors; \\n begins a new line.")
@click.option("--redirect-to", default=None, help="Where every mail goes until Staffel is live.")
@click.option("--json", "as_json", is_flag=True, help="Print what holds now as JSON.")
@with_database
def command(as_json: bool, **said: str | None) -> None:
    """Show what stands on every mail and link page, and change what is given."""
    values = {name: text.replace("\\n", "\n") for name, text in said.items() if text is not None}
    if values:
        change_vendor(values, actor=SYSTEM, now=timezone.now())
    installation = directory().installation
    shown = {name: getattr(installation, name) for name in FIELDS}
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    for name, text in shown.items():
        click.echo(f"{name.replace('_', '-'):12} {text or '-'}".replace("\n", "\n" + " " * 13))
