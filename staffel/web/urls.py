"""The addresses of the pages."""

from django.urls import URLPattern, URLResolver, path

from staffel.web.health import healthz
from staffel.web.portal import links

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("l/<str:token>", links.link, name="link"),
    path("l/<str:token>/<slug:act>", links.answer, name="answer"),
]
