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


class NoSuchTableError(RefusedError):
    """A table that no report has."""

    status = 404

    def __init__(self) -> None:
        super().__init__("报表里没有这张表。")


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


class KeptForOtherError(RefusedError):
    """The chat waits for somebody else; the message says for whom."""

    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(f"这位顾客是留给 {name} 的。")


class MovedError(RefusedError):
    """Somebody else changed who has the chat at the same moment."""

    status = 409

    def __init__(self) -> None:
        super().__init__("刚刚有同事动过这个会话，请再看一眼。")


class NobodyWaitsError(RefusedError):
    """No chat waits for this agent or for nobody in particular."""

    status = 404

    def __init__(self) -> None:
        super().__init__("现在没有等着您接待的顾客。")


class HandsFullError(RefusedError):
    """The agent has as many chats as one may have at a time."""

    status = 409

    def __init__(self, most: int) -> None:
        super().__init__(f"您手上已经有 {most} 位顾客了，先交还或转交一位。")


class NoSuchPersonError(RefusedError):
    """A chat for somebody who cannot take it: unknown, inactive, only looking on, or oneself."""

    status = 422

    def __init__(self) -> None:
        super().__init__("不能交给这个账号，请另选一位同事。")


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

    def __init__(self, message: str = "只有店主可以撤回承诺。") -> None:
        super().__init__(message)


class OwnerAssignsError(OwnerOnlyError):
    """An agent gave somebody else's chat to somebody else."""

    def __init__(self) -> None:
        super().__init__("只有店主可以指派别人；自己接待中的会话请用转交。")


class OwnerPageError(OwnerOnlyError):
    """A page or switch for owners."""

    def __init__(self) -> None:
        super().__init__("这里只有店主可以看。")


class SecondLookError(RefusedError):
    """An answer with something in it that is better not said; sent all the same with `anyway`."""

    status = 409

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__("发之前请再看一眼。")
        self.details = {"doubts": [asdict(doubt) for doubt in doubts]}


class NoSuchMessageError(RefusedError):
    """No such message of a buyer's in this chat."""

    status = 404

    def __init__(self) -> None:
        super().__init__("没有这条消息。")


class OldSuggestionError(RefusedError):
    """A suggestion that was sent, answered otherwise or replaced meanwhile."""

    status = 409

    def __init__(self) -> None:
        super().__init__("这条建议已经不是最新的了，请再看一眼。")


class NotAcceptedError(RefusedError):
    """The chat process could not be reached, or did not take the suggestion."""

    status = 502

    def __init__(self) -> None:
        super().__init__("小二那边没有回应，这条没有发出；可以放进回复框自己发。")


class UnfilledError(RefusedError):
    """An answer with a placeholder that nothing filled."""

    status = 422

    def __init__(self, names: Sequence[str]) -> None:
        listed = "、".join(f"{{{name}}}" for name in names)
        super().__init__(f"还有没填的：{listed}，请改好再发。")


class WordRefusedError(RefusedError):
    """A word on a question under review that cannot be taken."""

    status = 409
