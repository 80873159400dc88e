"""`staffel init`: sets up the vendor's own installation."""

import secrets

import click
from django.utils import timezone

from staffel.actions.setup import set_up
from staffel.commands.database import with_database
from staffel.commands.migrate_command import migrate


@click.command()
@click.option("--vendor", prompt="Name of your company", help="Name of your company, as partners read it.")
@click.option("--name", prompt="Your name", help="Name of the first administrator.")
@click.option("--email", prompt="Your e-mail address", help="What the administrator logs in with.")
@click.option("--country", default="DE", show_default=True, help="Two letters: DE, AT, CH …")
@click.option("--language", type=click.Choice(["de", "en"]), default="de", show_default=True)
@click.option("--timezone", "zone", default="Europe/Berlin", show_default=True)
@click.option("--sender", default="", help="Address that mails come from. Default: your e-mail address.")
@with_database
def command(vendor: str, name: str, email: str, country: str, language: str, zone: str, sender: str) -> None:
    """Set up an empty installation: your desk, the first administrator, and sensible defaults of all rules.

    Mail goes to the administrator only, until somebody switches to live. Then import partners, areas and leads.
    """
    migrate()
    password = secrets.token_urlsafe(9)
    set_up(
        vendor=vendor,
        administrator_email=email,
        administrator_name=name,
        now=timezone.now(),
        country=country.upper(),
        language=language,
        timezone=zone,
        sender=sender or email,
        redirect_to=email,
        password=password,
    )
    click.echo(f"{vendor} is set up. Log in as {email} with the password {password} (shown once).")
    click.echo("Next: `staffel vendor --contact … --imprint …`: both stand on every mail and link page.")
    click.echo("Then `staffel import parties FILE`, then `staffel import leads FILE --as held`.")
