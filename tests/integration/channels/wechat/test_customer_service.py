"""WeCom customer service over real HTTP: callbacks, the feed and its cursor, sending once."""

from __future__ import annotations

from bot.chats.channel_side import ChannelSide
from bot.database.engine import transaction
from bot.shop.files.importing import import_shop
from tests.conftest import DEMO_SHOP
from tests.integration.channels.wechat.arranged import Shop, customer_service
from tests.integration.channels.wechat.fake_wecom import ACCOUNT

ANNA = "wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw"
CHAT = f"wecom:{ACCOUNT}:{ANNA}"


async def test_a_callback_brings_the_message_and_the_reply_goes_out(url: str) -> None:
    async with customer_service(url) as shop:
        told = await shop.platform.buyer_says(ANNA, "多少钱")
        assert (told.status_code, told.text) == (200, "success")
        await shop.platform.until(lambda: shop.platform.words(ANNA) == ["关于多少钱"])
        assert shop.platform.sent[ANNA][0]["open_kfid"] == ACCOUNT
        assert shop.log(CHAT) == [("buyer", "多少钱"), ("bot", "关于多少钱")]


async def test_several_pages_are_read_in_order_and_each_message_once(url: str) -> None:
    async with customer_service(url) as shop:
        for text in ("一", "二", "三", "四"):
            shop.platform.put(ANNA, msgtype="text", text={"content": text})
        await shop.platform.call_back()
        await shop.platform.call_back()
        await shop.platform.until(lambda: "关于四" in shop.platform.words(ANNA))
        assert shop.platform.words(ANNA) == ["关于一", "关于二", "关于三", "关于四"]


async def test_reading_goes_on_after_a_restart_where_it_stopped(url: str) -> None:
    async with customer_service(url) as shop:
        await shop.platform.buyer_says(ANNA, "一")
        await shop.platform.until(lambda: shop.platform.words(ANNA) == ["关于一"])
        platform = shop.platform
    platform.put(ANNA, ago=3000, msgtype="text", text={"content": "您在吗"})
    platform.cursors.clear()
    async with customer_service(url, platform=platform):
        await platform.until(lambda: "关于您在吗" in platform.words(ANNA))
    assert platform.cursors[0] == "at-1"


async def test_what_was_said_before_the_channel_was_set_up_is_left_alone(url: str) -> None:
    async with customer_service(url) as shop:
        shop.platform.put(ANNA, ago=86_400, msgtype="text", text={"content": "昨天的"})
        await shop.platform.buyer_says(ANNA, "今天的")
        await shop.platform.until(lambda: bool(shop.platform.words(ANNA)))
        assert shop.log(CHAT)[0] == ("buyer", "今天的")


async def test_a_page_that_could_not_be_read_is_read_again(url: str) -> None:
    async with customer_service(url) as shop:
        shop.platform.fails = [-1]
        await shop.platform.buyer_says(ANNA, "在吗")
        await shop.platform.until(lambda: shop.platform.words(ANNA) == ["关于在吗"])


async def test_a_message_whose_confirmation_was_lost_is_not_read_twice(url: str) -> None:
    async with customer_service(url) as shop:
        shop.platform.loses_answers = 1
        await shop.platform.buyer_says(ANNA, "一")
        await shop.platform.until(lambda: bool(shop.platform.errors))
        await shop.platform.buyer_says(ANNA, "二")
        await shop.platform.until(lambda: "关于二" in shop.platform.words(ANNA))
        assert shop.platform.words(ANNA) == ["关于一", "关于二"]
        assert shop.ticket(CHAT) is None


async def test_who_enters_is_welcomed_by_the_code_that_came_along(url: str) -> None:
    import_shop(DEMO_SHOP, url=url)
    async with customer_service(url) as shop:
        shop.platform.happen("enter_session", ANNA, welcome_code="c-1", scene_param="LN2107")
        await shop.platform.call_back()
        await shop.platform.call_back()
        await shop.platform.until(lambda: len(shop.platform.words("welcomed")) == 1)
        await shop.platform.buyer_says(ANNA, "有货吗")
        await shop.platform.until(lambda: shop.platform.words(ANNA) == ["关于有货吗"])
        assert shop.dialogue.calls[0].metadata["product_id"] == "LN2107"
        assert len(shop.platform.words("welcomed")) == 1


async def test_a_colleague_in_wecom_takes_the_chat_answers_and_ends_it(url: str) -> None:
    async with customer_service(url) as shop:
        await shop.platform.buyer_says(ANNA, "在吗")
        await shop.platform.until(lambda: bool(shop.platform.words(ANNA)))
        shop.platform.happen(
            "session_status_change", ANNA, change_type=1, new_servicer_userid="lin"
        )
        await shop.platform.buyer_says(ANNA, "好的")
        shop.platform.put(
            ANNA, origin=5, servicer_userid="lin", msgtype="text", text={"content": "我来看"}
        )
        shop.platform.happen("session_status_change", ANNA, change_type=3)
        await shop.platform.buyer_says(ANNA, "还在吗")
        await shop.platform.until(lambda: "关于还在吗" in shop.platform.words(ANNA))
        assert shop.log(CHAT) == [
            ("buyer", "在吗"),
            ("bot", "关于在吗"),
            ("buyer", "好的"),
            ("agent", "我来看"),
            ("buyer", "还在吗"),
            ("bot", "关于还在吗"),
        ]
        assert "我来看" in shop.dialogue.calls[-1].metadata["chat"]["before"]
        assert shop.ticket(CHAT) is None


async def test_a_message_that_wecom_could_not_bring_comes_in_front_of_a_person(url: str) -> None:
    async with customer_service(url) as shop:
        await shop.platform.buyer_says(ANNA, "在吗")
        await shop.platform.until(lambda: bool(shop.platform.words(ANNA)))
        shop.platform.happen("msg_send_fail", ANNA, fail_msgid="x1", fail_type=4)
        await shop.platform.buyer_says(ANNA, "怎么不说话")
        await shop.platform.until(lambda: _reason(shop) == "channel.undelivered")


async def test_over_the_quota_a_person_is_told(url: str) -> None:
    async with customer_service(url) as shop:
        await shop.platform.buyer_says(ANNA, "多说几句")
        await shop.platform.until(lambda: shop.platform.errors == [95001])
        await shop.platform.until(lambda: _reason(shop) == "channel.undelivered")


async def test_the_address_is_verified_and_what_is_not_wecoms_refused(url: str) -> None:
    async with customer_service(url) as shop:
        assert (await shop.platform.verify()).text == "4711"
        assert (await shop.platform.call_back(msg_signature="0" * 40)).status_code == 401
        assert (await shop.platform.call_back(timestamp="1700000000")).status_code == 401
        with transaction(url) as session:
            assert ChannelSide(session, "wecom").accounts_read() == ()


def _reason(shop: Shop) -> str:
    ticket = shop.ticket(CHAT)
    return ticket.reason if ticket is not None else ""
