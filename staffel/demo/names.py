"""Names from which the demonstration invents people and firms; whoever is really called so is not meant."""

from random import Random
from typing import Final

VENDOR: Final = "Varmund Wärmepumpen"

WOMEN: Final = (
    "Anna", "Birgit", "Carola", "Dagmar", "Elif", "Franziska", "Gisela", "Hanna", "Ines", "Jana", "Katrin", "Lena",
    "Martina", "Nadine", "Olga", "Renate", "Sabine", "Silke", "Tanja", "Ulrike", "Verena", "Yvonne",
)  # fmt: skip
MEN: Final = (
    "Andreas", "Bernd", "Christian", "Dieter", "Emre", "Florian", "Georg", "Holger", "Ingo", "Jürgen", "Karsten",
    "Lukas", "Markus", "Norbert", "Oliver", "Peter", "Rainer", "Stefan", "Thomas", "Uwe", "Volker", "Wolfgang",
)  # fmt: skip
SURNAMES: Final = (
    "Ackermann", "Aigner", "Albers", "Bachmann", "Behrens", "Berger", "Bichler", "Brandl", "Bruns", "Burger",
    "Dietrich", "Dörfler", "Ebner", "Eckert", "Ehlers", "Fabian", "Feldmann", "Fichtner", "Frey", "Gerber", "Gruber",
    "Haase", "Hagen", "Hartwig", "Heinrich", "Hellwig", "Hofer", "Huber", "Iversen", "Jäger", "Janssen", "Kaiser",
    "Kersten", "Kessler", "Kirchner", "Köster", "Kramer", "Kunz", "Lechner", "Lehmann", "Lindner", "Lorenz", "Marten",
    "Mayr", "Meisner", "Moser", "Nagel", "Neumann", "Ortner", "Paulsen", "Petersen", "Pichler", "Quast", "Rieger",
    "Ritter", "Roth", "Sander", "Schaller", "Schenk", "Seidel", "Sommer", "Stadler", "Steiner", "Thalmann", "Thiele",
    "Ulrich", "Vogel", "Wagner", "Weidner", "Wenzel", "Wieland", "Winkler", "Zander", "Zeller", "Zimmermann",
)  # fmt: skip
STREETS: Final = (
    "Ahornweg", "Am Anger", "Bahnhofstraße", "Birkenallee", "Buchenweg", "Dorfstraße", "Eichenweg", "Feldstraße",
    "Gartenstraße", "Hauptstraße", "Kirchgasse", "Lindenstraße", "Mühlweg", "Rosenweg", "Schulstraße", "Sonnenhang",
    "Talstraße", "Wiesengrund",
)  # fmt: skip
TRADES: Final = (
    "{name} Heizungsbau", "{name} Haustechnik GmbH", "Wärmetechnik {name}", "{name} & Söhne, {place}",
    "Heizung und Bad {name}", "{name} Kälte-Klima GmbH", "Energietechnik {name}", "{name} Sanitär Heizung",
    "Installationen {name}, {place}", "{name} Gebäudetechnik GmbH & Co. KG",
)  # fmt: skip
COMPANIES: Final = (
    "Bäckerei {name}", "{name} Immobilien GmbH", "Hotel {name}", "Autohaus {name}", "Gärtnerei {name}", "{name} Metallbau GmbH",
    "Wohnbau {name} eG", "Pflegedienst {name}", "Tischlerei {name}", "{name} Logistik GmbH",
)  # fmt: skip
WISHES: Final = (
    "Wir möchten unsere alte Ölheizung ersetzen und bitten um einen Termin vor Ort.",
    "Die Gastherme ist 24 Jahre alt. Lohnt sich eine Wärmepumpe bei Heizkörpern?",
    "Neubau, Bezug im nächsten Sommer. Wir suchen einen Fachbetrieb in der Nähe.",
    "Bitte um Beratung auch zur Förderung.",
    "Unsere Warmwasserbereitung soll von der Heizung getrennt werden.",
    "Anruf bitte erst nach 17 Uhr, vorher bin ich in der Arbeit.",
    "Wir haben schon eine Photovoltaikanlage und möchten sie mit nutzen.",
    "Platz für eine Außeneinheit ist knapp, der Nachbar ist empfindlich. Wie laut sind die Geräte?",
    "Mehrfamilienhaus mit sechs Wohnungen, Baujahr 1978, gedämmt 2015.",
    "Wartung für eine vorhandene Anlage, der frühere Betrieb hat aufgehört.",
)


def dice(*of: object) -> Random:
    """A source of chance that always falls alike for the same things."""
    return Random("/".join(map(str, of)))  # noqa: S311 - a story, not a secret


def person(chance: Random) -> tuple[str, str, str]:
    """Salutation, first name, last name."""
    is_woman = chance.random() < 0.5
    first = chance.choice(WOMEN if is_woman else MEN)
    return ("Frau" if is_woman else "Herr"), first, chance.choice(SURNAMES)


def mail_name(text: str) -> str:
    """The part of an e-mail address that a name makes: small letters, no umlauts."""
    plain = text.lower()
    for letter, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        plain = plain.replace(letter, written)
    return "".join(sign if sign.isalnum() else "." for sign in plain).strip(".")
