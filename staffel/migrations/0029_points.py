"""A party's points are read from an index of their own: its sum and its ledger, without looking at its other entries."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("staffel", "0028_kept_files")]

    operations = [
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["party", "id"],
                condition=Q(kind__in=("points.earned", "points.taken_back")),
                name="entry_points",
            ),
        ),
    ]
