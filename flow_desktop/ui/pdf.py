"""Draws a report as PDF with Qt's text document: pages with head and number, text that can be selected.

Runs in a process of its own, without a display (``flow-desktop render-pdf``, see `adapters.pdf`): laying out pages
takes Qt a moment in which a window could not answer. Nothing is loaded: the only image is the chart, painted here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, BinaryIO

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLocale, QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
    QTextTable,
)

from flow_desktop.core.exits import Exit

_DPI = 1200
_MARGINS_MM = (17.0, 14.0, 17.0, 14.0)
_BAND_PT = 26.0
"""Height of head and foot, text and the gap to the page's own text."""

_SMALL_PT = 8.0
_CHART_UNITS = 1000.0
_CHART_PIXELS = (2000, 48)


def draw_pdf(payload: bytes) -> bytes:
    """The PDF of a print job (`core.pilot.export_print.print_job`). A QGuiApplication must exist.

    Raises ValueError, KeyError or TypeError for anything that is no print job.
    """
    job: Mapping[str, Any] = json.loads(payload)
    if job["version"] != 1:
        raise ValueError("a print job of another version")
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    _draw(job, buffer)
    buffer.close()
    return bytes(data.data())


def serve(asked: BinaryIO, answer: BinaryIO) -> Exit:
    """The drawing process: one print job in, one PDF out. Makes the application that Qt's fonts need."""
    application = QGuiApplication(["flow-desktop"])
    try:
        drawn = draw_pdf(asked.read())
    except (ValueError, KeyError, TypeError) as error:
        if sys.stderr is not None:  # a windowed executable has none
            sys.stderr.write(f"render-pdf: no print job ({type(error).__name__})\n")
        return Exit.USAGE
    finally:
        application.shutdown()
    answer.write(drawn)
    answer.flush()
    return Exit.OK


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Measures of every page, in the writer's own units."""

    width: float
    height: float
    band: float

    @property
    def body(self) -> QSizeF:
        """Room for the text."""
        return QSizeF(self.width, self.height - 2 * self.band)


def _draw(job: Mapping[str, Any], device: QIODevice) -> None:
    writer = QPdfWriter(device)
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(_paper(job["paper"])))
    writer.setPageMargins(QMarginsF(*_MARGINS_MM), QPageLayout.Unit.Millimeter)
    writer.setTitle(job["title"])
    writer.setCreator(job["creator"])
    sheet = _Sheet(float(writer.width()), float(writer.height()), _BAND_PT * _DPI / 72)
    document = _laid_out(_whole_html(job, writer, sheet), job, writer, size=sheet.body)
    painter = QPainter(writer)
    pages = document.pageCount()
    for page in range(pages):
        if page:
            writer.newPage()
        _text_of_page(painter, document, sheet, page=page)
        _bands(painter, job, sheet, page=page + 1, pages=pages)
    painter.end()


def _laid_out(html: str, job: Mapping[str, Any], writer: QPdfWriter, *, size: QSizeF) -> QTextDocument:
    """A document of ours; a height of -1 is one endless page."""
    document = _Document(job["chart"], size.width() * 96 / _DPI)
    document.documentLayout().setPaintDevice(writer)
    document.setDefaultFont(_plain(document.defaultFont()))
    document.setDocumentMargin(0)
    document.setHtml(html)
    document.setPageSize(size)
    return document


def _whole_html(job: Mapping[str, Any], writer: QPdfWriter, sheet: _Sheet) -> str:
    """The report with its people in one table a page: Qt would divide a row between two pages."""
    before, head, rows = job["before"], job["people"]["head"], job["people"]["rows"]
    if not rows:
        return str(before + job["after"])
    height = sheet.body.height()
    used = _end_of(_laid_out(before, job, writer, size=sheet.body)) % height
    tables = _tables(rows, _row_heights(job, writer, sheet), height=height, used=used)
    pieces = [_table("".join((head, *part)), breaks=number > 0 or fresh) for number, (part, fresh) in enumerate(tables)]
    return str("".join((before, *pieces, job["after"])))


def _tables(rows: list[str], heights: list[float], *, height: float, used: float) -> list[tuple[list[str], bool]]:
    """Rows by page; ``heights``: of the head, then of each row; the flag says that the first one needs a new page."""
    head, *each = heights
    free = height - used - head
    fresh = bool(each) and each[0] > free
    free = height - head if fresh else free
    tables: list[tuple[list[str], bool]] = [([], fresh)]
    for row, high in zip(rows, each, strict=True):
        if high > free and tables[-1][0]:
            tables.append(([], True))
            free = height - head
        tables[-1][0].append(row)
        free -= high
    return tables


