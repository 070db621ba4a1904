"""What the buyer says was promised is looked up: in the ledger, of every product and kind."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from actions.haggling.deal import Deal, Standing
from actions.haggling.promised import Claim, claim_in, recalled
from actions.haggling.round import Round
from actions.haggling.telling import recall
from bot.shop.model.trade import Commitment, CommitmentKind
from tests.unit.actions.conversation import Conversation
from tests.unit.actions.haggling.haggles import NOW, POLICY, deal, fits_wording, haggle
from tests.unit.actions.haggling.test_haggling_chats import DRESS, promise

ROUND = Round(POLICY, others_cheaper=False, region_known=False, until="11月24日10:00")
STANDS = Standing(1, Decimal(190))


def made(kind: CommitmentKind, *, days: int, product_id: str = "A1", **terms: Any) -> Commitment:
    """A promise that ends so many days from now; it is over where that is before."""
    ends = NOW + timedelta(days=days)
    return Commitment("b", kind, product_id, terms, "r", "bot", NOW - timedelta(9), ends)


OVER = made("price", days=-1, total="170.00", quantity=1)
STANDING_PRICE = made("price", days=1, total="190.00", quantity=1)
OTHER = made("price", days=1, product_id="B2", total="260.00", quantity=2)
OTHER_GIFT = made("gift", days=1, product_id="B2", gift="发圈")
POSTAGE_OVER = made("shipping", days=-1)


@pytest.mark.parametrize(
    ("text", "ledger", "standing", "what"),
    [
        ("上次说170给我的", [OVER, STANDING_PRICE], STANDS, "expired"),
        ("上次说160给我的", [OVER, STANDING_PRICE], STANDS, "kept_other"),
        ("上次说190给我的", [OVER, STANDING_PRICE], STANDS, "kept"),
        ("刚才答应我的价还算吗", [OTHER], Standing(), "elsewhere"),
        ("刚才说两件260的", [OTHER], Standing(), "elsewhere"),
        ("刚才说一件130的", [OTHER, STANDING_PRICE], STANDS, "elsewhere"),
        ("上次说好送我发圈的", [STANDING_PRICE], STANDS, "no_promise"),
        ("上次说好送我发圈的", [OTHER_GIFT], Standing(), "elsewhere"),
        ("刚才不是说免邮费吗", [STANDING_PRICE, POSTAGE_OVER], STANDS, "expired"),
        ("刚才不是说免邮费吗", [], Standing(shipping=True), "kept"),
        ("刚才不是说免邮费吗", [OVER], Standing(), "no_promise"),
    ],
)
def test_a_claim_is_looked_for_among_all_promises(
    text: str, ledger: list[Commitment], standing: Standing, what: str
) -> None:
    the_deal: Deal = deal()
    found = recalled(ledger, the_deal, standing, claim=claim_in(text), now=NOW)
    assert found.what == what
    case = haggle(the_deal, standing=standing)
    outcome = recall(found, case, ROUND, about="衬衫")
    assert outcome.reason == f"haggling.{what}"
    assert fits_wording(outcome)


def test_two_figures_are_no_claimed_price() -> None:
    assert claim_in("上次说150") == Claim("price", Decimal(150))
    assert claim_in("上次说150还是160来着") == Claim()


def test_a_claim_repeated_gets_another_answer_and_then_the_manager(shop_url: str) -> None:
    chat = Conversation(shop_url, product=DRESS)
    replies = [chat.say("上次客服说100就卖我", "bargain") for _ in range(3)]
    assert [reply.reasons[0] for reply in replies] == ["haggling.no_promise"] * 3
    assert len({reply.wordings[0] for reply in replies}) == 3
    assert "utter_haggling_offer_manager" in replies[1].wordings


def test_a_yes_to_a_claim_repeated_brings_the_manager(shop_url: str) -> None:
    chat = Conversation(shop_url, product=DRESS)
    for _ in range(2):
        chat.say("上次客服说100就卖我", "bargain")
    assert chat.say("好的", "affirm").reasons[0] == "haggling.ask_manager"


def test_what_stands_for_another_product_is_named(shop_url: str) -> None:
    promise(shop_url, days_ago=0.5, price="130.00")
    told_ = Conversation(shop_url, product="LN2107", buyer="web:first").say(
        "刚才答应我的价还算吗", "bargain"
    )
    assert told_.reasons[0] == "haggling.elsewhere"
    assert (told_.facts["about"], told_.facts["promised"]) == ("纯棉T恤裙", "130")


@pytest.mark.parametrize(
    ("text", "intent", "reason"),
    [
        ("我刚才说的身高165", "inform", "sizing.ask_body"),
        ("不是说打8折吗", "bargain", "promotion.live"),
        ("这个太贵", "nlu_fallback", "haggling.value"),
        ("昨天看的这条几天能到", "ask_delivery_time", "shipping.ask_region"),
        ("前天答应我150的", "bargain", "haggling.no_promise"),
    ],
)
def test_words_like_those_of_a_claim(shop_url: str, text: str, intent: str, reason: str) -> None:
    assert Conversation(shop_url, product="LN2107").say(text, intent).reasons[0] == reason


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("天猫同款180", "nlu_fallback"),
        ("我就要150", "nlu_fallback"),
        ("优惠点，我是学生", "inform"),
    ],
)
def test_while_haggling_it_goes_on(shop_url: str, text: str, intent: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    chat.say("便宜点", "bargain")
    assert chat.say(text, intent).reasons[0] == "haggling.price_step"


def test_a_name_given_after_no_product_goes_on_with_the_haggle(shop_url: str) -> None:
    chat = Conversation(shop_url)
    chat.say("能便宜点吗", "bargain")
    assert chat.say("先说能不能便宜", "bargain").reasons == ("haggling.no_product",)
    assert chat.say("纯棉T恤裙", "inform").reasons[0] == "haggling.value"


def test_nothing_of_returns_is_promised_for_what_cannot_be_sent_back(shop_url: str) -> None:
    told_ = Conversation(shop_url, product="WZ2308").say("别家便宜多了", "bargain")
    assert "utter_haggling_strength_quality_alone" in told_.wordings
    assert "utter_haggling_strength_returns" not in told_.wordings


def test_more_pieces_are_proposed_at_what_they_cost_after_all_offers(shop_url: str) -> None:
    told_ = Conversation(shop_url, product=DRESS).say("便宜点", "bargain")
    assert "utter_haggling_more_pieces" in told_.wordings
    assert (told_.facts["pieces"], told_.facts["together"]) == ("2", "228")


@pytest.mark.parametrize(
    ("text", "wanted"), [("120行吗", "120"), ("139行吗", None), ("500行吗", None), ("2块", None)]
)
def test_only_a_price_below_ours_is_what_the_manager_is_told(
    shop_url: str, text: str, wanted: str | None
) -> None:
    chat = Conversation(shop_url, product=DRESS)
    chat.say(text, "bargain")
    assert chat.slots["wanted_price"] == wanted
    asked = chat.say("帮我跟你们店长申请一下", "bargain")
    assert asked.facts.get("wanted") == wanted


def test_a_price_offered_for_two_is_not_that_of_one(shop_url: str) -> None:
    chat = Conversation(shop_url, product=DRESS)
    chat.say("两件200行吗", "bargain")
    assert chat.slots["wanted_pieces"] == 2
    chat.say("只要一件，便宜点", "bargain")
    assert "wanted" not in chat.say("帮我跟你们店长申请一下", "bargain").facts
