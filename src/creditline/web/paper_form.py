"""Reading a form: its texts, and its files, each with what it is to show."""

from litestar.datastructures import UploadFile

from creditline.appeals.appeal import EvidenceKind
from creditline.usecases.file_appeal import MOST_PAPERS, Paper, TooManyPapers
from creditline.web.desk import AppRequest
from creditline.web.paper import LARGEST_BYTES, Sent, examine

FILE, KIND, KINDS = "file", "kind", "kinds"
LONGEST_TEXT = 5_000


async def papers_of(request: AppRequest) -> list[Paper]:
    """Return the files of a form, examined; `kinds` names the kind of each in order, `kind` that of the rest.

    Raises TooManyPapers, and what `paper.examine` raises.
    """
    form = await request.form()
    items = list(form.multi_items())
    files = [value for name, value in items if name == FILE and isinstance(value, UploadFile) and value.filename]
    if len(files) > MOST_PAPERS:
        raise TooManyPapers
    kinds = [_kind(value) for name, value in items if name == KINDS]
    usual = next((_kind(value) for name, value in items if name == KIND), EvidenceKind.INCOME)
    kinds += [usual] * (len(files) - len(kinds))
    return [await _paper(file, kind) for file, kind in zip(files, kinds, strict=False)]


async def text_fields(request: AppRequest) -> dict[str, str]:
    """Return the texts of a form, each no longer than it may be and without what cannot be kept."""
    form = await request.form()
    texts = ((name, value) for name, value in form.multi_items() if isinstance(value, str))
    return {name: value.replace("\x00", "")[:LONGEST_TEXT] for name, value in texts}


async def _paper(file: UploadFile, kind: EvidenceKind) -> Paper:
    return await examine(Sent(kind, file.filename, await file.read(LARGEST_BYTES + 1)))


def _kind(value: object) -> EvidenceKind:
    try:
        return EvidenceKind(str(value))
    except ValueError:
        return EvidenceKind.INCOME
