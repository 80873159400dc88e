"""What the operator decides by environment is read as written, or refused with words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from staffel.database_url import parse_database_url
from staffel.home import secret_file
from staffel.mail_url import parse_mail_url


def test_a_database_url_is_taken_apart() -> None:
    parsed = parse_database_url("postgresql://vera:p%40ss@db.example:5433/leads?sslmode=require")
    assert (parsed["USER"], parsed["PASSWORD"], parsed["HOST"], parsed["PORT"], parsed["NAME"]) == (
        "vera", "p@ss", "db.example", "5433", "leads",
    )  # fmt: skip
    assert parsed["OPTIONS"] == {"sslmode": "require"}


def test_a_database_url_may_name_a_socket() -> None:
    assert parse_database_url("postgresql://vera@/leads?host=%2Fvar%2Frun")["HOST"] == "/var/run"


@pytest.mark.parametrize("url", ["sqlite:///leads.db", "mysql://db/leads", "postgresql://db/", "leads"])
def test_another_database_or_none_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        parse_database_url(url)


def test_a_mail_url_is_taken_apart() -> None:
    parsed = parse_mail_url("smtp://vera:secret@mail.example:587?tls=starttls")
    assert (parsed["EMAIL_HOST"], parsed["EMAIL_PORT"], parsed["EMAIL_USE_TLS"]) == (
        "mail.example",
        587,
        True,
    )
    assert parse_mail_url("smtps://mail.example")["EMAIL_PORT"] == 465


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example:25"])
def test_a_mail_url_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        parse_mail_url(url)


def test_a_secret_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    assert secret_file(path, make=lambda: "first") == "first"
    assert secret_file(path, make=lambda: "second") == "first"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def deploy_check(**environment: str) -> subprocess.CompletedProcess[str]:
    # the browser tests allow themselves what no deployment may
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env={**inherited, "DJANGO_SETTINGS_MODULE": "staffel.settings", **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_behind_https_djangos_deployment_check_has_nothing_to_say() -> None:
    done = deploy_check(STAFFEL_URL="https://leads.example.com", STAFFEL_SECRET_KEY="x9" * 30 + "abcdefgh")
    assert done.returncode == 0, done.stderr


def test_an_address_without_a_scheme_is_refused() -> None:
    done = deploy_check(STAFFEL_URL="leads.example.com")
    assert done.returncode != 0
    assert "STAFFEL_URL must look like" in done.stderr
