"""The mailbox to which mail comes back."""

from django.db import models


class Security(models.TextChoices):
    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class BounceMailbox(models.Model):
    """One row, or none where nothing is read. `password` is sealed (actions.bounce_mailbox). Mails up to `last_uid` were looked
    at; a number of its own holds as long as the folder's `uid_validity` (RFC 3501). `read_at`: when it was read last;
    `failed_at` since when it cannot be, `trouble` why: a code."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=8, choices=Security.choices, default=Security.TLS)
    username = models.CharField(max_length=254)
    password = models.CharField(max_length=1000)
    folder = models.CharField(max_length=200, default="INBOX")
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    set_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "bounce_mailbox"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="bounce_mailbox_one_row")]
