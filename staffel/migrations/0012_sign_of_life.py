"""An index by which the last act of a party's people is found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staffel", "0011_intake")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("actor_party__isnull", False)),
                fields=["actor_party", "-at"],
                name="entry_by_actor_party",
            ),
        ),
    ]
