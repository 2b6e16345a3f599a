"""Reading an attachment: PDF, DOCX or XLSX by its bytes, never by its name, with nothing that acts by itself."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from hemei.kernel.decision import Refused, mark

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ENDINGS = {PDF: ".pdf", DOCX: ".docx", XLSX: ".xlsx"}
DOCUMENT_ENDINGS = tuple(_ENDINGS.values())
# The main part of each kind, as `[Content_Types].xml` must name it; that of a workbook with macros is another.
_MAIN = {
    DOCX: b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    XLSX: b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
# What lets a PDF act by itself or carry another file. Names may be written with #xx, so those are read first.
_ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFile|EmbeddedFiles|OpenAction|AA|RichMedia|XFA|SubmitForm|ImportData)"
    rb"(?![A-Za-z0-9])"
)
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_PARTS = re.compile(
    r"vbaproject|activex|oleobject|/embeddings/|externallinks/|xl/connections|attachedtoolbars", re.IGNORECASE
)
_LOADS = rb'Type="[^"]*/(?:attachedTemplate|oleObject|frame|subDocument|externalLink)"'
_OUT = rb'TargetMode="External"'
_OUTSIDE = re.compile(_LOADS + rb"[^>]*" + _OUT + rb"|" + _OUT + rb"[^>]*" + _LOADS)
MOST_UNPACKED, MOST_PARTS, MOST_RATIO, SMALL = 200_000_000, 2_000, 200, 1_000_000
_START, _END = 1_024, 2_048


@dataclass(frozen=True, slots=True)
class Attachment:
    """A attachment as it was uploaded; `name` is what its owner called it, and is sealed with it."""

    content: bytes
    media_type: str
    name: str


def read_attachment(upload: BinaryIO, *, name: str, most_bytes: int) -> Attachment:
    """Return a attachment as it came.

    Raises:
        Refused: larger than `most_bytes`; neither PDF, DOCX nor XLSX whatever its name says; broken, locked or
            unreasonably packed; or with macros, scripts, embedded files or links that load by themselves.
    """
    shown = name.replace("\x00", "")[-60:]
    raw = upload.read(most_bytes + 1)
    if len(raw) > most_bytes:
        raise Refused.because(
            mark("文件“{name}”超过 {most} MB。"), remedy=mark("请压缩或拆分后再上传；已填写的其他内容仍保留。"),
            field="attachments", code="attachment_too_large", name=shown, most=most_bytes // 1_000_000,
        )  # fmt: skip
    kind = _pdf(raw, shown) if b"%PDF-" in raw[:_START] else _office(raw, shown)
    if not shown.lower().endswith(_ENDINGS[kind]):
        raise _unknown(shown)
    return Attachment(raw, kind, shown)


def _pdf(raw: bytes, name: str) -> str:
    if b"%%EOF" not in raw[-_END:]:
        raise _broken(name)
    if b"/Encrypt" in raw:
        raise Refused.because(
            mark("“{name}”设有密码。"), remedy=mark("请去掉密码后再上传。"), field="attachments", code="locked",
            name=name,
        )  # fmt: skip
    plain = _HEX.sub(lambda found: bytes([int(found[1], 16)]), raw)
    if _ACTIVE.search(plain):
        raise _active(name)
    return PDF


def _office(raw: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            _examine(packed, name)
            types = packed.read("[Content_Types].xml")
            kind = next((found for found, main in _MAIN.items() if main in types), None)
            if kind is None:
                raise _unknown(name)
            for part in packed.infolist():
                if part.filename.endswith(".rels") and _OUTSIDE.search(packed.read(part)):
                    raise _active(name)
            return kind
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError) as error:
        raise _unknown(name) from error


def _examine(packed: zipfile.ZipFile, name: str) -> None:
    """Judge the parts by the directory of the archive, before a byte is unpacked."""
    parts = packed.infolist()
    if (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > MOST_UNPACKED
        or any(
            part.file_size > SMALL and part.file_size > MOST_RATIO * max(1, part.compress_size)
            for part in parts
        )
    ):
        raise Refused.because(
            mark("“{name}”解压后大得不合常理，系统拒绝打开。"), remedy=mark("请另存为普通文件后再上传。"),
            field="attachments", code="bomb", name=name,
        )  # fmt: skip
    if any(_PARTS.search(part.filename) for part in parts):
        raise _active(name)


def _unknown(name: str) -> Refused:
    return Refused.because(
        mark("“{name}”不是 PDF、DOCX 或 XLSX 文件，或内容与扩展名不符。"),
        remedy=mark("请另存为这三种格式之一后再上传；已填写的其他内容仍保留。"),
        field="attachments", code="attachment_unknown", name=name,
    )  # fmt: skip


def _broken(name: str) -> Refused:
    return Refused.because(
        mark("“{name}”不完整。"), remedy=mark("请重新导出后再上传。"), field="attachments",
        code="attachment_broken", name=name,
    )  # fmt: skip


def _active(name: str) -> Refused:
    return Refused.because(
        mark("“{name}”里有宏、脚本、内嵌文件或自动加载的外部链接，系统不接收。"),
        remedy=mark("请另存为不带宏的文件，或打印为 PDF 后再上传。"),
        field="attachments", code="attachment_active", name=name,
    )  # fmt: skip
