"""Records and readings that the tests of the store share."""

from typing import Any


def record(record_id: str, **fields: Any) -> dict[str, Any]:
    plain = {"id": record_id, "kind": "ITEM", "body": {}, "version": 1, "created": 0, "updated": 0}
    return {**plain, **fields}


def put(state: Any, *records: dict[str, Any], collection: str = "objects") -> None:
    with state.transaction() as stage:
        for one in records:
            stage.put(collection, one)


def drop(state: Any, *ids: str, collection: str = "objects") -> None:
    with state.transaction() as stage:
        for one in ids:
            stage.drop(collection, one)


def ids(records: Any) -> list[str]:
    return [one["id"] for one in records]


def stored(state: Any, collection: str = "objects") -> list[str]:
    with state.reading() as view:
        return ids(view.all(collection))


class CountedLatch:
    """A latch that tells how often it was taken."""

    def __init__(self):
        self.entered = 0

    def __enter__(self):
        self.entered += 1

    def __exit__(self, *_error):
        return None


def journal_of(directory):
    (path,) = (directory / "square").glob("*.journal")
    return path
