"""How e-mail leaves: the lender's SMTP server, as the environment names it."""

import os
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from ssl import create_default_context

_TIMEOUT_S = 30.0
_SUBMISSION = "587"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostOffice:
    """An SMTP server. security: starttls, tls, or none; none is for a server on the same machine."""

    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str | None = None
    password: str | None = None


class PostOfficeUnusable(ValueError):
    """CREDITLINE_SMTP_SECURITY is starttls, tls or none, and CREDITLINE_SMTP_FROM an address."""

    code = "post-office-unusable"

    def __init__(self, why: str) -> None:
        super().__init__(f"E-mail cannot be sent: {why}.")


def read_post_office(read_secret: Callable[[str], str]) -> PostOffice | None:
    """Read the environment; None where no server is named, and notices stand on the page alone.

    read_secret: reads the file that a variable names. Raises PostOfficeUnusable, and what that raises.
    """
    host = os.environ.get("CREDITLINE_SMTP_HOST")
    if not host:
        return None
    sender = os.environ.get("CREDITLINE_SMTP_FROM", "")
    security = os.environ.get("CREDITLINE_SMTP_SECURITY", "starttls")
    if security not in {"starttls", "tls", "none"}:
        raise PostOfficeUnusable(f"CREDITLINE_SMTP_SECURITY is '{security}'; write starttls, tls or none")
    if "@" not in sender:
        raise PostOfficeUnusable("CREDITLINE_SMTP_FROM must be the address that notices come from")
    port, user = os.environ.get("CREDITLINE_SMTP_PORT", _SUBMISSION), os.environ.get("CREDITLINE_SMTP_USER") or None
    if not port.isascii() or not port.isdigit():
        raise PostOfficeUnusable("CREDITLINE_SMTP_PORT must be a number")
    return PostOffice(
        host=host,
        port=int(port),
        sender=sender,
        security=security,
        user=user,
        password=read_secret("CREDITLINE_SMTP_PASSWORD_FILE") if user else None,
    )


def hand_over(office: PostOffice, message: EmailMessage) -> str:
    """Hand an e-mail to the server and return its own answer; blocks. Raises smtplib.SMTPException, OSError."""
    kind = smtplib.SMTP_SSL if office.security == "tls" else smtplib.SMTP
    with kind(office.host, office.port, timeout=_TIMEOUT_S) as server:
        if office.security == "starttls":
            server.starttls(context=create_default_context())
        if office.user:
            server.login(office.user, office.password or "")
        server.mail(office.sender)
        code, answer = server.rcpt(str(message["To"]))
        if code not in {250, 251}:
            raise smtplib.SMTPResponseException(code, answer)
        code, answer = server.data(message.as_bytes())
        if code != 250:  # noqa: PLR2004 - SMTP's "done"
            raise smtplib.SMTPResponseException(code, answer)
        return f"{code} {answer.decode(errors='replace')}"
