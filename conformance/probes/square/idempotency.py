"""Idempotency keys: replays, reuse, and tenants."""

from __future__ import annotations

import json

from conformance.drivers.square import OBJECT
from conformance.drivers.square.objects import data_of
from conformance.drivers.square.responses import (
    ACCEPTED,
    REFUSED,
    ids_of,
    objects_of,
    outcome,
    pairs_of,
)
from conformance.drivers.square.taxes import Taxes
from conformance.expectations import ABSENT
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, accepted, refused
from conformance.probes.square.versions import changed
from conformance.scenarios import replay, replay_after_a_change

REUSED = "IDEMPOTENCY_KEY_REUSED"


@probe("SQ-91")
def a_replay_gives_the_first_answer(context: SquareContext) -> None:
    """The same request with the same key gives the first answer again and creates nothing."""
    replay(context, Taxes(context.driver))
    make, key = context.driver.make, context.key()
    batches = [make.item("#i", make.variation("#v")), make.category("#c")], [make.discount("#d")]
    first = context.driver.stored(context.driver.batches(*batches, key=key))
    again = context.driver.batches(*batches, key=key)
    context.expect("mappings", got=pairs_of(again), wanted=pairs_of(first))
    versions = [each.get("version") for each in objects_of(first)]
    seen = [each.get("version") for each in objects_of(again)]
    context.expect("versions", got=seen, wanted=versions)
    labels = [context.name(each) for each in ("0", "c", "d", "i")]
    context.expect("stored", got=context.driver.names(), wanted=labels)
    item = context.driver.get(ids_of(first)["#i"])
    update, key = changed(item, name=context.name("other")), context.key()
    second = context.driver.stored(context.driver.upsert(update, key=key))
    for turn in ("first", "second"):
        repeated = context.driver.upsert(update, key=key)
        context.expect(f"{turn} replay of an update", got=repeated.json, wanted=second.json)


@probe("SQ-92")
def a_key_is_for_one_request(context: SquareContext) -> None:
    """The same key with another request is refused and writes nothing."""
    make, key = context.driver.make, context.key()
    batch = [make.tax("#t"), make.item("#i", make.variation("#v"))]
    first = context.driver.stored(context.driver.batches(batch, key=key))
    nested = make.item("#i", make.variation("#v", name=context.name("other")))
    for what, other in (
        ("another name of the last, nested object", [batch[0], nested]),
        ("one object more", [*batch, make.category("#c")]),
        ("other objects", [make.category("#else")]),
    ):
        refused(context, what, context.driver.batches(other, key=key), REUSED)
    context.expect(
        "stored", got=context.driver.names(), wanted=[context.name("i"), context.name("t")]
    )
    kept = data_of(context.driver.get(ids_of(first)["#v"])).get("name")
    context.expect("name of the variation", got=kept, wanted=context.name("v"))
    key = context.key()
    context.driver.stored(context.driver.upsert(make.discount("#d"), key=key))
    refused(context, "upsert", context.driver.upsert(make.discount("#e"), key=key), REUSED)
    context.expect("discounts", got=context.driver.names("DISCOUNT"), wanted=[context.name("d")])


@probe("SQ-93")
def a_replay_undoes_nothing(context: SquareContext) -> None:
    """A replay after later changes gives the first answer and does not undo the changes."""
    replay_after_a_change(context, Taxes(context.driver))


@probe("SQ-94")
def a_replay_with_its_keys_in_another_order(context: SquareContext) -> None:
    """The same JSON with its keys in another order counts as the same request."""
    body = {"idempotency_key": context.key(), "object": context.driver.make.tax("#t")}
    first = context.driver.stored(context.driver.write(OBJECT, body))
    turned = json.dumps(dict(reversed(body.items())), indent=1).encode()
    again = context.target.send("POST", OBJECT, content=turned)
    same = "a replay" if again.json == first.json else "another request"
    context.note(
        f"{same} ({again.status} {context.driver.error_body(again).code})".replace(" )", ")")
    )


@probe("SQ-95")
def a_key_belongs_to_a_seller(context: SquareContext) -> None:
    """A key that one seller used is new for another seller."""
    make, key = context.driver.make, context.key()
    first = context.driver.stored(context.driver.upsert(make.tax("#t"), key=key))
    for what, value in (("the same", make.tax("#t")), ("another", make.tax("#other"))):
        answer = context.driver.upsert(value, key=key, credential="second")
        if what == "the same" and accepted(context, f"{what} request of another seller", answer):
            own = ids_of(answer).get("#t") != ids_of(first).get("#t")
            context.expect("an object of its own", got=own, wanted=True)
        elif what == "another":
            refused(context, "then another request", answer, REUSED)


@probe("SQ-96")
def a_key_used_on_the_other_upsert(context: SquareContext) -> None:
    """A key that was used on UpsertCatalogObject is taken for BatchUpsertCatalogObjects."""
    tax, key = context.driver.make.tax("#t"), context.key()
    context.driver.stored(context.driver.upsert(tax, key=key))
    answer = context.driver.batches([tax], key=key)
    context.note(f"{outcome(answer)} {context.driver.error_body(answer).code}".rstrip())


@probe("SQ-97")
def a_refused_request_and_its_key(context: SquareContext) -> None:
    """A request that was refused as invalid does not use up its key."""
    tax, key = context.driver.make.tax("#t"), context.key()
    first = context.driver.upsert({**tax, "is_deleted": True}, key=key)
    context.given("a bad object", got=outcome(first), wanted=REFUSED)
    answer = context.driver.upsert(tax, key=key)
    code = context.driver.error_body(answer).code
    context.note("the key is free" if outcome(answer) == ACCEPTED else f"the key is taken: {code}")


@probe("SQ-100")
def deletions_need_no_key(context: SquareContext) -> None:
    """Deletions need no idempotency key."""
    make = context.driver.make
    ids = context.driver.create(make.tax("#a"), make.tax("#b"), make.tax("#c"))
    answer = context.driver.delete_all(ids["#a"], ids["#b"])
    context.expect("batch-delete", got=outcome(answer), wanted=ACCEPTED)
    context.expect("delete", got=outcome(context.driver.delete(ids["#c"])), wanted=ACCEPTED)
    left = {ref: context.driver.read(object_id).at("object") for ref, object_id in ids.items()}
    context.expect("left", got=left, wanted={"#a": ABSENT, "#b": ABSENT, "#c": ABSENT})
