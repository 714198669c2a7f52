"""The ledger of idempotency keys: what it remembers, and what it lets go of."""

from __future__ import annotations

from mockserver.core import idempotency_ledger
from mockserver.core.idempotency_ledger import LEDGER, KeptAnswer, remember
from mockserver.core.tick import Tick
from mockserver.core.view import Stage, Tables

DAY = 86_400_000


class Ledger:
    """A state to which each key is committed by itself; ``looked`` counts the records seen."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, object]] = {}
        self.looked = 0

    def all(self, collection):
        for record in list(self.tables.get(collection, {}).values()):
            self.looked += 1
            yield record

    def get(self, collection, record_id):
        return Tables(self.tables).get(collection, record_id)

    def bind(self, key: str, now: int, *, retention: int = DAY, text: str = "{}") -> None:
        stage = Stage(self)
        remember(stage, key, "print", KeptAnswer(200, {}, text), tick(now), retention)
        for collection, changed in stage.changes.items():
            held = self.tables.setdefault(collection, {})
            for record_id, record in changed.items():
                if record is None:
                    held.pop(record_id, None)
                else:
                    held[record_id] = record

    @property
    def keys(self) -> list[str]:
        return list(self.tables[LEDGER])


def tick(now: int) -> Tick:
    return Tick(now, 0, lambda _bits: 0)


def test_a_key_past_its_retention_goes_with_the_next_key():
    ledger = Ledger()
    ledger.bind("old", 0)
    ledger.bind("young", 1)
    ledger.bind("new", DAY - 1)
    assert ledger.keys == ["old", "young", "new"]
    ledger.bind("next", DAY)
    assert ledger.keys == ["young", "new", "next"]


def test_keys_that_are_kept_for_ever_do_not_expire():
    ledger = Ledger()
    ledger.bind("old", 0, retention=0)
    ledger.bind("new", 1000 * DAY, retention=0)
    assert ledger.keys == ["old", "new"]


def test_a_new_key_takes_away_a_hundred_expired_ones_and_looks_at_no_more():
    ledger = Ledger()
    for number in range(250):
        ledger.bind(f"k{number}", 0)
    left = []
    for number in range(3):
        ledger.looked = 0
        ledger.bind(f"n{number}", DAY)
        left.append((len(ledger.keys), ledger.looked))
    assert left == [(151, 100), (52, 100), (3, 52)]


def test_where_nothing_is_due_a_new_key_looks_at_eight_old_ones():
    ledger = Ledger()
    for number in range(50):
        ledger.bind(f"k{number}", number)
    ledger.looked = 0
    ledger.bind("new", 51)
    assert ledger.looked == 8


def test_a_key_that_is_bound_again_in_its_old_place_does_not_keep_the_others():
    ledger = Ledger()
    ledger.bind("again", 0)
    for number in range(20):
        ledger.bind(f"k{number}", 1)
    ledger.bind("again", DAY)
    ledger.bind("last", DAY + 1)
    assert sorted(ledger.keys) == ["again", "last"]


def test_the_oldest_answers_go_when_all_together_are_too_large(monkeypatch):
    monkeypatch.setattr(idempotency_ledger, "MOST_BYTES", 10_000)
    ledger = Ledger()
    for number in range(30):
        ledger.bind(f"k{number}", 0, retention=0)
    assert ledger.keys == [f"k{number}" for number in range(20, 30)]
    ledger.bind("large", 0, retention=0, text="x" * 5_000)
    assert ledger.keys == ["k26", "k27", "k28", "k29", "large"]
    ledger.bind("huge", 0, retention=0, text="x" * 50_000)
    assert ledger.keys == ["huge"]


def test_keys_of_an_older_state_or_of_another_counter_go_first(monkeypatch):
    monkeypatch.setattr(idempotency_ledger, "MOST_BYTES", 3_000)
    ledger = Ledger()
    for key in ("plain", "beyond"):
        ledger.bind(key, 0, retention=0)
    del ledger.tables[LEDGER]["plain"]["body"]["end"]
    ledger.tables[LEDGER]["beyond"]["body"]["end"] = 10**12
    ledger.bind("k", 0, retention=0)
    assert ledger.keys == ["k"]
