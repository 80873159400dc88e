"""What we promised to send: deliveries with every attempt, and the links they carry."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from staffel.models.ids import new_id
from staffel.models.people import Membership


class DeliveryState(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    RETURNED = "returned"  # it was sent, and came back later
    DROPPED = "dropped"
    KEPT = "kept"  # nothing is sent here: it can be read in the log


class Delivery(models.Model):
    """One message to one person by one channel; its own queue row. Without a `member` it is for the lead's prospect. `taken_until`: a sender has it until then.
    `kind` is the key of its text (a version of kind `text`, kept in `text_version` once rendered). `leads` where one
    message speaks of several. `kept_subject`, `kept_body`: what was sent, with [link] in place of links.
    DROPPED: its cause was gone before it was sent; `error` says why. RETURNED: `error` is the code of RFC 3463 and the
    server's words, "5.1.1 User unknown"."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=8, default="mail")
    kind = models.CharField(max_length=40)
    member = models.ForeignKey(
        "staffel.Membership", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    lead = models.ForeignKey(
        "staffel.Lead", null=True, on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    leads = ArrayField(models.UUIDField(), default=list, blank=True)
    offer = models.ForeignKey(
        "staffel.Offer", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    mandate = models.ForeignKey(
        "staffel.Mandate", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_to = models.CharField(max_length=254, blank=True)
    error = models.CharField(max_length=500, blank=True)
    text_version = models.ForeignKey(
        "staffel.Version", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kept_subject = models.CharField(max_length=300, blank=True)
    kept_body = models.TextField(blank=True)

    class Meta:
        db_table = "delivery"
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=False) | Q(lead__isnull=False, channel="mail"),
                name="delivery_to_member_or_prospect",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="delivery_due"),
            models.Index(fields=["lead"], name="delivery_by_lead"),
            GinIndex(fields=["leads"], condition=~Q(leads=[]), name="delivery_of_several"),
            models.Index(fields=["-created_at"], name="delivery_latest"),
            models.Index(fields=["member", "-created_at"], name="delivery_by_member"),
            models.Index(fields=["-created_at"], condition=Q(state="failed"), name="delivery_failed"),
            models.Index(fields=["-created_at"], condition=Q(state="returned"), name="delivery_returned"),
        ]

    @property
    def to(self) -> Membership:
        """Whom it is for; of messages to members only."""
        assert self.member is not None, "this message is for a prospect"
        return self.member

    @property
    def is_off(self) -> bool:
        """Whether mail to its member is switched off."""
        return self.channel == "mail" and self.member is not None and self.member.mail_off_at is not None

    @property
    def message_id(self) -> str:
        """The part of the Message-ID before the @: the same however often the message is sent."""
        return f"{self.id.hex}.staffel"


class DeliveryAttempt(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="tries")
    at = models.DateTimeField()
    succeeded = models.BooleanField()
    is_permanent = models.BooleanField(default=False)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "delivery_attempt"


class LinkPurpose(models.TextChoices):
    OFFER = "offer"
    MANDATE = "mandate"
    INVITATION = "invitation"  # subject: the membership
    QUESTION = "question"  # subject: the note that asks
    PROSPECT = "prospect"  # subject: the lead; for its prospect, who is no member


class Link(models.Model):
    """What a link in a mail opens: `purpose` and `subject` (the offer's or mandate's id) for one member, or for the
    prospect of a lead. The secret is derived from the row and never stored (actions.links)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=12, choices=LinkPurpose.choices)
    subject = models.UUIDField()
    member = models.ForeignKey(
        "staffel.Membership", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    nonce = models.CharField(max_length=32)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "link"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "member", "purpose"], name="link_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(purpose="prospect", member=None)
                | (~Q(purpose="prospect") & Q(member__isnull=False)),
                name="link_of_member_or_prospect",
            ),
        ]

    @property
    def of(self) -> Membership:
        """Whose it is; of members' links only."""
        assert self.member is not None, "this link is a prospect's"
        return self.member
