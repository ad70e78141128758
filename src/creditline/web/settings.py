"""What the environment says of a server: its public address, where files are kept, and who vouches for staff."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from creditline.store.embedded_host import default_data_dir
from creditline.web.outgoing.post_office import PostOffice, read_post_office

_WEBHOOK_KEY = "CREDITLINE_WEBHOOK_KEY_FILE"


class SecretFileMissing(ValueError):
    """A secret is read from a file, never from a flag or a variable."""

    code = "secret-file-missing"

    def __init__(self, variable: str, path: str) -> None:
        super().__init__(
            f"{variable} is '{path}', which cannot be read. Give the path of a file that holds the secret."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Oidc:
    """The identity provider that vouches for staff, and what we are to it."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """files_url: where evidence and exports are kept. public_url: how the world reaches us; None: as it asks for us.

    post_office: how notices go by e-mail; None: they stand on the page alone. webhook_key: mixed into the secrets of
    webhook endpoints, so that a copy of the database is not enough to sign.
    """

    files_url: str
    public_url: str | None = None
    oidc: Oidc | None = None
    post_office: PostOffice | None = None
    webhook_key: str | None = field(default=None, repr=False)


def read_settings(data: Path | None = None) -> Settings:
    """Read the environment; files stand beside the embedded database unless it says otherwise."""
    beside = (data or default_data_dir()).resolve()
    public = os.environ.get("CREDITLINE_PUBLIC_URL")
    return Settings(
        files_url=os.environ.get("CREDITLINE_FILES") or f"file://{beside.with_name(beside.name + '-files')}",
        public_url=public.rstrip("/") if public else None,
        oidc=_oidc(),
        post_office=read_post_office(read_secret_file),
        webhook_key=read_secret_file(_WEBHOOK_KEY) if os.environ.get(_WEBHOOK_KEY) else None,
    )


def _oidc() -> Oidc | None:
    issuer = os.environ.get("CREDITLINE_OIDC_ISSUER")
    if not issuer:
        return None
    return Oidc(
        issuer=issuer.rstrip("/"),
        client_id=os.environ.get("CREDITLINE_OIDC_CLIENT_ID", "creditline"),
        client_secret=read_secret_file("CREDITLINE_OIDC_CLIENT_SECRET_FILE"),
    )


def read_secret_file(variable: str) -> str:
    """Return the secret in the file that `variable` names; raise SecretFileMissing."""
    path = os.environ.get(variable, "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as missing:
        raise SecretFileMissing(variable, path) from missing
