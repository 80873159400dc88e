"""A person who can log in, and the memberships through which it acts for a party."""

from datetime import time
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from staffel.models.ids import new_id


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, default="de")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "person"

    def __str__(self) -> str:
        return self.name or self.email


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator"
    DESK = "desk"
    MARKETING = "marketing"
    FIELD_SALES = "field_sales"
    AGENCY_MEMBER = "agency_member"
    PARTNER_MANAGER = "partner_manager"
    PARTNER_MEMBER = "partner_member"


class SmsFor(models.TextChoices):
    URGENT = "urgent"  # hot offers and last reminders
    ALL = "all"
    NEVER = "never"


class Membership(models.Model):
    """A person in a party with a role; it acts in one membership at a time. `mail_off_at`: a permanent error
    switched the mail to it off, `mail_off_reason` says why. `invited_at`, `joined_at`, `declined_at`: its invitation.
    What it wants to be told: `wants_daily_mail` (every working morning), `wants_push`, `sms_for`; push and SMS keep
    quiet from `quiet_from` to `quiet_to` in the party's time zone (both empty: never)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    party = models.ForeignKey("staffel.Party", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    phone = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    mail_off_at = models.DateTimeField(null=True, blank=True)
    mail_off_reason = models.CharField(max_length=500, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    wants_daily_mail = models.BooleanField(default=True)
    wants_push = models.BooleanField(default=True)
    sms_for = models.CharField(max_length=8, choices=SmsFor.choices, default=SmsFor.URGENT)
    quiet_from = models.TimeField(null=True, blank=True, default=time(20, 0))
    quiet_to = models.TimeField(null=True, blank=True, default=time(7, 0))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "membership"
        constraints = [models.UniqueConstraint(fields=["person", "party", "role"], name="membership_once")]
        indexes = [
            models.Index(fields=["party"], condition=models.Q(is_active=True), name="membership_active")
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.role})"


class PushSubscription(models.Model):
    """A browser that takes Web Push (RFC 8030) for a membership: where to send and the keys to encrypt with.
    `ended_at`: unsubscribed, or the push service said that it is gone (`error`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="push_subscriptions")
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "push_subscription"


class Agreement(models.Model):
    """That a member agreed for its party to what was shown: `text` is the whole of it as it stood there, in
    `language`; `terms` the version of the vendor's terms in it. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey("staffel.Party", on_delete=models.PROTECT, related_name="agreements")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    terms = models.ForeignKey(
        "staffel.Version", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    language = models.CharField(max_length=5)
    text = models.TextField()
    agreed_at = models.DateTimeField()

    class Meta:
        db_table = "agreement"
