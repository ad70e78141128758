"""What the lender reports about itself: the figures that its ratios are taken of."""

from litestar import get
from litestar.params import JSONBody

from creditline.money.amount import parse_minor
from creditline.store.lender import LenderFigure, read_figures
from creditline.usecases.bound_customer import report_figure
from creditline.web.api.carry_out import READ_PROBLEMS, IdempotencyKey, post_command, stamp
from creditline.web.api.funding_shapes import FigureList, FigureRequest, figure_list
from creditline.web.desk import AppRequest, desk_of

_TAGS = ["Limits"]


@post_command("/lender/figures", summary="Report a figure", tags=_TAGS)
async def create_figure(
    request: AppRequest, data: JSONBody[FigureRequest], idempotency_key: IdempotencyKey
) -> FigureList:
    """Report a figure of the lender and the day from which it counts, such as the first day of the year after."""
    asked = await stamp(request, idempotency_key)
    figure = LenderFigure(
        name=data.name,
        valid_from=data.valid_from,
        amount_minor=parse_minor(data.amount, data.currency),
        currency=data.currency,
        booked_at=asked.booked_at,
    )
    database = desk_of(request).database
    await report_figure(database, asked, figure)
    return figure_list(await read_figures(database))


@get("/lender/figures", summary="List figures", tags=_TAGS, responses=READ_PROBLEMS)
async def list_figures(request: AppRequest) -> FigureList:
    """List the figures that the lender reported."""
    return figure_list(await read_figures(desk_of(request).database))


HANDLERS = [create_figure, list_figures]
