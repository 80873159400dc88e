"""Every address: the pages, then the API; and what is said where there is none."""

from typing import Final

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("staffel.web.urls")),
    path("api/", include("staffel.api.urls")),
]
handler400: Final = "staffel.web.lost.unreadable"
handler403: Final = "staffel.web.lost.not_allowed"
handler404: Final = "staffel.web.lost.not_found"
handler500: Final = "staffel.web.lost.failed"
