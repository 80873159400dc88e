"""The product's settings, with one more address: the endpoint that only inserts one row."""

from staffel.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
