"""What messages, their channels and their states are called, and why one could not be sent."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staffel.queries.labels import label
from staffel.rules.bounces import bounce_reason
from staffel.rules.states import MANDATE_OUTCOMES

DELIVERIES: dict[str, Promise] = {
    "offer.made": _("Lead offer"),
    "offer.warning": _("Reminder of a lead offer"),
    "offer.withdrawn": _("Lead offer withdrawn"),
    "mandate.taken_back": _("Lead taken back"),
    "lead.placed": _("Lead placed"),
    "lead.closed": _("Lead closed"),
    "deadline.warned": _("Deadline at risk"),
    "deadline.missed": _("Deadline missed"),
    "deadline.extension_asked": _("More time asked for"),
    "deadline.extended": _("Deadline extended"),
    "lead.on_desk": _("Lead lies on the desk"),
    "lead.qualifying": _("Lead needs answers"),
    "lead.corrected": _("Data of a lead corrected"),
    "lead.asked_again": _("A prospect has asked again"),
    "question.asked": _("Question about a lead"),
    "question.answered": _("Answer about a lead"),
    "prospect.received": _("Confirmation to the prospect"),
    "prospect.accepted": _("Who will call, to the prospect"),
    "prospect.asked": _("Question to the prospect: has somebody called?"),
    "prospect.materials": _("Materials to the prospect"),
    "prospect.denied": _("Nobody has called the prospect"),
    "consent.withdrawn": _("A prospect has withdrawn its consent"),
    "invitation": _("Invitation"),
    "today.summary": _("Today by mail"),
}

CHANNELS: dict[str, Promise] = {"mail": _("E-mail"), "push": _("Push message"), "sms": _("SMS")}

DELIVERY_STATES: dict[str, Promise] = {
    "waiting": _("waiting"),
    "sent": _("sent"),
    "failed": _("failed"),
    "returned": _("came back"),
    "dropped": _("dropped"),
    "kept": _("kept in the log"),
}

CAUSES: dict[str, Promise] = {
    "offer_accepted": _("The lead offer was accepted before"),
    "offer_declined": _("The lead offer was declined before"),
    "offer_expired": _("The window was over before"),
    "offer_withdrawn": _("The lead offer was withdrawn before"),
    "offer_undone": _("The acceptance was taken back before"),
    "never_asked": _("The receiver never got the lead offer"),
    "answered": _("The invitation was answered already"),
    "day_over": _("The day was over before it could be sent"),
    "not_wanted": _("The receiver switched this mail off"),
    "member_gone": _("The receiver is no longer active"),
    "mail_off": _("Mail to the receiver is switched off"),
    "push_off": _("No phone or browser of the receiver takes messages any more"),
    "sms_off": _("The receiver wants no SMS, or has no number"),
    "erased": _("The data was erased"),
    "reopened": _("The lead was opened again"),
    "lead_closed": _("The lead was closed before"),
    "qualified": _("The answers were there before"),
    "not_on_desk": _("The lead no longer lies on the desk"),
    "not_with_them": _("The lead is no longer with the receiver"),
    "deadline_moved_on": _("The deadline has moved on"),
    "joined": _("Went out together with another message"),
    "again": _("Was sent again"),
    **dict.fromkeys(
        (f"mandate_{outcome}" for outcome in MANDATE_OUTCOMES), _("The lead is no longer with the receiver")
    ),
}


# Why a mail came back (rules.bounces.bounce_reason).
BOUNCES: dict[str, Promise] = {
    "mailbox_unknown": _("The mailbox does not exist"),
    "domain_unknown": _("The address’s domain does not exist or takes no mail"),
    "mailbox_off": _("The mailbox has been shut down"),
    "mailbox_full": _("The mailbox is full"),
    "too_large": _("The mail is too large for the mailbox"),
    "not_reached": _("The receiver’s mail server could not be reached"),
    "not_wanted": _("The receiver’s mail server does not want the mail (its rules, or taken for spam)"),
    "sender_refused": _("The receiver’s mail server does not accept our sender"),
    "refused": _("The receiver’s mail server has refused the mail"),
}


def bounce_label(error: str) -> str:
    """Why a mail came back, in plain words; `error` is that of a delivery that is returned."""
    return label(BOUNCES, bounce_reason(error))


def cause_label(error: str) -> str:
    """Why a message was not sent; a cause that names another message ("joined 01a2…") in its words alone."""
    code, _space, rest = error.partition(" ")
    return label(CAUSES, code if rest and code in {"joined", "again"} else error)
