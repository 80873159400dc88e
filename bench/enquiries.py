"""Enquiries from a seed: as the API gets them, as rows of a file, and as the actions take them."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from bench.network import CODES, PRODUCTS

FIRST = (
    "Anna",
    "Bernd",
    "Claudia",
    "Dieter",
    "Eva",
    "Frank",
    "Gisela",
    "Hans",
    "Ines",
    "Jürgen",
    "Karin",
    "Lars",
)
LAST = (
    "Müller",
    "Schmidt",
    "Schneider",
    "Fischer",
    "Weber",
    "Meyer",
    "Wagner",
    "Becker",
    "Schulz",
    "Hoffmann",
)
HEADERS = (
    "ID",
    "Anrede",
    "Vorname",
    "Nachname",
    "E-Mail",
    "Telefon",
    "Straße",
    "PLZ",
    "Land",
    "Produkt",
    "Dachfläche",
)


@dataclass(frozen=True, slots=True)
class Enquiry:
    key: str
    first_name: str
    last_name: str
    email: str
    phone: str
    street: str
    postal_code: str
    product: str
    size: int
    temperature: str

    def prospect(self) -> dict[str, str]:
        return {
            "first_name": self.first_name,
            "last_name": self.last_name,
            "email": self.email,
            "phone": self.phone,
            "street": self.street,
            "postal_code": self.postal_code,
            "country": "DE",
        }

    def body(self) -> dict[str, Any]:
        """What POST /api/leads takes."""
        return {
            "source_key": self.key,
            "source": "bench",
            "prospect": self.prospect(),
            "answers": {"roof": self.size},
            "product": self.product,
            "temperature": self.temperature,
        }

    def row(self) -> tuple[str | int, ...]:
        return (
            self.key, "Frau", self.first_name, self.last_name, self.email, self.phone, self.street, self.postal_code,
            "DE", self.product, self.size,
        )  # fmt: skip


def enquiries(name: str, count: int) -> Iterator[Enquiry]:
    """`count` different enquiries; the same for the same name. One in fifty prospects has asked before."""
    dice = Random(name)
    for number in range(count):
        person = dice.randrange(count) if dice.random() < 0.02 else number
        yield Enquiry(
            key=f"{name}-{number}",
            first_name=dice.choice(FIRST),
            last_name=dice.choice(LAST),
            email=f"{name}{person}@example.org",
            phone=f"+49891{abs(hash_of(name)) % 1000:03}{person:06}",
            street=f"Hauptstraße {dice.randrange(1, 200)}",
            postal_code=dice.choice(CODES),
            product=dice.choice(PRODUCTS),
            size=dice.randrange(20, 300),
            temperature=dice.choice(["hot", "warm", "warm", "warm", "cold"]),
        )


def hash_of(name: str) -> int:
    """The same in every process, unlike `hash`."""
    return sum(letter * 31**place for place, letter in enumerate(name.encode()))


def write_file(path: Path, name: str, count: int) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADERS)
        writer.writerows(one.row() for one in enquiries(name, count))


def new_leads(name: str, count: int, *, now: datetime) -> list[Any]:
    """The same as the actions take them (NewLead)."""
    from staffel.actions.leads import NewLead

    return [
        NewLead(
            key=one.key, raw=one.body(), asked_at=now, source="bench", source_key=one.key, prospect=one.prospect(),
            answers={"roof": one.size}, product=one.product, temperature=one.temperature,
        )
        for one in enquiries(name, count)
    ]  # fmt: skip
