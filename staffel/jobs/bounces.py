"""Looks what came back, at the time of now."""

from django.utils import timezone

from staffel.channels.bounces import read_bounces


def read_what_came_back() -> int:
    """Read the mailbox for returned mail; returns how many mails of ours it spoke of."""
    return read_bounces(now=timezone.now())