def _table(rows: str, *, breaks: bool) -> str:
    style = ' style="page-break-before: always"' if breaks else ""
    return f'<table width="100%" cellspacing="0" cellpadding="5" border="0"{style}>{rows}</table>'


def _row_heights(job: Mapping[str, Any], writer: QPdfWriter, sheet: _Sheet) -> list[float]:
    """How high the head and each row are, on one endless page."""
    style = str(job["before"]).partition("<body>")[0] + "<body>"
    html = style + _table(job["people"]["head"] + "".join(job["people"]["rows"]), breaks=False)
    document = _laid_out(html, job, writer, size=QSizeF(sheet.width, -1))
    layout, table = document.documentLayout(), _only_table(document)
    first = [table.cellAt(row, 0).firstCursorPosition().block() for row in range(table.rows())]
    tops = [layout.blockBoundingRect(block).top() for block in first]
    return [below - top for top, below in pairwise((*tops, layout.documentSize().height()))]


def _only_table(document: QTextDocument) -> QTextTable:
    return next(one for one in document.rootFrame().childFrames() if isinstance(one, QTextTable))


def _end_of(document: QTextDocument) -> float:
    """Where the text ends, from the top of the first page."""
    return float(document.documentLayout().blockBoundingRect(document.lastBlock()).bottom())


def _text_of_page(painter: QPainter, document: QTextDocument, sheet: _Sheet, *, page: int) -> None:
    body = sheet.body
    part = QRectF(0, page * body.height(), body.width(), body.height())
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = part
    painter.save()
    painter.translate(0, sheet.band - part.top())
    painter.setClipRect(part)
    document.documentLayout().draw(painter, context)
    painter.restore()


def _bands(painter: QPainter, job: Mapping[str, Any], sheet: _Sheet, *, page: int, pages: int) -> None:
    """Head with title and time, foot with the page's number, each with a line."""
    font = _plain(painter.font())
    font.setPointSizeF(_SMALL_PT)
    painter.save()
    painter.setFont(font)
    head = QRectF(0, 0, sheet.width, sheet.band * 0.55)
    foot = QRectF(0, sheet.height - sheet.band * 0.55, sheet.width, sheet.band * 0.55)
    painter.setPen(QColor(job["line"]))
    painter.drawLine(head.bottomLeft(), head.bottomRight())
    painter.setPen(QColor(job["muted"]))
    metrics = painter.fontMetrics()
    title, time = job["header"]
    room = sheet.width - metrics.horizontalAdvance(time) - metrics.averageCharWidth() * 4
    elided = metrics.elidedText(title, Qt.TextElideMode.ElideRight, int(room))
    painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, elided)
    painter.drawText(head, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, time)
    number = str(job["footer"]).replace("%1", str(page)).replace("%2", str(pages))
    painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, number)
    painter.restore()


def _plain(font: QFont) -> QFont:
    """Without ligatures: "fi" drawn as one sign is found and copied as one sign."""
    plain = QFont(font)
    for feature in ("liga", "clig"):
        plain.setFeature(QFont.Tag(feature), 0)
    return plain


class _Document(QTextDocument):
    """Loads nothing but the chart."""

    def __init__(self, pieces: list[Mapping[str, Any]], width: float) -> None:
        super().__init__()
        self._chart = _chart(pieces, width)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """The chart by its name; nothing else has one."""
        wanted = name.toString() if isinstance(name, QUrl) else name
        return self._chart if wanted == "chart" and kind == QTextDocument.ResourceType.ImageResource.value else None


def _chart(pieces: list[Mapping[str, Any]], width: float) -> QImage:
    """The bar of the statuses; ``width`` in pixels of 1/96 inch."""
    wide, high = _CHART_PIXELS
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    image.setDevicePixelRatio(wide / width)
    painter = QPainter(image)
    scale, height = width / _CHART_UNITS, high * width / wide
    for one in pieces:
        left = float(one["x"]) * scale
        painter.fillRect(QRectF(left, 0, float(one["width"]) * scale, height), QColor(one["colour"]))
    painter.end()
    return image


def _paper(wanted: str) -> QPageSize.PageSizeId:
    """As asked; else what this computer's country uses."""
    american = QLocale.system().measurementSystem() is QLocale.MeasurementSystem.ImperialUSSystem
    letter = wanted == "Letter" if wanted else american
    return QPageSize.PageSizeId.Letter if letter else QPageSize.PageSizeId.A4
