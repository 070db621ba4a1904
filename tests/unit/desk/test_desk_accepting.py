"""A suggestion is sent through whichever gateway is there, once."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from bot.desk.accepting import Acceptor
from bot.desk.refusals import NotAcceptedError, OldSuggestionError

Says = Callable[[httpx.Request], httpx.Response]


class Gateways:
    """Three gateways; `says` is what each does, those not in it have sent it."""

    def __init__(self, **says: Says) -> None:
        self.says = says
        self.asked: list[str] = []
        self.acceptor = Acceptor(
            [f"http://{name}.test" for name in ("one", "two", "three")],
            token="between us",
            transport=httpx.MockTransport(self),
        )

    def __call__(self, request: httpx.Request) -> httpx.Response:
        name = request.url.host.partition(".")[0]
        assert (request.url.path, request.headers["X-Xiaoer-Token"]) == (
            "/internal/accept",
            "between us",
        )
        assert json.loads(request.content)["message_id"] == 7
        self.asked.append(name)
        return self.says.get(name, lambda _: httpx.Response(200, json={"sent": True}))(request)

    async def accept(self) -> object:
        return await self.acceptor.accept(7, login="xiaomai", text="路上1-2天", client_id="c-1")


def _raising(error: type[httpx.TransportError]) -> Says:
    def fail(_request: httpx.Request) -> httpx.Response:
        raise error("away")

    return fail


def _status(status: int) -> Says:
    return lambda _request: httpx.Response(status, json={"error": "for a reason"})


@pytest.mark.parametrize(
    "away",
    [
        _raising(httpx.ConnectError),
        _raising(httpx.ConnectTimeout),
        _raising(httpx.ReadError),
        _raising(httpx.RemoteProtocolError),
        _status(503),
    ],
)
async def test_one_that_is_away_or_cut_off_is_passed_over(away: Says) -> None:
    gateways = Gateways(one=away)
    assert await gateways.accept() == ()
    assert gateways.asked == ["one", "two"]
    assert await gateways.accept() == ()
    assert gateways.asked[2:] == ["two"], "the one that was there is asked first"


@pytest.mark.parametrize(
    ("says", "refusal"),
    [
        (_raising(httpx.ReadTimeout), NotAcceptedError),
        (_status(502), NotAcceptedError),
        (_status(409), OldSuggestionError),
    ],
)
async def test_one_that_is_at_work_or_says_no_is_not_asked_behind_its_back(
    says: Says, refusal: type[Exception]
) -> None:
    gateways = Gateways(one=says)
    with pytest.raises(refusal):
        await gateways.accept()
    assert gateways.asked == ["one"]


@pytest.mark.parametrize("away", [_raising(httpx.ConnectError), _status(503)])
async def test_without_any_the_agent_hears_that_it_was_not_sent(away: Says) -> None:
    gateways = Gateways(one=away, two=away, three=away)
    with pytest.raises(NotAcceptedError):
        await gateways.accept()
    assert gateways.asked == ["one", "two", "three"]
