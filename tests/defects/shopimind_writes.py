"""ShopiMind's planted defects: saving, matching, changing and deleting records."""

from __future__ import annotations

from unittest.mock import patch

from defects.planting import Ask, Defect, Forward, Reply, Wrap, fresh
from defects.shopimind_wraps import (
    BULK,
    RECORD,
    RECORDS,
    body,
    on,
    other,
    replaced,
    save,
    saved_items,
    says,
    told,
    when,
    without,
)

from mockserver.providers.shopimind import records, removals, values

KEY_OF = records.key_of


def lacking(one) -> bool:
    return isinstance(one, dict) and "code" in one and "no amount" in one.values()


def over(limit: int, wrap: Wrap) -> Wrap:
    return when(lambda ask: isinstance(ask.json, list) and len(ask.json) > limit, wrap)


def in_fifties(ask: Ask, forward: Forward) -> Reply:
    sent, replies = ask.json, []
    for start in range(0, len(sent), 50):
        ask.json = sent[start : start + 50]
        replies.append(forward(ask))
    return replies[0]


def first_ones_stay(ask: Ask, forward: Forward) -> Reply:
    ask.json = ask.json[:20]
    forward(ask)
    return told(400)


def accepted(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    reply.status = 202
    return reply


def never_refused(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if reply.status == 400 and reply.json.get("rejected_items"):
        reply.status = 200
    return reply


def renumbered(change) -> Wrap:
    """Rejected items at other positions."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        rejected = (reply.json or {}).get("rejected_items", [])
        moved = [one | {"index": change(n, one["index"])} for n, one in enumerate(rejected)]
        if rejected:
            reply.json = reply.json | {"rejected_items": moved}
        return reply

    return on("POST", RECORDS, wrap)


def silent(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    rejected = (reply.json or {}).get("rejected_items", [])
    if rejected:
        reply.json = reply.json | {"rejected_items": [without("errors")(one) for one in rejected]}
    return reply


def twice_only() -> Wrap:
    """A code that was written twice is not written again."""
    seen: dict[str, int] = {}

    def change(sent):
        if not isinstance(sent, list):
            return sent
        codes = [f"{one.get('code')}" for one in sent if isinstance(one, dict)]
        for code in codes:
            seen[code] = seen.get(code, 0) + 1
        return [one for one in sent if seen.get(f"{one.get('code')}", 0) < 3]

    return on("POST", RECORDS, body(change))


def second_delete_fails() -> Wrap:
    gone: set[str] = set()

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if ask.query in gone:
            return told(404)
        gone.add(ask.query)
        return forward(ask)

    return on("DELETE", RECORDS, wrap)


def everything_goes(ask: Ask, forward: Forward) -> Reply:
    if ask.query:
        return forward(ask)
    listed = forward(other(ask, "GET", ask.path)).json["data"]
    forward(other(ask, "POST", f"{ask.path}/bulk-delete", [row["id"] for row in listed]))
    return told(400)


def unwrapped(sent):
    return sent["ids"] if isinstance(sent, dict) and "ids" in sent else sent


WRITES = (
    Defect(
        "one_record_is_an_array",
        ("SPM-50",),
        wrap=save(lambda sent: [sent] if isinstance(sent, dict) else sent),
    ),
    Defect("nineteen_records_at_most", ("SPM-51",), wrap=on("POST", RECORDS, over(19, says(400)))),
    Defect("the_twentieth_record_is_lost", ("SPM-51",), wrap=save(lambda sent: sent[:19])),
    Defect("any_number_of_records", ("SPM-52",), wrap=on("POST", RECORDS, over(50, in_fifties))),
    Defect(
        "the_first_of_too_many_stay",
        ("SPM-52",),
        wrap=on("POST", RECORDS, over(50, first_ones_stay)),
    ),
    Defect("saves_are_only_promised", ("SPM-54",), wrap=on("POST", RECORDS, accepted)),
    Defect(
        "the_last_of_three_is_lost",
        ("SPM-54",),
        wrap=save(lambda sent: sent[:-1] if len(sent) == 3 else sent),
    ),
    Defect(
        "a_bad_item_costs_the_save",
        ("SPM-55", "SPM-58"),
        wrap=on("POST", RECORDS, when(lambda ask: any(map(lacking, ask.json)), says(400))),
    ),
    Defect(
        "a_bad_last_item_is_swallowed",
        ("SPM-55", "SPM-56", "SPM-09"),
        wrap=save(lambda sent: sent[:-1] if len(sent) > 1 and lacking(sent[-1]) else sent),
    ),
    Defect(
        "amounts_are_never_missing",
        ("SPM-55", "SPM-57", "SPM-58"),
        wrap=saved_items(lambda one: one | {"amount": 0} if lacking(one) else one),
    ),
    Defect("positions_start_at_one", ("SPM-56",), wrap=renumbered(lambda _n, index: index + 1)),
    Defect(
        "positions_count_the_rejected", ("SPM-56", "SPM-68"), wrap=renumbered(lambda n, _index: n)
    ),
    Defect("nothing_says_what_is_wrong", ("SPM-56",), wrap=on("POST", RECORDS, silent)),
    Defect("nothing_valid_is_fine", ("SPM-57", "SPM-69"), wrap=on("POST", RECORDS, never_refused)),
    Defect(
        "any_text_is_a_date",
        ("SPM-59",),
        patch=lambda: patch.dict(values.TYPES, {"date": (lambda _value: True, "")}),
    ),
    Defect(
        "unknown_members_are_dropped",
        ("SPM-60", "SPM-101"),
        wrap=saved_items(without("zzz", "label_source")),
    ),
    Defect(
        "keys_match_nothing",
        ("SPM-61", "SPM-62", "SPM-74"),
        patch=replaced(records, "key_of", lambda _names, _body: None),
    ),
    Defect("the_second_update_is_lost", ("SPM-61",), wrap=fresh(twice_only)),
    Defect(
        "only_the_first_part_is_the_key",
        ("SPM-62",),
        patch=replaced(records, "key_of", lambda names, row: KEY_OF(names[:1], row)),
    ),
    Defect(
        "everything_is_the_key",
        ("SPM-63",),
        patch=replaced(records, "key_of", lambda names, row: KEY_OF(names or sorted(row), row)),
    ),
    Defect(
        "a_patch_clears_the_note",
        ("SPM-78",),
        wrap=on("PATCH", RECORD, body(lambda sent: {"note": None} | sent)),
    ),
    Defect(
        "a_patch_drops_the_unknown", ("SPM-79",), wrap=on("PATCH", RECORD, body(without("zzz")))
    ),
    Defect(
        "deleting_one_does_nothing", ("SPM-81", "SPM-82"), wrap=on("DELETE", RECORDS, says(200))
    ),
    Defect("deleting_twice_fails", ("SPM-82",), wrap=fresh(second_delete_fails)),
    Defect(
        "a_delete_without_id_deletes_all", ("SPM-83",), wrap=on("DELETE", RECORDS, everything_goes)
    ),
    Defect(
        "unknown_numbers_refuse_a_bulk_delete",
        ("SPM-84",),
        wrap=on("POST", BULK, when(lambda ask: 999999999 in ask.json, says(400))),
    ),
    Defect(
        "the_last_of_a_bulk_delete_stays",
        ("SPM-84", "SPM-85"),
        wrap=on("POST", BULK, body(lambda sent: sent[:-1] if 1 < len(sent) <= 20 else sent)),
    ),
    Defect("any_number_of_deletes", ("SPM-85",), wrap=on("POST", BULK, over(20, first_ones_stay))),
    Defect("ids_may_be_wrapped", ("SPM-86",), wrap=on("POST", BULK, body(unwrapped))),
    Defect(
        "deletes_reach_everywhere",
        ("SPM-87",),
        patch=lambda: patch.object(removals, "own", lambda _stage, _number, ids: list(ids)),
    ),
)
