"""
Products: what reads back, and what may be sent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from conformance.drivers.shopimind import rejected, stored_value
from conformance.expectations import ABSENT, Expectation, anything, success
from conformance.judging.probe import probe
from conformance.probes.shopimind.asking import ShopiMindContext

TIMES = ("created_at", "updated_at")
MADE = {"created_at": "2026-01-05T09:00:00.000Z", "updated_at": "2026-02-06T10:30:00.000Z"}


def time_of(text: Any) -> datetime | None:
    """A time as a moment, whatever its spelling."""
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def same_time(text: str) -> Expectation:
    """The same moment in any spelling of ISO 8601."""
    return Expectation(f"the time {text}", lambda got: time_of(got) == time_of(text))


def shown(value: Any, member: str) -> Any:
    """What a member that was sent may look like in a list."""
    if member in TIMES:
        return same_time(value)
    return stored_value(value) if isinstance(value, int | float) else value


@probe("SPM-105")
def products_read_back_whole(context: ShopiMindContext) -> None:
    """
    A product is listed with every member, null where nothing was sent, its two times included and
    as sent.
    """
    shop = context.driver.shop
    whole = shop.product(context.target.unique_number(), **MADE)
    context.accepted(shop.offer(whole))
    wanted = [{name: shown(value, name) for name, value in whole.items()}]
    context.eventually(
        "the product", read=lambda: shop.products(whole["product_id"], "fr"), wanted=wanted
    )
    later = MADE | {"updated_at": "2026-03-07T11:45:00.000Z"}
    context.accepted(shop.offer(whole | later))
    wanted = [{name: same_time(value) for name, value in later.items()}]
    context.eventually(
        "its times after an update",
        read=lambda: shop.products(whole["product_id"], "fr"),
        wanted=wanted,
    )
    number = context.target.unique_number()
    few = {name: whole[name] for name in ("lang", "name", "price")} | {"product_id": number}
    answer = shop.offer(few)
    if not answer.ok or rejected(answer, [few]):
        context.note("a product of four members is refused")
        return
    wanted = [{name: anything() if name in few else None for name in whole}]
    context.eventually(
        "a product of four members", read=lambda: shop.products(number, "fr"), wanted=wanted
    )


@probe("SPM-106")
def the_customer_of_the_quick_start(context: ShopiMindContext) -> None:
    """
    A customer of customer_id, email and first_name alone is accepted or refused; which, and whether
    a refusal names the members that lack, is recorded.
    """
    whole = context.driver.shop.customer("quick")
    few = {name: whole[name] for name in ("customer_id", "email", "first_name")}
    answer = context.driver.shop.push(few)
    if answer.ok and not rejected(answer, [few]):
        context.note("the customer of the quick start is accepted")
        return
    named = "last_name" in str(answer.json)
    context.note(f"the customer of the quick start is refused: {answer.status}")
    context.note("the refusal names what lacks" if named else "the refusal names nothing")


@probe("SPM-107")
def the_source_of_a_product(context: ShopiMindContext) -> None:
    """The members id_data_source and source_label of a product are accepted."""
    shop = context.driver.shop
    sent = shop.product(context.target.unique_number(), id_data_source=3, source_label="erp")
    answer = shop.offer(sent)
    context.require("status", got=answer.status, wanted=success())
    context.expect("rejected products", got=rejected(answer, [sent]), wanted=[])
    context.eventually(
        "the product",
        read=lambda: shop.products(sent["product_id"], "fr") or ABSENT,
        wanted=[{"name": sent["name"]}],
    )
