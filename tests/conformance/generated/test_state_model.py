"""
Sequences against the model: each defect is found, and nothing in a collection without any.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from conformance.drivers.interface import RecordResult
from conformance.expectations import ABSENT
from conformance.generated.state_model import SequencePlan, explore


@dataclass
class Answer:
    ok: bool
    line: str = "an answer"


class InMemoryRecords:
    """A collection in memory, with a defect."""

    # ruff: noqa: ARG002 the protocol of a collection has more than a collection in memory needs

    def __init__(self, defect: str = "") -> None:
        self.defect = defect
        self.rows: dict[int, int] = {}

    def record(self, n, variant=0):
        return {"n": n, "variant": variant}

    def bad(self, n):
        return {"n": n, "variant": None}

    def shows(self, n, variant=0):
        return {"variant": variant}

    def write(self, records, *, key=None):
        for each in records:
            if each["variant"] is None:
                if self.defect == "a bad record clears":
                    self.rows.pop(each["n"], None)
            elif not (self.defect == "updates are lost" and each["n"] in self.rows):
                self.rows[each["n"]] = each["variant"]
                if self.defect == "only the last is stored" and each is not records[-1]:
                    del self.rows[each["n"]]
        return Answer(ok=True)

    def record_results(self, exchange, records):
        sound = self.defect != "bad records are accepted"
        return [RecordResult(each["variant"] is not None or not sound) for each in records]

    def read(self, n, *, credential="main"):
        return {"variant": self.rows[n]} if n in self.rows else ABSENT

    def count(self):
        return len(self.rows)

    def delete(self, n):
        if self.defect != "deletes do nothing":
            del self.rows[n]
        return Answer(ok=self.defect != "deletes are refused")


def found_in(defect: str, *, shrink: bool = True):
    return explore(
        SequencePlan(
            collections=lambda: InMemoryRecords(defect),
            read=lambda read, _until: read(),
            examples=60,
            steps=6,
            seed=1,
            shrink=shrink,
        )
    )


def test_a_sound_collection_follows_the_model():
    assert found_in("") is None


@pytest.mark.parametrize(
    "defect",
    [
        "updates are lost",
        "a bad record clears",
        "only the last is stored",
        "bad records are accepted",
        "deletes do nothing",
        "deletes are refused",
    ],
)
def test_a_defect_is_found(defect: str):
    assert found_in(defect) is not None


def test_a_counterexample_is_as_short_as_it_can_be():
    found = found_in("updates are lost")
    assert found is not None
    assert set(found.steps) == {"write {0: 0}", "write {0: 1}"}
    assert (found.where, len(found.steps)) == ("record 0.variant", 2)


def test_without_shrinking_the_steps_are_reported_as_they_were():
    found = found_in("deletes do nothing", shrink=False)
    assert found is not None
    assert found.steps[-1].startswith("delete ")


def test_the_same_seed_takes_the_same_steps():
    first, second = (found_in("deletes do nothing", shrink=False) for _ in range(2))
    assert first == second
