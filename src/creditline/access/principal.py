"""Who asks: a visitor, a borrower, a member of staff, or a program with an API key."""

from dataclasses import dataclass
from datetime import datetime

from creditline.access.rights import Right, Role, Scope, rights_of


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something, as it is written down: kind is visitor, borrower, staff, api_key or system."""

    kind: str
    id: str
    name: str


SYSTEM = Actor("system", "system", "creditline")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who showed nothing. In a sandbox that is enough for all but the console."""

    @property
    def actor(self) -> Actor:
        """Who it is, for the record."""
        return Actor("visitor", "visitor", "visitor")


@dataclass(frozen=True, slots=True)
class Borrower:
    """The borrower of one line, come by a link from the lender's app. expires_at: when the session ends, if it does."""

    line_id: str
    expires_at: datetime | None = None

    @property
    def actor(self) -> Actor:
        """Who it is, for the record."""
        return Actor("borrower", self.line_id, "borrower")


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A member of staff. password_hash and totp_secret are None for who signs in by OIDC alone."""

    id: str
    login: str
    name: str
    roles: frozenset[Role]
    active: bool = True
    password_hash: str | None = None
    totp_secret: str | None = None
    totp_step: int | None = None
    oidc_subject: str | None = None

    @property
    def actor(self) -> Actor:
        """Who it is, for the record."""
        return Actor("staff", self.id, self.name)

    def may(self, right: Right) -> bool:
        """Whether one of the roles gives this right."""
        return right in rights_of(self.roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A program's key, without its secret. per_minute None: it may ask as often as it likes."""

    id: str
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None = None
    per_minute: int | None = None

    @property
    def actor(self) -> Actor:
        """Who it is, for the record."""
        return Actor("api_key", self.id, self.name)

    def works_at(self, now: datetime) -> bool:
        """Whether it is neither expired nor revoked at `now`."""
        return self.revoked_at is None and now < self.expires_at


Principal = Visitor | Borrower | Staff | ApiKey
