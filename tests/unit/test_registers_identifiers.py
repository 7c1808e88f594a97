"""Civil registration numbers, all of them invented here: by value where they give themselves away, by share otherwise.

Whether a number fulfils modulus 11 was computed by hand for 010190-1004: 0·4 + 1·3 + 0·2 + 1·7 + 9·6 + 0·5 + 1·4 +
0·3 + 0·2 + 4·1 = 72, which is not divisible by 11; with 1009 the last digit makes it 77, which is.
"""

import random
import traceback
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from nextwork_eval.errors import ExtractError
from nextwork_eval.registers import load_extract, read_schema
from nextwork_eval.registers.identifiers import civil_registration_numbers
from nextwork_eval.registers.schema import RegisterSchema
from nextwork_eval.results.findings import Finding
from nextwork_eval.shipped import shipped_schema
from tests.journeys.test_bad_input_extract import DELIVERY, NOTE

SCHEMA = read_schema(shipped_schema("nextwork-1.1"))
DATED = [f"{day:02d}0190{1000 + day}" for day in range(1, 29)]  # births in January 1990
UNDATED = [f"{day:02d}1390{1000 + day}" for day in range(1, 29)]  # there is no month 13
VALID, INVALID = "0101901009", "0101901004"


def findings(schema: RegisterSchema = SCHEMA, **columns: list[object]) -> list[Finding]:
    frame = pl.DataFrame(columns)
    return civil_registration_numbers({"internships": frame}, schema)


def ten_digit_keys(schema: RegisterSchema) -> RegisterSchema:
    """The schema of a delivery whose pseudonyms are ten digits."""
    table = schema.table("internships")
    fields = tuple(
        replace(field, constraints=replace(field.constraints, pattern="^[0-9]{10}$")) if field.name == "PNR" else field
        for field in table.fields
    )
    others = [other for other in schema.tables if other.name != "internships"]
    return replace(schema, tables=(replace(table, fields=fields), *others))


def random_keys(generator: random.Random, count: int) -> list[str]:
    return [f"{generator.randrange(10**10):010d}" for _ in range(count)]


def random_numbers(generator: random.Random, count: int) -> list[str]:
    """Dates of birth with four digits, of which those until 2007 fulfil modulus 11."""
    found = []
    while len(found) < count:
        digits = f"{generator.randint(1, 28):02d}{generator.randint(1, 12):02d}{generator.randrange(10**6):06d}"
        if (
            sum(int(digit) * weight for digit, weight in zip(digits, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True)) % 11
            == 0
        ):
            found.append(digits)
    return found


def test_one_number_with_a_hyphen_is_enough() -> None:
    """In any column, also in the middle of free text, also in a column that nobody declared."""
    found = findings(firm_id=["F1", "F2", "F3"], note=["", "ring til 010190-1234 i dag", ""])
    assert [(finding.column, finding.count, finding.rows) for finding in found] == [("column 2", 1, (2,))]


GIVEN_AWAY = [
    "010190-1234",
    "010190 1234",
    "010190 - 1234",
    "010190–1234",
    "010190‑1234",
    "010190/1234",
    "01.01.90-1234",
    "01-01-90-1234",
    "01-01-1990-1234",
    "01011990-1234",
    "CPR:0101901234",
    "cpr 0101901234.",
    "mor 0101901234, far 0202881234",
    "(0101901234)",
    "290200-1234",
    "se\n010190-1234\n",
    f"{VALID[:6]}-{VALID[6:]}",
    f"{INVALID[:6]}-{INVALID[6:]}",
]


@pytest.mark.parametrize("text", GIVEN_AWAY)
def test_what_gives_itself_away(text: str) -> None:
    """By value, one cell among many, with and without a valid check digit."""
    found = findings(firm_id=["F1", "F2", "F3"], note=["tilfreds", "", text])
    assert [(finding.column, finding.count, finding.rows) for finding in found] == [("column 2", 1, (3,))]


@pytest.mark.parametrize(
    "text",
    [
        "tlf. 12 34 56 78",
        "CVR 12345678",
        "321390-1234",
        "310290-1234",
        "300290-1234",
        "2016-01-31",
        "31-12-2015",
        "01-01-1990 til 02-02-1991",
        "kl. 10.15-1200",
        "konto 12345678901234",
        "lbnr. 3213901234",
        "1234,50",
    ],
)
def test_what_is_no_number(text: str) -> None:
    """Telephones, firms, days that do not exist, periods, accounts."""
    assert findings(firm_id=["F1", "F2", "F3"], note=["", "", text]) == []


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


