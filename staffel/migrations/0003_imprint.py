"""The vendor's imprint, which stands on every mail and link page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staffel", "0002_journal_guard")]

    operations = [
        migrations.AddField(model_name="installation", name="imprint", field=models.TextField(blank=True)),
    ]
