"""A mandate: what a party has accepted to work, along a pipeline; and the activities in it."""

from django.db import models
from django.db.models import Q

from staffel.models.ids import new_id


class Mandate(models.Model):
    """`member`: the person inside the party, where one has taken it. `step` is a key of the pipeline's version.
    `is_own`: the party captured the lead itself; it takes no place of its capacity and no fair share.
    `rated_temperature`: how hot the lead really was, as its holder says after the first contact; "" is not said."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(
        "staffel.Lead", on_delete=models.PROTECT, related_name="mandates", db_index=False
    )
    party = models.ForeignKey(
        "staffel.Party", on_delete=models.PROTECT, related_name="mandates", db_index=False
    )
    member = models.ForeignKey(
        "staffel.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    offer = models.ForeignKey(
        "staffel.Offer",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="mandates",
        db_index=False,
    )
    pipeline_version = models.ForeignKey(
        "staffel.Version", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    policy_version = models.ForeignKey(
        "staffel.Version", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    step = models.CharField(max_length=40)
    step_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    contacted_at = models.DateTimeField(null=True, blank=True)
    extension_asked_at = models.DateTimeField(null=True, blank=True)
    is_own = models.BooleanField(default=False, db_default=False)
    rated_temperature = models.CharField(max_length=4, blank=True, default="", db_default="")
    rated_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "mandate"
        constraints = [
            models.UniqueConstraint(fields=["lead"], condition=Q(ended_at=None), name="mandate_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="mandate_ended_has_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "started_at"], name="mandate_by_lead"),
            models.Index(fields=["party"], condition=Q(ended_at=None), name="mandate_open_by_party"),
            models.Index(fields=["party", "started_at"], name="mandate_started_by_party"),
            models.Index(fields=["started_at"], include=["lead"], name="mandate_by_time"),
            # what a party's leads came to, without reading the mandates
            models.Index(fields=["party", "outcome"], include=["lead"], name="mandate_outcome_by_party"),
        ]


class ActivityKind(models.TextChoices):
    ATTEMPT = "attempt"
    CONTACT = "contact"
    APPOINTMENT = "appointment"
    QUOTE = "quote"


class Activity(models.Model):
    """What somebody did for the prospect. `at` is when it was done; `due_at` an appointment's or the next attempt's
    time; `amount` a quote's net value; `result` the key of a call's result (rules.reasons)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(
        "staffel.Lead", on_delete=models.PROTECT, related_name="activities", db_index=False
    )
    mandate = models.ForeignKey(
        Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="activities", db_index=False
    )
    party = models.ForeignKey("staffel.Party", on_delete=models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey(
        "staffel.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    kind = models.CharField(max_length=12, choices=ActivityKind.choices)
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    result = models.CharField(max_length=40, blank=True)
    note = models.ForeignKey(
        "staffel.Note", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        db_table = "activity"
        indexes = [models.Index(fields=["lead", "at"], name="activity_by_lead")]
