"""A state directory that others want too, whose owner is killed, that has many tenants."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from store.examples import put, record, stored

from mockserver.errors import StateLocked
from mockserver.store import JournalStorage, open_store

ROOT = Path(__file__).parents[2]

HOLD = """
import sys
from pathlib import Path
from mockserver.store import open_store
store = open_store(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""

WRITE = """
import sys
from itertools import count
from pathlib import Path
from mockserver.store import JournalStorage
storage = JournalStorage(Path(sys.argv[1]), fsync=sys.argv[2], floor=20_000)
for number in count(1):
    batch = {f"A{(number * 7 + n) % 200}": {"batch": number} for n in range(100)}
    storage.commit({"objects": batch, "others": {"last": {"batch": number}}})
    print(number, flush=True)
"""


def start(program, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_a_directory_that_another_process_has_is_refused_until_it_ends(tmp_path):
    holder = start(HOLD, tmp_path / "state")
    with holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StateLocked) as caught:
            open_store(tmp_path / "state")
        holder.kill()
    assert str(caught.value) == (
        f"{tmp_path / 'state'}: another process uses this state (process {holder.pid});"
        " stop it, or choose another directory with --state."
    )
    open_store(tmp_path / "state").close()


def test_a_directory_can_be_opened_once_in_a_process(tmp_path):
    store = open_store(tmp_path)
    with pytest.raises(StateLocked, match=f"process {os.getpid()}"):
        open_store(tmp_path)
    store.close()
    open_store(tmp_path).close()


@pytest.mark.parametrize("fsync", ["commit", "none"])
@pytest.mark.parametrize("acknowledged", [1, 7, 40])
def test_a_killed_process_loses_no_commit_that_it_acknowledged_and_leaves_no_half(
    tmp_path, fsync, acknowledged
):
    path = tmp_path / "one.journal"
    with start(WRITE, path, fsync) as writer:
        for _ in range(acknowledged):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        printed = [line for line in writer.stdout.read().splitlines(keepends=True) if "\n" in line]
    last_said = int(printed[-1]) if printed else acknowledged
    storage = JournalStorage(path).read()
    last = storage["others"]["last"]["batch"]
    assert last in (last_said, last_said + 1)
    assert storage["objects"] == state_after(last)


def state_after(last):
    """What the writer's batches 1 to ``last`` leave behind."""
    state = {}
    for number in range(1, last + 1):
        state.update({f"A{(number * 7 + n) % 200}": {"batch": number} for n in range(100)})
    return state


def test_many_tenants_need_few_descriptors(tmp_path):
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    store = open_store(tmp_path, fsync="none")
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (len(list(Path("/proc/self/fd").iterdir())) + 10, limits[1])
    )
    try:
        for number in range(500):
            put(store.tenant("square", f"token-{number}"), record(f"A{number}"))
        for number in range(500):
            put(store.tenant("square", f"token-{number}"), record("B"))
        store.close()
        store = open_store(tmp_path, fsync="none")
        assert len(store.tenants("square")) == 500
        assert stored(store.tenant("square", "token-499")) == ["A499", "B"]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        store.close()
