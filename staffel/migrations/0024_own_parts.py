"""A holder's leads by their date, and those of the partners that somebody looks after, each from an index."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("staffel", "0023_permissions")]

    operations = [
        migrations.AddIndex(
            "lead",
            models.Index(
                fields=["holder", "-asked_at", "-id"],
                condition=Q(holder__isnull=False),
                name="lead_newest_by_holder",
            ),
        ),
        migrations.AddIndex(
            "mandate",
            models.Index(fields=["party", "outcome"], include=["lead"], name="mandate_outcome_by_party"),
        ),
        migrations.AddIndex(
            "party",
            models.Index(
                fields=["looked_after_by"],
                condition=Q(looked_after_by__isnull=False),
                name="party_by_looking_after",
            ),
        ),
    ]
