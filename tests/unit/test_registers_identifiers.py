"""Civil registration numbers, all of them invented here: refused by value with a hyphen, by share without."""

import polars as pl

from nextwork_eval.registers import read_schema
from nextwork_eval.registers.identifiers import civil_registration_numbers
from nextwork_eval.results.findings import Finding
from nextwork_eval.shipped import shipped_schema

SCHEMA = read_schema(shipped_schema("nextwork-1.1"))
DATED = [f"{day:02d}0190{1000 + day}" for day in range(1, 29)]  # births in January 1990
UNDATED = [f"{day:02d}1390{1000 + day}" for day in range(1, 29)]  # there is no month 13


def findings(**columns: list[object]) -> list[Finding]:
    frame = pl.DataFrame(columns)
    return civil_registration_numbers({"internships": frame}, SCHEMA)


def test_one_number_with_a_hyphen_is_enough() -> None:
    """In any column, also in the middle of free text, also in a column that nobody declared."""
    found = findings(firm_id=["F1", "F2", "F3"], note=["", "ring til 010190-1234 i dag", ""])
    assert [(finding.column, finding.count, finding.rows) for finding in found] == [("column 2", 1, (2,))]


def test_person_keys_of_ten_digits_are_refused_by_value() -> None:
    """A pseudonym has twelve characters, so that ten digits with a date can only be the number itself."""
    found = findings(PNR=[DATED[0], "A1B2C3D4E5F6", UNDATED[0]])
    assert [(finding.column, finding.count, finding.rows) for finding in found] == [("PNR", 1, (1,))]


def test_twelve_digits_that_are_a_padded_number_are_refused() -> None:
    """Zeros in front of a number make it twelve characters long, and it is the number still."""
    assert findings(PNR=[f"00{number}" for number in DATED])[0].count == 28


def test_ten_digit_pseudonyms_pass_where_few_look_like_dates() -> None:
    """One date among 28 ten-digit keys of firms is what chance gives; 28 of 28 are not."""
    assert findings(firm_id=[DATED[0], *UNDATED[1:]]) == []
    assert findings(firm_id=DATED)[0].count == 28


def test_numbers_that_lost_their_leading_zero_are_found() -> None:
    """A Parquet file that stored them as integers does not hide them."""
    assert findings(firm_id=[int(number) for number in DATED])[0].count == 28


def test_pay_and_dates_are_no_numbers() -> None:
    """Days, amounts and twelve-digit pseudonyms are above suspicion."""
    assert (
        findings(start_date=["2019-01-01", "1990-10-10"], PNR=["817263540912", "010190123456"], pay=["1234,50", "0"])
        == []
    )


def test_no_digit_of_a_number_is_repeated() -> None:
    """The finding names table, column, count and rows."""
    (found,) = findings(firm_id=["010190-1234"])
    assert not {"010190", "1234", "0101"} & set(found.sentence().replace("-", " ").split())
    assert "010190" not in found.sentence()
    assert found.sentence().startswith("[civil_registration_number] internships.firm_id: 1 (rows 1)")
