"""The table of the shared cache (counts of attempts), as `createcachetable` makes it; what is in it may be lost."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("staffel", "0006_rooms")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE IF NOT EXISTS cache (
                cache_key varchar(255) NOT NULL PRIMARY KEY,
                value text NOT NULL,
                expires timestamp with time zone NOT NULL
            );
            CREATE INDEX IF NOT EXISTS cache_expires ON cache (expires);
            """,
            "DROP TABLE cache",
        )
    ]
