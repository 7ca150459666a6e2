"""The service against its own OpenAPI document: nothing it is sent makes it fail, and it replies as documented."""

from __future__ import annotations

import contextlib
import os
from contextlib import closing

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

from ingest.sources.following import Sources
from rag.config import load_settings
from rag.errors import ImplausiblePlan
from tests.api.conftest import QUESTION, wait_for
from tests.fakes import fake_openers

_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
# More of them find more: `make bench` sends many.
_EXAMPLES = int(os.environ.get("FUNDSTELLE_CONTRACT_EXAMPLES", "12"))
_EXAMPLES_OF_KNOWN = max(2, _EXAMPLES // 4)
# What is too long may also be too large.
_REJECTED = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429]
_CONFIG = schemathesis.Config.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": _REJECTED}}})
_KEY = "a-key-of-enough-signs"
# Of the library of the tests: a PDF, and its first page; a source that waits for confirmation; a schedule.
_KNOWN = {"document_id": 3, "number": 1}
_GOLDEN = {"id": "leave", "question": QUESTION, "answerable": True, "evidence": [{"document": "leave.md"}]}
_KNOWN_NAMES = {"/v1/sources/": "rules", "/v1/schedules/": "weekly"}
# What is there is looked at before it is changed, and changed before it is gone.
_ORDER = {"GET": 0, "POST": 1, "DELETE": 2}
_LAST_OF_THEIR_KIND = ("/v1/generations/discard",)


@pytest.fixture
def rules(data_dir, tmp_path):
    """A folder with one file, which a source follows that lost the others and waits; and a staged set."""
    folder = tmp_path / "shares" / "rules"
    folder.mkdir(parents=True)
    for number in range(8):
        (folder / f"rule{number}.txt").write_text(f"Shelf {number} is in the basement.")
    settings = load_settings(data_dir=data_dir)
    with closing(Sources(settings)) as sources:
        sources.add("rules", "folder", str(folder))
        sources.sync("rules")
        for number in range(1, 8):
            (folder / f"rule{number}.txt").unlink()
        with pytest.raises(ImplausiblePlan):
            sources.sync("rules")
    (tmp_path / "staged.md").write_text("Parking\n\nThe car park has 40 places.")
    with closing(fake_openers().indexer(settings)) as indexer:
        indexer.add([tmp_path / "staged.md"], staged=True)
    return folder


class Attacked:
    """The service over a library that has one of everything, and what is known of it."""

    def __init__(self, address, session, folder):
        self.address, self.session = address, session
        self.schema = schemathesis.openapi.from_url(
            f"{address}/openapi.json", config=_CONFIG, headers=dict(session.headers)
        )
        weekly = {"name": "weekly", "cron": "0 4 * * 0", "kind": "sync", "payload": {"source": "rules"}}
        self._post("/v1/schedules", weekly)
        first = session.get(f"{address}/v1/generations").json()["generations"][-1]["number"]
        self.known = {
            **_KNOWN,
            "job_id": self._post("/v1/sources/rules/sync")["job"],
            "answer_id": self._post("/v1/ask", {"question": QUESTION})["id"],
        }
        # By path: what is sent where a random request would only be refused.
        self.bodies = {
            "/v1/sources": {"name": "more", "kind": "folder", "location": str(folder)},
            "/v1/schedules": {**weekly, "name": "daily", "cron": "0 4 * * *"},
            "/v1/search": {"question": QUESTION},
            "/v1/ask": {"question": QUESTION},
            "/v1/chat/completions": {
                "model": "fundstelle",
                "messages": [{"role": "user", "content": QUESTION}],
            },
            "/v1/documents": {"file": b"The archive is in the basement.", "name": "archive.txt"},
            "/v1/generations/publish": {"anyway": True},
            "/v1/generations/rollback": {"to": first},
            "/v1/generations/discard": {},
            "/v1/gate": {"questions": [_GOLDEN]},
        }
        self.queries = {"/v1/generations/diff": {"before": str(first), "then": str(first)}}

    def operations(self):
        """All operations of the document, in an order in which each finds what it needs."""
        found = [each.ok() for each in self.schema.get_all_operations()]
        return sorted(
            found,
            key=lambda each: (_ORDER[each.method.upper()], each.path in _LAST_OF_THEIR_KIND, each.path),
        )

    def path_parameters(self, operation):
        """What the library has of what the path names."""
        names = [name for start, name in _KNOWN_NAMES.items() if operation.path.startswith(start)]
        known = {**self.known, "name": names[0] if names else ""}
        return {each: value for each, value in known.items() if f"{{{each}}}" in operation.path}

    def reach(self, operation):
        """The statuses that known things get."""
        given = {"path_parameters": self.path_parameters(operation)}
        if operation.method.upper() == "POST" and operation.path in self.bodies:
            given["body"] = self.bodies[operation.path]
        if operation.path in self.queries:
            given["query"] = self.queries[operation.path]
        return self.attack(operation.as_strategy(**given), _EXAMPLES_OF_KNOWN)

    def attack(self, strategy, examples=_EXAMPLES):
        """The statuses that random requests get; each reply must be as documented."""
        statuses = []

        @_settings(examples)
        @hypothesis.given(case=strategy)
        def send(case):
            statuses.append(case.call_and_validate(session=self.session, checks=_CHECKS).status_code)

        send()
        return statuses

    def _post(self, path, body=None):
        reply = self.session.post(f"{self.address}{path}", json=body)
        assert reply.status_code < 300, reply.text
        return reply.json()


@pytest.fixture
def attacked(live, rules):
    """Starts the service, with the given settings, and gives what attacks it."""

    @contextlib.contextmanager
    def run(**settings):
        more = {"api_requests_per_minute": 0, "api_source_folders": str(rules.parent)}
        with live(**more, **settings) as address, requests.Session() as session:
            if "api_key" in settings:
                session.headers["Authorization"] = f"Bearer {settings['api_key']}"
            wait_for(lambda: session.get(f"{address}/health/ready", timeout=20).status_code == 200)
            yield Attacked(address, session, rules)

    return run


def test_it_replies_as_documented(attacked):
    with attacked() as service:
        operations = service.operations()
        assert len(operations) >= 44
        for operation in operations:
            assert service.attack(operation.as_strategy())
            # Where nothing can be sent, nothing wrong can be.
            with contextlib.suppress(hypothesis.errors.Unsatisfiable):
                service.attack(operation.as_strategy(schemathesis.GenerationMode.NEGATIVE))


@pytest.mark.parametrize("settings", [{}, {"api_key": _KEY}])
def test_every_operation_is_reached(attacked, settings):
    with attacked(**settings) as service:
        statuses = {each.label: service.reach(each) for each in service.operations()}
        reasons = [
            each["reason"]
            for each in service.session.get(f"{service.address}/v1/generations").json()["generations"]
        ]
    assert {label for label, found in statuses.items() if not any(each < 300 for each in found)} == set()
    # Not only replied to: done.
    assert {"publish", "rollback"} <= set(reasons)


def test_the_document_says_what_asks_for_the_key(attacked):
    with attacked(api_key=_KEY) as service:
        refused, documented = set(), set()
        for operation in service.operations():
            path = operation.path.format_map({"name": "rules", **service.known})
            if requests.request(operation.method, f"{service.address}{path}", timeout=20).status_code == 401:
                refused.add(operation.label)
            if operation.definition.raw.get("security"):
                documented.add(operation.label)
    assert refused == documented
    assert {each.label for each in service.operations()} - refused == {"GET /health/live", "GET /health/ready"}


def _settings(examples):
    return hypothesis.settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
