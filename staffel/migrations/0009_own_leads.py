from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staffel', '0008_today'),
    ]

    operations = [
        migrations.AddField(
            model_name='mandate',
            name='is_own',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
