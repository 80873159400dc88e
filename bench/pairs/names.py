"""Two sets of names that share none: people, firms, towns and mailboxes as they come in German-speaking countries."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """`towns`: place, country, dialling code, postal codes. `firms` have a {name}; `sisters`: groups of firms of one
    concern. `couples`: first names that are alike and are two people."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]
    alike: tuple[tuple[str, str], ...]
    couples: tuple[tuple[str, str], ...]
    firms: tuple[str, ...]
    forms: tuple[str, ...]
    sisters: tuple[tuple[str, ...], ...]
    towns: tuple[tuple[str, str, str, tuple[str, ...]], ...]
    streets: tuple[str, ...]
    free_mail: tuple[str, ...]
    mobiles: tuple[str, ...]


TUNED = Names(
    women=(
        "Andrea", "Anna", "Birgit", "Brigitte", "Christina", "Claudia", "Eva", "Franziska", "Gabriele", "Heike", "Ines",
        "Jana", "Julia", "Jutta", "Katrin", "Lena", "Maria", "Martina", "Monika", "Nicole", "Petra", "Renate", "Sabine",
        "Silke", "Stefanie", "Susanne", "Ursula", "Anna-Lena", "Eva Maria", "Käthe",
    ),
    men=(
        "Alexander", "Andreas", "Bernd", "Christian", "Daniel", "Dieter", "Florian", "Frank", "Günter", "Hans", "Heiko",
        "Jan", "Jörg", "Jürgen", "Klaus", "Lukas", "Markus", "Martin", "Matthias", "Michael", "Peter", "Ralf", "Stefan",
        "Thomas", "Tobias", "Uwe", "Wolfgang", "Hans-Peter", "Karl Heinz", "Björn",
    ),
    surnames=(
        "Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz", "Hoffmann", "Schäfer",
        "Koch", "Bauer", "Richter", "Klein", "Wolf", "Schröder", "Neumann", "Schwarz", "Zimmermann", "Braun", "Krüger",
        "Hofmann", "Hartmann", "Lange", "Schmitt", "Werner", "Krause", "Meier", "Lehmann", "Köhler", "Maier", "König",
        "Huber", "Kaiser", "Fuchs", "Peters", "Lang", "Scholz", "Möller", "Weiß", "Jung", "Hahn", "Vogel", "Keller",
        "Günther", "Frank", "Berger", "Winkler", "Roth", "Groß", "Bäcker", "Strauß", "von der Heide", "Müller-Lüdenscheidt",
        "Öztürk", "Yılmaz", "Kowalski", "Nguyen", "Bühler", "Jäger", "Brüggemann", "Wüst", "Döring",
    ),
    alike=(("Schmidt", "Schmitz"), ("Meyer", "Mayr"), ("Hofmann", "Hoffmann"), ("Bauer", "Baur"), ("Krause", "Krauss"),
           ("Möller", "Müller"), ("Fischer", "Fischbach"), ("Weber", "Wieber")),
    couples=(("Andrea", "Andreas"), ("Christian", "Christina"), ("Martin", "Martina"), ("Heike", "Heiko"),
             ("Stefan", "Stefanie"), ("Michael", "Michaela"), ("Julia", "Julian"), ("Karin", "Katrin")),
    firms=(
        "Bäckerei {name}", "{name} Immobilien", "Hotel {name}", "Autohaus {name}", "{name} Metallbau", "{name} & Söhne",
        "{name} Logistik", "Elektro {name}", "{name} Maschinenbau", "Ingenieurbüro {name}", "{name} und Partner",
        "Gebrüder {name}", "{name} Haustechnik", "Zimmerei {name}", "{name} Software",
    ),
    forms=("GmbH", "GmbH & Co. KG", "AG", "UG (haftungsbeschränkt)", "e.K.", "OHG", "KG", "GbR", ""),
    sisters=(
        ("Siemens AG", "Siemens Energy AG", "Siemens Healthineers AG", "Siemens Mobility GmbH"),
        ("Bosch Rexroth AG", "Bosch Thermotechnik GmbH", "Robert Bosch GmbH"),
        ("Volkswagen AG", "Volkswagen Financial Services AG", "Volkswagen Immobilien GmbH"),
        ("Deutsche Bahn AG", "DB Cargo AG", "DB Netz AG"),
        ("Linde plc", "Linde Material Handling GmbH"),
        ("E.ON SE", "E.ON Energie Deutschland GmbH", "E.ON Digital Technology GmbH"),
        ("Müller Holding GmbH", "Müller Bau GmbH", "Müller Immobilien GmbH"),
    ),
    towns=(
        ("München", "DE", "89", ("80331", "80335", "80469", "81369")), ("Nürnberg", "DE", "911", ("90402", "90403", "90459")),
        ("Köln", "DE", "221", ("50667", "50670", "50968")), ("Weilheim", "DE", "881", ("82362",)),
        ("Göttingen", "DE", "551", ("37073", "37075")), ("Düsseldorf", "DE", "211", ("40210", "40213", "40589")),
        ("Fürth", "DE", "911", ("90762", "90763")), ("Hamburg", "DE", "40", ("20095", "20144", "22765")),
        ("Erlangen", "DE", "9131", ("91052", "91054")), ("Salzburg", "AT", "662", ("5020",)),
        ("Linz", "AT", "732", ("4020", "4040")), ("Zürich", "CH", "44", ("8001", "8050")),
    ),
    streets=("Hauptstraße", "Bahnhofstraße", "Gartenweg", "Schulstraße", "Am Anger", "Lindenallee", "Ringstraße",
             "Goethestraße", "Mühlweg", "Berliner Straße"),
    free_mail=("gmail.com", "gmx.de", "web.de", "t-online.de", "outlook.com", "freenet.de"),
    mobiles=("151", "160", "170", "171", "172", "176"),
)  # fmt: skip

