import shutil
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from creditline.exchange.excel import SheetDiffers, WorkbookUnreadable, read_workbook, write_workbook
from creditline.exchange.folder import replace_tables
from creditline.policy.diff import diff
from creditline.policy.fault import PolicyRefused
from creditline.policy.load import load_policy
from creditline.policy.write import table_data

EXAMPLE = Path(__file__).parents[1] / "policy" / "example"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(EXAMPLE, tmp_path / "policy")


def test_tables_go_to_excel_and_come_back_the_same(folder: Path, tmp_path: Path) -> None:
    policy = load_policy(folder)
    write_workbook(policy, tmp_path / "tables.xlsx")
    back = read_workbook(policy, tmp_path / "tables.xlsx")
    assert back == {table.id: table_data(table) for table in policy.tables}
    assert replace_tables(folder, back) == []


def test_a_cell_changed_in_excel_changes_that_cell_alone(folder: Path, tmp_path: Path) -> None:
    before = load_policy(folder)
    write_workbook(before, tmp_path / "tables.xlsx")
    _rewrite(tmp_path / "tables.xlsx", "base", {"< 800": "<= 750"})
    assert replace_tables(folder, read_workbook(before, tmp_path / "tables.xlsx")) == ["tables/base.toml"]
    changes = [str(change) for change in diff(before, load_policy(folder))]
    assert changes == ["tables/base, row A1, column utilisation: < 800 → <= 750"]
    assert (folder / "tables" / "band.toml").read_bytes() == (EXAMPLE / "tables" / "band.toml").read_bytes()


def test_a_workbook_with_a_fault_changes_nothing(folder: Path, tmp_path: Path) -> None:
    policy = load_policy(folder)
    write_workbook(policy, tmp_path / "tables.xlsx")
    _rewrite(tmp_path / "tables.xlsx", "band", {"[500..700)": "[500..690)"})
    with pytest.raises(PolicyRefused, match="score is 690"):
        replace_tables(folder, read_workbook(policy, tmp_path / "tables.xlsx"))
    assert load_policy(folder).sha256 == policy.sha256


@pytest.mark.parametrize(
    ("change", "says"),
    [({"utilisation": "usage"}, "the columns must be"), ({"5000000": "a lot"}, "'a lot' is no whole number")],
)
def test_a_sheet_that_no_longer_fits_its_table_is_refused(change: dict[str, str], says: str, tmp_path: Path) -> None:
    policy = load_policy(EXAMPLE)
    write_workbook(policy, tmp_path / "tables.xlsx")
    _rewrite(tmp_path / "tables.xlsx", "base", change)
    with pytest.raises(SheetDiffers, match=says):
        read_workbook(policy, tmp_path / "tables.xlsx")


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tables.xlsx").write_text("no workbook")
    with pytest.raises(WorkbookUnreadable, match=r"tables\.xlsx"):
        read_workbook(load_policy(EXAMPLE), tmp_path / "tables.xlsx")


def _rewrite(path: Path, sheet: str, change: dict[str, str]) -> None:
    """Change cells as a person would: the workbook is written again with other texts."""
    sheets = pl.read_excel(path, sheet_id=0, has_header=False, infer_schema_length=0, drop_empty_cols=False)
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        for name, frame in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(frame.iter_rows()):
                for column, text in enumerate(row):
                    if text is not None:
                        page.write_string(number, column, change.get(text, text) if name == sheet else text)
