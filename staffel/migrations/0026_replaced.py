"""What a lead said before it took the values of another that was joined to it, so that the join can be undone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staffel", "0025_bounces")]

    operations = [
        migrations.AddField("duplicate", "replaced", models.JSONField(blank=True, default=dict)),
    ]
