"""What can be given to a prospect, and that it was given."""

from django.db import models
from django.db.models import Q

from staffel.models.ids import new_id


class Repeats(models.TextChoices):
    WARN = "warn"  # giving it again is said beforehand
    FORBID = "forbid"


class Material(models.Model):
    """One edition of a brochure, price list …, in one language: `key` stays the same from edition to edition, only the
    latest that is not `withdrawn_at` is given. `is_paper`: it can be handed over or posted; with `content` it can be
    mailed. Lists defer `content`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=5, blank=True)
    is_paper = models.BooleanField(default=False)
    repeats = models.CharField(max_length=6, choices=Repeats.choices, default=Repeats.WARN)
    filename = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    content = models.BinaryField(null=True)
    made_by = models.ForeignKey(
        "staffel.Membership", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "material"
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="material_once"),
            models.CheckConstraint(
                condition=Q(is_paper=True) | Q(content__isnull=False), name="material_on_paper_or_file"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class HandoutWay(models.TextChoices):
    FAIR = "fair"
    MAIL = "mail"
    LETTER = "letter"
    PARTNER = "partner"
    BY_HAND = "by_hand"  # somebody of the vendor or the agency, elsewhere


class Handout(models.Model):
    """A material and a lead's prospect. `at` is when it was given, None while it is only promised (a letter that the mail
    room has not posted, a mail that has not left). `member`, `party`: who gave or promised it, None is the prospect's own
    request or the system. `is_repeat`: the prospect had this material before."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(
        "staffel.Lead", on_delete=models.PROTECT, related_name="handouts", db_index=False
    )
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="handouts")
    way = models.CharField(max_length=8, choices=HandoutWay.choices)
    promised_at = models.DateTimeField()
    at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    member = models.ForeignKey(
        "staffel.Membership", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    party = models.ForeignKey(
        "staffel.Party", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    activity = models.ForeignKey(
        "staffel.Activity",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="handouts",
        db_index=False,
    )
    delivery = models.ForeignKey(
        "staffel.Delivery", null=True, blank=True, on_delete=models.PROTECT, related_name="handouts"
    )
    is_repeat = models.BooleanField(default=False)

    class Meta:
        db_table = "handout"
        indexes = [
            models.Index(fields=["lead", "promised_at"], name="handout_by_lead"),
            models.Index(
                fields=["promised_at"],
                condition=Q(way="letter", at=None, cancelled_at=None),
                name="handout_to_post",
            ),
        ]
