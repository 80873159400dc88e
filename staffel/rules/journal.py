"""The kinds of journal entries and what each may carry: ids, codes, numbers and times, never what a person typed."""

from collections.abc import Mapping
from typing import Any, Final

from staffel.rules.refused import Refused

KINDS: Final[Mapping[str, frozenset[str]]] = {
    kind: frozenset(fields.split())
    for kind, fields in {
        "lead.captured": "door source mode temperature member",
        "lead.held": "",
        "lead.released": "",
        "lead.qualifying": "open_questions",
        "lead.qualified": "",
        "qualifying.taken_back": "party reason",
        "lead.corrected": "fields",
        "lead.on_desk": "reason",
        "lead.placed": "party",
        "lead.reopened": "status",
        "lead.closed": "outcome reason amount currency tapped_at",
        "lead.joined": "lead number score by_hand",
        "lead.parted": "lead number",
        "lead.told_apart": "lead number",
        "lead.asked_again": "lead number",
        "lead.recognised": "number outcome",
        "brokerage.started": "market seed version",
        "brokerage.ended": "outcome reason",
        "brokerage.waiting": "until",
        "offer.made": "party place distance_m window_starts_at window_ends_at round by_hand",
        "offer.warned": "party",
        "offer.accepted": "party late",
        "offer.declined": "party reason pause_until",
        "offer.expired": "party",
        "offer.withdrawn": "party reason",
        "offer.undone": "party",
        "mandate.started": "party step temperature",
        "mandate.step": "step",
        "mandate.given_back": "party reason",
        "mandate.taken_back": "party reason",
        "mandate.ended": "party outcome reason",
        "mandate.passed_on": "member",
        "activity.attempt": "next_at attempts tapped_at",
        "activity.contact": "tapped_at",
        "activity.appointment": "due_at tapped_at",
        "activity.quote": "amount currency tapped_at",
        "call.taken": "until",
        "call.put_back": "",
        "call.made": "result attempts next_at",
        "call.given_up": "attempts follows",
        "follow_up.agreed": "on count tapped_at",
        "deadline.warned": "kind step",
        "deadline.missed": "kind step rung tell",
        "deadline.extended": "until",
        "deadline.extension_asked": "",
        "deadline.kept": "party until",
        "deadline.renewed": "party until",
        "deadline.resumed": "halted_seconds",
        "note.added": "tapped_at",
        "question.asked": "",
        "question.answered": "",
        "question.asked_again": "question",
        "lead.assessed": "before after",
        "lead.marked": "test",
        "lead.scored": "before after score",
        "lead.cooled": "before after",
        "lead.rated": "temperature",
        "lead.complained": "",
        "points.earned": "act temperature points",
        "points.taken_back": "act temperature points test",
        "handout.promised": "material way repeat",
        "handout.given": "material way repeat forbidden",
        "handout.blocked": "material way",
        "handout.cancelled": "material way",
        "material.published": "material",
        "material.withdrawn": "material",
        "prospect.denied": "",
        "prospect.confirmed": "",
        "consent.given": "purpose version source",
        "consent.withdrawn": "purpose tapped_at",
        "attachment.added": "attachment internal tapped_at",
        "clock.failed": "error",
        "party.changed": "fields",
        "party.paused": "until",
        "party.resumed": "",
        "party.ended": "leads",
        "party.activated": "",
        "party.noted": "due_on",
        "absence.entered": "starts_at ends_at member",
        "absence.begun": "leads",
        "absence.shortened": "starts_at ends_at member",
        "absence.cancelled": "starts_at ends_at member",
        "member.invited": "member role",
        "member.joined": "member",
        "member.declined": "member",
        "member.revoked": "member",
        "member.changed": "member role",
        "member.ended": "member passed_to parties",
        "version.confirmed": "kind key version",
        "agreement.made": "member language",
        "mail.switched_off": "member code",
        "mail.switched_on": "member",
        "mail.returned": "party member code why",
        "prospect.mail_returned": "code why",
        "push.switched_on": "member",
        "push.switched_off": "member code",
        "outflow.halted": "scope key",
        "outflow.resumed": "scope key halted_seconds",
        "outflow.live": "",
        "vendor.changed": "fields",
        "version.published": "kind key version",
        "version.renamed": "kind key fields",
        "import.ended": "kind mode",
        "intake.dismissed": "submission reason",
        "intake.restored": "submission",
    }.items()
}


def checked(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """`data` in JSON form when `kind` is known and may carry every field; refused (`entry_invalid`) otherwise."""
    if kind not in KINDS:
        raise Refused("entry_invalid", f"No entry has the kind {kind}.", field="kind")
    unknown = set(data) - KINDS[kind]
    if unknown:
        raise Refused(
            "entry_invalid",
            f"An entry of kind {kind} does not carry {', '.join(sorted(unknown))}.",
            field="data",
        )
    return {key: _plain(value) for key, value in data.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
