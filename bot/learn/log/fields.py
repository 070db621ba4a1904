"""What the columns and values of other tools' chat files mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from bot.chats.model import Sender
from bot.settings import SHOP_TIMEZONE
from bot.shop.files.cells import shown
from bot.shop.files.raw import plain_name
from bot.shop.files.times import read_moment
from bot.text.masking import mask_personal

# Field to what tools call it; the first name is the one that people are told.
COLUMNS = {
    "conversation": "会话 会话id 会话编号 会话号 会话标识 对话 对话id 聊天id conversation "
    "conversation_id dialogue dialogue_id dialog session session_id chat chat_id thread_id",
    "buyer": "买家 买家id 买家昵称 买家账号 买家旺旺 客户 客户id 客户昵称 顾客 顾客昵称 用户 "
    "用户id 用户昵称 访客 访客id buyer buyer_id buyer_nick customer customer_id user_id",
    "at": "时间 发送时间 消息时间 聊天时间 创建时间 日期时间 time timestamp at sent_at send_time "
    "created_at create_time datetime",
    "role": "角色 发送方 发送方类型 发送者类型 身份 消息方向 role sender sender_type sender_role "
    "direction from",
    "speaker": "发送人 发送者 发言人 发送人昵称 发送方昵称 speaker sender_name from_name",
    "text": "内容 消息 消息内容 聊天内容 文本 文字 text content message msg body",
    "agent": "客服 客服昵称 客服账号 客服名称 客服id 接待客服 坐席 agent agent_id agent_name",
    "id": "消息id 消息编号 消息号 message_id msg_id",
}
ROLES = {
    "buyer": "买家 客户 顾客 用户 访客 会员 买方 buyer customer user client visitor in incoming",
    "agent": "客服 卖家 商家 店家 坐席 人工 人工客服 店铺 agent seller staff human service out "
    "outgoing",
    "bot": "机器人 智能客服 自动回复 智能助手 bot robot auto assistant",
    "system": "系统 系统消息 通知 system notice",
}
TITLES = {field: names.split()[0] for field, names in COLUMNS.items()}
_FIELD = {plain_name(name): field for field, names in COLUMNS.items() for name in names.split()}
_SENDER = {plain_name(name): role for role, names in ROLES.items() for name in names.split()}
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_FUTURE = timedelta(days=2)
_EARLIEST_YEAR = 2003
MOST_SHOWN, MOST_MASKED = 12, 200


@dataclass(frozen=True)
class Row:
    """One message of a file; `id` is None where the file numbers none."""

    conversation: str
    buyer: str
    at: datetime | None
    sender: Sender
    text: str
    agent: str
    id: int | None


class CellFault(Exception):  # noqa: N818 - it is told, never raised to a user
    """What is wrong with a line: the column, what stands there without personal data, and what was
    expected.
    """

    def __init__(self, column: str, value: object, expected: str) -> None:
        super().__init__(expected)
        self.column = column
        # Masked before it is cut: of half a phone number nobody could tell what it is.
        self.value = mask_personal(shown(value)[:MOST_MASKED])[:MOST_SHOWN]
        self.expected = expected


def by_field(cells: Mapping[str, object]) -> dict[str, object]:
    """The cells under the fields they are of; of two columns of one field the first with a value
    counts, and columns that mean nothing to us are left out.
    """
    found: dict[str, object] = {}
    for header, cell in cells.items():
        field = _FIELD.get(plain_name(header))
        if field is not None and not shown(found.get(field)):
            found[field] = cell
    return found


def missing_columns(fields: Iterable[str]) -> list[str]:
    """The columns that are needed and not there, as people are told."""
    there = set(fields)
    needed = (("text",), ("role", "speaker"), ("conversation", "buyer"))
    return [
        " 或 ".join(f"「{TITLES[name]}」" for name in names)
        for names in needed
        if there.isdisjoint(names)
    ]


def row_of(cells: Mapping[str, object], *, now: datetime) -> Row | None:
    """The message in cells by field, None where its text is blank; raises CellFault."""
    if "text" not in cells:
        raise CellFault(TITLES["text"], "", "这一句说了什么")
    text = shown(cells["text"])
    if not text:
        return None
    conversation, buyer = shown(cells.get("conversation")), shown(cells.get("buyer"))
    if not (conversation or buyer):
        raise CellFault(TITLES["conversation"], "", "哪个会话，或哪位买家")
    number = shown(cells.get("id"))
    return Row(
        conversation=conversation or buyer,
        buyer=buyer or conversation,
        at=moment_of(cells.get("at"), now=now),
        sender=_sender(cells, buyer or conversation),
        text=text,
        agent=shown(cells.get("agent")),
        id=int(number) if number.isdecimal() and len(number) < 19 else None,
    )


def moment_of(value: object, *, now: datetime) -> datetime | None:
    """The moment in a cell: a date with a clock, or seconds or milliseconds since 1970; None for a
    blank one. Raises CellFault.
    """
    text = shown(value)
    if not text:
        return None
    at = _moment(value, text)
    if at is None or at.year < _EARLIEST_YEAR or at > now + _FUTURE:
        raise CellFault(TITLES["at"], value, "过去的时间，如 2026-11-01 09:30:00")
    return at


def sender_of(value: object) -> Sender | None:
    """Who a role is, None for one that is not known."""
    return cast("Sender | None", _SENDER.get(plain_name(shown(value))))


def _moment(value: object, text: str) -> datetime | None:
    if isinstance(value, str):
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            return at if at.tzinfo else at.replace(tzinfo=SHOP_TIMEZONE)
    if _EPOCH.fullmatch(text):
        seconds = float(text) / (1000 if len(text.partition(".")[0]) == 13 else 1)
        return datetime.fromtimestamp(seconds, SHOP_TIMEZONE)
    return read_moment(value)


def _sender(cells: Mapping[str, object], buyer: str) -> Sender:
    role, speaker = cells.get("role"), shown(cells.get("speaker"))
    sender = sender_of(role)
    if sender is not None:
        return sender
    named = shown(role) or speaker
    if named and named == buyer:
        return "buyer"
    if speaker and not shown(role):
        return sender_of(speaker) or "agent"
    raise CellFault(TITLES["role"], role, "买家、客服、机器人 或 系统")
