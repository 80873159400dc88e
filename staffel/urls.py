"""Every address: the pages, then the API."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("staffel.web.urls")),
    path("api/", include("staffel.api.urls")),
]
