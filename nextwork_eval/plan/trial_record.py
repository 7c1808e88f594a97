"""What is on record of the trial beside its design: who paid, who drew the lots, who knew them, and who was asked.

No register holds any of it, and no analysis needs it. A reader who is to trust the comparison asks for it all the same,
and the guidelines for reports of trials list it. What is not known is left out, and the report says that it is.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing on record, in both languages, and where it stands.

    Attributes
    ----------
    words_da, words_en
        What is known, in the authors' words. Of an example with invented people it says what is true of the example.
    source
        The document that says so; empty where the authors say it themselves.
    """

    __pydantic_config__ = FORBID

    words_da: str
    words_en: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRecord:
    """What is on record of the trial; every part may be left out.

    Attributes
    ----------
    funding
        Who paid for trial and registers, and what part they had in it.
    interests
        Financial and other interests of the authors.
    involvement
        Whether those concerned helped to shape the trial.
    sites
        What was demanded of places, and of those who gave the offer.
    interim
        Analyses on the way, and rules for stopping.
    lottery
        Who drew the lots, and how.
    concealment
        How the lot was kept hidden until it fell.
    enrolment
        Whether those who enrolled people could see the list.
    blinded
        Who did not know the lot afterwards.
    blinding
        How that was achieved.
    ending
        Why the trial ended.
    consent
        Whether and how people were asked for consent.
    legal_basis
        On what ground the data may be used.
    materials
        Where materials on the programme can be had.
    providers
        How those who gave the offer were assigned to the arms.
    developer
        Who developed the programme, and what part they had in the trial.
    stakeholders
        Who else helped to shape the trial.
    incentives
        Whether people were rewarded for taking part.
    """

    __pydantic_config__ = FORBID

    funding: Told | None = None
    interests: Told | None = None
    involvement: Told | None = None
    sites: Told | None = None
    interim: Told | None = None
    lottery: Told | None = None
    concealment: Told | None = None
    enrolment: Told | None = None
    blinded: Told | None = None
    blinding: Told | None = None
    ending: Told | None = None
    consent: Told | None = None
    legal_basis: Told | None = None
    materials: Told | None = None
    providers: Told | None = None
    developer: Told | None = None
    stakeholders: Told | None = None
    incentives: Told | None = None


PARTS = tuple(field.name for field in fields(TrialRecord))


def record_contradictions(record: TrialRecord | None) -> list[str]:
    """List what is wrong with the record: nothing in it, or a part without words in one of the languages."""
    if record is None:
        return []
    given = [(name, told) for name in PARTS if (told := getattr(record, name)) is not None]
    if not given:
        return ["trial_record: say one thing at least, or leave [trial_record] out"]
    return [
        f"trial_record.{name}.words_{language}: it says nothing"
        for name, told in given
        for language in ("da", "en")
        if not getattr(told, f"words_{language}").strip()
    ]
