"""`staffel import`: reads parties, areas or leads from a CSV or XLSX file."""

import click

from staffel.commands.import_areas import areas
from staffel.commands.import_leads import leads
from staffel.commands.import_parties import parties


@click.group()
def command() -> None:
    """Read parties, areas or leads from a CSV or XLSX file.

    Every import first shows what it would do, and asks. The same file twice changes nothing; an import that was
    killed is simply started again.
    """


command.add_command(parties)
command.add_command(areas)
command.add_command(leads)
