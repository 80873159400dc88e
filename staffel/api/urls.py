"""The addresses of the API."""

from django.urls import URLPattern, URLResolver, path

from staffel.api.interface import api

urlpatterns: list[URLPattern | URLResolver] = [path("", api.urls)]
