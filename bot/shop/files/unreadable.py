"""What openpyxl raises for a workbook that is broken, when it is opened or further down."""

from __future__ import annotations

import zlib
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl.utils.exceptions import InvalidFileException

UNREADABLE_BOOK = (
    BadZipFile, InvalidFileException, ParseError, zlib.error,
    AttributeError, EOFError, KeyError, OSError, TypeError, ValueError,
)  # fmt: skip
