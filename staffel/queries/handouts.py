"""Which handouts stand: what a prospect has, and what is on its way to it."""

from typing import Final

from django.db.models import QuerySet

from staffel.models import DeliveryState, Handout

# The mail that should have brought it did not arrive, or never leaves.
NEVER_CAME: Final = (DeliveryState.FAILED, DeliveryState.RETURNED, DeliveryState.DROPPED)


def standing_handouts() -> QuerySet[Handout]:
    """Neither struck off, nor mailed in vain."""
    return Handout.objects.filter(cancelled_at=None).exclude(delivery__state__in=NEVER_CAME)
