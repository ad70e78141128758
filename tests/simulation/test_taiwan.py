"""Reading the UCI credit-card clients and turning their months into commands."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest

from creditline.lines.commands import Command
from creditline.lines.event import Event
from creditline.simulation.tables import ColumnsMissing, TableKindUnknown, TableMissing, TableUnreadable
from creditline.simulation.taiwan import MONTH_ENDS, Client, RowFault, TaiwanFile, commands_of

Play = Callable[[Sequence[Command]], list[Event]]

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
NAMES = [
    *("ID", "LIMIT_BAL", "SEX", "EDUCATION", "MARRIAGE", "AGE"),
    *("PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6"),
    *(f"BILL_AMT{index}" for index in range(1, 7)),
    *(f"PAY_AMT{index}" for index in range(1, 7)),
    "default payment next month",
]
CODES = ["", *(f"X{index}" for index in range(1, 24)), "Y"]


def row_of(number: object, limit: object, bills: Sequence[object], payments: Sequence[object]) -> list[object]:
    """Return a row as UCI orders it, from bills and payments given April first."""
    return [number, limit, 2, 2, 1, 24, 0, 0, 0, 0, 0, 0, *reversed(bills), *reversed(payments), 1]


FIRST = row_of(1, 20_000, [0, 0, 0, 689, 3_102, 3_913], [0, 0, 0, 0, 689, 0])
SECOND = row_of(2, 120_000, [3_261, 3_455, 3_272, 2_682, 1_725, 2_682], [2_000, 0, 1_000, 1_000, 1_000, 0])


def client(bills: Sequence[int], payments: Sequence[int], *, limit: int = 10_000) -> Client:
    """Return a client from whole dollars, April first; months left out are zero."""
    return Client(
        row=2,
        number=7,
        limit_minor=limit * 100,
        bills_minor=six(bills),
        payments_minor=six(payments),
    )


def six(dollars: Sequence[int]) -> tuple[int, ...]:
    return tuple(amount * 100 for amount in [*dollars, *[0] * (6 - len(dollars))])


def write_csv(path: Path, *rows: Sequence[object]) -> Path:
    path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    return path


def write_xlsx(path: Path, *rows: Sequence[object]) -> Path:
    """Write the smallest workbook a spreadsheet program would open."""
    cells = "".join(f"<row>{''.join(map(_xlsx_cell, row))}</row>" for row in rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    with ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def _xlsx_cell(value: object) -> str:
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def write_parquet(path: Path, *rows: Sequence[object]) -> Path:
    heading, *data = rows
    frame = pl.DataFrame(data, schema=list(map(str, heading)), orient="row")
    frame.with_columns(pl.selectors.matches("AMT|LIMIT").cast(pl.Float64)).write_parquet(path)
    return path


@pytest.mark.parametrize(
    ("bills", "payments", "charges"),
    [
        # April's charges are its bill and what was paid on it, for nothing was billed before
        ([3_000], [500], [3_500, -3_000, 0, 0, 0, 0]),
        ([1_000, 1_500], [0, 400], [1_000, 900, -1_500, 0, 0, 0]),
        # nothing bought, everything paid: the bill falls by the payment
        ([2_000, 500], [0, 1_500], [2_000, 0, -500, 0, 0, 0]),
        # a refund: the bill falls by more than was paid
        ([2_000, 1_000], [0, 300], [2_000, -700, -1_000, 0, 0, 0]),
        # more paid than billed: a negative bill is a credit balance
        ([1_000, -200], [0, 1_200], [1_000, 0, 200, 0, 0, 0]),
        # a bill above the limit of 10,000
        ([15_000, 15_000], [0, 0], [15_000, 0, -15_000, 0, 0, 0]),
    ],
)
def test_charges_follow_from_the_identity_of_a_statement(
    bills: list[int], payments: list[int], charges: list[int]
) -> None:
    assert client(bills, payments).charges_minor == six(charges)


@pytest.mark.parametrize(
    ("bills", "payments"),
    [
        ([0, 0, 0, 689, 3_102, 3_913], [0, 0, 0, 0, 689, 0]),
        ([3_000, 2_500, 2_900, 0, 0, 10], [500, 3_000, 0, 2_900, 0, 0]),
        ([1_000, -200, -200, 300, -5_000, 0], [0, 1_200, 0, 0, 5_300, 0]),
        ([15_000, 22_000, 9_000, 9_000, 12_000, 11_000], [0, 0, 13_000, 0, 0, 4_000]),
        ([500, 100, 50, 0, 0, 0], [0, 100, 0, 0, 0, 0]),
        ([0, 0, 0, 0, 0, 0], [700, 0, 0, 0, 0, 700]),
    ],
    ids=["plain", "paid in full", "credit balances", "above the limit", "refunds", "paid and spent alike"],
)
def test_the_net_balance_at_every_month_end_is_the_bill(play: Play, bills: list[int], payments: list[int]) -> None:
    one = client(bills, payments)
    events = play(commands_of(one, booked_at=NOW))
    assert [_net_minor(events, month_end) for month_end in MONTH_ENDS] == list(one.bills_minor)
    assert all(event.accepted for event in events)


def _net_minor(events: list[Event], month_end: date) -> int:
    return sum(
        entry.amount_minor
        for event in events
        for entry in event.entries
        if entry.current_minor is not None and event.effective_at.date() <= month_end
    )


def test_a_charge_is_flagged_forced_only_if_the_line_could_not_have_given_it(play: Play) -> None:
    events = play(commands_of(client([9_000, 12_000, 9_500], []), booked_at=NOW))
    assert [(event.kind.value, event.amount_minor, event.forced) for event in events[1:4]] == [
        ("draw", 900_000, False),
        ("draw", 300_000, True),
        ("merchant_refund", 250_000, False),
    ]


def test_payments_count_on_the_15th_and_charges_on_the_25th_at_noon_in_taipei() -> None:
    opening, payment, charge, *_ = commands_of(client([3_000], [500]), booked_at=NOW)
    assert [command.stamp.effective_at.isoformat() for command in (opening, payment, charge)] == [
        "2005-04-01T00:00:00+08:00",
        "2005-04-15T12:00:00+08:00",
        "2005-04-25T12:00:00+08:00",
    ]
    assert {command.stamp.booked_at for command in (opening, payment, charge)} == {NOW}


def test_keys_and_fingerprints_do_not_depend_on_when_the_import_runs() -> None:
    one = client([3_000, 1_000], [500])
    runs = [commands_of(one, booked_at=at) for at in (NOW, datetime(2027, 1, 1, tzinfo=UTC))]
    first, second = ([(command.stamp.key, command.stamp.fingerprint) for command in run] for run in runs)
    assert first == second
    assert [key for key, _ in first] == [
        "taiwan:7:2005-04:open",
        "taiwan:7:2005-04:payment",
        "taiwan:7:2005-04:charge",
        "taiwan:7:2005-05:refund",
        "taiwan:7:2005-06:refund",
    ]
    assert one.commands == len(first)


def test_another_amount_under_the_same_key_has_another_fingerprint() -> None:
    charges = [commands_of(client([bill], []), booked_at=NOW)[1].stamp for bill in (3_000, 3_001)]
    assert charges[0].key == charges[1].key
    assert charges[0].fingerprint != charges[1].fingerprint


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda at: write_csv(at / "t.csv", NAMES, FIRST, SECOND), id="csv"),
        pytest.param(lambda at: write_csv(at / "t.csv", CODES, NAMES, FIRST, SECOND), id="csv with two headings"),
        pytest.param(lambda at: write_csv(at / "t.csv", ["ID", *CODES[1:]], FIRST, SECOND), id="csv by codes"),
        pytest.param(lambda at: write_csv(at / "T.CSV", [n.lower() for n in NAMES], FIRST, SECOND), id="small letters"),
        pytest.param(lambda at: write_xlsx(at / "t.xlsx", CODES, NAMES, FIRST, SECOND), id="xlsx with two headings"),
        pytest.param(lambda at: write_xlsx(at / "t.xlsx", NAMES, FIRST, SECOND), id="xlsx"),
        pytest.param(lambda at: write_parquet(at / "t.parquet", NAMES, FIRST, SECOND), id="parquet"),
    ],
)
def test_every_form_of_the_file_gives_the_same_clients(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    file = TaiwanFile(write(tmp_path))
    assert len(file) == 2
    first, second = file
    assert isinstance(first, Client)
    assert (first.number, first.limit_minor, first.line_id) == (1, 2_000_000, "line_taiwan_1")
    assert first.bills_minor == six([0, 0, 0, 689, 3_102, 3_913])
    assert first.payments_minor == six([0, 0, 0, 0, 689])
    assert isinstance(second, Client)
    assert second.payments_minor == six([2_000, 0, 1_000, 1_000, 1_000])


def test_only_the_first_rows_are_read_if_asked(tmp_path: Path) -> None:
    assert len(TaiwanFile(write_csv(tmp_path / "t.csv", NAMES, FIRST, SECOND), first=1)) == 1


def test_a_file_without_the_columns_says_which_are_missing(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [name for name in NAMES if name not in {"ID", "PAY_AMT3"}], FIRST)
    with pytest.raises(ColumnsMissing, match=r"'t\.csv' is not the UCI table .* Missing: ID, PAY_AMT3\.$"):
        TaiwanFile(path)


def test_a_file_that_is_not_what_its_name_says_is_named(tmp_path: Path) -> None:
    for name in ("t.xlsx", "t.xls", "t.parquet"):
        path = tmp_path / name
        path.write_text("ID,LIMIT_BAL\n", encoding="utf-8")
        with pytest.raises(TableUnreadable, match=f"'{name}' cannot be read as"):
            TaiwanFile(path)


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable, match=r"'t\.csv' cannot be read as \.csv: empty"):
        TaiwanFile(write_csv(tmp_path / "t.csv"))


def test_a_file_of_another_kind_or_none_at_all_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableKindUnknown, match=r"ends in none of \.parquet, \.csv, \.xls, \.xlsx"):
        TaiwanFile(tmp_path / "t.pdf")
    with pytest.raises(TableMissing, match="There is no file"):
        TaiwanFile(tmp_path / "t.csv")


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("ID", "", "is empty"),
        ("ID", "-4", "is negative"),
        ("ID", "four", "is no whole number of at most 12 digits"),
        ("LIMIT_BAL", "", "is empty"),
        ("LIMIT_BAL", "-20000", "is negative"),
        ("LIMIT_BAL", "20000.5", "is no whole number of at most 12 digits"),
        ("BILL_AMT3", "n/a", "is no whole number of at most 12 digits"),
        ("BILL_AMT1", "9" * 13, "is no whole number of at most 12 digits"),
        ("BILL_AMT6", "NaN", "is no whole number of at most 12 digits"),
        ("PAY_AMT6", "-1", "is negative"),
        ("PAY_AMT1", "1e5", "is no whole number of at most 12 digits"),
    ],
)
def test_a_row_with_an_unusable_value_is_named_and_the_others_are_read(
    tmp_path: Path, column: str, value: str, why: str
) -> None:
    bad = list(FIRST)
    bad[NAMES.index(column)] = value
    fault, good = TaiwanFile(write_csv(tmp_path / "t.csv", NAMES, bad, SECOND))
    number = value if column == "ID" else "1"
    assert fault == RowFault(row=2, client=number, column=column, value=value, why=why)
    assert isinstance(good, Client)


def test_the_same_client_twice_is_a_fault_of_the_second_row(tmp_path: Path) -> None:
    _, fault = TaiwanFile(write_csv(tmp_path / "t.csv", CODES, NAMES, FIRST, FIRST))
    assert fault == RowFault(row=4, client="1", column="ID", value="1", why="stands in row 3 already")


def test_a_negative_bill_and_an_integral_decimal_are_usable(tmp_path: Path) -> None:
    row = row_of("1.0", " 20000.00 ", [-100, 0, "-0.0", 0, 0, 0], [0] * 6)
    (one,) = TaiwanFile(write_csv(tmp_path / "t.csv", NAMES, row))
    assert isinstance(one, Client)
    assert one.bills_minor == six([-100])


def test_commands_are_in_time_order() -> None:
    commands = commands_of(client([3_000, 100, 900], [500, 3_000, 1]), booked_at=NOW)
    assert all(one.stamp.effective_at < next_.stamp.effective_at for one, next_ in pairwise(commands))
