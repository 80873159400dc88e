from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staffel', '0010_imports'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('state__in', ('repaired', 'dismissed'))), fields=['-received_at'], name='submission_settled'),
        ),
    ]
