"""Who may call, how often, and that every reply has an id."""

from __future__ import annotations

import pytest

from rag.config import load_settings
from rag.errors import ConfigurationError
from ui.api.guarding import is_loopback

pytestmark = pytest.mark.anyio
KEY = "a-key-of-enough-signs"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "attacker.example"},
        {"Host": "127.0.0.1.attacker.example"},
        {"Host": "192.168.0.7:8600"},
        {"Host": "[::1"},
        {"Host": ""},
        {"Origin": "https://attacker.example"},
        {"Origin": "http://127.0.0.1:3000"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_pages_of_other_sites_cannot_call(open_api, headers):
    async with open_api() as client:
        for path in ("/v1/documents", "/health/live", "/openapi.json", "/mcp"):
            reply = await client.get(path, headers=headers)
            assert (reply.status_code, reply.json()["error"]["code"]) == (403, "not_permitted")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": "localhost"},
        {"Host": "[::1]:8600"},
        {"Host": "127.0.0.1:8600", "Origin": "http://127.0.0.1:8600"},
        {"Sec-Fetch-Site": "none"},
    ],
)
async def test_programs_of_this_machine_may(open_api, headers):
    async with open_api() as client:
        assert (await client.get("/v1/documents", headers=headers)).status_code == 200


async def test_a_key_is_asked_of_everybody(open_api):
    async with open_api(api_key=KEY) as client:
        for given in (None, KEY, f"Bearer {KEY}x", f"bearer  {KEY}", "Bearer ü"):
            headers = {} if given is None else {"Authorization": given.encode()}
            for path in ("/v1/documents", "/metrics", "/openapi.json", "/v1/models", "/mcp", "/nothing"):
                reply = await client.get(path, headers=headers)
                assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")
                assert KEY not in reply.text
        with_key = {"Authorization": f"Bearer {KEY}", "Host": "fundstelle.example"}
        assert (await client.get("/v1/documents", headers=with_key)).status_code == 200
        # Whoever watches the service needs no key to see that it lives.
        assert (await client.get("/health/live", headers={"Host": "10.0.0.1"})).json() == {"live": True}
        schema = (await client.get("/openapi.json", headers=with_key)).json()
    assert schema["paths"]["/v1/ask"]["post"]["security"] == [{"HTTPBearer": []}]


def test_a_short_key_is_refused():
    with pytest.raises(ConfigurationError, match="api_key") as refused:
        load_settings(api_key="short")
    assert "short" not in str(refused.value).replace("shorter", "")


async def test_too_many_requests(open_api):
    async with open_api(api_requests_per_minute=3) as client:
        replies = [await client.get("/v1/models") for _ in range(4)]
        assert [each.status_code for each in replies] == [200, 200, 200, 429]
        assert 1 <= int(replies[-1].headers["retry-after"]) <= 20
        assert (await client.get("/health/live")).status_code == 200


async def test_every_reply_has_an_id(open_api):
    async with open_api() as client:
        given = await client.get("/v1/nothing", headers={"X-Request-ID": "mine-1"})
        strange = await client.get("/v1/models", headers={"X-Request-ID": "a b" * 100})
        refused = await client.get("/v1/models", headers={"Host": "attacker.example"})
    assert given.headers["x-request-id"] == given.json()["error"]["request_id"] == "mine-1"
    assert len(strange.headers["x-request-id"]) == 32
    assert refused.headers["x-request-id"] == refused.json()["error"]["request_id"]


async def test_a_wrong_method_is_told(open_api):
    async with open_api() as client:
        reply = await client.put("/v1/ask", json={})
    assert (reply.status_code, reply.json()["error"]["code"], reply.headers["allow"]) == (
        405,
        "method_not_allowed",
        "POST",
    )


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("LOCALHOST", True), ("0.0.0.0", False), ("", False)],
)
def test_addresses_of_this_machine(host, expected):
    assert is_loopback(host) is expected
