"""The fields of the three imports and the headers, German and English, under which files have them."""

from collections.abc import Mapping
from typing import Final

KINDS: Final = ("leads", "parties", "areas")

# Each field with its headers, normalised by `words.normalised`; the field's own name is one of them.
_ADDRESS: Final = {
    "street": "strasse|str|adresse|anschrift|address|street address|strasse und hausnummer|strasse hausnummer"
    "|strasse nr|strasse hausnr|address line 1|adresszeile 1",
    "house_number": "hausnummer|hausnr|haus nr|hnr|house no|street number|street no",
    "postal_code": "plz|postleitzahl|zip|zip code|zipcode|postcode|zipcode postal code",
    "place": "ort|stadt|wohnort|city|town|gemeinde|standort",
    "postal_place": "plz ort|plz und ort|plz stadt|postleitzahl ort|postleitzahl und ort|zip city",
    "country": "land|laendercode|laenderkuerzel|country code|staat|land iso",
}
_PERSON: Final = {
    "salutation": "anrede|geschlecht|gender",
    "title": "titel|akademischer titel|akad titel|academic title",
    "first_name": "vorname|firstname|given name|rufname",
    "last_name": "nachname|familienname|lastname|surname|family name|zuname",
    "name": "name|vor und nachname|vorname nachname|vorname und nachname|vollstaendiger name|full name|fullname"
    "|kontakt|kontaktperson|interessent|ansprechpartner|contact|contact name|kundenname|customer",
    "company": "firma|firmenname|unternehmen|company name|organisation|organization|betrieb|firmierung",
    "email": "e mail|mail|e mail adresse|email adresse|mailadresse|email address|e mail address|kontakt e mail",
    "phone": "telefon|telefonnummer|tel|telefon nr|tel nr|telephone|phone number|rufnummer|festnetz|fon"
    "|telefon privat|telefon geschaeftlich|telephone number",
    "mobile": "mobil|handy|mobiltelefon|handynummer|mobilnummer|mobile phone|cell|cell phone|mobilfunk|mobile number",
}
_LEADS: Final = {
    "id": "lead id|leadid|lead nr|lead nummer|leadnummer|vorgangsnummer|anfragenummer|anfrage id|anfrage nr|externe id"
    "|external id|datensatz id|record id|vorgangs nr|quell id|source id",
    "source": "quelle|herkunft|kanal|leadquelle|lead source|channel|lead quelle|utm source",
    "campaign": "kampagne|aktion|campaign name|kampagnenname|utm campaign",
    "asked_at": "datum|anfragedatum|anfrage am|eingang|eingangsdatum|eingang am|zeitpunkt|zeitstempel|date|created"
    "|created at|timestamp|submitted at|submission date|erstellt|erstellt am|erstelldatum|anlagedatum|angefragt am"
    "|datum der anfrage|datum uhrzeit|inquiry date|enquiry date|created time|created date|asked on",
    **_PERSON,
    **_ADDRESS,
    "language": "sprache|korrespondenzsprache|lang|locale",
    "product": "produkt|produkte|artikel|interesse|produktinteresse|product interest|modell|model|interested in"
    "|interesse an|produktgruppe",
    "message": "nachricht|bemerkung|bemerkungen|kommentar|anmerkung|anmerkungen|mitteilung|anliegen|ihre nachricht"
    "|freitext|comment|comments|remarks|notes|notiz|notizen|beschreibung|description",
    "temperature": "leadtemperatur|temperatur|prioritaet|priority|lead temperature|dringlichkeit|rating",
    "customer_type": "kundentyp|kundenart|kundengruppe|privat gewerblich|privat oder gewerblich|customer group|b2b b2c",
    "expected_value": "erwarteter wert|auftragswert|potenzial|volumen|erwarteter umsatz|budget|value|expected amount"
    "|auftragsvolumen|wert|deal value|estimated value",
    "currency": "waehrung|waehrungscode|currency code",
    "call_time": "wunschzeit|rueckrufzeit|anrufzeit|wunschtermin|erreichbarkeit|best time to call|erreichbar"
    "|gewuenschte anrufzeit|rueckruf am|wunschzeit fuer den anruf|preferred time",
    "wished_partner": "wunschpartner|wunschhaendler|gewuenschter partner|gewuenschter haendler|preferred partner"
    "|preferred dealer|bekannter partner|bekannter haendler",
    "consent_pass_on": "einwilligung weitergabe|einwilligung zur weitergabe|weitergabe erlaubt|weitergabe gestattet"
    "|datenweitergabe|consent to pass on|consent passing on|may be passed on",
    "consent_call": "einwilligung anruf|einwilligung anrufe|einwilligung telefon|einwilligung zu anrufen|werbeanrufe"
    "|telefon opt in|phone opt in|call opt in|consent phone|consent calls|consent to calls",
    "consent_mail": "einwilligung e mail|einwilligung e mails|einwilligung mail|einwilligung email|newsletter|e mail opt in"
    "|email opt in|newsletter opt in|double opt in|consent e mail|consent email|consent to e mails",
    "consent_text": "einwilligung sms|einwilligung kurznachrichten|einwilligung kurznachricht|sms opt in|text opt in"
    "|consent sms|consent text messages|consent to text messages",
    "test": "testlead|test lead|testdatensatz|ist test|is test",
    "holder": "zustaendig|bearbeiter|partner|haendler|dealer|assigned to|zugewiesen an|owner|besitzer|haendlernummer"
    "|partnernummer",
    "status": "stand|lead status|bearbeitungsstatus|leadstatus|state",
    "step": "phase|schritt|vertriebsphase|stage|pipeline stage",
    "outcome": "ergebnis|resultat|result",
    "reason": "grund|verlustgrund|ablehnungsgrund|lost reason|begruendung",
    "won_value": "gewonnener wert|umsatz|auftragssumme|won amount|revenue|abschlusswert|auftragsbetrag",
    "accepted_at": "angenommen am|uebernommen am|annahmedatum|accepted on|vergeben am",
    "contacted_at": "kontaktiert am|erstkontakt|erstkontakt am|first contact|kontaktdatum|contacted on",
    "closed_at": "beendet am|geschlossen am|abschlussdatum|abgeschlossen am|closed on|close date|closed date",
}
_PARTIES: Final = {
    "key": "haendlernummer|haendler nr|haendlernr|partnernummer|partner nr|partner id|nummer|nr|kundennummer|kunden nr"
    "|debitor|debitorennummer|id|number|dealer number|dealer id|partner number|party key|kreditor",
    "kind": "art|typ|type|partnertyp|partnerart|rolle|role",
    "name": "firma|firmenname|betriebsname|haendler|haendlername|partner|partnername|unternehmen|betrieb|company|company name"
    "|dealer|dealer name|partner name|bezeichnung|organisation",
    "status": "zustand|aktiv|active|state|partnerstatus",
    "email": _PERSON["email"],
    "phone": f"{_PERSON['phone']}|mobil|handy|mobile",
    "person": "ansprechpartner|kontakt|kontaktperson|inhaber|contact|contact person|contact name|geschaeftsfuehrer"
    "|ansprechpartner name|owner|name ansprechpartner",
    **_ADDRESS,
    "languages": "sprachen|sprache|language|spoken languages",
    "timezone": "zeitzone|time zone|tz",
    "hours": "arbeitszeiten|arbeitszeit|oeffnungszeiten|geschaeftszeiten|opening hours|working hours|business hours",
    "tags": "produkte|produkt|zertifikate|zertifikat|zertifizierungen|products|product|certificates|merkmale|tag"
    "|qualifikationen|schlagworte|kompetenzen|sortiment",
    "capacity_open": "kapazitaet|kapazitaet offen|max offen|max offene leads|offene leads|capacity|open capacity"
    "|max open leads|maximal offen|kapazitaet gesamt",
    "capacity_day": "kapazitaet tag|kapazitaet pro tag|leads pro tag|max pro tag|capacity per day|leads per day|pro tag",
    "capacity_week": "kapazitaet woche|kapazitaet pro woche|leads pro woche|max pro woche|capacity per week"
    "|leads per week|pro woche",
    "weight": "gewicht|gewichtung|faktor",
    "radius_km": "radius|umkreis|aktionsradius|umkreis km|radius in km|umkreis in km|einzugsradius|entfernung km",
    "postal_codes": "plz gebiet|plz gebiete|plz bereich|plz bereiche|gebiet|gebiete|postleitzahlen|postleitzahlengebiet"
    "|area|areas|territory|zip codes|plz liste|verkaufsgebiet|vertriebsgebiet|einzugsgebiet|postal code areas",
    "looked_after_by": "betreut von|betreuer|aussendienst|gebietsleiter|area manager|key account manager|adm"
    "|field sales|regionalleiter|account manager|betreuer e mail",
}
_AREAS: Final = {
    "party": "partner|haendler|haendlernummer|haendler nr|partnernummer|partner nr|key|firma|dealer|dealer number"
    "|partner id|haendler id|partner number|nummer|nr|number|id|name|company",
    "country": _ADDRESS["country"],
    "from": "von|plz von|from|zip from|postal code from|start|von plz|plz start|ab",
    "to": "bis|plz bis|to|zip to|postal code to|ende|bis plz|plz ende|end",
    "prefix": "praefix|plz praefix|plz anfang|leitregion|postleitregion|plz2|plz 2|leitzone|beginnt mit",
    "code": "plz gebiet|plz gebiete|plz bereich|gebiet|plz liste|postleitzahlen|zip codes|postal codes|area|codes"
    "|plz code",
    "radius_km": _PARTIES["radius_km"],
    "postal_code": "plz|postleitzahl|zip|zip code|postcode|mittelpunkt plz|centre postal code|zentrum plz|plz mittelpunkt",
    "place": "ort|stadt|city|town|mittelpunkt|zentrum|centre|center",
    "product": "produkt|produktgruppe|sparte",
    "exclusive": "exklusiv|gebietsschutz|exclusivity|geschuetzt|protected|is exclusive",
}

_PEOPLE: Final = {
    "name": "person|ansprechpartner|vor und nachname|full name|benutzer|mitarbeiter",
    "email": _PERSON["email"],
    "role": "rolle|funktion|aufgabe|function",
    "party": "partei|team|innendienst|agentur|firma|betrieb|partner|partnernummer|haendlernummer|company|number|nummer",
    "language": "sprache|sprachen|lang",
    "phone": f"{_PERSON['phone']}|mobil|handy|mobile",
}


def _with_own_names(fields: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    return {field: (field.replace("_", " "), *headers.split("|")) for field, headers in fields.items()}


HEADERS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "leads": _with_own_names(_LEADS),
    "parties": _with_own_names(_PARTIES),
    "areas": _with_own_names(_AREAS),
    "people": _with_own_names(_PEOPLE),
}
