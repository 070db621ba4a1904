"""Makes room for values that may stand once only, before rows swap or take them over."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from bot.shop.files.rows import CheckedSheet
from bot.shop.files.stored import Key, Stored
from bot.shop.tables.catalogue import ProductRow, SkuRow

VARIANT = ("product_id", "colour", "size")
SIZE_KEPT = 12  # of 20 characters, the rest says that the variant is an old one


def free_uniques(
    session: Session, sheets: Mapping[str, CheckedSheet], stored: Stored
) -> dict[str, set[Key]]:
    """Take an item id or a variant from the row that has it and will not keep it.

    The database looks at uniqueness row by row, so two rows that swap would fail half-way. A
    row that is not in the files any more (an SKU whose code was changed) is kept for old
    orders with its size marked as old. Returns the keys that were touched, by sheet: those of
    them in the files are to be written whole.
    """
    return {
        "products": _free_item_ids(session, sheets.get("products"), stored),
        "skus": _free_variants(session, sheets.get("skus"), stored),
    }


def _free_item_ids(session: Session, given: CheckedSheet | None, stored: Stored) -> set[Key]:
    owners = {(row.values["item_id"],): key for key, row in stored.of("products").items()}
    taken = _taken_over(given, owners, ("item_id",))
    session.bulk_update_mappings(ProductRow, [{"id": key[0], "item_id": None} for key in taken])
    return taken


def _free_variants(session: Session, given: CheckedSheet | None, stored: Stored) -> set[Key]:
    rows = stored.of("skus")
    owners = {tuple(row.values[name] for name in VARIANT): key for key, row in rows.items()}
    taken = _taken_over(given, owners, VARIANT)
    in_use = set(owners)
    updates = []
    for key in sorted(taken):
        product, colour, size = (rows[key].values[name] for name in VARIANT)
        number = 1
        while (product, colour, f"{size[:SIZE_KEPT]}（旧{number}）") in in_use:
            number += 1
        marked = f"{size[:SIZE_KEPT]}（旧{number}）"
        in_use.add((product, colour, marked))
        updates.append({"id": key[0], "size": marked})
    session.bulk_update_mappings(SkuRow, updates)
    return taken


def _taken_over(
    given: CheckedSheet | None, owners: Mapping[Key, Key], fields: tuple[str, ...]
) -> set[Key]:
    taken: set[Key] = set()
    for key, row in given.by_key().items() if given else ():
        value = tuple(row.values[name] for name in fields)
        owner = owners.get(value)
        if owner is not None and owner != key and None not in value:
            taken.add(owner)
    return taken
