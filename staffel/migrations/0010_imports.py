from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staffel', '0009_own_leads'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('source_import__isnull', False)), fields=['source_import'], name='submission_by_import'),
        ),
    ]
