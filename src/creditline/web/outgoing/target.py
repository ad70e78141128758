"""Where a message may go: never into our own network, and to the address that was looked at."""

import asyncio
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit


class TargetRefused(ValueError):
    """A webhook goes to a public address, over HTTPS; in a sandbox it may go anywhere."""

    code = "webhook-target-refused"

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"Nothing is sent to '{url}': {why}.")


@dataclass(frozen=True, slots=True)
class Target:
    """A checked target: the URL by address, and the name that stands in Host and in the certificate."""

    url: str
    host: str
    name: str


def check_url(url: str, *, anywhere: bool) -> None:
    """Raise TargetRefused for a URL that can be seen to be none of ours to call."""
    parts = _parts(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise TargetRefused(url, "write an address that begins with https://")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise TargetRefused(url, "leave out user, password and fragment")
    if not anywhere and parts.scheme != "https":
        raise TargetRefused(url, "outside a sandbox it must begin with https://")


async def resolve(url: str, *, anywhere: bool) -> Target:
    """Look the host up and return the target by its address; raise TargetRefused, OSError.

    Connecting to what was looked at leaves no second lookup that could answer with another address.
    """
    check_url(url, anywhere=anywhere)
    parts = _parts(url)
    name, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    found = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM)
    addresses = [str(info[4][0]) for info in found]
    if not anywhere and not all(_is_public(address) for address in addresses):
        raise TargetRefused(url, "its name leads to a private address")
    address = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
    return Target(parts._replace(netloc=f"{address}:{port}").geturl(), parts.netloc, name)


def _is_public(address: str) -> bool:
    parsed = ip_address(address.partition("%")[0])
    mapped = getattr(parsed, "ipv4_mapped", None) or getattr(parsed, "sixtofour", None)
    return parsed.is_global and not parsed.is_multicast and (mapped is None or mapped.is_global)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as malformed:
        raise TargetRefused(url, "it is no URL") from malformed
    return parts
