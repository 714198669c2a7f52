"""What the specimen vendor promises of things."""

from __future__ import annotations

from conformance.expectations import client_error, nothing, one_of, success
from conformance.judging.probe import probe
from conformance.judging.probe_context import Run
from specimen.driver import SpecimenDriver


@probe("SPC-01")
def a_second_write_updates(run: Run[SpecimenDriver]) -> None:
    name = run.name("a")
    run.accepted(run.driver.put({"name": name, "size": 1}))
    run.accepted(run.driver.put({"name": name, "size": 2}))
    run.eventually("size", read=lambda: run.driver.read(name).at("size"), wanted=2)


@probe("SPC-02")
def three_are_accepted_and_four_refused(run: Run[SpecimenDriver]) -> None:
    things = [{"name": run.name(str(n)), "size": n} for n in range(7)]
    run.require("three things", got=run.driver.put(*things[:3]).status, wanted=success())
    run.expect("four things", got=run.driver.put(*things[3:]).status, wanted=client_error())
    for thing in things[3:]:
        run.expect(thing["name"], got=run.driver.read(thing["name"]).status, wanted=404)


@probe("SPC-03")
def an_error_names_its_place(run: Run[SpecimenDriver]) -> None:
    refused = run.driver.put({"name": run.name("a"), "size": "big"})
    run.given("a bad size is refused", got=refused.status, wanted=client_error())
    run.expect("place", got=run.driver.problem(refused).place, wanted="size")


@probe("SPC-04")
def unknown_members(run: Run[SpecimenDriver]) -> None:
    name = run.name("a")
    run.accepted(run.driver.put({"name": name, "size": 1, "zzz": 1}))
    kept = run.driver.read(name).at("zzz")
    run.expect("zzz", got=kept, wanted=one_of(1, nothing()))
    run.note("kept" if kept == 1 else "dropped")


@probe("SPC-05")
def a_missing_credential_is_refused(run: Run[SpecimenDriver]) -> None:
    answer = run.target.send("GET", "/things", credential=None)
    run.expect("status", got=answer.status, wanted=401)


@probe("SPC-06")
def tenants_are_isolated(run: Run[SpecimenDriver]) -> None:
    name = run.name("a")
    run.accepted(run.driver.put({"name": name, "size": 1}))
    run.given("its own tenant", got=run.driver.read(name).status, wanted=200)
    run.expect("other tenant", got=run.driver.read(name, credential="second").status, wanted=404)


@probe("SPC-07")
def colours_are_kept(run: Run[SpecimenDriver]) -> None:
    name = run.name("a")
    run.accepted(run.driver.put({"name": name, "size": 1, "colour": "red"}))
    run.expect("colour", got=run.driver.read(name).at("colour"), wanted="red")


@probe("SPC-09")
def many_things(run: Run[SpecimenDriver]) -> None:
    for _ in range(100):
        run.accepted(run.driver.put({"name": run.name(), "size": 1}))
