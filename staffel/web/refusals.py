"""Says a refusal in the reader's language; the code decides, the English message is what remains without words."""

from collections.abc import Callable
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from staffel.queries.partner_words import partner_words
from staffel.rules.eligibility import reasons_in_words
from staffel.rules.refused import Refused
from staffel.web.sentences import sentence_of

WORDS: Final[dict[str, Promise]] = {
    "absence_longer": _l("An absence cannot be made longer. Enter another one for the time after it."),
    "absence_over": _l("This absence is over already."),
    "absence_reversed": _l("The last day must not lie before the first."),
    "act_unknown": _l("Please choose what is to be done."),
    "active_before": _l("Active already: no invitation is needed any more."),
    "address_missing": _l("For a letter street, postal code and town are needed."),
    "agreement_changed": _l("The text has changed meanwhile. Please read it again."),
    "agreement_missing": _l("Please read and agree first. Then the enquiry opens."),
    "amount_negative": _l("The value must not be negative."),
    "amount_unreadable": _l("“%(value)s” is no amount. Write it like 12,500 or 12500."),
    "appointment_far": _l("This appointment is too far ahead. Please check the year."),
    "areas_changed": _l("Something has changed meanwhile. Please look at it again."),
    "areas_columns": _l("This file has no column “Number”. Is the first line the header?"),
    "areas_overlap": _l(
        "An exclusive area can be given only once. In %(count)s places two %(partners)s would have it."
    ),
    "body_invalid": _l("This cannot be kept like this. Please check what was typed."),
    "call_back_missing": _l("When shall we call back?"),
    "call_back_past": _l("This time is over. Please choose a later one."),
    "call_over": _l("This lead is not on your call list any more."),
    "call_taken": _l("A colleague is calling this lead at the moment."),
    "campaign_unknown": _l("There is no such campaign."),
    "care_unknown": _l("Please choose one of your own people."),
    "changed_meanwhile": _l("Somebody else has changed this meanwhile."),
    "choice_missing": _l("Please say what becomes of this lead."),
    "code_wrong": _l("This is not the code that the terminal shows."),
    "colour_unreadable": _l("“%(value)s” is no colour. Write it like #0f6b5b."),
    "columns_unknown": _l(
        "No column of this file is known (%(headers)s). Is the first line the one with the names of the columns?"
    ),
    "condition_later": _l("A condition can only name a question that comes before this one."),
    "condition_unknown": _l("This condition names a question that this form does not ask."),
    "condition_value": _l("This condition names an option that is not there."),
    "consent_missing": _l("The consent to pass this enquiry on is missing. Nobody is offered it without."),
    "consent_text_changed": _l("This text has changed meanwhile. Please read out the new one."),
    "consent_text_long": _l("At most %(most)s characters."),
    "consent_text_missing": _l("Please write this text in both languages."),
    "consent_text_unknown": _l("This text is not one for this purpose. Please choose another."),
    "contact_long": _l("At most 300 characters."),
    "contact_missing": _l("Please speak with the prospect first."),
    "count_unreadable": _l("Please give a number from 1 to %(most)s."),
    "country_unknown": _l("This country is not known."),
    "date_unreadable": _l("Please choose a date."),
    "delivery_missing": _l("This message is not there any more."),
    "delivery_waiting": _l("This message is still waiting to be sent."),
    "desk_missing": _l("There is no desk yet. Set one up first: it holds what nobody else does."),
    "desk_needed": _l("A desk is needed for this."),
    "desk_unknown": _l("Please choose a desk."),
    "done_before": _l("This was done already."),
    "edition_moved": _l("Somebody has published meanwhile."),
    "email_unreadable": _l("“%(value)s” is no e-mail address."),
    "ended_before": _l("It has ended before."),
    "enquiry_withdrawn": _l("The prospect has withdrawn its enquiry: nothing is sent to it any more."),
    "extended_before": _l("This deadline was extended before. It can be extended once."),
    "field_unknown": _l("This cannot be set here."),
    "file_empty": _l("“%(name)s” is empty and was not kept."),
    "file_large": _l("“%(name)s” is larger than 10 MB and was not kept. Please send it smaller."),
    "file_missing": _l("Please choose a file."),
    "file_unknown": _l(
        "“%(name)s” was not kept. Pictures, PDF, office files without macros and plain text can be attached."
    ),
    "files_at_once": _l("At most %(most)s files can be attached at once."),
    "files_many": _l("This lead has %(most)s files already. No more can be kept."),
    "follow_up_early": _l("A follow-up date can be agreed after the first contact."),
    "follow_up_far": _l("This date is too far ahead."),
    "follow_up_past": _l("Please choose a date after today."),
    "follow_up_status": _l("A follow-up date needs somebody who works the lead."),
    "follow_up_used_up": _l("The follow-ups are used up. The desk decides how it goes on."),
    "form_empty": _l("A form needs at least one question."),
    "gate_given": _l(
        "“%(question)s” is a consent or a file: only the public form can require it, nobody else can give it."
    ),
    "given_later": _l("This lies in the future."),
    "halted": _l("No offer leaves at the moment: this is halted. Let it go on first, or place the lead."),
    "halted_before": _l("This is halted already."),
    "handout_gone": _l("This letter has left, or was struck off."),
    "import_begun": _l("This import was begun or thrown away before."),
    "import_over": _l("This file has been taken in already."),
    "keeper_missing": _l("Please choose who keeps it."),
    "key_reused": _l(
        "This form was sent before with something else in it. Send it once more to make another enquiry of it."
    ),
    "key_taken": _l("The number %(value)s is taken already."),
    "kind_unknown": _l("Please choose what is in the file."),
    "language_unknown": _l("German or English."),
    "last_administrator": _l("This is the last administrator. Make somebody else one first."),
    "last_manager": _l("This is the firm's last manager. Invite another one first."),
    "lead_closed": _l("This lead is closed."),
    "lead_erased": _l("This lead's data was erased. Capture a new one."),
    "lead_in_work": _l("This lead is in work. Take it back first."),
    "lead_joined": _l("This lead was joined to another. Part them first."),
    "lead_missing": _l("This lead is not there any more."),
    "lead_open": _l("This lead is open already."),
    "lead_own": _l("Whoever works this lead has captured it. Nobody else can give it back."),
    "letters_missing": _l("Please tick the letters that have left."),
    "live_before": _l("Staffel is live already."),
    "logo_large": _l("A logo has at most 512 kB."),
    "logo_unknown": _l("A logo is a PNG, JPEG or WebP picture."),
    "mail_missing": _l("This lead has no e-mail address that may be written to."),
    "mail_off": _l("Mail to this person is switched off. Please correct the address first."),
    "mailbox_certificate": _l(
        "The server’s certificate is not valid for this name (%(value)s). Please use the name that your provider gives."
    ),
    "mailbox_folder": _l("Please check the folder’s name."),
    "mailbox_host": _l("Please enter the server’s name, like imap.example.com."),
    "mailbox_host_unknown": _l("There is no server with this name."),
    "mailbox_login": _l("The server refuses this user with this password."),
    "mailbox_no_folder": _l("There is no such folder. There are: %(folders)s"),
    "mailbox_no_tls": _l("The server does not offer this encryption at this port."),
    "mailbox_not_reached": _l("The server does not answer at this port."),
    "mailbox_not_understood": _l("No mailbox answers at this port, or it breaks off."),
    "mailbox_password": _l(
        "Please enter the password. The kept one is only used with the same server and user."
    ),
    "mailbox_port": _l("A port is a number from 1 to 65535. Usual is 993 with TLS, else 143."),
    "mailbox_security": _l("Please choose one of these."),
    "mailbox_username": _l("Please enter the user’s name; often it is the e-mail address."),
    "mandate_over": _l("This enquiry is not with you any more."),
    "many_wait": _l("%(count)s leads wait for this. Their offers go out at once."),
    "marked_before": _l("This lead is marked like this already."),
    "market_unknown": _l("Please choose a market."),
    "material_again": _l("The prospect has it already: %(titles)s. Give it again?"),
    "material_not_mailed": _l("“%(title)s” is on paper only."),
    "material_not_paper": _l("“%(title)s” is not on paper."),
    "material_nowhere": _l("Please choose a file, or say that it is on paper."),
    "material_unknown": _l("This material is not in the catalogue any more."),
    "materials_missing": _l("Please choose what is given."),
    "member_ended": _l("This person has ended here already."),
    "member_self": _l("Your own access is ended by another manager of your firm, or by us."),
    "member_there": _l("%(name)s is a member already."),
    "member_unknown": _l("This person does not belong to the firm."),
    "minutes_unreadable": _l("Please choose for how long."),
    "mode_unknown": _l("Please choose how the leads are taken in."),
    "move_illegal": _l("This is not possible any more: the lead has moved on in the meantime."),
    "name_empty": _l("Please give it a name."),
    "name_missing": _l("Please give the name of the firm."),
    "name_unknown": _l("This is not there any more. Please choose another."),
    "no_market": _l("No market fits this lead. Choose one, or place it directly."),
    "nobody_to_invite": _l("There is no new firm with an e-mail address in it."),
    "nobody_worked": _l("Nobody works this lead, and nobody has reported a contact of late."),
    "not_a_desk": _l("Only a desk or an agency can take a lead without an offer."),
    "not_confirmed": _l("Please confirm by ticking the box."),
    "not_extendable": _l("This deadline cannot be extended."),
    "not_halted": _l("This is not halted."),
    "not_held": _l("This lead is not held: it has been released already."),
    "not_in_work": _l("This lead is with nobody you could take it back from."),
    "not_invited": _l("This invitation is not open any more."),
    "not_joined": _l("These leads are not joined any more."),
    "not_live": _l("Staffel is not live yet."),
    "not_qualifying": _l("This lead is not being qualified any more."),
    "not_set_up": _l("This installation is not set up yet."),
    "nothing_chosen": _l("Please choose at least one."),
    "offer_gone": _l("This enquiry is already with another firm. Thank you for answering."),
    "offer_missing": _l("This enquiry is not there any more."),
    "offer_not_eligible": _l("Your firm takes no enquiries at the moment. End the pause or absence first."),
    "option_label": _l("Each option needs a name."),
    "option_twice": _l("Two options have the same short name."),
    "pair_decided": _l("Somebody has decided this meanwhile."),
    "pair_missing": _l("There is no such pair."),
    "partner_words_missing": _l("Please give one and many in both languages."),
    "party_absent": _l("%(name)s is away at the moment."),
    "party_ambiguous": _l("Several %(partners)s fit: %(names)s. Please name one of them."),
    "party_asked": _l("Asked already. Please choose somebody else."),
    "party_holds_it": _l("The lead is there already."),
    "party_inactive": _l("%(name)s is not active."),
    "party_missing": _l("Please choose from the list of the %(partners)s."),
    "party_not_concerned": _l("Only who has or had this lead can be asked about it."),
    "party_not_yours": _l("You can hand over to the %(partners)s that you look after."),
    "person_name_missing": _l("Please give the person's name."),
    "phone_unreadable": _l("“%(value)s” is no telephone number."),
    "postal_code_unreadable": _l("“%(value)s” is no postal code."),
    "proof_missing": _l("Please say what proves it: a letter, a mail, a talk, with its date."),
    "purpose_unknown": _l("This purpose is not known."),
    "purposes_missing": _l("Please choose what was consented to."),
    "push_invalid": _l("This browser gave nothing by which it could be reached. Please try again."),
    "push_service_unknown": _l("This browser's push service is not known here. You get everything by mail."),
    "question_gate_given": _l(
        "A consent or a file can only be required on the public form: nobody else can give it. Please choose “required before it is offered” or “voluntary”."
    ),
    "question_gone": _l("This question is no longer here."),
    "question_key": _l(
        "A short name has small letters a to z, digits and underscores, and begins with a letter."
    ),
    "question_label": _l("Please say what is asked."),
    "question_no_options": _l("Only choices have options. Please remove them, or change the kind of answer."),
    "question_options": _l("A choice needs options."),
    "question_personal": _l(
        "This short name belongs to the person who asks. Please choose that section, or another short name."
    ),
    "question_purpose": _l("Only a consent has a purpose."),
    "question_teaser": _l(
        "Before the acceptance only choices and yes or no about what is wanted can be shown, never what is personal."
    ),
    "question_reserved": _l(
        "Pages and files call something else “%(named)s”. Please choose another short name."
    ),
    "question_twice": _l("Another question has this short name already."),
    "question_type_kept": _l(
        "This short name is used with another kind of answer. Please choose another short name."
    ),
    "question_unknown": _l("Please choose one of these."),
    "reason_missing": _l("Please say why."),
    "reason_unknown": _l("Please choose one of the listed reasons."),
    "repeats_unknown": _l("Please say whether it may be given a second time."),
    "result_unknown": _l("Please choose how the call ended."),
    "role_taken": _l("This person has that role here already."),
    "role_unfit": _l("Nobody has this role there. Please choose another."),
    "rows_many": _l("There are %(most)s of them already; more do not fit into one list."),
    "round_at_once": _l("Between 1 and 20 can be asked at once."),
    "round_desk_unknown": _l("One of these desks is not there any more."),
    "round_distance": _l("The distance lies between 0 and 2,000 km."),
    "round_kinds_missing": _l("Please choose at least one kind."),
    "round_limit": _l("At least one has to be asked."),
    "round_mix": _l("A mixture needs a weight above zero."),
    "round_twice": _l("Two rounds have the same short name."),
    "round_window": _l("Give a time for each temperature, or for none."),
    "rounds_many": _l("At most 12 rounds are possible."),
    "rounds_missing": _l("Without a round nobody is asked. Add one."),
    "said_how_missing": _l("Please say how the prospect has said so."),
    "scope_unknown": _l("There is nothing with this name to halt."),
    "seal_broken": _l(
        "The password can no longer be read: the key of this installation is another. Please enter it again."
    ),
    "set_up_before": _l("This installation is set up already."),
    "settled_before": _l("Somebody has settled this meanwhile."),
    "stand_in_unknown": _l("Only another person of the same firm can stand in."),
    "successor_unknown": _l("Please choose who looks after these %(partners)s from now on."),
    "table_large": _l("This file is too large for a list of areas."),
    "talk_failed": _l("This lead could not be taken. It is kept under unclear arrivals."),
    "talk_unknown": _l("The lead of this photo has not arrived yet."),
    "temperature_same": _l("The lead has this temperature already."),
    "temperature_unknown": _l("Please choose hot, warm or cold."),
    "terms_missing": _l("Please give the text in both languages."),
    "test_and_real": _l("A test lead and a real one are not joined."),
    "text_invalid": _l("Something in this text cannot be sent. Please check it."),
    "text_long": _l("This text is too long: at most %(longest)s characters fit."),
    "text_missing": _l("The note is empty."),
    "thing_exists": _l("This name is taken. Please choose another."),
    "timezone_unknown": _l("There is no such time zone."),
    "title_long": _l("At most %(most)s characters."),
    "title_missing": _l("Please give it a title."),
    "undo_too_late": _l("This acceptance can no longer be taken back. You can give the enquiry back."),
    "undo_worked": _l("You have already reported on this enquiry. You can give it back."),
    "unsent_choice_missing": _l("Please say what becomes of what was never sent."),
    "upload_large": _l("This file is too large for this page. Please divide it or import it in parts."),
    "upload_missing": _l("Please choose a file."),
    "value_fixed": _l("This cannot be corrected by hand."),
    "vendor_missing": _l("Your company needs a name."),
    "version_missing": _l("Nothing is published here yet. Please ask the administrator."),
    "way_unknown": _l("Please say how it is given."),
    "withdrawal_missing": _l("Please choose what the prospect permits no more."),
}


