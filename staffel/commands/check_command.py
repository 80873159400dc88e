"""`staffel check`: says whether this installation is ready, in words."""

import json
import sys
from dataclasses import asdict, dataclass

import click
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from staffel.commands.database import with_database

OLDEST_POSTGRESQL = 150_000


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `is_error` means that Staffel cannot work like this."""

    subject: str
    is_error: bool
    text: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@with_database
def command(as_json: bool) -> None:
    """Check settings, database and tables. Exit code 1 when something must be mended."""
    findings = [_database(), _tables(), _mail(), _address(), *_django()]
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            click.echo(f"{'ERROR' if finding.is_error else 'ok   '}  {finding.subject}: {finding.text}")
    sys.exit(1 if any(finding.is_error for finding in findings) else 0)


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
        number, version = cursor.fetchone()
    where = f"embedded in {settings.STAFFEL_HOME}" if settings.IS_EMBEDDED else "from DATABASE_URL"
    if number < OLDEST_POSTGRESQL:
        return Finding(
            "database", is_error=True, text=f"PostgreSQL {version} is too old, 15 or newer is needed"
        )
    return Finding("database", is_error=False, text=f"PostgreSQL {version} answers, {where}")


def _tables() -> Finding:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return Finding(
            "tables", is_error=True, text=f"{len(missing)} steps are missing: run `staffel migrate`"
        )
    return Finding("tables", is_error=False, text="up to date")


def _mail() -> Finding:
    if settings.SENDS_MAIL:
        return Finding("mail", is_error=False, text=f"is sent by {settings.EMAIL_HOST}:{settings.EMAIL_PORT}")
    return Finding("mail", is_error=False, text="is kept and not sent: EMAIL_URL is not set")


def _address() -> Finding:
    return Finding("address", is_error=False, text=f"links in mails begin with {settings.STAFFEL_URL}")


def _django() -> list[Finding]:
    found = run_checks(include_deployment_checks=settings.IS_HTTPS)
    return [
        Finding("settings", is_error=message.is_serious(), text=f"{message.msg} ({message.id})")
        for message in found
    ] or [Finding("settings", is_error=False, text="in order")]
