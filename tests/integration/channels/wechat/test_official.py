"""The official account over real HTTP, encrypted as the platform does."""

from __future__ import annotations

import httpx
from pydantic import SecretStr

from bot.channels.limits import MESSAGES_PER_WINDOW
from bot.shop.files.importing import import_shop
from tests.conftest import DEMO_SHOP
from tests.integration.channels.wechat.arranged import official_account

ANNA = "oJ5dn0_anna-openid-28-chars0"
CHAT = f"wechat:{ANNA}"


async def test_a_message_is_confirmed_at_once_and_the_reply_follows(url: str) -> None:
    async with official_account(url) as shop:
        confirmed = await shop.platform.buyer_says(ANNA, "多少钱")
        assert (confirmed.status_code, confirmed.text) == (200, "success")
        await shop.platform.until(lambda: shop.platform.words(ANNA) == ["关于多少钱"])
        assert shop.log(CHAT) == [("buyer", "多少钱"), ("bot", "关于多少钱")]
        assert shop.platform.tokens_given == 1


async def test_a_push_that_comes_three_times_is_answered_once(url: str) -> None:
    async with official_account(url) as shop:
        await shop.platform.buyer_says(ANNA, "在吗", times=3)
        await shop.platform.buyer_says(ANNA, "好")
        await shop.platform.until(lambda: "关于好" in shop.platform.words(ANNA))
        assert shop.platform.words(ANNA) == ["关于在吗", "关于好"]


async def test_the_address_is_verified_for_who_knows_the_token(url: str) -> None:
    async with official_account(url) as shop:
        assert (await shop.platform.verify()).text == "7158"
        assert (await shop.platform.verify(token="another")).status_code == 401


async def test_a_wrong_signature_an_old_push_and_a_plain_one_are_refused(url: str) -> None:
    async with official_account(url) as shop:
        fields = {"MsgType": "text", "Content": "在吗", "MsgId": 1}
        push = shop.platform.push
        assert (await push(ANNA, fields, msg_signature="0" * 40)).status_code == 401
        assert (await push(ANNA, fields, timestamp="1700000000")).status_code == 401
        plain = b"<xml><MsgType>text</MsgType><Content>hi</Content></xml>"
        async with httpx.AsyncClient(trust_env=False) as client:
            address = shop.platform._webhook_url
            assert (await client.post(address, content=plain)).status_code == 401
            assert (await client.post(address, content=b"x" * 70_000)).status_code == 413
        assert shop.log(CHAT) == []


async def test_a_token_that_ended_is_renewed_and_nothing_is_lost(url: str) -> None:
    async with official_account(url) as shop:
        await shop.platform.buyer_says(ANNA, "一")
        await shop.platform.until(lambda: shop.platform.words(ANNA) == ["关于一"])
        shop.platform.token = "another-one-was-made"
        await shop.platform.buyer_says(ANNA, "二")
        await shop.platform.until(lambda: shop.platform.words(ANNA) == ["关于一", "关于二"])
        assert shop.platform.tokens_given == 2


async def test_a_long_reply_comes_in_pieces_at_sentences(url: str) -> None:
    async with official_account(url) as shop:
        await shop.platform.buyer_says(ANNA, "长一点")
        await shop.platform.until(lambda: len(shop.platform.words(ANNA)) == 3)
        pieces = shop.platform.words(ANNA)
        assert "".join(pieces) == "这一句说得很清楚。" * 200
        assert all(piece.endswith("。") for piece in pieces)


async def test_pieces_that_arrived_are_not_sent_again(url: str) -> None:
    async with official_account(url) as shop:
        shop.platform.busy_at = 2
        await shop.platform.buyer_says(ANNA, "长一点")
        await shop.platform.until(lambda: len(shop.platform.words(ANNA)) == 3)
        assert shop.platform.errors == [-1]
        assert "".join(shop.platform.words(ANNA)) == "这一句说得很清楚。" * 200


async def test_choices_are_a_menu_and_tapping_one_says_it(url: str) -> None:
    async with official_account(url) as shop:
        await shop.platform.buyer_says(ANNA, "选一个")
        await shop.platform.until(lambda: shop.platform.words(ANNA) == ["您选"])
        (sent,) = shop.platform.sent[ANNA]
        assert sent["msgmenu"]["list"] == [{"id": "1", "content": "有货吗"}]
        tapped = {"MsgType": "text", "Content": "有货吗", "MsgId": 9, "bizmsgmenuid": "1"}
        await shop.platform.push(ANNA, tapped)
        await shop.platform.until(lambda: "关于有货吗" in shop.platform.words(ANNA))


async def test_an_account_without_menus_sends_the_words_alone(url: str) -> None:
    async with official_account(url, menus=False) as shop:
        await shop.platform.buyer_says(ANNA, "选一个")
        await shop.platform.until(lambda: shop.platform.words(ANNA) == ["您选"])
        assert shop.platform.sent[ANNA][0]["msgtype"] == "text"


async def test_a_buyer_who_follows_is_welcomed_once(url: str) -> None:
    import_shop(DEMO_SHOP, url=url)
    async with official_account(url) as shop:
        subscribed = {"MsgType": "event", "Event": "subscribe", "EventKey": ""}
        assert (await shop.platform.push(ANNA, subscribed, times=2)).text == "success"
        await shop.platform.until(lambda: len(shop.platform.words(ANNA)) == 1)
        await shop.platform.buyer_says(ANNA, "在吗")
        await shop.platform.until(lambda: "关于在吗" in shop.platform.words(ANNA))
        assert len(shop.platform.words(ANNA)) == 2
        assert shop.platform.sent[ANNA][0]["msgmenu"]["list"]


async def test_what_is_over_the_quota_comes_in_front_of_a_person(url: str) -> None:
    async with official_account(url) as shop:
        await shop.platform.buyer_says(ANNA, "多说几句")
        await shop.platform.until(lambda: shop.platform.errors == [45047])
        assert len(shop.platform.words(ANNA)) == 5
        await shop.platform.until(lambda: shop.ticket(CHAT) is not None)
        ticket = shop.ticket(CHAT)
        assert ticket is not None
        assert ticket.reason == "channel.undelivered"
        assert ticket.facts["没送到"] == "第六句"


async def test_a_picture_is_taken_as_one(url: str) -> None:
    async with official_account(url) as shop:
        picture = {"MsgType": "image", "PicUrl": "http://x", "MediaId": "m", "MsgId": 7}
        await shop.platform.push(ANNA, picture)
        await shop.platform.until(lambda: bool(shop.platform.words(ANNA)))
        assert shop.dialogue.calls[0].metadata["kind"] == "image"


async def test_who_writes_too_fast_is_told_so_in_the_answer_itself(url: str) -> None:
    async with official_account(url) as shop:
        for number in range(MESSAGES_PER_WINDOW):
            await shop.platform.buyer_says(ANNA, str(number))
        refused = await shop.platform.buyer_says(ANNA, "还有")
        assert "慢" in shop.platform.opened(refused)
        assert ("buyer", "还有") not in shop.log(CHAT)


async def test_a_wrong_secret_keeps_replies_until_it_is_mended(url: str) -> None:
    async with official_account(url, wechat_secret=SecretStr("a-wrong-secret")) as shop:
        assert (await shop.platform.buyer_says(ANNA, "在吗")).text == "success"
        assert shop.platform.words(ANNA) == []
        assert shop.log(CHAT)[0] == ("buyer", "在吗")
