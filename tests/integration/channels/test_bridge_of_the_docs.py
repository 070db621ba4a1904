"""The bridge printed in docs/channels.md, run against a gateway."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.channels.webhook.signature import signed
from tests.integration.channels.bridge import SECRET, Bridge, now


@pytest.fixture
def printed() -> Any:
    text = Path("docs/channels.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, "docs/channels.md", "exec"), names)
    return names["Bridge"]


async def test_it_says_tells_and_hears(bridge: Bridge, printed: Any) -> None:
    theirs = printed(bridge.gateway_url, SECRET)
    said = await asyncio.to_thread(theirs.say, "1", "anna", "在吗")
    assert said["duplicate"] is False
    assert (await asyncio.to_thread(theirs.say, "1", "anna", "在吗"))["duplicate"] is True
    at = now().isoformat(timespec="seconds")
    told = await asyncio.to_thread(theirs.tell, "e1", "paid", "anna", "7001", at)
    assert told["order"] == {"id": "7001", "status": "paid"}
    assert [reply["text"] for reply in await bridge.pushes(2)] == ["在的", "您说"]


def test_it_believes_nobody_but_the_gateway(printed: Any) -> None:
    theirs = printed("http://127.0.0.1", SECRET)
    body = json.dumps({"text": "在的"}).encode()
    good = signed(body, secrets=[b"another-one-of-a-rotation", SECRET.encode()], at=now())
    assert theirs.pushed(body, good) == {"text": "在的"}
    with pytest.raises(ValueError, match="signed"):
        theirs.pushed(body + b" ", good)
