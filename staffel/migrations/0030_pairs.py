"""The joins of the latest days are found without those of years, and messages of several leads by each of them."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("staffel", "0029_points")]

    operations = [
        migrations.AddIndex(
            "duplicate",
            models.Index(fields=["-decided_at", "-id"], condition=Q(state="joined"), name="duplicate_joined"),
        ),
        migrations.AddIndex(
            "delivery",
            GinIndex(fields=["leads"], condition=~Q(leads=[]), name="delivery_of_several"),
        ),
    ]
