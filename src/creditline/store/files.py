"""Files outside the database: evidence and exports, in a directory or in an object store (S3 and its like)."""

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url


class FilesUnavailable(RuntimeError):
    """The place where files are kept does not answer."""

    code = "files-unavailable"

    def __init__(self, cause: Exception) -> None:
        super().__init__(f"The place where files are kept does not answer: {cause}. Try again.")


class FilesAddressUnusable(ValueError):
    """CREDITLINE_FILES must be the address of a directory or of an object store."""

    code = "files-address-unusable"

    def __init__(self, url: str, cause: Exception) -> None:
        super().__init__(f"CREDITLINE_FILES is '{url}', which cannot be used: {cause}. Write file:///… or s3://….")


class Files:
    """Keeps files by path under `url`: file:///var/lib/creditline/files, s3://bucket/prefix, memory:///."""

    def __init__(self, url: str) -> None:
        try:
            self._store: ObjectStore = from_url(url, mkdir=True) if url.startswith("file:") else from_url(url)
        except (BaseError, ValueError, OSError) as cause:
            raise FilesAddressUnusable(url, cause) from cause

    async def put(self, path: str, content: bytes) -> None:
        """Keep `content` under `path`; raise FilesUnavailable."""
        try:
            await obstore.put_async(self._store, path, content)
        except (BaseError, OSError) as cause:
            raise FilesUnavailable(cause) from cause

    async def get(self, path: str) -> bytes:
        """Return what is kept under `path`; raise FilesUnavailable."""
        try:
            found = await obstore.get_async(self._store, path)
            return bytes(await found.bytes_async())
        except (BaseError, OSError) as cause:
            raise FilesUnavailable(cause) from cause
