"""What a prospect allows, and on what ground."""

from django.db import models

from staffel.models.ids import new_id


class Purpose(models.TextChoices):
    PASSING_ON = "pass_on"  # to the one partner who answers
    CALL = "call"
    MAIL = "mail"
    TEXT = "text"


class Ground(models.TextChoices):
    ENQUIRY = "enquiry"  # it asked: that it is answered needs no tick
    CONSENT = "consent"


class Consent(models.Model):
    """One permission of a lead's prospect. `text_version`: the text that was agreed to (a version of kind `consent`), None
    on the ground of the enquiry. `source` is the door it came through; `proof`: ids, codes and times only (form version,
    device, link). Withdrawn ones stay."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(
        "staffel.Lead", on_delete=models.PROTECT, related_name="consents", db_index=False
    )
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    ground = models.CharField(max_length=8, choices=Ground.choices)
    text_version = models.ForeignKey(
        "staffel.Version", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    given_at = models.DateTimeField()
    source = models.CharField(max_length=120, blank=True)
    proof = models.JSONField(default=dict)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "consent"
        indexes = [models.Index(fields=["lead", "purpose"], name="consent_by_lead")]
