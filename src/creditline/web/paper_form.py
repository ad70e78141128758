"""Reading the files of a form: each with what it is to show."""

from litestar.datastructures import UploadFile

from creditline.appeals.appeal import EvidenceKind
from creditline.usecases.file_appeal import MOST_PAPERS, Paper, TooManyPapers
from creditline.web.desk import AppRequest
from creditline.web.paper import LARGEST_BYTES, Sent, examine

FILE, KIND, KINDS = "file", "kind", "kinds"


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


async def _paper(file: UploadFile, kind: EvidenceKind) -> Paper:
    return await examine(Sent(kind, file.filename, await file.read(LARGEST_BYTES + 1)))


def _kind(value: object) -> EvidenceKind:
    try:
        return EvidenceKind(str(value))
    except ValueError:
        return EvidenceKind.INCOME