def in_words(refused: Refused) -> str:
    """The sentence for this refusal in the active language."""
    if counted := COUNTED.get(refused.code):
        return counted(refused.details)
    words = WORDS.get(refused.code)
    if words is None:
        return refused.message
    return str(words) % {"value": "", "name": "", "folders": "–", **partner_words(), **refused.details}


CANNOT_STAY: Final[dict[str, Promise]] = {
    "away_too_long": _l("The absence is longer than the limit of this step."),
    "date_agreed": _l("A date was agreed with the prospect for this time. Agree on another one."),
    "longest_passed": _l("Before the first contact nobody may wait that long."),
}


def doubted_code(refused: Refused | None) -> str:
    """The postal code that nobody knows, as it is kept when it is sent once more; empty where none was doubted."""
    return str(refused.details["value"]) if refused and refused.code == "postal_code_unknown" else ""


def _full(details: dict[str, Any]) -> str:
    language = get_language() or "en"
    return "; ".join(reasons_in_words(reason, language) for reason in details.get("reasons", ()))


def _incomplete(details: dict[str, Any]) -> str:
    """Each open question by the label that its form gives it in this language."""
    language = (get_language() or "en")[:2]
    labels = [one.get(language) or one.get("en") or "" for one in details["labels"]]
    return _("Still unanswered: %(questions)s.") % {"questions": ", ".join(labels)}


