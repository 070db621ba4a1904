"""docs/openapi.yaml against the gateway: it has every address, and tells the truth of each."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from sanic import Sanic
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.channels.webhook.signature import HEADER, signed
from bot.database.migrate import upgrade
from tests.integration.channels.bridge import SECRET, bridged, now

DOCUMENT = Path("docs/openapi.yaml")
EXAMPLES = 40
NO_SHOP = 503  # what shows the shop's facts says so: this gateway has none
PLATFORMS = {
    "/channels/chatwoot",
    "/channels/chatwoot/{token}",
    "/channels/wechat",
    "/channels/wecom",
}

schema = schemathesis.openapi.from_path(DOCUMENT)


class Signed(requests.auth.AuthBase):
    """Signs whatever is sent, as a bridge does."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        request.headers[HEADER] = signed(body, secrets=[SECRET.encode()], at=now())
        return request


@pytest.fixture(scope="module")
def gateway_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a gateway in a thread of its own."""
    url = f"sqlite:///{tmp_path_factory.mktemp('openapi') / 'shop.db'}"
    upgrade(url)
    found: list[str] = []
    ready, over = threading.Event(), threading.Event()

    async def serve() -> None:
        async with bridged(url) as bridge:
            found.append(bridge.gateway_url)
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(30)
    yield found[0]
    over.set()
    thread.join()


def test_every_address_of_the_gateway_is_in_the_document(gateway_url: str) -> None:
    app = next(
        app for name, app in reversed(Sanic._app_registry.items()) if name.startswith("gateway_")
    )
    served = {
        (re.sub(r"<(\w+)(:\w+)?>", r"{\1}", "/" + route.path), method.lower())
        for route in app.router.routes
        for method in route.methods
        if method not in {"OPTIONS", "HEAD"}
    }
    told = {
        (path, method)
        for path, methods in schema.raw_schema["paths"].items()
        for method in methods
        if method != "parameters"
    }
    assert served <= told
    assert {path for path, _ in told - served} <= PLATFORMS | OF_OTHER_PARTS


# Mounted where figures are asked for, and where a person may send what was suggested.
OF_OTHER_PARTS = {"/metrics", "/internal/accept", "/internal/meant"}


@schema.include(path_regex="^/channels/webhook/").parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_bridge_is_answered_as_the_document_says(
    case: schemathesis.Case, gateway_url: str
) -> None:
    case.call_and_validate(
        base_url=gateway_url,
        auth=Signed(),
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )


@schema.exclude(path_regex="^/channels/").parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_stranger_breaks_nothing(case: schemathesis.Case, gateway_url: str) -> None:
    response = case.call(base_url=gateway_url)
    if response.status_code != NO_SHOP:
        case.validate_response(response, checks=[not_a_server_error])
