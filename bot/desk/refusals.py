"""What the desk says no to; messages are Chinese because the agent reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.errors import XiaoerError


@dataclass(frozen=True)
class Doubt:
    """Words of an answer to look at again, why, and what to say instead.

    `amount` is a price in yuan that could be recorded as a promise, empty otherwise.
    """

    code: str
    found: str
    why: str
    instead: str
    amount: str = ""


class RefusedError(XiaoerError):
    """A request the desk turns down; `status` is the HTTP status it is told with."""

    status = 400
    details: Mapping[str, Any] = {}


class NotSignedInError(RefusedError):
    """No session, or one that has run out."""

    status = 401

    def __init__(self) -> None:
        super().__init__("请先登录。")


class SignInError(RefusedError):
    """Unknown login, wrong password, or somebody who may not sign in: told alike."""

    status = 401

    def __init__(self) -> None:
        super().__init__("账号或密码不对。")


class TooManyTriesError(RefusedError):
    """Locked for a while after wrong passwords."""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(f"密码错的次数太多，请 {seconds} 秒后再试。")
        self.seconds = seconds


class FormExpiredError(RefusedError):
    """A POST without the session's CSRF token."""

    status = 403

    def __init__(self) -> None:
        super().__init__("页面已过期，请刷新后再试。")


class LookOnlyError(RefusedError):
    """A viewer tried to act."""

    status = 403

    def __init__(self) -> None:
        super().__init__("您的账号只能查看，不能接待。")


class NoSuchChatError(RefusedError):
    """No ticket with this id."""

    status = 404

    def __init__(self) -> None:
        super().__init__("没有这个会话。")


class TakenByOtherError(RefusedError):
    """Somebody else was faster, or has the chat; the message says who."""

    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} 已经在接待这位顾客了。")


class NotTakenError(RefusedError):
    """The chat has to be taken before it is answered or given back."""

    status = 409

    def __init__(self) -> None:
        super().__init__("请先接待，再回复。")


class AlreadyGivenBackError(RefusedError):
    """The ticket is closed; the bot answers again."""

    status = 409

    def __init__(self) -> None:
        super().__init__("这个会话已经交还给小二了。")


class PromiseRefusedError(RefusedError):
    """A promise that may not be recorded; the message says why."""

    status = 422

    def __init__(self, why: str) -> None:
        super().__init__(why)


class PromiseGoneError(RefusedError):
    """No such promise to this buyer, or one that holds no more."""

    status = 409

    def __init__(self) -> None:
        super().__init__("这条承诺已经不在了，请刷新。")


class OwnerOnlyError(RefusedError):
    """What only the shop's owner may do."""

    status = 403

    def __init__(self) -> None:
        super().__init__("只有店主可以撤回承诺。")


class SecondLookError(RefusedError):
    """An answer with something in it that is better not said; sent all the same with `anyway`."""

    status = 409

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__("发之前请再看一眼。")
        self.details = {"doubts": [asdict(doubt) for doubt in doubts]}
