"""The command line. Each command lives in staffel/commands; this names them and turns errors into exit code 2."""

import os
import signal
import sys
from importlib import import_module
from types import FrameType

import click

COMMANDS = {
    "up": "Start everything: database, web and worker. Ctrl-C stops it.",
    "init": "Set up your own installation instead of the demonstration.",
    "vendor": "Show and change your name, sender, contact and imprint.",
    "demo": "Load the demonstration network.",
    "web": "Serve the pages and the API.",
    "worker": "Run the background jobs and the clock.",
    "migrate": "Bring the tables up to date.",
    "import": "Read parties, areas or leads from a CSV or XLSX file.",
    "absence": "Enter and show when parties are away: company holidays, a person's leave.",
    "policy": "Show and publish the rules: markets, windows, reasons, texts …",
    "figures": "Print what was asked once, and what twice.",
    "key": "Make, list and revoke the keys of the API.",
    "clock": "Run the alarms that are due.",
    "verify": "Prove the promise on the data at hand.",
    "check": "Check settings, database and tables.",
    "openapi": "Print the document that describes the API.",
    "django": "Django's own commands, for developers.",
}


class Commands(click.Group):
    """Loads a command only when it is named: `--help` needs no database and no settings."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        _set_up_django()
        module = import_module(f"staffel.commands.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="staffel")
def staffel() -> None:
    """Staffel hands every lead to the right partner, with a running clock, and never drops one.

    New here? `staffel up` starts everything on this machine, with a demonstration network to look around in.
    """


def main() -> None:
    """Run one command. Exit code 0: done, 1: done and found something wrong, 2: not possible, with the reason."""
    signal.signal(signal.SIGTERM, _end_tidily)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's `&` would have us ignore it
    try:
        staffel()
    except Exception as error:
        reason = _known_reason(error)
        if reason is None:
            raise
        click.echo(f"staffel: {reason}", err=True)
        sys.exit(2)


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "staffel.settings")
    import django

    django.setup()


def _known_reason(error: Exception) -> str | None:
    """What to tell somebody who runs Staffel; None for what is our own mistake and deserves its traceback."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, ProgrammingError

    from staffel.embedded import EmbeddedError
    from staffel.rules.refused import Refused

    if isinstance(error, Refused):
        return error.message
    if isinstance(error, OperationalError):
        return f"The database cannot be used: {error}".strip()
    if isinstance(error, ProgrammingError) and "does not exist" in str(error):
        return f"The tables are not up to date; run `staffel migrate` first. ({str(error).splitlines()[0]})"
    if isinstance(error, EmbeddedError | ImproperlyConfigured | PermissionError):
        return str(error)
    return None


def _end_tidily(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(128 + signal.SIGTERM)
