"""Values out of a few: what people write for yes, hot, private, won … and the one word stored for it."""

from collections.abc import Callable, Mapping

from staffel.rules.problems import Unreadable
from staffel.rules.words import normalised


def _chooser(what: str, choices: Mapping[str, str], mend: str) -> Callable[[str], str]:
    known = {normalised(word): key for key, words in choices.items() for word in (key, *words.split("|"))}

    def parse(text: str) -> str:
        word = normalised(text)
        found = known.get(word) if word or text.strip() in {"", "-"} else None
        if found is None:
            raise Unreadable(
                "“%(value)s” is no %(what)s. Write one of: %(mend)s.",
                value=text.strip(),
                what=what,
                mend=mend,
            )
        return found

    parse.__doc__ = f"The {what}: one of {', '.join(choices)}. Refuses any word that it does not know."
    return parse


_truth = _chooser(
    "yes or no",
    {
        "yes": "ja|j|y|x|1|true|wahr|on|an|richtig|✓",
        "no": "nein|n|0|false|falsch|off|aus|",
    },
    "ja, nein (yes, no)",
)


def parse_boolean(text: str) -> bool:
    """Yes or no: ja/nein, yes/no, x, 1/0, true/false; nothing is no."""
    return text.strip() in {"✓", "✔", "☑"} or _truth(text) == "yes"


parse_temperature = _chooser(
    "temperature",
    {
        "hot": "heiß|heiss|a|a lead|sehr heiß|hoch|high|hot lead",
        "warm": "b|b lead|mittel|medium|lauwarm|warm lead",
        "cold": "kalt|c|c lead|niedrig|low|kühl|cool|cold lead",
    },
    "heiß, warm, kalt (hot, warm, cold)",
)
parse_salutation = _chooser(
    "salutation",
    {
        "mr": "herr|herrn|hr|mister|m|männlich|male|monsieur|signor",
        "ms": "frau|fr|mrs|miss|w|f|weiblich|female|madame|signora",
        "family": "familie|fam|eheleute|herr und frau|frau und herr",
        "diverse": "divers|d|mx|keine angabe|neutral|andere|other|none",
        "": "firma|company|-",
    },
    "Herr, Frau, Familie, divers (mr, ms, family, diverse)",
)
parse_customer_type = _chooser(
    "kind of customer",
    {
        "private": "privat|privatkunde|privatperson|b2c|endkunde|privathaushalt|consumer|eigenheim",
        "business": "gewerblich|gewerbe|geschäftlich|geschäftskunde|gewerbekunde|b2b|firma|firmenkunde|unternehmen|company",
    },
    "privat, gewerblich (private, business)",
)
parse_party_kind = _chooser(
    "kind of party",
    {
        "desk": "innendienst|inside sales|zentrale|vertriebsinnendienst",
        "agency": "agentur|telesales|callcenter|call center|telefonagentur",
        "partner": "händler|fachpartner|vertriebspartner|installateur|dealer|installer|reseller|fachhändler|fachbetrieb",
    },
    "Innendienst, Agentur, Partner (desk, agency, partner)",
)
parse_party_state = _chooser(
    "state of a party",
    {
        "active": "aktiv|live|ja|offen",
        "paused": "pausiert|pause|inaktiv|inactive|gesperrt|ruhend",
        "invited": "eingeladen|pending|pending invited|neu|new",
        "ended": "beendet|gekündigt|ehemalig|terminated|gelöscht|ausgeschieden",
    },
    "aktiv, pausiert, eingeladen, beendet (active, paused, invited, ended)",
)
parse_lead_status = _chooser(
    "status of a lead",
    {
        "qualifying": "qualifizierung|in qualifizierung|neu|new|offen|open|unbearbeitet",
        "brokering": "vergabe|in vergabe|angeboten|offered",
        "working": "in bearbeitung|bearbeitung|vergeben|angenommen|in arbeit|in progress|accepted|zugewiesen|assigned",
        "closed": "beendet|geschlossen|abgeschlossen|erledigt|done|gewonnen|verloren|aussortiert|dublette|zurückgezogen"
        "|won|lost|disqualified|duplicate|withdrawn",
    },
    "Qualifizierung, Vergabe, in Bearbeitung, beendet (qualifying, brokering, working, closed)",
)
parse_outcome = _chooser(
    "outcome",
    {
        "won": "gewonnen|auftrag|verkauft|sold|erfolgreich|abschluss",
        "lost": "verloren|kein auftrag|abgesagt|verlust",
        "disqualified": "aussortiert|disqualifiziert|unqualifiziert|unbrauchbar|spam",
        "duplicate": "dublette|duplikat|doppelt",
        "withdrawn": "zurückgezogen|storniert|widerrufen|cancelled",
    },
    "gewonnen, verloren, aussortiert, Dublette, zurückgezogen (won, lost, disqualified, duplicate, withdrawn)",
)
parse_role = _chooser(
    "role",
    {
        "administrator": "admin|verwaltung|systemverwalter",
        "desk": "innendienst|inside sales|channel manager",
        "marketing": "werbung",
        "field_sales": "außendienst|aussendienst|gebietsleiter|field sales|area manager|adm",
        "agency_member": "agentur|telesales|agency|agent",
        "partner_manager": "inhaber|geschäftsführer|chef|owner|manager|partner",
        "partner_member": "mitarbeiter|monteur|verkäufer|employee|member|staff",
    },
    "Administrator, Innendienst, Marketing, Außendienst, Agentur, Inhaber, Mitarbeiter (administrator, desk, marketing, "
    "field sales, agency, owner, employee)",
)
