"""Files that a page hands out under a name of their own."""

from django.http import HttpResponseBase
from django.utils.http import content_disposition_header


def name_file(response: HttpResponseBase, filename: str) -> None:
    """The browser saves the answer under this name, whatever letters it has: a header itself takes ASCII alone."""
    response["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"  # noqa: FBT003
