"""
How customers and addresses are read: every field present, an empty text where nothing was set.

Members come in alphabetical order, as in the vendor's samples.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mockserver.core.record import JsonObject, Record
from mockserver.core.tick import moment
from mockserver.providers.propeller.records import text_of

CUSTOMER_TEXTS = (
    "abbreviation",
    "company",
    "debtorId",
    "email",
    "firstName",
    "gender",
    "language",
    "lastName",
    "middleName",
    "mobile",
    "phone",
    "primaryLanguage",
    "ssn",
    "title",
)
ADDRESS_TEXTS = (
    "city",
    "code",
    "company",
    "country",
    "email",
    "firstName",
    "gender",
    "icp",
    "isDefault",
    "lastName",
    "middleName",
    "mobile",
    "notes",
    "number",
    "numberExtension",
    "phone",
    "postalCode",
    "region",
    "street",
    "type",
    "url",
)

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
BIRTHDAYS = (
    re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})([T ].*)?"),
)


def customer_row(record: Record, expands: Iterable[str] = ()) -> JsonObject:
    """A customer as it is read; ``expands`` names the members that come only when asked for."""
    body = record["body"]
    row: JsonObject = {name: text_of(body.get(name, "")) for name in CUSTOMER_TEXTS}
    row |= {
        "dateOfBirth": birthday(body.get("dateOfBirth", "")),
        "fax": "",
        "id": body["id"],
        "login": row["email"],
        "name": full_name(row),
    }
    if "parent" in expands:
        row["parent"] = body.get("parent")
    if "sources" in expands:
        row["sources"] = body.get("sources", [])
    return dict(sorted(row.items()))


def dated_row(record: Record, expands: Iterable[str]) -> JsonObject:
    """A customer as a search shows it."""
    dates = {
        "dateCreated": timestamp_text(record["created"]),
        "dateModified": timestamp_text(record["updated"]),
    }
    return dict(sorted((customer_row(record, expands) | dates).items()))


def address_row(record: Record) -> JsonObject:
    """An address as it is read."""
    body = record["body"]
    row: JsonObject = {name: body.get(name, "") for name in ADDRESS_TEXTS}
    row |= {"active": "Y", "fax": "", "id": body["id"], "name": full_name(row)}
    return dict(sorted(row.items()))


def full_name(row: JsonObject) -> str:
    """First, middle and last name, as far as there are any."""
    return " ".join(filter(None, (row["firstName"], row["middleName"], row["lastName"])))


def birthday(sent: str) -> str:
    """A date of birth as it is read; what is no date stays as it was sent."""
    for pattern in BIRTHDAYS:
        match = pattern.fullmatch(sent)
        if match is not None and 1 <= int(match["month"]) <= len(MONTHS):
            month = MONTHS[int(match["month"]) - 1]
            return f"{month}, {int(match['day']):02} {match['year']} 00:00:00 +0000"
    return sent


def timestamp_text(milliseconds: int) -> str:
    """A time as searches print it: to the second, without a zone."""
    return moment(milliseconds).replace(tzinfo=None).isoformat(timespec="seconds")
