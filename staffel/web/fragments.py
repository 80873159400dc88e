"""Whether htmx asks for a part of a page."""

from django.http import HttpRequest


def wants_fragment(request: HttpRequest) -> bool:
    """True for a part. Going back asks for the whole page when the browser has forgotten it."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
