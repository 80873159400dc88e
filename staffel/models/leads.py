"""A lead: one enquiry, with the database's own guard that an open one has one holder and one deadline."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from staffel.models.ids import new_id


class Status(models.TextChoices):
    QUALIFYING = "qualifying"
    BROKERING = "brokering"
    WORKING = "working"
    CLOSED = "closed"


class Temperature(models.TextChoices):
    HOT = "hot"
    WARM = "warm"
    COLD = "cold"


class Lead(models.Model):
    """`asked_at`: when the person asked; `received_at`: when Staffel got it. `deadline_at` is what was promised,
    `deadline_from` where its time began, `wake_at` when the clock looks next (never shown). `rung`: how far the
    ladder of this deadline was climbed (0 nothing, 1 warned, then the policy's rungs). Amounts are net.
    `taken_by` has it on the telephone until `taken_until`; `follow_up_by`: the member that a follow-up is for (None: the
    whole team). `is_own`: a partner captured it for itself; it is counted apart and never offered.
    `search` and `name_key`: under which words it is found and its name is sorted; `match_keys`: what leads of the same
    person share (rules.duplicates); the case writes all three. `score`: the points of its temperature, None where they
    were not counted; `temperature_by_hand`: a person has overruled them; `heated_at`: when it was last heated by an answer or a person,
    None is when it was asked; `cooled`: how many steps it has cooled since.
    `tells_prospect`: its prospect is written to about this enquiry; `may_…`: what the prospect permits (rules.consents), written by the case.
    `denied_at`: the prospect says that nobody has called. `joined_to`: the lead that a duplicate was joined to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.BigIntegerField(unique=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    outcome = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    holder = models.ForeignKey(
        "staffel.Party",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="held_leads",
        db_index=False,
    )
    desk = models.ForeignKey("staffel.Party", on_delete=models.PROTECT, related_name="+", db_index=False)
    deadline_at = models.DateTimeField(null=True, blank=True)
    deadline_kind = models.CharField(max_length=10, blank=True)
    deadline_from = models.DateTimeField(null=True, blank=True)
    wake_at = models.DateTimeField(null=True, blank=True)
    rung = models.PositiveSmallIntegerField(default=0)
    desk_reason = models.CharField(max_length=40, blank=True)

    campaign = models.ForeignKey("staffel.Campaign", on_delete=models.PROTECT, related_name="leads")
    campaign_version = models.ForeignKey(
        "staffel.Version", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    form_version = models.ForeignKey(
        "staffel.Version", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    source = models.CharField(max_length=80, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField()
    received_at = models.DateTimeField()
    is_test = models.BooleanField(default=False)

    salutation = models.CharField(max_length=20, blank=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    company = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=12, blank=True)
    place = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=5, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    product = models.CharField(max_length=80, blank=True)
    answers = models.JSONField(default=dict)
    temperature = models.CharField(max_length=4, choices=Temperature.choices)
    temperature_reasons = models.JSONField(default=list)
    temperature_by_hand = models.BooleanField(default=False, db_default=False)
    score = models.SmallIntegerField(null=True, blank=True)
    heated_at = models.DateTimeField(null=True, blank=True)
    cooled = models.PositiveSmallIntegerField(default=0, db_default=0)
    expected_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    won_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")

    wished_party = models.ForeignKey(
        "staffel.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    excluded_parties = ArrayField(models.UUIDField(), default=list, blank=True)
    desk_returns = models.PositiveSmallIntegerField(default=0)
    follow_ups = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    accepted_at = models.DateTimeField(null=True, blank=True)
    attempted_at = models.DateTimeField(null=True, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        "staffel.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    taken_until = models.DateTimeField(null=True, blank=True)
    follow_up_by = models.ForeignKey(
        "staffel.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    is_own = models.BooleanField(default=False)
    tells_prospect = models.BooleanField(default=False, db_default=False)
    may_pass_on = models.BooleanField(default=True, db_default=True)
    may_call = models.BooleanField(default=True, db_default=True)
    may_mail = models.BooleanField(default=False, db_default=False)
    may_text = models.BooleanField(default=False, db_default=False)
    denied_at = models.DateTimeField(null=True, blank=True)
    joined_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined", db_index=False
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    search = SearchVectorField(default="", editable=False)
    name_key = models.CharField(max_length=80, blank=True, editable=False, db_collation="C")
    match_keys = ArrayField(
        models.CharField(max_length=120), default=list, db_default=[], blank=True, editable=False
    )

    class Meta:
        db_table = "lead"
        constraints = [
            # the promise: an open lead has exactly one holder and exactly one next deadline, a closed one has none
            models.CheckConstraint(
                condition=Q(status="closed", holder=None, deadline_at=None, wake_at=None, deadline_kind="")
                | (
                    ~Q(status="closed")
                    & Q(
                        holder__isnull=False,
                        deadline_at__isnull=False,
                        wake_at__isnull=False,
                        deadline_from__isnull=False,
                    )
                    & ~Q(deadline_kind="")
                ),
                name="lead_open_has_holder_and_deadline",
            ),
            models.CheckConstraint(
                condition=(Q(status="closed") & ~Q(outcome="") & Q(closed_at__isnull=False))
                | (~Q(status="closed") & Q(outcome="", closed_at=None)),
                name="lead_closed_has_outcome",
            ),
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=~Q(source_key=""), name="lead_source_key_once"
            ),
        ]
        indexes = [
            models.Index(fields=["wake_at"], condition=~Q(status="closed"), name="lead_wake"),
            models.Index(
                fields=["holder", "deadline_at"], condition=~Q(status="closed"), name="lead_open_by_holder"
            ),
            # whom somebody has to call, without all that a desk holds while partners are asked
            models.Index(
                fields=["holder"], condition=Q(status__in=["qualifying", "working"]), name="lead_to_call"
            ),
            # an open lead only has a holder, and this condition says so to a query that does not speak of the status
            models.Index(
                fields=["holder", "-asked_at", "-id"],
                condition=Q(holder__isnull=False),
                name="lead_newest_by_holder",
            ),
            models.Index(fields=["email"], condition=~Q(email=""), name="lead_email"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="lead_phone"),
            GinIndex(fields=["search"], name="lead_search"),
            # without a pending list, which every look-up would read through
            GinIndex(fields=["match_keys"], name="lead_match_keys", fastupdate=False),
            models.Index(fields=["id"], condition=Q(match_keys=[]), name="lead_without_match_keys"),
            models.Index(fields=["joined_to"], condition=Q(joined_to__isnull=False), name="lead_by_joined"),
            # with what the week counts, so that it need not read the leads themselves; so has the index by closing
            models.Index(fields=["-asked_at", "-id"], include=["is_test", "is_own"], name="lead_newest"),
            models.Index(fields=["name_key", "id"], name="lead_by_name"),
            # holds all that Today counts, so that it need not read the leads themselves
            models.Index(
                fields=["deadline_at", "id"],
                include=[
                    "status",
                    "holder",
                    "deadline_kind",
                    "deadline_from",
                    "attempted_at",
                    "is_test",
                    "is_own",
                ],
                condition=~Q(status="closed"),
                name="lead_open_by_deadline",
            ),
            models.Index(
                fields=["desk_reason"],
                condition=~Q(status="closed") & ~Q(desk_reason=""),
                name="lead_on_desk",
            ),
            models.Index(
                fields=["closed_at"],
                include=["outcome", "is_test", "is_own"],
                condition=Q(status="closed"),
                name="lead_by_closing",
            ),
            # figures count leads by what happened to them, or by when they arrived: enough to do so without reading each
            models.Index(fields=["id"], include=["is_test", "is_own", "campaign"], name="lead_counted"),
            models.Index(
                fields=["received_at"], include=["id", "is_test", "is_own", "campaign"], name="lead_arrived"
            ),
            # by the beginning of a postal code, whatever the database's collation
            models.Index(OpClass(F("postal_code"), name="varchar_pattern_ops"), name="lead_by_postal_code"),
        ]

    def __str__(self) -> str:
        return f"Lead {self.number}"

    @property
    def is_open(self) -> bool:
        return self.status != Status.CLOSED


class Note(models.Model):
    """Text that a person typed. The journal points here and holds none itself. A question is a note with the party
    that is `asked`; its answers are notes that `answers` points back from."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="notes", db_index=False)
    author = models.ForeignKey(
        "staffel.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    party = models.ForeignKey(
        "staffel.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    text = models.TextField()
    is_internal = models.BooleanField(default=False)
    asked = models.ForeignKey(
        "staffel.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answers = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="answered_by", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        db_table = "note"
        indexes = [
            models.Index(fields=["lead", "created_at"], name="note_by_lead"),
            models.Index(
                fields=["asked", "created_at"], condition=models.Q(asked__isnull=False), name="note_asked"
            ),
            models.Index(fields=["answers"], condition=models.Q(answers__isnull=False), name="note_answers"),
        ]


class Correction(models.Model):
    """One answer or contact value that was corrected, as texts a person can read; what it is now stands on the lead.
    `field` is a column of the lead or the key of a question. Blanked when the lead is erased."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="corrections", db_index=False)
    field = models.CharField(max_length=80)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    member = models.ForeignKey(
        "staffel.Membership", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    party = models.ForeignKey(
        "staffel.Party", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        db_table = "correction"
        indexes = [models.Index(fields=["lead", "at"], name="correction_by_lead")]


class Attachment(models.Model):
    """A file at a lead. It lies in the database, the one thing that all machines share; lists defer `content`, which is
    None once the lead is erased. `submission`: what could not be taken in and brought it; until that is repaired it is at
    no lead. `is_internal`: not for agencies and partners."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(
        Lead, null=True, on_delete=models.PROTECT, related_name="attachments", db_index=False
    )
    submission = models.ForeignKey(
        "staffel.Submission",
        null=True,
        on_delete=models.PROTECT,
        related_name="attachments",
        db_index=False,
    )
    note = models.ForeignKey(
        Note, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments", db_index=False
    )
    author = models.ForeignKey(
        "staffel.Membership", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    party = models.ForeignKey(
        "staffel.Party", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.BinaryField(null=True)
    is_internal = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "attachment"
        constraints = [
            models.CheckConstraint(
                condition=Q(lead__isnull=False) | Q(submission__isnull=False), name="attachment_of_something"
            )
        ]
        indexes = [
            models.Index(fields=["lead", "created_at"], name="attachment_by_lead"),
            models.Index(
                fields=["submission"], condition=Q(submission__isnull=False), name="attachment_of_arrival"
            ),
        ]
