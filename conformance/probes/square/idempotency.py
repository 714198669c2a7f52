"""
Idempotency keys: replays, reuse, and whose they are.
"""

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
from conformance.probes.square.refusing import SquareRun, accepted, refused
from conformance.probes.square.versions import changed
from conformance.scenarios import replay, replay_after_a_change

REUSED = "IDEMPOTENCY_KEY_REUSED"


@probe("SQ-91")
def a_replay_gives_the_first_answer(run: SquareRun) -> None:
    replay(run, Taxes(run.driver))
    make, key = run.driver.make, run.key()
    batches = [make.item("#i", make.variation("#v")), make.category("#c")], [make.discount("#d")]
    first = run.driver.stored(run.driver.batches(*batches, key=key))
    again = run.driver.batches(*batches, key=key)
    run.expect("mappings", got=pairs_of(again), wanted=pairs_of(first))
    versions = [each.get("version") for each in objects_of(first)]
    seen = [each.get("version") for each in objects_of(again)]
    run.expect("versions", got=seen, wanted=versions)
    labels = [run.name(each) for each in ("0", "c", "d", "i")]
    run.expect("stored", got=run.driver.names(), wanted=labels)
    item = run.driver.get(ids_of(first)["#i"])
    update, key = changed(item, name=run.name("other")), run.key()
    second = run.driver.stored(run.driver.upsert(update, key=key))
    for turn in ("first", "second"):
        repeated = run.driver.upsert(update, key=key)
        run.expect(f"{turn} replay of an update", got=repeated.json, wanted=second.json)


@probe("SQ-92")
def a_key_is_for_one_request(run: SquareRun) -> None:
    make, key = run.driver.make, run.key()
    batch = [make.tax("#t"), make.item("#i", make.variation("#v"))]
    first = run.driver.stored(run.driver.batches(batch, key=key))
    nested = make.item("#i", make.variation("#v", name=run.name("other")))
    for what, other in (
        ("another name of the last, nested object", [batch[0], nested]),
        ("one object more", [*batch, make.category("#c")]),
        ("other objects", [make.category("#else")]),
    ):
        refused(run, what, run.driver.batches(other, key=key), REUSED)
    run.expect("stored", got=run.driver.names(), wanted=[run.name("i"), run.name("t")])
    kept = data_of(run.driver.get(ids_of(first)["#v"])).get("name")
    run.expect("name of the variation", got=kept, wanted=run.name("v"))
    key = run.key()
    run.driver.stored(run.driver.upsert(make.discount("#d"), key=key))
    refused(run, "upsert", run.driver.upsert(make.discount("#e"), key=key), REUSED)
    run.expect("discounts", got=run.driver.names("DISCOUNT"), wanted=[run.name("d")])


@probe("SQ-93")
def a_replay_undoes_nothing(run: SquareRun) -> None:
    replay_after_a_change(run, Taxes(run.driver))


@probe("SQ-94")
def a_replay_with_its_keys_in_another_order(run: SquareRun) -> None:
    body = {"idempotency_key": run.key(), "object": run.driver.make.tax("#t")}
    first = run.driver.stored(run.driver.write(OBJECT, body))
    turned = json.dumps(dict(reversed(body.items())), indent=1).encode()
    again = run.target.send("POST", OBJECT, content=turned)
    same = "a replay" if again.json == first.json else "another request"
    run.note(f"{same} ({again.status} {run.driver.problem(again).code})".replace(" )", ")"))


@probe("SQ-95")
def a_key_belongs_to_a_seller(run: SquareRun) -> None:
    make, key = run.driver.make, run.key()
    first = run.driver.stored(run.driver.upsert(make.tax("#t"), key=key))
    for what, value in (("the same", make.tax("#t")), ("another", make.tax("#other"))):
        answer = run.driver.upsert(value, key=key, credential="second")
        if what == "the same" and accepted(run, f"{what} request of another seller", answer):
            own = ids_of(answer).get("#t") != ids_of(first).get("#t")
            run.expect("an object of its own", got=own, wanted=True)
        elif what == "another":
            refused(run, "then another request", answer, REUSED)


@probe("SQ-96")
def a_key_used_on_the_other_upsert(run: SquareRun) -> None:
    tax, key = run.driver.make.tax("#t"), run.key()
    run.driver.stored(run.driver.upsert(tax, key=key))
    answer = run.driver.batches([tax], key=key)
    run.note(f"{outcome(answer)} {run.driver.problem(answer).code}".rstrip())


@probe("SQ-97")
def a_refused_request_and_its_key(run: SquareRun) -> None:
    tax, key = run.driver.make.tax("#t"), run.key()
    first = run.driver.upsert({**tax, "is_deleted": True}, key=key)
    run.given("a bad object", got=outcome(first), wanted=REFUSED)
    answer = run.driver.upsert(tax, key=key)
    code = run.driver.problem(answer).code
    run.note("the key is free" if outcome(answer) == ACCEPTED else f"the key is taken: {code}")


@probe("SQ-100")
def deletions_need_no_key(run: SquareRun) -> None:
    make = run.driver.make
    ids = run.driver.create(make.tax("#a"), make.tax("#b"), make.tax("#c"))
    answer = run.driver.delete_all(ids["#a"], ids["#b"])
    run.expect("batch-delete", got=outcome(answer), wanted=ACCEPTED)
    run.expect("delete", got=outcome(run.driver.delete(ids["#c"])), wanted=ACCEPTED)
    left = {ref: run.driver.read(object_id).at("object") for ref, object_id in ids.items()}
    run.expect("left", got=left, wanted={"#a": ABSENT, "#b": ABSENT, "#c": ABSENT})
