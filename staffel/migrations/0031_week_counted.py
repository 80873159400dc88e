"""What the week counts is read from indexes: leads by when they asked and closed, offers and mandates by when they began."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("staffel", "0030_pairs")]

    operations = [
        migrations.RemoveIndex("lead", "lead_newest"),
        migrations.AddIndex(
            "lead",
            models.Index(fields=["-asked_at", "-id"], include=["is_test", "is_own"], name="lead_newest"),
        ),
        migrations.RemoveIndex("lead", "lead_by_closing"),
        migrations.AddIndex(
            "lead",
            models.Index(
                fields=["closed_at"],
                include=["outcome", "is_test", "is_own"],
                condition=Q(status="closed"),
                name="lead_by_closing",
            ),
        ),
        migrations.RemoveIndex("offer", "offer_by_time"),
        migrations.AddIndex(
            "offer", models.Index(fields=["offered_at"], include=["lead"], name="offer_by_time")
        ),
        migrations.RemoveIndex("mandate", "mandate_by_time"),
        migrations.AddIndex(
            "mandate", models.Index(fields=["started_at"], include=["lead"], name="mandate_by_time")
        ),
    ]
