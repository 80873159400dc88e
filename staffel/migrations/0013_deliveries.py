from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staffel', '0012_sign_of_life'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['member', '-created_at'], name='delivery_by_member'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'failed')), fields=['-created_at'], name='delivery_failed'),
        ),
    ]
