"""Which calendar day an instant falls on, where the lender keeps its books."""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OF_THIS_MACHINE = ("localtime", "posixrules", "posix/", "right/")  # names that Python finds and PostgreSQL does not


class ZoneUnknown(ValueError):
    """A time zone must be a name of the IANA database, such as Asia/Shanghai."""

    code = "zone-unknown"

    def __init__(self, zone: str) -> None:
        super().__init__(f"'{zone}' is no time zone. Give a name of the IANA database, such as Asia/Shanghai.")


@lru_cache(maxsize=16_384)
def business_date(at: datetime, zone: str) -> date:
    """Return the calendar date of the instant `at` in the IANA time zone `zone`.

    Remembered: one command asks for the same instant several times, and a group for the same few.
    """
    return at.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=16_384)
def start_of(day: date, zone: str) -> datetime:
    """Return the instant at which `day` begins in the IANA time zone `zone`, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def check_zone(zone: str) -> str:
    """Return `zone` if it names a time zone; raise ZoneUnknown otherwise."""
    if zone.startswith(_OF_THIS_MACHINE):
        raise ZoneUnknown(zone)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise ZoneUnknown(zone) from unknown
    return zone
