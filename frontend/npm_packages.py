# ruff: noqa: INP001 - runs before anything is installed
"""From a package-lock.json to unpacked npm packages, with nothing but the standard library.

A package's tarball is asked from the npm registry in use, checked against the sha512 of the lock, kept in a cache by
that hash, and unpacked with regular files only.
"""

import base64
import hashlib
import json
import os
import shutil
import tarfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

PUBLIC_REGISTRY = "https://registry.npmjs.org"
ATTEMPTS = 3
_TIMEOUT_SECONDS = 60
_NOT_WORTH_RETRYING = range(400, 500)
_UNUSED_SUFFIXES = (".map", ".d.ts", ".d.mts", ".d.cts", ".md")


class RegistryUnreachable(RuntimeError):
    """The npm registry gave no answer, and the tarball is not in the cache."""

    def __init__(self, *, url: str, cause: Exception) -> None:
        super().__init__(
            f"The web assets could not be downloaded from {url} ({cause}): set NPM_CONFIG_REGISTRY to an npm registry "
            "this machine can reach, or set CREDITLINE_SKIP_ASSETS=1 to build without the web pages' assets."
        )


class ChecksumMismatch(RuntimeError):
    """A tarball is not the one that was locked."""

    def __init__(self, package: "Package") -> None:
        super().__init__(
            f"{package.name} {package.version} does not have the sha512 that package-lock.json expects: "
            "the registry or a proxy sent something else, so nothing was built."
        )


class PackageNotLocked(LookupError):
    """The build asks for a package that package-lock.json does not hold."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not in package-lock.json: run npm install in frontend/ and commit the lock.")


class UnsafeMember(RuntimeError):
    """A tarball holds a name that would be written outside its directory."""

    def __init__(self, package: "Package", name: str) -> None:
        super().__init__(f"{package.name} {package.version} holds the file name '{name}', so it was not unpacked.")


@dataclass(frozen=True, slots=True)
class Package:
    """One locked package: its npm name, exact version, `sha512-…` integrity and declared licence."""

    name: str
    version: str
    integrity: str
    license: str

    @property
    def tarball(self) -> str:
        """Path of the tarball below the registry's root."""
        return f"{self.name}/-/{self.name.rpartition('/')[2]}-{self.version}.tgz"

    @property
    def digest(self) -> bytes:
        """The locked sha512."""
        algorithm, _, value = self.integrity.partition("-")
        if algorithm != "sha512":
            raise ChecksumMismatch(self)
        return base64.b64decode(value)


def read_lock(lock: Path) -> dict[str, Package]:
    """Return the packages at the top level of `lock`, by name."""
    entries = json.loads(lock.read_text("utf-8"))["packages"]
    return {
        name: Package(name, entry["version"], entry["integrity"], entry.get("license", "unknown"))
        for path, entry in entries.items()
        if (name := path.removeprefix("node_modules/")) and "node_modules/" not in name
    }


def pick(locked: dict[str, Package], names: Iterable[str]) -> list[Package]:
    """Return the packages called `names`; raise PackageNotLocked for the first that is missing."""
    chosen = []
    for name in names:
        if name not in locked:
            raise PackageNotLocked(name)
        chosen.append(locked[name])
    return chosen


def registry_in_use() -> str:
    """Return the npm registry npm itself would use, without a closing slash."""
    named = {name.upper(): value for name, value in os.environ.items()}
    configured = named.get("NPM_CONFIG_REGISTRY") or _from_npmrc()
    return (configured or PUBLIC_REGISTRY).rstrip("/")


def _from_npmrc() -> str | None:
    npmrc = Path.home() / ".npmrc"
    if not npmrc.is_file():
        return None
    for line in npmrc.read_text("utf-8").splitlines():
        key, _, value = line.partition("=")
        if key.strip() == "registry":
            return value.strip().strip("\"'")
    return None


def download_all(packages: Iterable[Package], cache: Path) -> dict[str, Path]:
    """Return where each package's checked tarball lies in `cache`, downloading what is missing, four at a time."""
    cache.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(max_workers=4) as pool:
        return dict(pool.map(lambda package: (package.name, download(package, cache)), packages))


def download(package: Package, cache: Path) -> Path:
    """Return the checked tarball of `package`; raise RegistryUnreachable or ChecksumMismatch."""
    kept = cache / f"{package.digest.hex()[:40]}.tgz"
    if kept.is_file() and _matches(kept.read_bytes(), package):
        return kept
    content = _fetch(f"{registry_in_use()}/{package.tarball}")
    if not _matches(content, package):
        raise ChecksumMismatch(package)
    partial = kept.with_suffix(f".{os.getpid()}.part")
    partial.write_bytes(content)
    partial.replace(kept)
    return kept


def _matches(content: bytes, package: Package) -> bool:
    return hashlib.sha512(content).digest() == package.digest


def _fetch(url: str) -> bytes:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with urllib.request.urlopen(url, timeout=_TIMEOUT_SECONDS) as response:  # noqa: S310 - the user's registry
                content: bytes = response.read()
                return content
        except (OSError, ValueError) as failure:
            if attempt == ATTEMPTS or _is_final(failure):
                raise RegistryUnreachable(url=url, cause=failure) from failure
            time.sleep(2 ** (attempt - 1))
    raise AssertionError(url)


def _is_final(failure: Exception) -> bool:
    if isinstance(failure, urllib.error.HTTPError):
        return failure.code in _NOT_WORTH_RETRYING
    return isinstance(failure, ValueError)


def unpack(package: Package, tarball: Path, node_modules: Path) -> Path:
    """Write the regular files of `tarball` to `node_modules/<name>`, leaving out maps, types and readmes."""
    target = node_modules / package.name
    with tarfile.open(tarball, "r:gz") as archive:
        for member in archive:
            if member.isfile() and not member.name.endswith(_UNUSED_SUFFIXES):
                _write_member(archive, member, target / _inside(package, member.name))
    return target


def _inside(package: Package, name: str) -> PurePosixPath:
    """Return `name` without its first part (npm's `package/`); raise UnsafeMember if it climbs out."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or len(path.parts) < 2:  # noqa: PLR2004 - directory and file
        raise UnsafeMember(package, name)
    return PurePosixPath(*path.parts[1:])


def _write_member(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    source = archive.extractfile(member)
    if source is None:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with source, target.open("wb") as written:
        shutil.copyfileobj(source, written)
    if member.mode & 0o100:
        target.chmod(0o755)
