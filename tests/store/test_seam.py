"""What the seam promises, over every implementation of it, one thread at a time."""

from threading import Lock

import pytest
from store.examples import CountedLatch, drop, ids, put, record, stored

from mockserver.errors import StateError, UsageError
from mockserver.store import LiveStorage, open_store
from mockserver.store.live import Live
from mockserver.store.snapshot import Snapshot
from mockserver.store.tinydb_store import TinyState


def test_what_was_staged_is_there_when_the_context_has_ended(state):
    put(state, record("A"), record("B"))
    assert stored(state) == ["A", "B"]


def test_one_commit_reaches_several_collections(state):
    with state.transaction() as stage:
        stage.put("objects", record("A"))
        stage.serial("ids")
    with state.reading() as view:
        assert ids(view.all("objects")) == ["A"]
        assert view.get("meters", "ids")["body"] == {"value": 1}


def test_an_exception_inside_leaves_the_state_as_it_was(state):
    put(state, record("A", version=1))

    def fail():
        with state.transaction() as stage:
            stage.put("objects", record("A", version=2))
            stage.put("objects", record("B"))
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert state.contents() == {"objects": {"A": record("A", version=1)}}


def test_a_transaction_after_a_failed_one_is_possible(state):
    with pytest.raises(ValueError, match="no"), state.transaction():
        raise ValueError("no")
    put(state, record("A"))
    assert stored(state) == ["A"]


def test_a_transaction_sees_what_is_stored_and_what_it_staged(state):
    put(state, record("A", refs=["X"]), record("B", refs=["X"]))
    with state.transaction() as stage:
        stage.put("objects", record("C", refs=["X"]))
        stage.drop("objects", "A")
        assert ids(stage.find("objects", "refs", "X")) == ["B", "C"]
        assert stage.get("objects", "B") == record("B", refs=["X"])


def test_a_transaction_inside_a_transaction_is_refused(state):
    with state.transaction() as stage:
        with pytest.raises(RuntimeError, match="already open"):
            put(state, record("A"))
        stage.put("objects", record("B"))
    assert stored(state) == ["B"]


def test_a_reader_keeps_its_moment_while_others_commit(state):
    put(state, record("A", kind="ITEM"), record("B", kind="TAX"), record("C", kind="ITEM"))
    with state.reading() as view:
        drop(state, "A")
        put(state, record("B", kind="ITEM"), record("D", kind="ITEM"))
        put(state, record("A", kind="ITEM", version=2), record("B", kind="NONE"))
        put(state, record("E"), collection="others")
        assert view.get("objects", "A") == record("A", kind="ITEM")
        assert view.get("objects", "D") is None
        assert ids(view.all("objects")) == ["A", "B", "C"]
        assert ids(view.find("objects", "kind", "ITEM")) == ["A", "C"]
        assert ids(view.find("objects", "kind", "TAX")) == ["B"]
        assert ids(view.all("others")) == []
    assert stored(state) == ["B", "C", "D", "A"]


def test_a_reader_keeps_its_moment_while_the_state_is_replaced_or_discarded(store, state):
    put(state, record("A"))
    with state.reading() as view:
        state.replace({"objects": {"B": record("B")}})
        with state.reading() as later:
            store.discard("square", "token")
            assert ids(view.all("objects")) == ["A"]
            assert ids(later.all("objects")) == ["B"]
    assert stored(state) == []


def test_a_view_cannot_be_used_after_its_context(state):
    with state.reading() as view:
        pass
    with pytest.raises(RuntimeError, match="had ended"):
        view.get("objects", "A")


def test_commits_leave_no_layers_behind_when_nobody_reads():
    live = Live({})
    first = live.latest
    live.apply({"objects": {"A": record("A")}})
    assert live.latest is first
    snapshot = Snapshot(live, Lock())
    live.apply({"objects": {"B": record("B")}})
    assert first.before == {"objects": {"B": None}}
    snapshot.close()
    second = live.latest
    live.apply({"objects": {"C": record("C")}})
    assert live.latest is second


