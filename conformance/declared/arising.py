"""
Where each general rule arises in an API, and how certain its contract makes it.

A rule that a contract says something about is demanded of the API (MUST); one that it says nothing
about is looked at all the same, and characterised.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from conformance.catalogue import Certainty, Level, Rule
from conformance.declared.declared_api import DeclaredApi
from conformance.declared.described_operation import WRITES, DescribedOperation
from conformance.declared.object_schema import (
    described,
    is_nullable,
    object_of,
    roles_of,
    types_of,
)
from conformance.declared.request_making import RequestMaker, key_place
from conformance.declared.sample_values import Sampler
from conformance.expectations import JsonDict


@dataclass(frozen=True, slots=True)
class Subject:
    """Which operations a rule is about, and what to say where there is none."""

    of: Callable[[DeclaredApi, DescribedOperation], bool]
    missing: str


def writes(api: DeclaredApi, each: DescribedOperation) -> bool:
    """Whether an operation carries records, which another one can read back."""
    readable = bool(api.of(each.collection.name, "read", "list"))
    return each.verb in WRITES and each.record is not None and readable


def makes(api: DeclaredApi, each: DescribedOperation) -> bool:
    return each.verb in {"upsert", "create"} and writes(api, each)


def finds(api: DeclaredApi, each: DescribedOperation) -> bool:
    """Whether an operation finds what it writes, by a key or by an id that it is sent."""
    return each.verb in {"upsert", "update"} and writes(api, each)


def finds_by_key(api: DeclaredApi, each: DescribedOperation) -> bool:
    keys = each.collection.keys
    return finds(api, each) and any(name == "named" or name in keys for name in each.by)


def upserts(api: DeclaredApi, each: DescribedOperation) -> bool:
    return each.verb == "upsert" and finds(api, each)


def updates(api: DeclaredApi, each: DescribedOperation) -> bool:
    """Whether an operation can change a record that is there."""
    return finds(api, each) and each.said.get("found", "update") == "update"


def bulk(api: DeclaredApi, each: DescribedOperation) -> bool:
    return writes(api, each) and each.holds_many


def bulk_by_key(api: DeclaredApi, each: DescribedOperation) -> bool:
    named = bool(each.collection.keys) and each.verb in {"upsert", "create"}
    return bulk(api, each) and (named or finds_by_key(api, each))


def in_order(api: DeclaredApi, each: DescribedOperation) -> bool:
    return (
        bulk(api, each)
        and each.verb != "create"
        and finds_by_key(api, each)
        and each.word("twice", "in-order") == "in-order"
    )


def told(api: DeclaredApi, each: DescribedOperation) -> bool:
    return bulk(api, each) and bool(each.words & {"results", "accepted", "refused"})


def named_in_refusals(api: DeclaredApi, each: DescribedOperation) -> bool:
    return writes(api, each) and bool(each.words & {"index", "trace", "place", "echo", "results"})


def keyed(api: DeclaredApi, each: DescribedOperation) -> bool:
    return writes(api, each) and key_place(api, each) is not None


def bounded(api: DeclaredApi, each: DescribedOperation) -> bool:
    limits = each.said.get("limits", {})
    return bulk(api, each) and bool({"batch", "request"} & set(limits) or each.most(api.document))


def bounded_in_bytes(api: DeclaredApi, each: DescribedOperation) -> bool:
    return writes(api, each) and "bytes" in each.words


def versioned(api: DeclaredApi, each: DescribedOperation) -> bool:
    return updates(api, each) and RequestMaker(api, each, Sampler({}, ""), {}).takes_versions


def own_members(api: DeclaredApi, each: DescribedOperation) -> list[JsonDict]:
    """The schemas of the members that a request may say, outside keys and ids."""
    record = each.record
    if record is None:
        return []
    holder = record.with_role("members")
    inner = record if holder is None else object_of(api.document, record.properties[holder])
    keyed = {name for key in each.collection.keys.values() for name in key.members}
    known = inner.properties.items() if inner else ()
    return [
        described(api.document, node) | {"x-null": is_nullable(api.document, node)}
        for name, node in known
        if name not in keyed and not node.get("readOnly")
    ]


def with_null_or_text(api: DeclaredApi, each: DescribedOperation) -> bool:
    members = own_members(api, each)
    return makes(api, each) and any(
        node["x-null"] or ("string" in types_of(node) and is_plain_text(node)) for node in members
    )


def is_plain_text(node: JsonDict) -> bool:
    return not node.keys() & {"enum", "const", "pattern", "format"} and not node.get("minLength")


def with_lists(api: DeclaredApi, each: DescribedOperation) -> bool:
    return updates(api, each) and any("items" in node for node in own_members(api, each))


def with_defaults(api: DeclaredApi, each: DescribedOperation) -> bool:
    return makes(api, each) and any("default" in node for node in own_members(api, each))


def with_two_identities(api: DeclaredApi, each: DescribedOperation) -> bool:
    """Whether a record can carry the identity of one record and a key of another."""
    first = next((name for name in each.by if name != "named"), None)
    first = first or next(iter(each.collection.keys), None)
    record = set(each.record.properties) if each.record else set()
    others = [
        key
        for name, key in each.collection.keys.items()
        if name != first and (set(key.members) <= record or each.record_holds_any())
    ]
    return finds(api, each) and bool(others)


def creates_by_key(api: DeclaredApi, each: DescribedOperation) -> bool:
    own = each.record.properties.get(str(each.collection.id)) if each.record else None
    chosen = own is not None and not own.get("readOnly")
    return each.verb == "create" and makes(api, each) and (chosen or bool(each.collection.keys))


def referring(api: DeclaredApi, each: DescribedOperation) -> bool:
    return makes(api, each) and "refers-to" in each.words


def referring_to_removable(api: DeclaredApi, each: DescribedOperation) -> bool:
    record = each.record
    targets = {
        str(roles_of(node).get("refers-to"))
        for node in (record.properties if record else {}).values()
    }
    return referring(api, each) and any(api.of(name, "remove") for name in targets - {"None"})


def removable(api: DeclaredApi, each: DescribedOperation) -> bool:
    name = each.collection.name
    return each.verb == "remove" and bool(api.of(name, "upsert", "create"))


def shows_removed(api: DeclaredApi, each: DescribedOperation) -> bool:
    asks = any(roles_of(node).get("removed") in {"also", "only"} for node in each.parameters)
    return each.verb in {"read", "list"} and asks and bool(api.of(each.collection.name, "remove"))


def lists(api: DeclaredApi, each: DescribedOperation) -> bool:
    return each.verb == "list" and bool(api.of(each.collection.name, "upsert", "create"))


def pages(api: DeclaredApi, each: DescribedOperation) -> bool:
    asked = any(each.query(role) for role in ("page", "offset", "cursor"))
    return lists(api, each) and asked


def sized(api: DeclaredApi, each: DescribedOperation) -> bool:
    return lists(api, each) and each.query("size") is not None


def filters(api: DeclaredApi, each: DescribedOperation) -> bool:
    members = api.members[each.collection.name]
    return lists(api, each) and any(
        roles_of(node).get("filter", node["name"] if not roles_of(node) else None) in members
        for node in each.parameters
        if node.get("in") == "query"
    )


def reads(api: DeclaredApi, each: DescribedOperation) -> bool:
    made = bool(api.of(each.collection.name, "upsert", "create"))
    return each.verb in {"read", "list"} and made


def reads_one(api: DeclaredApi, each: DescribedOperation) -> bool:
    return each.verb == "read" and reads(api, each)


def scoped(api: DeclaredApi, each: DescribedOperation) -> bool:
    return upserts(api, each) and bool(each.scope) and finds_by_key(api, each)


def cased(api: DeclaredApi, each: DescribedOperation) -> bool:
    return upserts(api, each) and finds_by_key(api, each)


def secured(_api: DeclaredApi, each: DescribedOperation) -> bool:
    return "security" in each.words


def secured_writes(api: DeclaredApi, each: DescribedOperation) -> bool:
    return secured(api, each) and makes(api, each)


NO_WRITE = "no operation carries records that another one reads"
NO_UPDATE = "no operation updates records"
NO_BULK = "no operation carries several records"
NO_KEY = "no operation has a place for an idempotency key"

SUBJECTS = {
    "UPS-01": Subject(finds, NO_UPDATE),
    "UPS-02": Subject(upserts, "no operation upserts"),
    "UPS-04": Subject(with_two_identities, "no record carries two identities"),
    "UPS-05": Subject(bulk_by_key, f"{NO_BULK} with keys"),
    "UPS-06": Subject(updates, NO_UPDATE),
    "UPS-07": Subject(with_null_or_text, "no member may be null or an empty text"),
    "UPS-08": Subject(with_lists, "no operation updates a list in a record"),
    "UPS-09": Subject(bulk, NO_BULK),
    "UPS-10": Subject(makes, NO_WRITE),
    "UPS-11": Subject(told, "no answer tells what became of several records"),
    "UPS-12": Subject(bulk, NO_BULK),
    "UPS-13": Subject(named_in_refusals, "no refusal has a place for the record that it is about"),
    "UPS-14": Subject(in_order, f"{NO_BULK} of which two may be one record"),
    "UPS-16": Subject(bounded, "nothing says how many records a request may carry"),
    "UPS-17": Subject(bounded_in_bytes, "nothing says how many bytes a request may have"),
    "UPS-19": Subject(keyed, NO_KEY),
    "UPS-20": Subject(keyed, NO_KEY),
    "UPS-21": Subject(keyed, NO_KEY),
    "UPS-22": Subject(keyed, NO_KEY),
    "UPS-23": Subject(keyed, NO_KEY),
    "UPS-24": Subject(keyed, NO_KEY),
    "UPS-25": Subject(versioned, "no operation that updates has a place for a version"),
    "UPS-26": Subject(
        creates_by_key, "no operation only creates records whose key or id the client gives"
    ),
    "UPS-27": Subject(writes, NO_WRITE),
    "UPS-28": Subject(reads, "no operation reads what another one creates"),
    "UPS-30": Subject(upserts, "no operation upserts"),
    "UPS-31": Subject(writes, NO_WRITE),
    "UPS-32": Subject(secured_writes, "the contract asks for no credential"),
    "UPS-33": Subject(referring, "no record refers to another"),
    "UPS-34": Subject(referring_to_removable, "no record refers to one that can be removed"),
    "UPS-35": Subject(removable, "no operation removes what another one creates"),
    "UPS-36": Subject(shows_removed, "no read has a parameter that shows removed records"),
    "UPS-37": Subject(pages, "no list has pages"),
    "UPS-38": Subject(sized, "no list has a size of its pages"),
    "UPS-39": Subject(filters, "no list has a filter"),
    "UPS-40": Subject(lists, "there is no list"),
    "UPS-41": Subject(writes, NO_WRITE),
    "UPS-42": Subject(with_defaults, "no member has a default"),
    "UPS-43": Subject(reads_one, "no operation reads one record"),
    "UPS-44": Subject(reads, "no operation reads what another one creates"),
    "UPS-45": Subject(scoped, "no operation upserts by a key within a path"),
    "UPS-46": Subject(cased, "no operation upserts by a key"),
    "UPS-47": Subject(secured, "the contract asks for no credential"),
}
"""General rule to the operations that it is about."""


def arising(api: DeclaredApi, rule: str) -> list[DescribedOperation]:
    """The operations of an API that a general rule is about."""
    subject = SUBJECTS[rule]
    return [each for each in api.operations.values() if subject.of(api, each)]


def as_declared(rule: Rule, api: DeclaredApi) -> Rule:
    """A general rule, characterised only where the contract says nothing about it."""
    if rule.id not in SUBJECTS or rule.certainty is Certainty.AMBIGUOUS:
        return rule
    if any(each.words & set(rule.words) for each in arising(api, rule.id)):
        return rule
    reason = f"the contract says none of {', '.join(rule.words)}"
    return replace(
        rule, certainty=Certainty.AMBIGUOUS, level=Level.CHARACTERISE, level_reason=reason
    )