def _unreadable(details: dict[str, Any]) -> str:
    """The sentence that a rule said, which stands in the catalogue as it is."""
    return sentence_of(str(details["sentence"]), details["places"])


COUNTED: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "file_unreadable": lambda d: _(d["template"]) % d["values"],
    "attempts_missing": lambda d: (
        _("Please try %(needed)d times, at different times of day, before you close it as not reachable.") % d
    ),
    "areas_unreadable": lambda d: _(d["sentence"]) % d["values"],
    "give_back_late": lambda d: (
        _("This reason can be given within %(hours)d hours. Please choose another or ask the desk.") % d
    ),
    "incomplete": _incomplete,
    "lead_cannot_stay": lambda d: str(CANNOT_STAY.get(d.get("why", ""), CANNOT_STAY["away_too_long"])),
    "offer_full": lambda d: (
        _("Your capacity is used up (%(why)s). Finish or give back an enquiry first.") % {"why": _full(d)}
    ),
    "party_full": lambda d: (
        _("%(name)s has no free place: %(why)s.") % {"name": d.get("name", ""), "why": _full(d)}
    ),
    "upload_unreadable": _unreadable,
    "postal_code_unknown": lambda d: _("%(doubt)s Then save once more.") % {"doubt": _unreadable(d)},
    "value_unreadable": _unreadable,
}
