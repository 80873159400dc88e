"""A person who can log in, and the memberships through which it acts for a party."""

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


class Membership(models.Model):
    """A person in a party with a role; it acts in one membership at a time. `mail_off_at`: a permanent error
    switched the mail to it off, `mail_off_reason` says why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    party = models.ForeignKey("staffel.Party", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    phone = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    mail_off_at = models.DateTimeField(null=True, blank=True)
    mail_off_reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "membership"
        constraints = [models.UniqueConstraint(fields=["person", "party", "role"], name="membership_once")]
        indexes = [
            models.Index(fields=["party"], condition=models.Q(is_active=True), name="membership_active")
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.role})"
