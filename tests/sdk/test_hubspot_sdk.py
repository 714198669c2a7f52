"""HubSpot's official Python package against the API that a file declares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hubspot import HubSpot
from hubspot.crm import companies, contacts, properties
from live import Live, serving
from providers.hubspot.conftest import SERVED

pytestmark = pytest.mark.sdk


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with serving([SERVED]) as served:
        yield served


@pytest.fixture
def client(live: Live, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The package pointed at the sandbox, with an account of its own for every test."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return HubSpot(access_token=request.node.name, host=f"{live.url}/hubspot")


def keyed(email: str, trace: str | None = None, **values: str) -> Any:
    return contacts.SimplePublicObjectBatchInputUpsert(
        id=email, id_property="email", properties=values, object_write_trace_id=trace
    )


def upsert(client: Any, *inputs: Any) -> Any:
    body = contacts.BatchInputSimplePublicObjectBatchInputUpsert(inputs=list(inputs))
    return client.crm.contacts.batch_api.upsert(body)


def test_contacts_are_upserted_by_email_and_upserted_again(client: Any):
    first = upsert(client, keyed("ana@x.example", firstname="Ana"), keyed("bob@x.example"))
    assert [each.new for each in first.results] == [True, True]
    again = upsert(client, keyed("ANA@x.example", lastname="B"))
    assert [(each.id, each.new) for each in again.results] == [(first.results[0].id, False)]
    assert again.results[0].created_at.tzinfo is not None


def test_a_mixed_upsert_is_a_207_with_results_and_errors(client: Any):
    answer = upsert(client, keyed("ana@x.example", "one"), keyed("b@x.example", "two", colr="red"))
    assert isinstance(answer, contacts.BatchResponseSimplePublicUpsertObjectWithErrors)
    assert ([each.object_write_trace_id for each in answer.results], answer.num_errors) == (
        ["one"],
        1,
    )
    assert answer.errors[0].context == {"objectWriteTraceId": ["two"], "ids": ["b@x.example"]}


def test_batches_create_read_update_and_archive(client: Any):
    api = client.crm.contacts.batch_api
    made = api.create(
        contacts.BatchInputSimplePublicObjectBatchInputForCreate(
            inputs=[
                contacts.SimplePublicObjectBatchInputForCreate(
                    associations=[], properties={"email": f"{name}@x.example"}
                )
                for name in ("ana", "bob")
            ]
        )
    )
    ids = [each.id for each in made.results]
    change = contacts.SimplePublicObjectBatchInput(id=ids[0], properties={"phone": "1"})
    api.update(contacts.BatchInputSimplePublicObjectBatchInput(inputs=[change]))
    found = api.read(
        contacts.BatchReadInputSimplePublicObjectId(
            inputs=[contacts.SimplePublicObjectId(id="ana@x.example")],
            id_property="email",
            properties=["phone"],
            properties_with_history=[],
        )
    )
    assert [(each.id, each.properties) for each in found.results] == [(ids[0], {"phone": "1"})]
    gone = [contacts.SimplePublicObjectId(id=each) for each in ids]
    api.archive(contacts.BatchInputSimplePublicObjectId(inputs=gone))
    assert client.crm.contacts.basic_api.get_page().results == []


def test_a_contact_is_created_read_updated_and_archived(client: Any):
    api = client.crm.contacts.basic_api
    values = contacts.SimplePublicObjectInputForCreate(
        associations=[], properties={"email": "a+b@x.example"}
    )
    made = api.create(simple_public_object_input_for_create=values)
    by_key = api.get_by_id("a+b@x.example", id_property="email", properties=["email", "phone"])
    assert (by_key.id, by_key.properties) == (made.id, {"email": "a+b@x.example", "phone": None})
    change = contacts.SimplePublicObjectInput(properties={"phone": "2"})
    assert api.update(made.id, simple_public_object_input=change).properties["phone"] == "2"
    api.archive(made.id)
    with pytest.raises(contacts.exceptions.NotFoundException) as error:
        api.get_by_id(made.id)
    assert '"OBJECT_NOT_FOUND"' in error.value.body
    assert api.get_by_id(made.id, archived=True).archived is True


def test_a_used_email_is_a_409_that_names_its_holder(client: Any):
    holder = upsert(client, keyed("ana@x.example")).results[0].id
    values = contacts.SimplePublicObjectInputForCreate(
        associations=[], properties={"email": "ana@x.example"}
    )
    with pytest.raises(contacts.ApiException) as error:
        client.crm.contacts.basic_api.create(simple_public_object_input_for_create=values)
    assert error.value.status == 409
    assert f"Existing ID: {holder}" in error.value.body


def test_the_walk_over_all_pages_ends(client: Any):
    upsert(client, *(keyed(f"n{number}@x.example") for number in range(100)))
    upsert(client, keyed("last@x.example"))
    found = client.crm.contacts.get_all()
    assert len({each.id for each in found}) == 101


def test_a_unique_property_is_defined_and_is_a_key(client: Any):
    definition = properties.PropertyCreate(
        name="ext_id",
        label="Ext",
        type="string",
        field_type="text",
        group_name="own",
        has_unique_value=True,
    )
    assert client.crm.properties.core_api.create("companies", definition).has_unique_value is True
    one = companies.SimplePublicObjectBatchInputUpsert(
        id="E-1", id_property="ext_id", properties={"name": "N"}
    )
    body = companies.BatchInputSimplePublicObjectBatchInputUpsert(inputs=[one])
    answers = [client.crm.companies.batch_api.upsert(body).results[0] for _ in range(2)]
    assert [each.new for each in answers] == [True, False]
