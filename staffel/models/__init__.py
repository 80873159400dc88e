"""The tables. One noun per file; constraints for every "never"; no logic and no I/O."""

from staffel.models.bounce_mailbox import BounceMailbox, Security
from staffel.models.brokerages import Brokerage, Offer, OfferState
from staffel.models.consents import Consent, Ground, Purpose
from staffel.models.deliveries import Delivery, DeliveryAttempt, DeliveryState, Link, LinkPurpose
from staffel.models.duplicates import MOVED, Duplicate, DuplicateState
from staffel.models.intake import ApiKey, Import, ImportState, Receipt, Submission, SubmissionState
from staffel.models.journal import ActorKind, Entry
from staffel.models.leads import Attachment, Correction, Lead, Note, Status, Temperature
from staffel.models.mandates import Activity, ActivityKind, Mandate
from staffel.models.materials import Handout, HandoutWay, Material, Repeats
from staffel.models.parties import Absence, Area, Party, PartyKind, PartyNote, PartyState
from staffel.models.people import Agreement, Membership, Person, PushSubscription, Role, SmsFor
from staffel.models.versions import Campaign, Installation, Logo, Market, Version, VersionKind

__all__ = [
    "MOVED",
    "Absence", "Activity", "ActivityKind", "ActorKind", "Agreement", "ApiKey", "Area", "Attachment", "BounceMailbox", "Brokerage", "Campaign", "Consent", "Correction", "Delivery", "DeliveryAttempt", "DeliveryState", "Duplicate", "DuplicateState", "Entry", "Ground", "Handout", "HandoutWay", "Import", "ImportState", "Installation", "Lead", "Link", "LinkPurpose", "Logo", "Mandate", "Market", "Material", "Membership", "Note", "Offer", "OfferState", "Party", "PartyKind", "PartyNote", "PartyState", "Person", "Purpose", "PushSubscription", "Receipt", "Repeats", "Role", "Security", "SmsFor", "Status", "Submission", "SubmissionState", "Temperature", "Version", "VersionKind",
]  # fmt: skip