@pytest.mark.parametrize("seed", range(5))
def test_declared_pseudonyms_of_ten_digits_pass_and_a_tenth_of_numbers_among_them_does_not(seed: int) -> None:
    """A thousand pseudonyms hold some 37 dates; a hundred numbers among them show by their check digits."""
    generator = random.Random(seed)
    keys, schema = random_keys(generator, 1000), ten_digit_keys(SCHEMA)
    assert findings(schema, PNR=list(keys)) == []
    (found,) = findings(schema, PNR=[*keys[:900], *random_numbers(generator, 100)])
    assert found.column == "PNR"
    assert found.count >= 100


def test_a_letter_before_ten_digits() -> None:
    """Pseudonyms of a letter and ten digits pass, numbers with a letter in front do not."""
    generator = random.Random(1)
    assert findings(firm_id=[f"P{key}" for key in random_keys(generator, 500)]) == []
    assert findings(firm_id=[f"P{number}" for number in random_numbers(generator, 500)])[0].count == 500


@pytest.mark.parametrize("dtype", [pl.Int64, pl.Float64])
def test_numbers_that_lost_their_leading_zero_are_found(dtype: pl.DataType) -> None:
    """A file that stored them as numbers does not hide them: Parquet as integers, SAS and Stata as doubles."""
    assert findings(firm_id=list(pl.Series([int(number) for number in DATED], dtype=dtype)))[0].count == 28


def test_a_number_as_the_name_of_a_column() -> None:
    """A file without a header begins with a person; the finding names the place of the column alone."""
    (found,) = findings(firm_id=["F1"], **{"0101901234": ["x"]})
    assert (found.column, found.count, found.rows) == ("the names of columns", 1, (2,))
    (found,) = findings(firm_id=["F1"], p0101901234=["x"])
    assert "010190" not in found.sentence()


def test_numbers_in_a_column_of_amounts() -> None:
    """One large amount may look like a number; a column of them does not hold amounts."""
    assert findings(hired_after=[101901234]) == []
    assert findings(hired_after=[int(number) for number in DATED])[0].count == 28


def test_pay_and_dates_are_no_numbers() -> None:
    """Days, amounts and twelve-digit pseudonyms are above suspicion."""
    columns = {"start_date": ["2019-01-01", "1990-10-10"], "PNR": ["817263540912", "010190123456"]}
    assert findings(**columns, pay=["1234,50", "0"]) == []


def test_no_digit_of_a_number_is_repeated() -> None:
    """The finding names table, column, count and rows, and says what pseudonymisation is."""
    (found,) = findings(firm_id=["010190-1234"])
    assert not {"010190", "1234", "0101"} & set(found.sentence().replace("-", " ").split())
    assert "010190" not in found.sentence()
    assert found.sentence().startswith("[civil_registration_number] internships.firm_id: 1 (rows 1)")
    assert "replace each number by a code, the same for a person in all tables" in found.sentence()


@pytest.mark.parametrize("where", ["a cell", "the header", "a file name", "an ignored column"])
def test_digits_stand_in_no_traceback(tmp_path: Path, where: str) -> None:
    """Not in the error, nor in what Python prints of it, wherever the number stood; another table is bad too."""
    texts, note = dict(DELIVERY), NOTE
    texts["bef"] = texts["bef"].replace("1996-02-29", "i går")
    match where:
        case "a cell":
            texts["firms"] = texts["firms"].replace("N1", "010190-1234")
        case "the header":
            texts["dod"] = "0101901234;2016-02-02\n"
        case "a file name":
            (tmp_path / "0101901234.csv").write_text("a\n1\n", encoding="utf-8")
        case _:
            texts["firms"] = "\n".join(
                f"{line};{'note' if not number else '0101901234 ringede'}"
                for number, line in enumerate(texts["firms"].splitlines())
            )
            note += '\n[layout.firms]\nignore = ["note"]\n'
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "extract.toml").write_text(note, encoding="utf-8")
    with pytest.raises(ExtractError) as refusal:
        load_extract(tmp_path, SCHEMA)
    said = "".join(traceback.format_exception(refusal.value)) + repr(refusal.value)
    assert "010190" not in said
    assert "1234" not in said
    assert where == "a file name" or "civil_registration_number" in said
