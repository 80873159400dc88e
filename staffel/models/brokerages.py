"""A brokerage: one attempt to place one lead by a market, with everybody it considered."""

from django.db import models
from django.db.models import Q

from staffel.models.ids import new_id


class Brokerage(models.Model):
    """`seed` breaks ties; `round` counts the market's rounds from 0; `considered` holds, per round, the 20 best
    candidates with their reasons and the rest as counts per reason (rules.routing.Ranking.stored)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(
        "staffel.Lead", on_delete=models.PROTECT, related_name="brokerages", db_index=False
    )
    market = models.ForeignKey(
        "staffel.Market", on_delete=models.PROTECT, related_name="brokerages", db_index=False
    )
    market_version = models.ForeignKey(
        "staffel.Version", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    policy_version = models.ForeignKey(
        "staffel.Version", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    seed = models.BigIntegerField()
    round = models.PositiveSmallIntegerField(default=0)
    offers_made = models.PositiveSmallIntegerField(default=0)
    considered = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "brokerage"
        constraints = [
            models.UniqueConstraint(fields=["lead"], condition=Q(ended_at=None), name="brokerage_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="brokerage_ended_has_outcome",
            ),
        ]
        indexes = [models.Index(fields=["lead", "started_at"], name="brokerage_by_lead")]


class OfferState(models.TextChoices):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"


class Offer(models.Model):
    """A brokerage's proposal to one party. `window_starts_at` may lie ahead (the next opening). `place`: its place
    in the ranking; `reason` is a key of the version of reasons that the lead's campaign named."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey("staffel.Lead", on_delete=models.PROTECT, related_name="offers", db_index=False)
    brokerage = models.ForeignKey(Brokerage, on_delete=models.PROTECT, related_name="offers", db_index=False)
    party = models.ForeignKey(
        "staffel.Party", on_delete=models.PROTECT, related_name="offers", db_index=False
    )
    state = models.CharField(max_length=10, choices=OfferState.choices, default=OfferState.OPEN)
    round = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    distance_m = models.PositiveIntegerField(null=True, blank=True)
    offered_at = models.DateTimeField()
    window_starts_at = models.DateTimeField()
    window_ends_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "offer"
        constraints = [
            models.UniqueConstraint(fields=["brokerage", "party"], name="offer_once_a_brokerage"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="offer_answered_when_not_open",
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "offered_at"], name="offer_by_lead"),
            models.Index(fields=["party"], condition=Q(state="open"), name="offer_open_by_party"),
            models.Index(fields=["party", "-offered_at"], name="offer_latest_by_party"),
            models.Index(fields=["offered_at"], include=["lead"], name="offer_by_time"),
        ]
