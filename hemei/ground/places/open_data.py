"""The open division data on disk: one folder, put there by the build and carried by the wheel."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from hemei.ground.places.rules.divisions import FILES, Division, city_divisions

FOLDER = Path(__file__).parent / "data"

# The package's last edition; its rows are the statistics bureau's divisions as of this day.
SOURCE = "china-division 2.7.0 (NBS 2023-06-30)"


class DataMissing(RuntimeError):  # noqa: N818 - reads as what happened
    """The division files are not where the build puts them."""


@dataclass(frozen=True, slots=True)
class Divisions:
    """The divisions of one city with their source and the SHA-256 of each file read."""

    rows: tuple[Division, ...]
    source: str
    hashes: dict[str, str]

    @property
    def city(self) -> Division:
        """The city itself, always the first row."""
        return self.rows[0]


def load_divisions(
    city_code: str, *, centres: frozenset[str] = frozenset(), folder: Path = FOLDER
) -> Divisions:
    """Read the divisions of the city whose official code begins with `city_code`.

    Raises:
        DataMissing: a file is absent; the message says how to bring it.
        UnknownCity: the data has no such city.
    """
    paths = {name: folder / f"{name}.csv" for name in FILES}
    missing = [str(path) for path in paths.values() if not path.is_file()]
    if missing:
        raise DataMissing(f"Division data is missing: {', '.join(missing)}; run scripts/assets to fetch it")
    contents = {name: path.read_bytes() for name, path in paths.items()}
    rows = city_divisions(
        {name: content.decode("utf-8").splitlines() for name, content in contents.items()},
        city_code,
        centres=centres,
    )
    hashes = {f"{name}.csv": hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    return Divisions(rows, SOURCE, hashes)
