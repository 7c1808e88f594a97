"""Office files are archives that note when they were made; here they note the date of the plan, and nothing else."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

_EPOCH = (1980, 1, 1, 0, 0, 0)


def settled(content: bytes) -> bytes:
    """Return an archive with its files in their order, each dated alike, so that the same content is the same bytes.

    Parameters
    ----------
    content
        A zip archive.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            plain = zipfile.ZipInfo(entry.filename, _EPOCH)
            plain.compress_type = zipfile.ZIP_DEFLATED
            plain.external_attr = 0o600 << 16
            target.writestr(plain, source.read(entry))
    return out.getvalue()


def noon(date: str) -> dt.datetime:
    """Return midday of an ISO date: the date of the plan, as an office file wants it."""
    return dt.datetime.combine(dt.date.fromisoformat(date), dt.time(12))
