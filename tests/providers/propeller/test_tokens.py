"""Tokens, and what the credentials of the sandbox mean behind them."""

import base64

import pytest
from harness import reply

from mockserver.messages import ANYONE, HttpRequest

FORM = "grant_type=client_credentials"


def ask(env, form, **headers):
    call = HttpRequest(
        operation_id="createToken", grant=ANYONE, body=form.encode(), headers=headers
    )
    return reply(env.bench.sandbox.answer("propeller", call))


def basic(text):
    return {"authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}


def token(env, client="webshop-one"):
    return ask(env, f"{FORM}&client_id={client}&client_secret=s").body["access_token"]


def test_a_token_is_bought_with_a_form_or_with_basic_credentials(env):
    expected = {
        "access_token": "webshop-one~1790001800",
        "expires_in": 1800,
        "token_type": "Bearer",
        "scope": "profile",
    }
    in_form = ask(env, f"{FORM}&client_id=webshop-one&client_secret=s")
    assert (in_form.status, in_form.body) == (200, expected)
    assert ask(env, FORM, **basic("webshop-one:s")).body == expected


def test_a_token_opens_the_environment_of_its_client(env):
    # PRP-35
    env.bulk({"id": 1})
    path = {"lookupKey": "id", "lookupValue": "1"}
    own = env.call("getCustomer", path=path, credential=token(env))
    other = env.call("getCustomer", path=path, credential=token(env, "webshop-two"))
    assert (own.status, other.status) == (200, 404)


def test_a_token_lives_for_thirty_minutes_of_the_sandboxs_time(env, error):
    bought = token(env)
    env.bench.advance(1799)
    assert env.call("searchCustomers", {}, credential=bought).status == 200
    env.bench.advance(1)
    expired = env.call("searchCustomers", {}, credential=bought)
    assert error(expired) == (401, 401, "The access token has expired")
    assert env.call("searchCustomers", {}, credential=token(env)).status == 200


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        (FORM, {}),
        (f"{FORM}&client_id=webshop-one", {}),
        (f"{FORM}&client_secret=s", {}),
        (f"{FORM}&client_id=&client_secret=s", {}),
        (f"{FORM}&client_id=a+b&client_secret=s", {}),
        (f"{FORM}&client_id=webshop-one~1&client_secret=s", {}),
        (f"{FORM}&client_id=revoked-one&client_secret=s", {}),
        (FORM, basic("webshop-one")),
        (FORM, basic("webshop-one:")),
        (FORM, {"authorization": "Basic %%%"}),
        (FORM, {"authorization": "Bearer webshop-one"}),
    ],
)
def test_wrong_client_credentials_buy_nothing(env, error, form, headers):
    assert error(ask(env, form, **headers))[:2] == (401, 401)


@pytest.mark.parametrize(
    ("form", "code", "message"),
    [
        ("client_id=a", 10007, "#: required key [grant_type] not found"),
        ("grant_type=password", 10007, "#/grant_type: password is not a valid enum value"),
        ("", 10005, "The body cannot be read: the body is empty"),
        (f"{FORM}&{FORM}", 10005, "The body cannot be read: the field grant_type is given twice"),
    ],
)
def test_another_grant_is_refused(env, error, form, code, message):
    assert error(ask(env, form)) == (400, code, message)


@pytest.mark.parametrize(
    "credential", ["x", "a b c", "webshop~", "webshop~soon", "web~1~2", "a" * 101]
)
def test_what_is_no_token_opens_nothing(env, error, credential):
    # PRP-35
    refused = env.call("searchCustomers", {}, credential=credential)
    assert error(refused) == (401, 401, "A valid access token is required")
    assert "moreInfo" not in refused.body["error"]


def test_a_client_without_the_scope_to_write_may_only_read(env, error):
    # PRP-36
    env.bulk({"id": 1})
    bought = token(env, "read-only-webshop-one")
    found = env.call("searchCustomers", {}, credential=bought)
    assert (found.status, found.body["itemsFound"]) == (200, 1)
    for operation in ("bulkCustomersById", "deleteCustomer", "setCustomerAttributes"):
        refused = env.call(operation, {"customers": []}, credential=bought)
        assert error(refused) == (403, 403, "The access token may not write")


def test_a_revoked_client_is_refused(env, error):
    refused = env.call("searchCustomers", {}, credential="revoked-webshop-one")
    assert error(refused) == (401, 401, "The access token was revoked")
