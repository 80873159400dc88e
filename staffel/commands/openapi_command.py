"""`staffel openapi`: prints the document that describes the API."""

import click

from staffel.api.interface import document


@click.command()
def command() -> None:
    """Print the OpenAPI document of the API; the repository keeps it in openapi.json."""
    click.echo(document(), nl=False)
