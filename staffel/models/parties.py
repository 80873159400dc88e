"""Who can hold a lead: desk, agency or partner, with its areas and absences."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from staffel.models.ids import new_id


class PartyKind(models.TextChoices):
    DESK = "desk"
    AGENCY = "agency"
    PARTNER = "partner"


class PartyState(models.TextChoices):
    INVITED = "invited"
    ACTIVE = "active"
    DECLINED = "declined"
    ENDED = "ended"


class Party(models.Model):
    """`key` is the vendor's own number for it. `hours`: JSON of rules.worktime (`hours_from_json`). Capacities:
    None is unlimited. `is_paused` is until further notice, `paused_until` until then."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10, choices=PartyKind.choices)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=PartyState.choices, default=PartyState.ACTIVE)
    is_default_desk = models.BooleanField(default=False)
    email = models.EmailField(blank=True)
    privacy_url = models.URLField(max_length=300, blank=True)  # its own data protection notice
    phone = models.CharField(max_length=20, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=12, blank=True)
    place = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, default="DE")
    region = models.CharField(max_length=8, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    timezone = models.CharField(max_length=64, default="Europe/Berlin")
    hours = models.JSONField(default=dict)
    tags = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    capacity_open = models.PositiveIntegerField(null=True, blank=True)
    capacity_day = models.PositiveIntegerField(null=True, blank=True)
    capacity_week = models.PositiveIntegerField(null=True, blank=True)
    weight = models.FloatField(default=1.0)
    is_paused = models.BooleanField(default=False)
    paused_until = models.DateTimeField(null=True, blank=True)
    looked_after_by = models.ForeignKey(
        "staffel.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    stand_in = models.ForeignKey(
        "staffel.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "party"
        constraints = [
            models.UniqueConstraint(
                fields=["is_default_desk"], condition=Q(is_default_desk=True), name="party_one_default_desk"
            ),
            models.CheckConstraint(
                condition=Q(is_default_desk=False) | Q(kind="desk"), name="party_default_is_desk"
            ),
            models.CheckConstraint(condition=Q(weight__gt=0), name="party_weight_positive"),
        ]
        indexes = [
            models.Index(
                fields=["looked_after_by"],
                condition=Q(looked_after_by__isnull=False),
                name="party_by_looking_after",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """Where a party works; kinds and fields as in rules.network.AreaRule. `product` "" is every product."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="areas")
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=8)
    first = models.CharField(max_length=12, blank=True)
    last = models.CharField(max_length=12, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    radius_km = models.FloatField(null=True, blank=True)
    product = models.CharField(max_length=80, blank=True)
    is_exclusive = models.BooleanField(default=False)

    class Meta:
        db_table = "area"


class Absence(models.Model):
    """A time in which a party (or, with `member`, one person of it) does not work; company holidays too.
    `begun_at`: when its beginning was carried out (open offers ended, leads handed on)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="absences")
    member = models.ForeignKey(
        "staffel.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="absences",
        db_index=False,
    )
    stand_in = models.ForeignKey(
        "staffel.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "absence"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="absence_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["starts_at"], condition=Q(begun_at=None), name="absence_to_begin")]


class PartyNote(models.Model):
    """What the desk or field sales noted about a party. `due_on`: to be looked at again then; `done_at`: it was."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="party_notes")
    author = models.ForeignKey(
        "staffel.Membership", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    text = models.TextField()
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "party_note"
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(done_at=None, due_on__isnull=False), name="party_note_due"
            )
        ]
