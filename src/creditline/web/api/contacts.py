"""Contacts: the last digits of a borrower's phone, by which the lender's people find a line. No more is kept."""

from typing import Annotated

from litestar import Response, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from creditline.store.lines import read_line
from creditline.usecases.index_lines import note_phone
from creditline.web import patterns
from creditline.web.api.carry_out import PROBLEMS, PathLineId
from creditline.web.desk import AppRequest, desk_of


class ContactRequest(Struct, forbid_unknown_fields=True):
    """A borrower's phone number."""

    phone: Annotated[str, Meta(pattern=patterns.PHONE, examples=["+86 139 1234 5678"])]


class Contact(Struct):
    """What is kept of it."""

    line_id: str
    phone_tail: str


@post("/lines/{line_id:str}/contacts", summary="Set the phone", tags=["Lines"], responses=PROBLEMS)
async def set_contact(request: AppRequest, line_id: PathLineId, data: JSONBody[ContactRequest]) -> Response[Contact]:
    """Let the line be found by the last four digits of a phone number. The rest of the number is not kept."""
    desk = desk_of(request)
    await read_line(desk.database, line_id)
    return Response(Contact(line_id, await note_phone(desk.database, line_id, data.phone)), status_code=201)


HANDLERS = [set_contact]
