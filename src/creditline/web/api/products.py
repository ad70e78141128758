"""Products: what a line can be opened with."""

from litestar import get

from creditline.dates.business_date import business_date
from creditline.store.products import catalogue, product_in_force
from creditline.web.api.carry_out import READ_PROBLEMS
from creditline.web.api.servicing_answers import product_answer
from creditline.web.api.servicing_shapes import ProductList
from creditline.web.desk import AppRequest, desk_of

_WHERE_BOOKS_ARE_KEPT = "Asia/Shanghai"


@get("/products", summary="List products", tags=["Products"], responses=READ_PROBLEMS)
async def list_products(request: AppRequest) -> ProductList:
    """List the products in force today, each in its version of today."""
    on = business_date(desk_of(request).clock.now(), _WHERE_BOOKS_ARE_KEPT)
    in_force = (name for name, versions in catalogue().items() if versions[0].valid_from <= on)
    return ProductList([product_answer(product_in_force(name, on)) for name in in_force])


HANDLERS = [list_products]
