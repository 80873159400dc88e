"""The addresses of the pages."""

from django.urls import URLPattern, URLResolver, path

from staffel.web.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
]
