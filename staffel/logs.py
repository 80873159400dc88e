"""How Staffel logs: one line an event, readable on a terminal, JSON with STAFFEL_LOG=json."""

from typing import Any

import structlog

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(allow=[]),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def logging_config(*, form: str, level: str) -> dict[str, Any]:
    """A dictConfig that sends everything, the libraries' lines too, through structlog to standard error."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        # a plain traceback: the other one shows local variables, and with them names and telephone numbers
        else structlog.dev.ConsoleRenderer(
            colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
        )
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # A line a job would drown the rest: Procrastinate says "Starting" and "Success" twice a second.
            "procrastinate": {"level": "WARNING"},
            "django.server": {"level": "WARNING"},
            "_granian": {"level": "WARNING"},
            "granian": {"level": "WARNING"},
        },
    }


def configure_structlog() -> None:
    """Let structlog's own loggers end in the standard library's, so that there is one way out."""
    structlog.configure(
        processors=[*SHARED[:-1], structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
