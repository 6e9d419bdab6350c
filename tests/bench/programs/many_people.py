"""A directory of made-up people and the list somebody has of them: the same for every run, by number.

Names are of several alphabets; the list differs from the directory as lists do: decomposed letters, upper case,
blanks, married names, people who are not there, accents lost, people twice.
"""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

_GIVEN = (
    *("Grace", "José", "Zoë", "Mary Ann", "Åsa", "Nguyễn", "Łucja", "雪", "Jean-Luc", "O'Brien", "أحمد", "Olga"),
    *("Renée", "Søren", "Jürgen", "Maria"),
)
_FAMILY = (
    *("Hopper", "García", "Müller", "van den Berg", "Þórsdóttir", "Đặng", "Kowalska", "王", "Smith", "D'Amico"),
    *("حسين", "Petrova", "Dvořák", "Ångström", "Weiß", "Silva"),
)
_CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def person(number: int) -> dict[str, Any]:
    """A SCIM User as a large provider sends it; three in a hundred are deactivated, every fifth has two addresses."""
    dice = Random(number)
    given, family = dice.choice(_GIVEN), dice.choice(_FAMILY)
    mail = f"person{number:07d}@example.com"
    mails = [{"value": mail, "type": "work", "primary": True}]
    if dice.random() < 0.2:
        mails.append({"value": f"also{number}@example.net", "type": "other"})
    return {
        "schemas": [_CORE, _ENTERPRISE],
        "id": f"{dice.getrandbits(128):032x}",
        "externalId": f"00u{dice.getrandbits(64):016x}",
        "meta": {
            "resourceType": "User",
            "created": "2026-01-05T09:00:00Z",
            "lastModified": "2026-03-02T10:11:12Z",
            "version": f'W/"{dice.getrandbits(32):08x}"',
            "location": f"https://scim.example.com/v2/Users/{number}",
        },
        "userName": mail,
        "name": {"formatted": f"{given} {family}", "givenName": given, "familyName": family},
        "displayName": f"{given} {family}",
        "active": dice.random() > 0.03,
        "emails": mails,
        "groups": [{"value": f"g{dice.randrange(200)}", "display": f"Team {dice.randrange(200)}"} for _ in range(2)],
        _ENTERPRISE: {"employeeNumber": str(number), "department": f"Department {dice.randrange(40)}"},
    }


def bodies(people: int, size: int) -> Iterator[bytes]:
    """The pages of a listing, as JSON."""
    schema = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
    for start in range(0, people, size):
        found = [person(number) for number in range(start, min(start + size, people))]
        page = {
            "schemas": [schema],
            "totalResults": people,
            "startIndex": start + 1,
            "itemsPerPage": len(found),
            "Resources": found,
        }
        yield json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()


def write_list(path: Path, people: int) -> int:
    """A CSV of all of them as somebody has it; how many rows it has."""
    dice, rows = Random(5), 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["email", "first_name", "last_name"])
        for number in range(people):
            found = person(number)
            row = _as_listed(found["userName"], found["name"]["givenName"], found["name"]["familyName"], dice.random())
            for _ in range(2 if dice.random() < 0.002 else 1):
                writer.writerow(row)
                rows += 1
    return rows


def _as_listed(mail: str, given: str, family: str, luck: float) -> tuple[str, str, str]:
    if luck < 0.05:
        return mail, unicodedata.normalize("NFD", given), unicodedata.normalize("NFD", family)
    if luck < 0.07:
        return mail.upper(), given, family
    if luck < 0.08:
        return mail, f"{given} ", family
    if luck < 0.085:
        return mail, given, f"Married-{family}"
    if luck < 0.095:
        return f"gone.{mail}", given, family
    if luck < 0.1:
        bare = "".join(ch for ch in unicodedata.normalize("NFD", given) if not unicodedata.combining(ch))
        return mail, bare, family
    return mail, given, family
