"""Tables of the record. Their rules are in the database: see the first migration."""

from hemei.ground.records.models.imports import (
    ColumnMapping,
    Import,
    ImportBatch,
    ImportMatch,
    ImportProblem,
)
from hemei.ground.records.models.record import (
    Access,
    Checkpoint,
    Event,
    File,
    Gram,
    IssuedDocument,
    PaperNumber,
    Pending,
    ProofKey,
    Rollup,
    RollupState,
    Sealed,
    Stream,
)

__all__ = [
    "Access",
    "Checkpoint",
    "ColumnMapping",
    "Event",
    "File",
    "Gram",
    "Import",
    "ImportBatch",
    "ImportMatch",
    "ImportProblem",
    "IssuedDocument",
    "PaperNumber",
    "Pending",
    "ProofKey",
    "Rollup",
    "RollupState",
    "Sealed",
    "Stream",
]
