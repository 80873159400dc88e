"""Policy as data: forms, campaigns, markets, pipelines, policies, reasons and texts, as rows that never change."""

from django.db import models

from staffel.models.ids import new_id


class VersionKind(models.TextChoices):
    FORM = "form"
    CAMPAIGN = "campaign"
    MARKET = "market"
    PIPELINE = "pipeline"
    POLICY = "policy"
    REASONS = "reasons"
    TEXT = "text"
    TERMS = "terms"  # the vendor's terms for its partners: {"de": text, "en": text}
    CONSENT = "consent"  # what a prospect agrees to, by purpose: {"de": text, "en": text}


class Version(models.Model):
    """One edition of one thing. Editing inserts the next; publishing sets `valid_from`. A brokerage, mandate, lead
    and delivery keep the version they began with to their end."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=VersionKind.choices)
    key = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    body = models.JSONField()
    valid_from = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        "staffel.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "version"
        constraints = [models.UniqueConstraint(fields=["kind", "key", "version"], name="version_once")]
        indexes = [models.Index(fields=["kind", "key", "-valid_from"], name="version_current")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.version}"


class Campaign(models.Model):
    """Where leads come from; what it says is its current version of kind `campaign` with the same key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=80, blank=True)
    is_default = models.BooleanField(default=False)
    halted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "campaign"
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="campaign_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Market(models.Model):
    """A procedure by which leads are offered (Verteilregel), owned by exactly one desk."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    desk = models.ForeignKey("staffel.Party", on_delete=models.PROTECT, related_name="markets")
    halted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "market"

    def __str__(self) -> str:
        return self.name


class Installation(models.Model):
    """The one row about the vendor and this installation. Until `live_at` every mail goes to `redirect_to`;
    `halted_at` is the brake on all outflow. `colour`: the accent as #rrggbb, "" is ours. `partner_words`: what partners
    are called, {"de": [one, many], "en": [one, many]}; {} is "Partner". `logo_at`: when the logo was set. `serial` is another number after every change of what routing
    knows of the parties, versions, campaigns and markets: caches compare it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    vendor = models.CharField(max_length=200)
    sender = models.EmailField(blank=True)
    contact = models.CharField(max_length=300, blank=True)
    imprint = models.TextField(blank=True)
    privacy_url = models.URLField(max_length=300, blank=True)  # the vendor's data protection notice
    language = models.CharField(max_length=5, default="de")
    country = models.CharField(max_length=2, default="DE")
    timezone = models.CharField(max_length=64, default="Europe/Berlin")
    redirect_to = models.EmailField(blank=True)
    live_at = models.DateTimeField(null=True, blank=True)
    halted_at = models.DateTimeField(null=True, blank=True)
    colour = models.CharField(max_length=7, blank=True)
    partner_words = models.JSONField(default=dict, blank=True)
    logo_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    serial = models.BigIntegerField(default=1)

    class Meta:
        db_table = "installation"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="installation_one_row")]


class Logo(models.Model):
    """The vendor's logo, one row; apart from the installation, which is read all the time."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    content_type = models.CharField(max_length=40)
    content = models.BinaryField()

    class Meta:
        db_table = "logo"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="logo_one_row")]
