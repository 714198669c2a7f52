"""Probes of the things of the specimen vendor."""

from __future__ import annotations

from conformance.expectations import client_error, nothing, one_of, success
from conformance.judging.probe import probe
from conformance.judging.probe_context import ProbeContext
from specimen.driver import SpecimenDriver


@probe("SPC-01")
def a_second_write_updates(context: ProbeContext[SpecimenDriver]) -> None:
    name = context.name("a")
    context.accepted(context.driver.put({"name": name, "size": 1}))
    context.accepted(context.driver.put({"name": name, "size": 2}))
    context.eventually("size", read=lambda: context.driver.read(name).at("size"), wanted=2)


@probe("SPC-02")
def three_are_accepted_and_four_refused(context: ProbeContext[SpecimenDriver]) -> None:
    things = [{"name": context.name(str(n)), "size": n} for n in range(7)]
    context.require("three things", got=context.driver.put(*things[:3]).status, wanted=success())
    context.expect("four things", got=context.driver.put(*things[3:]).status, wanted=client_error())
    for thing in things[3:]:
        context.expect(thing["name"], got=context.driver.read(thing["name"]).status, wanted=404)


@probe("SPC-03")
def an_error_names_its_place(context: ProbeContext[SpecimenDriver]) -> None:
    refused = context.driver.put({"name": context.name("a"), "size": "big"})
    context.given("a bad size is refused", got=refused.status, wanted=client_error())
    context.expect("place", got=context.driver.error_body(refused).place, wanted="size")


@probe("SPC-04")
def unknown_members(context: ProbeContext[SpecimenDriver]) -> None:
    name = context.name("a")
    context.accepted(context.driver.put({"name": name, "size": 1, "zzz": 1}))
    kept = context.driver.read(name).at("zzz")
    context.expect("zzz", got=kept, wanted=one_of(1, nothing()))
    context.note("kept" if kept == 1 else "dropped")


@probe("SPC-05")
def a_missing_credential_is_refused(context: ProbeContext[SpecimenDriver]) -> None:
    answer = context.target.send("GET", "/things", credential=None)
    context.expect("status", got=answer.status, wanted=401)


@probe("SPC-06")
def tenants_are_isolated(context: ProbeContext[SpecimenDriver]) -> None:
    name = context.name("a")
    context.accepted(context.driver.put({"name": name, "size": 1}))
    context.given("its own tenant", got=context.driver.read(name).status, wanted=200)
    context.expect(
        "other tenant", got=context.driver.read(name, credential="second").status, wanted=404
    )


@probe("SPC-07")
def colours_are_kept(context: ProbeContext[SpecimenDriver]) -> None:
    name = context.name("a")
    context.accepted(context.driver.put({"name": name, "size": 1, "colour": "red"}))
    context.expect("colour", got=context.driver.read(name).at("colour"), wanted="red")


@probe("SPC-09")
def many_things(context: ProbeContext[SpecimenDriver]) -> None:
    for _ in range(100):
        context.accepted(context.driver.put({"name": context.name(), "size": 1}))
