"""Which scans may stand beside an agreement: of the signed paper, or of a party's fingerprint."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import Decision, Reason, mark

MOST_SCANS = 20


class ScanKind(StrEnum):
    """What the picture shows."""

    SIGNED = "signed"
    FINGERPRINT = "fingerprint"


SCAN_TEXTS: dict[ScanKind, str] = {
    ScanKind.SIGNED: mark("签署后的协议扫描件"),
    ScanKind.FINGERPRINT: mark("按指印的照片"),
}


def may_scan(*, kind: ScanKind, void: bool, kept: int, known: bool, of_party: bool) -> Decision:
    """Whether a scan may be added: to what stands, not twice, and a fingerprint only as some party's.

    It proves what was signed and replaces no hand: an agreement without its hands takes no effect, scan or not.
    """
    if void:
        return _no(mark("这份协议已经作废"), mark("请刷新页面查看"), "void")
    if known:
        return _no(mark("这个文件已经上传过"), mark("请选择另一个文件"), "twice")
    if kept >= MOST_SCANS:
        return _no(mark("一份协议最多{most}个扫描件"), "", "many", most=MOST_SCANS)
    if kind is ScanKind.FINGERPRINT and not of_party:
        return _no(mark("请选择是哪位当事人的指印"), "", "party", field="party")
    return Decision.yes()


def _no(text: str, remedy: str, code: str, field: str = "file", **values: str | int) -> Decision:
    return Decision.no(Reason(text, values, remedy, field, code))