HELD_OUT = Names(
    women=(
        "Adelheid", "Antje", "Barbara", "Bettina", "Carmen", "Cornelia", "Dorothea", "Edith", "Elisabeth", "Elke", "Esra",
        "Friederike", "Gerda", "Hannelore", "Hilde", "Irène", "Johanna", "Karola", "Kirsten", "Lieselotte", "Luise",
        "Margarete", "Melanie", "Natascha", "Regina", "Rosemarie", "Sieglinde", "Sophie", "Wiebke", "Anne-Kathrin",
    ),
    men=(
        "Achim", "Armin", "Benedikt", "Burkhard", "Detlef", "Eckhard", "Emre", "Erwin", "Friedrich", "Götz", "Gregor",
        "Hartmut", "Heinrich", "Horst", "Joachim", "Konrad", "Lorenz", "Manfred", "Marcel", "Norbert", "Oskar", "Philipp",
        "Rüdiger", "Samuel", "Sören", "Torsten", "Urs", "Valentin", "Karl-Friedrich", "Franz Josef",
    ),
    surnames=(
        "Albrecht", "Arnold", "Bachmann", "Baumgärtner", "Böhm", "Brandl", "Büttner", "Çelik", "Dräger", "Ebersbach",
        "Eichhorn", "Fröhlich", "Gärtner", "Geißler", "Graf", "Haas", "Häusler", "Heß", "Hölzl", "Ihde", "Jansen",
        "Kästner", "Kessler", "Kühn", "Lindqvist", "Löffler", "Lüdemann", "März", "Moser", "Mühlbauer", "Nowak", "Oppermann",
        "Özdemir", "Pfäffli", "Pohl", "Quandt", "Reuß", "Röder", "Rüegg", "Sauer", "Schütz", "Seifert", "Steinhäuser",
        "Stöhr", "Thielemann", "Trautmann", "Uhlig", "Vetter", "Voß", "Wachter", "Weidinger", "Wörner", "Würth", "Zängerle",
        "Zöllner", "von Bülow", "van den Berg", "Hübner-Lang", "Dvořák", "Rossi", "Dupré", "Le Goff",
    ),
    alike=(("Kessler", "Keßner"), ("Jansen", "Janssen"), ("Böhm", "Böhme"), ("Haas", "Hass"), ("Seifert", "Seiffart"),
           ("Pohl", "Pahl"), ("Graf", "Graff"), ("Vetter", "Fetter"), ("Sauer", "Saur")),
    couples=(("Friederike", "Friedrich"), ("Regina", "Regine"), ("Marcel", "Marcela"), ("Sophie", "Sophia"),
             ("Johanna", "Johannes"), ("Melanie", "Melani"), ("Gregor", "Georg"), ("Antje", "Antja"), ("Joachim", "Achim")),
    firms=(
        "Apotheke {name}", "{name} Spedition", "Gasthof {name}", "{name} Werkzeugbau", "Dachdeckerei {name}",
        "{name} & Kollegen", "{name} Hausverwaltung", "Kanzlei {name}", "{name} Kältetechnik", "Weingut {name}",
        "{name} + Sohn", "Praxis {name}", "{name} Anlagenbau", "Schreinerei {name}", "{name} Consulting",
    ),
    forms=("GmbH", "GmbH & Co. KGaA", "SE", "eG", "e.K.", "PartG mbB", "Ltd.", "S.à r.l.", "B.V.", "Inc.", "SA", ""),
    sisters=(
        ("Bayer AG", "Bayer CropScience AG", "Bayer Vital GmbH"),
        ("thyssenkrupp AG", "thyssenkrupp Steel Europe AG", "thyssenkrupp Materials Services GmbH"),
        ("Daimler Truck AG", "Mercedes-Benz AG", "Daimler Buses GmbH"),
        ("ABB AG", "ABB Stotz-Kontakt GmbH", "ABB Robotics GmbH"),
        ("Vaillant GmbH", "Vaillant Group Business Services GmbH"),
        ("Würth Elektronik GmbH & Co. KG", "Adolf Würth GmbH & Co. KG", "Würth Industrie Service GmbH & Co. KG"),
        ("Stadtwerke Ulm GmbH", "Stadtwerke Ulm Netze GmbH"),
    ),
    towns=(
        ("Stuttgart", "DE", "711", ("70173", "70182", "70469")), ("Münster", "DE", "251", ("48143", "48155")),
        ("Würzburg", "DE", "931", ("97070", "97072")), ("Görlitz", "DE", "3581", ("02826", "02828")),
        ("Lübeck", "DE", "451", ("23552", "23560")), ("Osnabrück", "DE", "541", ("49074", "49080")),
        ("Ulm", "DE", "731", ("89073", "89077")), ("Dresden", "DE", "351", ("01067", "01099")),
        ("Innsbruck", "AT", "512", ("6020",)), ("Graz", "AT", "316", ("8010", "8020")),
        ("Bern", "CH", "31", ("3011", "3014")), ("Passau", "DE", "851", ("94032", "94034")),
    ),
    streets=("Schillerstraße", "Kirchgasse", "Feldweg", "Rathausplatz", "Zum Sportplatz", "Eichenstraße", "Burgstraße",
             "Uferpromenade", "Alte Landstraße", "Mozartstraße"),
    free_mail=("googlemail.com", "gmx.net", "yahoo.de", "posteo.de", "hotmail.com", "icloud.com", "bluewin.ch"),
    mobiles=("152", "157", "162", "173", "175", "179"),
)  # fmt: skip
