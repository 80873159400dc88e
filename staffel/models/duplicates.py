"""Two leads of which one may be the other again, and what was decided about them."""

from typing import Final

from django.db import models
from django.db.models import Q

from staffel.models.ids import new_id

MOVED: Final = ".moved"  # a key of `replaced`


class DuplicateState(models.TextChoices):
    OPEN = "open"  # probable: somebody looks at it
    JOINED = "joined"
    DIFFERENT = "different"  # somebody has said so


class Duplicate(models.Model):
    """`lead` is the newer, `known` the one it resembles; where a partner has captured one of the two for itself, that is
    `known`, and `lead` the enquiry, whichever came first. `score` (0 to 100) and `reasons` come from rules.duplicates,
    as codes. Without `decided_by` a join was automatic. A join that is undone is DIFFERENT from then on. `replaced`: what
    the known lead said where it took the newer one's values, by key, and under MOVED, which no question is called, the ids,
    codes and times of what the join has moved besides (actions.parted); to be emptied when a lead is erased."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(
        "staffel.Lead", on_delete=models.PROTECT, related_name="duplicates", db_index=False
    )
    known = models.ForeignKey("staffel.Lead", on_delete=models.PROTECT, related_name="resembled_by")
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=DuplicateState.choices, default=DuplicateState.OPEN)
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "staffel.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    replaced = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "duplicate"
        constraints = [
            models.UniqueConstraint(fields=["lead", "known"], name="duplicate_once"),
            models.CheckConstraint(condition=~Q(lead=models.F("known")), name="duplicate_of_another"),
        ]
        indexes = [
            models.Index(fields=["found_at"], condition=Q(state="open"), name="duplicate_open"),
            models.Index(fields=["-decided_at", "-id"], condition=Q(state="joined"), name="duplicate_joined"),
        ]
