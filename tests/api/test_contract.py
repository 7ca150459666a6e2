"""The service against its own OpenAPI document: nothing it is sent makes it fail, and it replies as documented."""

from __future__ import annotations

import contextlib

import hypothesis
import pytest
import requests
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.api.conftest import wait_for

_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
_SETTINGS = hypothesis.settings(
    max_examples=8,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)
# What is too long may also be too large.
_REJECTED = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429]
_CONFIG = schemathesis.Config.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": _REJECTED}}})
# Of the library of the tests: a PDF, and its first page.
_KNOWN = {"document_id": 3, "number": 1}


@pytest.fixture
def document(live):
    """The service's OpenAPI document, at its own address, and a session."""
    with live(api_requests_per_minute=0) as address, requests.Session() as session:
        wait_for(lambda: requests.get(f"{address}/health/ready", timeout=20).status_code == 200)
        loaded = schemathesis.openapi.from_url(f"{address}/openapi.json", config=_CONFIG)
        yield loaded, session


def test_it_replies_as_documented(document):
    loaded, session = document
    operations = [each.ok() for each in loaded.get_all_operations()]
    assert len(operations) >= 16
    for operation in operations:
        assert _attack(operation.as_strategy(), session)
        # Where nothing can be sent, nothing wrong can be.
        with contextlib.suppress(hypothesis.errors.Unsatisfiable):
            _attack(operation.as_strategy(schemathesis.GenerationMode.NEGATIVE), session)
        if operation.method == "get" and "{document_id}" in operation.path:
            names = [name for name in _KNOWN if f"{{{name}}}" in operation.path]
            known = {name: _KNOWN[name] for name in names}
            assert 200 in _attack(operation.as_strategy(path_parameters=known), session)


def _attack(strategy, session):
    statuses = []

    @_SETTINGS
    @hypothesis.given(case=strategy)
    def send(case):
        statuses.append(case.call_and_validate(session=session, checks=_CHECKS).status_code)

    send()
    return statuses
