"""The packs that come with the product."""

from functools import cache
from importlib.resources import files

from creditline.law.pack import Pack
from creditline.law.read import parse_pack

PACKS = ("basel", "cn", "eu", "qc", "uk", "us")


class PackUnknown(LookupError):
    """There is no pack of rules with this name."""

    code = "pack-unknown"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no pack of rules '{name}'. There are {', '.join(PACKS)}.")


@cache
def pack(name: str) -> Pack:
    """Return a pack that comes with the product; raise PackUnknown."""
    return parse_pack(pack_text(name), file=f"{name}.toml")


def pack_text(name: str) -> bytes:
    """Return the text of a pack that comes with the product; raise PackUnknown."""
    if name not in PACKS:
        raise PackUnknown(name)
    return files("creditline.law").joinpath("data", f"{name}.toml").read_bytes()