def test_replacing_swaps_the_whole_state(state):
    put(state, record("A"), record("B"))
    state.replace({"objects": {"C": record("C", kind="TAX")}, "others": {"D": record("D")}})
    assert state.contents() == {
        "objects": {"C": record("C", kind="TAX")},
        "others": {"D": record("D")},
    }
    with state.reading() as view:
        assert ids(view.find("objects", "kind", "TAX")) == ["C"]
        assert ids(view.find("objects", "kind", "ITEM")) == []


def test_contents_are_no_part_of_the_state_and_leave_out_what_is_empty(state):
    put(state, record("A"))
    put(state, record("B"), collection="others")
    before = state.contents()
    drop(state, "B", collection="others")
    put(state, record("C"))
    assert before == {"objects": {"A": record("A")}, "others": {"B": record("B")}}
    assert list(state.contents()) == ["objects"]


def test_what_is_replaced_may_be_changed_by_its_owner_afterwards(state):
    table = {"A": record("A")}
    state.replace({"objects": table})
    table["B"] = record("B")
    assert stored(state) == ["A"]


def test_tenants_are_independent(store):
    put(store.tenant("square", "one"), record("A"))
    put(store.tenant("propeller", "one"), record("B"))
    assert stored(store.tenant("square", "one")) == ["A"]
    assert stored(store.tenant("square", "two")) == []
    assert stored(store.tenant("propeller", "one")) == ["B"]


def test_the_same_names_give_the_same_object(store):
    assert store.tenant("square", "one") is store.tenant("square", "one")


def test_tenants_are_listed_by_vendor(store):
    put(store.tenant("square", "two"), record("A"))
    store.tenant("square", "one")
    store.tenant("propeller", "three")
    assert store.tenants("square") == ["one", "two"]
    assert store.tenants("solvimon") == []


def test_a_discarded_tenant_is_empty_unlisted_and_usable_again(store, state):
    put(state, record("A"))
    store.discard("square", "token")
    assert store.tenants("square") == []
    assert store.tenant("square", "token") is state
    assert store.tenants("square") == ["token"]
    assert stored(state) == []
    put(state, record("B"))
    assert stored(state) == ["B"]


def test_a_closed_store_refuses_changes_and_closes_again(store, state):
    put(state, record("A"))
    store.close()
    store.close()
    with pytest.raises(StateError, match="closed"):
        put(state, record("B"))
    with pytest.raises(StateError, match="closed"):
        state.replace({})
    with pytest.raises(StateError, match="closed"):
        store.tenant("square", "other")
    assert stored(state) == ["A"]


def test_a_tenant_that_was_not_opened_before_the_end_is_not_opened_after_it():
    state = TinyState(LiveStorage, lambda: None)
    state.close()
    with pytest.raises(StateError, match="closed"):
        state.reading()


@pytest.mark.parametrize(
    "look",
    [
        lambda view: view.get("objects", "A"),
        lambda view: view.all("objects"),
        lambda view: view.find("objects", "kind", "ITEM"),
        lambda view: view.candidates("objects", "kind", "ITEM"),
    ],
)
def test_a_reader_keeps_commits_away_while_it_looks(look):
    latch = CountedLatch()
    snapshot = Snapshot(Live({"objects": {"A": record("A")}}), latch)
    before = latch.entered
    look(snapshot)
    assert latch.entered == before + 1


def test_an_unknown_fsync_policy_is_refused_with_those_that_are_known():
    with pytest.raises(UsageError, match="'often'; there are commit and none"):
        open_store(fsync="often")


def test_any_string_can_be_a_tenants_name(store):
    name = "../é\n\ud800 " + "x" * 500
    put(store.tenant("square", name), record("A"))
    assert store.tenants("square") == [name]
