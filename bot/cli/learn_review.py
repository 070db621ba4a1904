"""`xiaoer learn export` and `import`: questions to review as a spreadsheet, and back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import typer
from rich.markup import escape
from sqlalchemy.orm import Session

from bot.cli.console import console
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.desk.audit import ENGINE, audit
from bot.desk.reading import UNSURE
from bot.desk.words import intents
from bot.errors import XiaoerError
from bot.learn.review.reviews import Reviews
from bot.learn.review.sheet import write_sheet
from bot.learn.review.sheet_reading import read_sheet
from bot.learn.review.sheet_taking import Taken, take_in
from bot.settings import SHOP_TIMEZONE, settings
from bot.shop.repositories.agents import Agents

LISTED = 10
_FILE = typer.Argument(..., metavar="FILE.xlsx", help="表格文件")
_TOP = typer.Option(500, "--top", min=1, max=20_000, help="最多几句，最值得问的在前")
_BY = typer.Option(..., "--by", metavar="LOGIN", help="是谁判的：客服台的账号")


class ReviewerError(XiaoerError):
    """A login that may not review."""


def export(file: Path = _FILE, top: int = _TOP) -> None:
    """把要判的话存成表格，在别处填好再导入。"""
    if file.suffix.lower() != ".xlsx":
        raise typer.BadParameter("文件名要以 .xlsx 结尾")
    config = settings()
    upgrade(config.database_url)
    with transaction(config.database_url) as session:
        items = Reviews(session, wanted=config.reviewers).open(login=ENGINE, limit=top)
        if not items:
            console.print("没有要判的话。先收集和找：xiaoer learn collect、xiaoer learn mine")
            return
        write_sheet(file, items, intents=_intents())
        _note(session, "learn.exported", login=ENGINE, questions=len(items))
    console.print(
        f"存了 {len(items)} 句到 {escape(str(file))}：填“判断”一列，填好用 xiaoer learn import"
    )


def take(file: Path = _FILE, by: str = _BY) -> None:
    """把填好的表格导入成某人的判断；有一格不对就一句都不导入。"""
    config = settings()
    upgrade(config.database_url)
    filled = read_sheet(file, intents=_intents())
    with transaction(config.database_url) as session:
        agent = Agents(session).get(by)
        if agent is None or not agent.active or agent.role == "viewer":
            raise ReviewerError(
                f"{by} 不能判：没有这个账号，或者只能看。",
                hint="账号见 `xiaoer desk`，用 --by 换一个。",
            )
        reviews = Reviews(session, wanted=config.reviewers)
        taken = take_in(reviews, filled, login=by, at=datetime.now(SHOP_TIMEZONE))
        _note(session, "learn.imported", login=by, questions=taken.kept)
    _tell(taken)


def _tell(taken: Taken) -> None:
    console.print(f"导入了 {taken.kept} 句，其中 {taken.settled} 句判明了")
    if not taken.elsewhere:
        return
    console.print(f"有 {len(taken.elsewhere)} 句在别处已经判过，没有动：")
    for answer in taken.elsewhere[:LISTED]:
        console.print(f"  第 {answer.row} 行，编号 {answer.item_id}：{escape(answer.text)}")
    if len(taken.elsewhere) > LISTED:
        console.print(f"  ……还有 {len(taken.elsewhere) - LISTED} 句")


def _intents() -> dict[str, str]:
    return {code: words for code, words in intents().items() if code != UNSURE}


def _note(session: Session, action: str, *, login: str, questions: int) -> None:
    at = datetime.now(SHOP_TIMEZONE)
    audit(session, login=login, action=action, detail={"questions": questions}, at=at)
