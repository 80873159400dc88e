"""What imports and unclear arrivals are called: their kinds, modes and states, why one is dismissed, what it resembles."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staffel.queries.partner_words import worded

DISMISSALS: dict[str, Promise] = {
    "spam": _("Spam"),
    "test": _("A test"),
    "duplicate": _("It is there already"),
    "empty": _("There is nothing in it"),
    "corrected": _("Came again, corrected"),
    "other": _("Another reason"),
}

# what rules.duplicates finds for and against that two leads are one person's
RESEMBLANCES: dict[str, Promise] = {
    "mail_same": _("the same mailbox"),
    "mail_same_shared": _("the same shared mailbox"),
    "mail_alike": _("the e-mail address differs by a slip"),
    "mail_same_domain": _("mailboxes of one firm"),
    "mail_colleague": _("two people's mailboxes at one firm"),
    "mail_differs": _("different e-mail addresses"),
    "phone_same_mobile": _("the same mobile telephone"),
    "phone_same": _("the same telephone number"),
    "phone_alike": _("the telephone number differs by a digit or an extension"),
    "phone_differs": _("different telephone numbers"),
    "person_same": _("the same name"),
    "person_alike": _("the last name differs by a slip"),
    "person_first_alike": _("the first name differs by a slip"),
    "person_part": _("the same last name, the first name is not known"),
    "person_relative": _("the same last name, another person"),
    "person_differs": _("different names"),
    "company_same": _("the same company"),
    "company_alike": _("the company's name is similar"),
    "company_differs": _("different companies"),
    "postal_code_same": _("the same postal code"),
    "place_same": _("the same place"),
    "place_differs": _("different places"),
    "street_same": _("the same street"),
    "street_differs": _("different streets"),
}

IMPORT_KINDS: dict[str, Promise] = {
    "leads": _("Leads"),
    "parties": worded(_("%(Partners)s, agencies and desks")),
    "areas": _("Areas"),
}

IMPORT_MODES: dict[str, Promise] = {
    "new": _("as new"),
    "held": _("held"),
    "history": _("as history"),
}

IMPORT_STATES: dict[str, Promise] = {
    "ready": _("to be looked at"),
    "running": _("running"),
    "done": _("done"),
    "failed": _("failed"),
}
