"""The products there are: those shipped with us, and those of the lender's own directory."""

import os
from datetime import date
from functools import cache
from pathlib import Path

from creditline.dates.rest_days import RestDays
from creditline.lines.product import Product
from creditline.store.product_files import ProductUnreadable, read_products

SHIPPED = Path(__file__).parent.parent / "products"
PRICE_CAPS = "price_caps.toml"
_YEARS = (2015, 2035)


class ProductUnknown(LookupError):
    """There is no product of this name that is in force."""

    code = "product-unknown"

    def __init__(self, name: str, on: date) -> None:
        super().__init__(f"There is no product '{name}' in force on {on}. Products are listed at /v1/products.")


def product_in_force(name: str, on: date) -> Product:
    """Return the version of the product `name` in force on `on`; raise ProductUnknown."""
    versions = [product for product in catalogue().get(name, ()) if product.valid_from <= on]
    if not versions:
        raise ProductUnknown(name, on)
    return versions[-1]


def product_version(name: str, valid_from: date) -> Product:
    """Return the version of a product that a line was opened with; raise ProductUnknown if its file is gone."""
    for product in catalogue().get(name, ()):
        if product.valid_from == valid_from:
            return product
    raise ProductUnknown(name, valid_from)


@cache
def catalogue() -> dict[str, tuple[Product, ...]]:
    """Return every product with its versions, the earliest first; raise ProductUnreadable.

    Read once a process: a version that lines were opened with is never edited, a new one is added to its file.
    """
    own = os.environ.get("CREDITLINE_PRODUCTS")
    folders = [SHIPPED, Path(own)] if own else [SHIPPED]
    return read_folders(folders)


def read_folders(folders: list[Path]) -> dict[str, tuple[Product, ...]]:
    """Read the products of several folders; raise ProductUnreadable, also for a name that is used twice."""
    found: dict[str, tuple[Product, ...]] = {}
    for path in sorted(path for folder in folders for path in folder.glob("*.toml")):
        if path.name == PRICE_CAPS:
            continue
        versions = read_products(path.name, path.read_text(encoding="utf-8"), _calendar)
        if versions[0].id in found:
            raise ProductUnreadable(path.name, "id", f"'{versions[0].id}' is another file's. Choose another name.")
        found[versions[0].id] = versions
    return found


@cache
def _calendar(country: str) -> RestDays:
    from creditline.dates.calendars import rest_days  # noqa: PLC0415 - tables of a hundred countries, loaded on demand

    return rest_days(country, *_YEARS)
