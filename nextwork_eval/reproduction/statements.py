"""What a certificate may claim, sentence by sentence: each thing that was verified, and each that was not."""

from __future__ import annotations

from dataclasses import dataclass

from nextwork_eval.reproduction.certificate import Said
from nextwork_eval.reproduction.comparison import Comparison
from nextwork_eval.reproduction.rebuilt import Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was looked at.

    Attributes
    ----------
    files
        How many files the crate lists.
    rows
        How many numbers were compared.
    at_hand
        Whether the data of the release could be used; `given`: they were delivered for the check.
    synthetic
        Whether the release itself rests on invented data.
    environment
        What was done about the libraries.
    same_software
        Whether code and libraries are those of the release.
    in_order
        How many tables kept the order of their rows in both runs.
    reports
        Files that do not follow from released.json; None where that could not be said.
    """

    files: int
    rows: int
    at_hand: bool
    given: bool
    synthetic: bool
    environment: Environment
    same_software: bool
    in_order: int
    reports: tuple[str, ...] | None


def verified_statements(found: Comparison, checked: Checked) -> tuple[Said, ...]:
    """Return what may be relied upon."""
    differing = tuple(line.split(":")[0] for line in found.differences)
    said = [
        Said(
            f"Mappen holder netop de {checked.files} filer, som udgivelsen selv nævner, og ingen af dem er rettet.",
            f"The folder holds exactly the {checked.files} files that the release names, and none of them was edited.",
        )
    ]
    if checked.at_hand and "plan" not in differing and "schema" not in differing:
        said.append(
            Said("Plan og skema har udgivelsens fingeraftryk.", "Plan and schema have the fingerprints of the release.")
        )
    if checked.at_hand and "extract" not in differing:
        said.append(
            Said(
                "Data har udgivelsens fingeraftryk, som hverken afhænger af rækkernes orden eller af filernes format.",
                "The data have the fingerprint of the release, which depends neither on the order of rows nor on the "
                "format of files.",
            )
        )
    if checked.at_hand and checked.same_software:
        said.append(
            Said("Program og biblioteker er udgivelsens.", "Code and libraries are those of the release."),
        )
    if found.first_difference_of_runs is None:
        said.append(
            Said(
                "To kørsler under forskellige vilkår gav det samme ved hvert trin.",
                "Two runs under different conditions gave the same at every step.",
            )
        )
    if checked.at_hand and not found.differences:
        said.append(
            Said(
                f"Hvert af udgivelsens {checked.rows} tal blev regnet ud igen og er det samme inden for tolerancen.",
                f"Each of the {checked.rows} numbers of the release was computed again and is the same within the "
                "tolerance.",
            )
        )
    if checked.reports == ():
        said.append(
            Said(
                "Rapporterne og tabellen med tal er, hvad resultatfilen giver, byte for byte.",
                "The reports and the table of numbers are what the results file gives, byte for byte.",
            )
        )
    return tuple(said)


def not_verified_statements(checked: Checked) -> tuple[Said, ...]:
    """Return what must not be read into the certificate."""
    said = []
    if not checked.at_hand:
        said.append(
            Said(
                "Udgivelsens tal er IKKE efterprøvet: data er fortrolige og var ikke til rådighed. Planen blev i "
                "stedet kørt på et opdigtet dataudtræk, og tallene derfra er ikke sammenlignet med udgivelsens.",
                "The numbers of the release were NOT verified: the data are confidential and were not at hand. The "
                "plan was run on an invented extract instead, and its numbers were not compared with the release.",
            )
        )
    if checked.environment == "installed":
        said.append(
            Said(
                "Bibliotekerne blev ikke bygget op på ny; de installerede blev brugt.",
                "The libraries were not put together anew; those installed were used.",
            )
        )
    if checked.at_hand and not checked.same_software:
        said.append(
            Said(
                "Det er ikke udgivelsens eget program og biblioteker, der har regnet; forskellen står nedenfor.",
                "It is not the release's own code and libraries that computed; what differs is listed below.",
            )
        )
    if checked.in_order:
        said.append(
            Said(
                f"{checked.in_order} filer fra SAS eller Stata blev læst i samme orden begge gange.",
                f"{checked.in_order} files of SAS or Stata were read in the same order both times.",
            )
        )
    if checked.reports is None:
        said.append(
            Said(
                "Rapporterne blev ikke skrevet igen: det kræver udgivelsens eget program og dens biblioteker.",
                "The reports were not written again: that takes the release's own code and libraries.",
            )
        )
    if checked.at_hand and not checked.synthetic:
        said.append(
            Said(
                "Om dataudtrækket er, hvad registrene indeholder, kan kun dataejeren sige.",
                "Whether the extract is what the registers hold, only the data owner can say.",
            )
        )
    said.append(
        Said(
            "Om planen blev skrevet, før resultaterne var kendt, siger genskabelsen intet om.",
            "Whether the plan was written before the results were known, a reproduction does not say.",
        )
    )
    return tuple(said)
