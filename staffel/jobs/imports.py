"""Takes uploaded files in, and releases their held leads day by day."""

from uuid import UUID

import structlog
from django.utils import timezone

from staffel.actions.import_runs import run_import
from staffel.actions.releases import release_due

log = structlog.get_logger(__name__)


def take_in(import_id: str) -> None:
    """Take the file in; safe to run twice."""
    run_import(UUID(import_id), clock=timezone.now)


def release_what_is_due() -> None:
    """Release what is due today; safe to run twice."""
    if count := release_due(timezone.now()):
        log.info("held leads released", count=count)
