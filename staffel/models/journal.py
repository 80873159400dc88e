"""The journal: append-only, one line for everything that happened to a lead or a party."""

from django.db import models

from staffel.models.ids import new_id

POINTS_KINDS = ("points.earned", "points.taken_back")
# What the figures count by its time and what happens to few leads, and when leads came to a market: a figure asks what was
# before that, and would read the whole journal for it.
COUNTED_KINDS = (
    "brokerage.started", "handout.blocked", "lead.complained", "lead.joined", "lead.qualifying", "mandate.given_back", "prospect.confirmed",
    "prospect.denied", "question.asked_again",
)  # fmt: skip


class ActorKind(models.TextChoices):
    MEMBER = "member"
    LINK = "link"
    KEY = "key"
    DEVICE = "device"
    PROSPECT = "prospect"
    SYSTEM = "system"


class Entry(models.Model):
    """`kind` is dotted, past tense (rules.journal.KINDS); `data` holds ids, codes, numbers and times only.
    `status`, `holder` and `deadline_at` are the lead's after the case that wrote the entry, so the holder at any
    instant can be read here. Triggers refuse to change or delete a row; no foreign key points at one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    lead = models.ForeignKey(
        "staffel.Lead", null=True, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    party = models.ForeignKey(
        "staffel.Party", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    brokerage = models.ForeignKey(
        "staffel.Brokerage", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    offer = models.ForeignKey(
        "staffel.Offer", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    mandate = models.ForeignKey(
        "staffel.Mandate", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    note = models.ForeignKey(
        "staffel.Note", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    actor_kind = models.CharField(max_length=8, choices=ActorKind.choices)
    actor_member = models.ForeignKey(
        "staffel.Membership", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    actor_party = models.ForeignKey(
        "staffel.Party", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    status = models.CharField(max_length=10, blank=True)
    holder = models.ForeignKey(
        "staffel.Party", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    deadline_at = models.DateTimeField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "entry"
        indexes = [
            models.Index(fields=["lead", "id"], condition=models.Q(lead__isnull=False), name="entry_by_lead"),
            models.Index(fields=["party", "id"], condition=models.Q(lead=None), name="entry_by_party"),
            models.Index(fields=["at"], name="entry_by_time"),
            # the last sign of life of a party: what Staffel does by itself has no party and is not in it
            models.Index(
                fields=["actor_party", "-at"],
                condition=models.Q(actor_party__isnull=False),
                name="entry_by_actor_party",
            ),
            # whom a lead was entrusted to without a mandate: few rows, and the party goes on following what becomes of it
            models.Index(
                fields=["holder", "lead"], condition=models.Q(kind="lead.qualifying"), name="entry_entrusted"
            ),
            models.Index(
                fields=["kind", "at"],
                include=["lead", "id"],
                condition=models.Q(kind__in=COUNTED_KINDS),
                name="entry_counted",
            ),
            # a party's ledger of points: few rows of all
            models.Index(
                fields=["party", "id"], condition=models.Q(kind__in=POINTS_KINDS), name="entry_points"
            ),
        ]
