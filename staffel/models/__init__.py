"""The tables. One noun per file; constraints for every "never"; no logic and no I/O."""

from staffel.models.brokerages import Brokerage, Offer, OfferState
from staffel.models.deliveries import Delivery, DeliveryAttempt, DeliveryState, Link, LinkPurpose
from staffel.models.intake import ApiKey, Import, Receipt, Submission, SubmissionState
from staffel.models.journal import ActorKind, Entry
from staffel.models.leads import Lead, Note, Status, Temperature
from staffel.models.mandates import Activity, ActivityKind, Mandate
from staffel.models.parties import Absence, Area, Party, PartyKind, PartyState
from staffel.models.people import Membership, Person, Role
from staffel.models.versions import Campaign, Installation, Market, Version, VersionKind

__all__ = [
    "Absence", "Activity", "ActivityKind", "ActorKind", "ApiKey", "Area", "Brokerage", "Campaign", "Delivery",
    "DeliveryAttempt", "DeliveryState", "Entry", "Import", "Installation", "Lead", "Link", "LinkPurpose", "Mandate",
    "Market", "Membership", "Note", "Offer", "OfferState", "Party", "PartyKind", "PartyState", "Person", "Receipt",
    "Role", "Status", "Submission", "SubmissionState", "Temperature", "Version", "VersionKind",
]  # fmt: skip
