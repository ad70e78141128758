"""The forms that change a policy: a row, a table, the text of a file. Saving keeps a new version."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from creditline.policy.table import Table
from creditline.store.database import Database
from creditline.store.lifecycle import PolicyVersion, read_version, read_versions
from creditline.usecases.edit_policy import (
    Edit,
    EntryMissing,
    FileUnknown,
    RowEdit,
    RowUnknown,
    TableEdit,
    TableUnknown,
    TextEdit,
    edit_policy,
)
from creditline.usecases.sources import policy_of_files
from creditline.web.borrower.frame import frame_of
from creditline.web.borrower.wording import Message
from creditline.web.console.frame import console_page, fields_of, form_of, go, note
from creditline.web.desk import AppRequest, desk_of
from creditline.web.gate import staff_of
from creditline.web.policy_grid import entries_of
from creditline.web.policy_wording import REFUSALS, policy_refusal

_UNUSABLE = 422


@get("/console/policies/{sha256:str}/rows/{table:str}/{row:str}", include_in_schema=False)
async def show_row(
    request: AppRequest, sha256: FromPath[str], table: FromPath[str], row: FromPath[str]
) -> Response[str]:
    """Show the form that edits a row."""
    version = await read_version(desk_of(request).database, sha256)
    return await _row_page(request, version, table, row)


@post("/console/policies/{sha256:str}/rows/{table:str}/{row:str}", include_in_schema=False)
async def save_row(
    request: AppRequest, sha256: FromPath[str], table: FromPath[str], row: FromPath[str]
) -> Response[str] | Redirect:
    """Keep a new version with the row as it was written; say what is wrong with it on the form."""
    entries, named = await fields_of(request, "entry"), await _named(request)
    edit = RowEdit(table=table, row=row, entries=entries, version=named)
    made = await _kept(request, sha256, edit, f"{table}, {row}")
    if isinstance(made, PolicyVersion):
        return go(f"/console/policies/{made.sha256}")
    version = await read_version(desk_of(request).database, sha256)
    return await _row_page(request, version, table, row, message=made, written=edit)


@get("/console/policies/{sha256:str}/tables/{table:str}", include_in_schema=False)
async def show_table(request: AppRequest, sha256: FromPath[str], table: FromPath[str]) -> Response[str]:
    """Show the form that edits all rows of a table."""
    version = await read_version(desk_of(request).database, sha256)
    found = _table_of(version, table)
    rows = [[row.id, *(text for _, text in entries_of(found, row))] for row in found.rows]
    return await _table_page(request, version, found, rows)


@post("/console/policies/{sha256:str}/tables/{table:str}", include_in_schema=False)
async def save_table(request: AppRequest, sha256: FromPath[str], table: FromPath[str]) -> Response[str] | Redirect:
    """Keep a new version with these rows; or show the form again with a row more or less, where that was asked for."""
    form, named = await form_of(request), await _named(request)
    version = await read_version(desk_of(request).database, sha256)
    found = _table_of(version, table)
    rows = _rows_of(await fields_of(request, "row"), await fields_of(request, "entry"), len(found.column_names) + 1)
    change, _, place = form.get("change", "").partition("-")
    if change in _CHANGES and place.isdecimal():
        return await _table_page(request, version, found, _CHANGES[change](rows, int(place)), name=named)
    made = await _kept(request, sha256, TableEdit(table=table, rows=rows, version=named), table)
    if isinstance(made, PolicyVersion):
        return go(f"/console/policies/{made.sha256}")
    return await _table_page(request, version, found, rows, name=named, message=made)


@get("/console/policies/{sha256:str}/text", include_in_schema=False)
async def show_text(request: AppRequest, sha256: FromPath[str], file: FromQuery[str] = "policy.toml") -> Response[str]:
    """Show one of the files that the version is made of, as it is written."""
    version = await read_version(desk_of(request).database, sha256)
    return await _text_page(request, version, file)


@post("/console/policies/{sha256:str}/text", include_in_schema=False)
async def save_text(request: AppRequest, sha256: FromPath[str]) -> Response[str] | Redirect:
    """Keep a new version with the file as it was written; say what is wrong with it on the form."""
    form = await form_of(request)
    file = form.get("file", "")
    edit = TextEdit(file=file, text=form.get("text", ""), version=await _named(request))
    made = await _kept(request, sha256, edit, file)
    if isinstance(made, PolicyVersion):
        return go(f"/console/policies/{made.sha256}")
    version = await read_version(desk_of(request).database, sha256)
    return await _text_page(request, version, file, message=made, written=edit)


async def _named(request: AppRequest) -> str:
    return (await form_of(request)).get("version", "").strip()


async def _kept(request: AppRequest, sha256: str, edit: Edit, what: str) -> PolicyVersion | Message:
    """Keep what an edit makes; where it cannot stand, return why."""
    desk = desk_of(request)
    try:
        made = await edit_policy(desk.database, sha256, edit, by=staff_of(request).login, at=desk.clock.now())
    except REFUSALS as refused:
        return Message("danger", policy_refusal(refused, frame_of(request).language))
    await note(request, "policy.edited", made.sha256, f"{made.policy_id} {made.version}: {what}"[:500])
    return made


async def _row_page(
    request: AppRequest,
    version: PolicyVersion,
    table_id: str,
    row_id: str,
    *,
    message: Message | None = None,
    written: RowEdit | None = None,
) -> Response[str]:
    table = _table_of(version, table_id)
    row = next((one for one in table.rows if one.id == row_id), None)
    if row is None:
        raise RowUnknown(table_id, row_id)
    entries = entries_of(table, row)
    shown = [text for _, text in entries]
    if written is not None and len(written.entries) == len(entries):
        shown = list(written.entries)
    units = [*(None for _ in table.inputs), *(one.domain.unit for one in table.outputs), None]
    return await _form_page(
        request,
        "policy_row.html",
        version,
        name=written.version if written else None,
        message=message,
        table=table_id,
        title=_title(request, table),
        row=row_id,
        entries=[(column, text, unit) for (column, _), text, unit in zip(entries, shown, units, strict=True)],
        reasons=list(table.reasons),
    )


async def _table_page(
    request: AppRequest,
    version: PolicyVersion,
    table: Table,
    rows: list[list[str]],
    *,
    name: str | None = None,
    message: Message | None = None,
) -> Response[str]:
    return await _form_page(
        request,
        "policy_table.html",
        version,
        name=name,
        message=message,
        table=table.id,
        title=_title(request, table),
        columns=list(table.column_names),
        rows=rows,
        reasons=list(table.reasons),
    )


async def _text_page(
    request: AppRequest,
    version: PolicyVersion,
    file: str,
    *,
    message: Message | None = None,
    written: TextEdit | None = None,
) -> Response[str]:
    if file not in version.files:
        raise FileUnknown(file)
    return await _form_page(
        request,
        "policy_text.html",
        version,
        name=written.version if written else None,
        message=message,
        file=file,
        files=sorted(version.files),
        text=written.text if written else version.files[file],
    )


async def _form_page(
    request: AppRequest,
    template: str,
    version: PolicyVersion,
    *,
    name: str | None,
    message: Message | None,
    **context: Any,  # noqa: ANN401 - a template's
) -> Response[str]:
    """Answer with a form that makes a new version. name: as it was written; message: why that could not stand."""
    return console_page(
        request,
        template,
        status=200 if message is None else _UNUSABLE,
        version=version,
        name=name or await _next_name(desk_of(request).database, version),
        message=message,
        **context,
    )


async def _next_name(database: Database, version: PolicyVersion) -> str:
    """Return a name for the version that an edit makes: the first one's with the next number."""
    own = [one for one in await read_versions(database) if one.policy_id == version.policy_id]
    return f"{version.version.partition('-')[0]}-{len(own) + 1}"


