"""What arrived, as it arrived: submissions, imports, receipts, and the keys of those who may send."""

from django.db import models
from django.db.models import Q

from staffel.models.ids import new_id


class ImportState(models.TextChoices):
    READY = "ready"  # uploaded, to be looked at
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Import(models.Model):
    """One import of a file. `mapping`: header → field; `counts`: what became of its rows. By the page: `content` is the
    file until it is taken in, `state` where it stands, `done` of `total` rows. `release_daily`: so many of its held
    leads are released every working day, as `release_by` has asked, the last time on `released_on`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10)
    mode = models.CharField(max_length=10, blank=True)
    filename = models.CharField(max_length=255)
    source = models.CharField(max_length=80, blank=True)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.DONE)
    content = models.BinaryField(null=True)
    made_by = models.ForeignKey(
        "staffel.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    campaign = models.CharField(max_length=80, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    release_daily = models.PositiveIntegerField(null=True, blank=True)
    release_by = models.ForeignKey(
        "staffel.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    released_on = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "import"


class SubmissionState(models.TextChoices):
    TAKEN = "taken"
    PROBLEM = "problem"
    REPAIRED = "repaired"
    DISMISSED = "dismissed"


class Submission(models.Model):
    """The raw submission. PROBLEM: could not be read; `problems` lists field and message, it waits for repair."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    door = models.CharField(max_length=120)
    key = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=SubmissionState.choices, default=SubmissionState.TAKEN)
    payload = models.JSONField()
    problems = models.JSONField(default=list)
    lead = models.ForeignKey("staffel.Lead", null=True, on_delete=models.PROTECT, related_name="submissions")
    source_import = models.ForeignKey(
        Import, null=True, on_delete=models.PROTECT, related_name="submissions", db_index=False
    )
    line = models.PositiveIntegerField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "submission"
        indexes = [
            models.Index(fields=["received_at"], condition=Q(state="problem"), name="submission_problem"),
            models.Index(
                fields=["-received_at"],
                condition=Q(state__in=("repaired", "dismissed")),
                name="submission_settled",
            ),
            models.Index(
                fields=["source_import"],
                condition=Q(source_import__isnull=False),
                name="submission_by_import",
            ),
        ]


class Receipt(models.Model):
    """Proof that a request was already taken, unique by door and key; kept 30 days (an import's for ever)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    door = models.CharField(max_length=120)
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=201)
    answer = models.JSONField(default=dict)
    lead = models.ForeignKey(
        "staffel.Lead", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        db_table = "receipt"
        constraints = [models.UniqueConstraint(fields=["door", "key"], name="receipt_once")]


class ApiKey(models.Model):
    """A named key, shown once and stored as SHA-256 (`digest`); `is_writer`: may write, else read only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    is_writer = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "api_key"
