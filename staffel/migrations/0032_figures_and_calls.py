"""Indexes of when leads came to a market, which *Asked once* asks, and of the leads that a holder calls itself."""

from django.db import migrations, models
from django.db.models import Q

COUNTED_KINDS = (
    "brokerage.started", "handout.blocked", "lead.complained", "lead.joined", "lead.qualifying", "mandate.given_back",
    "prospect.confirmed", "prospect.denied", "question.asked_again",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("staffel", "0031_week_counted")]

    operations = [
        migrations.RemoveIndex("entry", "entry_counted"),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["kind", "at"],
                include=["lead", "id"],
                condition=Q(kind__in=COUNTED_KINDS),
                name="entry_counted",
            ),
        ),
        migrations.AddIndex(
            "lead",
            models.Index(
                fields=["holder"], condition=Q(status__in=["qualifying", "working"]), name="lead_to_call"
            ),
        ),
    ]