def _rows_of(names: list[str], entries: list[str], width: int) -> list[list[str]]:
    """Lay a form's fields out as rows; raise EntryMissing where one lacks an entry."""
    if len(entries) != len(names) * width:
        raise EntryMissing
    return [[name, *entries[place * width : (place + 1) * width]] for place, name in enumerate(names)]


def _with_copy(rows: list[list[str]], place: int) -> list[list[str]]:
    """Return the rows with a nameless copy of one below it: a new row is mostly like its neighbour."""
    copied = [["", *row[1:]] for row in rows[place : place + 1]]
    return [*rows[: place + 1], *copied, *rows[place + 1 :]]


def _without(rows: list[list[str]], place: int) -> list[list[str]]:
    return [*rows[:place], *rows[place + 1 :]]


_CHANGES = {"add": _with_copy, "remove": _without}


def _table_of(version: PolicyVersion, table_id: str) -> Table:
    found = next((one for one in policy_of_files(dict(version.files)).tables if one.id == table_id), None)
    if found is None:
        raise TableUnknown(table_id)
    return found


def _title(request: AppRequest, table: Table) -> str:
    return table.title.zh if frame_of(request).language.locale.startswith("zh") else table.title.en


HANDLERS = [show_row, save_row, show_table, save_table, show_text, save_text]
