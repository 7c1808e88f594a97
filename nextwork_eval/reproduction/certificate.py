"""What a reproduction found: what was verified, what was not, and where the first difference lies, in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from nextwork_eval.reproduction.release_folder import CERTIFICATES
from nextwork_eval.reproduction.run_record import json_text
from nextwork_eval.whole_files import write_whole

FORMAT = "nextwork_eval certificate, version 2"
Verdict = Literal["reproduced", "reproduced_with_other_software", "not_reproduced", "not_verified"]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in Danish and in English."""

    da: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What was compared, and whether it agrees.

    Attributes
    ----------
    plan_id, plan_version, plan_fingerprint
        Which plan.
    release_sha256
        Of released.json.
    verdict
        `reproduced`; `reproduced_with_other_software`: the numbers are the same though code or libraries are not;
        `not_reproduced`; `not_verified`: the data were not at hand, and the runs agree on invented ones.
    date
        Day of the check, as the caller gave it; empty where it was not given.
    environment
        Which libraries ran: those installed, or rebuilt from what.
    machine
        System and Python of the check.
    conditions
        In what the two runs differed.
    rows
        How many numbers of the release were compared; 0 where none was.
    runs_identical
        Whether the two fresh runs gave the same bytes.
    first_difference
        The first step of the line at which the release and the first run part; None where they do not.
    first_difference_of_runs
        The same for the two fresh runs.
    differences
        Every difference in words. Values are given only where the data are public or invented.
    software
        Libraries, and the code, that are not those of the release.
    verified, not_verified
        What may be relied upon, and what may not.
    tolerances
        How far two numbers of a kind may lie apart, relative.
    """

    plan_id: str
    plan_version: str
    plan_fingerprint: str
    release_sha256: str
    verdict: Verdict
    date: str
    environment: Said
    machine: str
    conditions: Said
    rows: int
    runs_identical: bool
    first_difference: str | None
    first_difference_of_runs: str | None
    differences: tuple[str, ...]
    software: tuple[str, ...]
    verified: tuple[Said, ...]
    not_verified: tuple[Said, ...]
    tolerances: Mapping[str, float]

    @property
    def agrees(self) -> bool:
        """Whether every number of the release was compared and is the same."""
        return self.verdict in ("reproduced", "reproduced_with_other_software")

    def sentence(self) -> Said:
        """Say the result in one line."""
        where = self.first_difference or self.first_difference_of_runs
        found = len(self.differences)
        match self.verdict:
            case "reproduced":
                return Said(
                    f"Genskabt: to nye kørsler stemmer med udgivelsen i alle {self.rows} tal.",
                    f"Reproduced: two fresh runs agree with the release in all {self.rows} numbers.",
                )
            case "reproduced_with_other_software":
                return Said(
                    f"Genskabt med andet program end udgivelsens: alle {self.rows} tal er de samme.",
                    f"Reproduced with other software than the release's: all {self.rows} numbers are the same.",
                )
            case "not_verified":
                return Said(
                    "Ikke efterprøvet: data var ikke til rådighed. To kørsler på opdigtede data stemmer overens.",
                    "Not verified: the data were not at hand. Two runs on invented data agree with each other.",
                )
            case _:
                return Said(
                    f"Ikke genskabt: {found} forskelle. Det første trin, der afviger: {where}.",
                    f"Not reproduced: {found} differences. The first step that differs: {where}.",
                )

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, with its sentence and whether it agrees."""
        return {
            "format": FORMAT,
            "sentence": asdict(self.sentence()),
            "agrees": self.agrees,
            **asdict(self),
            "tolerances": dict(self.tolerances),
        }


def write_certificate(certificate: Certificate, folder: Path, page: str) -> tuple[Path, Path]:
    """Write certificate.json and certificate.html, both or neither."""
    written = folder / CERTIFICATES[0], folder / CERTIFICATES[1]
    write_whole(dict(zip(written, (json_text(certificate.to_dict()), page), strict=True)))
    return written
