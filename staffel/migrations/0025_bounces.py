"""Mail that came back: the state of its delivery, and the mailbox in which it is found."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staffel', '0024_own_parts'),
    ]

    operations = [
        migrations.CreateModel(
            name='BounceMailbox',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('host', models.CharField(max_length=253)),
                ('port', models.PositiveIntegerField(default=993)),
                ('security', models.CharField(choices=[('tls', 'Tls'), ('starttls', 'Starttls'), ('none', 'None')], default='tls', max_length=8)),
                ('username', models.CharField(max_length=254)),
                ('password', models.CharField(max_length=1000)),
                ('folder', models.CharField(default='INBOX', max_length=200)),
                ('uid_validity', models.BigIntegerField(default=0)),
                ('last_uid', models.BigIntegerField(default=0)),
                ('set_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('trouble', models.CharField(blank=True, max_length=40)),
            ],
            options={
                'db_table': 'bounce_mailbox',
            },
        ),
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('failed', 'Failed'), ('returned', 'Returned'), ('dropped', 'Dropped'), ('kept', 'Kept')], default='waiting', max_length=8),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'returned')), fields=['-created_at'], name='delivery_returned'),
        ),
        migrations.AddConstraint(
            model_name='bouncemailbox',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='bounce_mailbox_one_row'),
        ),
    ]
