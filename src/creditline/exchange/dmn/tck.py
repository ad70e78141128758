"""Running a folder of the DMN Technology Compatibility Kit: models with cases that must come out."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import parse as parse_xml

from creditline.exchange.dmn.evaluate import evaluate_decisions
from creditline.exchange.dmn.model import Model
from creditline.exchange.dmn.read import DmnUnreadable, child, children, local, read_model
from creditline.exchange.dmn.values import NUMBERS, Anything, parse, type_of

_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_FRACTION = 8  # values with as many decimals were computed by others, some in binary, and are compared so closely only
_TOLERANCE = Decimal(10) ** -_FRACTION


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that did not come out, or could not be run."""

    file: str
    case: str
    why: str


@dataclass(frozen=True, slots=True)
class TckReport:
    """How many cases came out."""

    passed: int
    total: int
    failures: tuple[Failure, ...]

    @property
    def ok(self) -> bool:
        """Whether there were cases and all came out."""
        return self.passed == self.total > 0

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON takes it."""
        return asdict(self)


def run_folder(folder: Path) -> TckReport:
    """Run all cases below `folder`: every XML file whose root is `testCases`, with its model beside it.

    Raises DmnUnreadable for a file of cases that cannot be read.
    """
    outcomes = [outcome for path in sorted(folder.rglob("*.xml")) for outcome in _run_file(path)]
    failures = tuple(one for one in outcomes if one is not None)
    return TckReport(len(outcomes) - len(failures), len(outcomes), failures)


def _run_file(path: Path) -> Iterator[Failure | None]:
    root = _parsed(path)
    if local(root) != "testCases":
        return
    cases = list(children(root, "testCase"))
    try:
        model = read_model(_model_path(path, root))
    except ValueError as error:
        yield from (Failure(path.name, one.get("id", ""), str(error)) for one in cases)
        return
    for case in cases:
        why = _run_case(model, case)
        yield None if why is None else Failure(path.name, case.get("id", ""), why)


def _parsed(path: Path) -> Element:
    try:
        root: Element | None = parse_xml(path, forbid_dtd=True).getroot()
    except ParseError as error:
        raise DmnUnreadable(str(path), str(error)) from error
    if root is None:
        raise DmnUnreadable(str(path), "it is empty")
    return root


def _model_path(path: Path, root: Element) -> Path:
    """The model that a file of cases names; older files name it otherwise than it is called."""
    name = child(root, "modelName")
    named = path.parent / ((name.text or "").strip() if name is not None else "")
    return named if named.is_file() else next(path.parent.glob("*.dmn"), named)


def _run_case(model: Model, case: Element) -> str | None:
    """Return why a case does not come out; None if it does. An input that a case leaves out is null."""
    types = {one.name: one.type_ref for one in model.inputs.values()}
    try:
        given = {_name(node): _given(node, types.get(_name(node))) for node in children(case, "inputNode")}
    except ValueError as error:
        return str(error)
    inputs = dict.fromkeys(types) | given
    reasons = (_run_result(model, inputs, node) for node in children(case, "resultNode"))
    return next((why for why in reasons if why is not None), None)


def _run_result(model: Model, inputs: dict[str, Any], node: Element) -> str | None:
    name = _name(node)
    try:
        found = evaluate_decisions(model, inputs, [name])[name]
        expected = child(node, "expected")
        expected = child(node, "computed") if expected is None else expected
        same = expected is not None and _same(expected, found)
    except (ValueError, LookupError, RuntimeError) as error:
        return None if node.get("errorResult") == "true" else str(error)
    return None if same else f"'{name}' came out as {found!r}"


def _name(node: Element) -> str:
    return node.get("name", "")


def _given(node: Element, type_ref: str | None) -> Any:  # noqa: ANN401 - JSON-like
    items = child(node, "list")
    if items is not None:
        return [_given(item, type_ref) for item in children(items, "item")]
    parts = list(children(node, "component"))
    if parts:
        return {_name(part): _given(part, type_ref) for part in parts}
    value = child(node, "value")
    if value is None or value.get(_NIL) == "true":
        return None
    text, kind = value.text or "", value.get(_TYPE, "").rpartition(":")[2]
    return parse(text, kind) if kind else _guessed(text, type_ref)


def _guessed(text: str, type_ref: str | None) -> Any:  # noqa: ANN401 - JSON-like
    """An untyped value: its input's type will read it; without one it is a number if it looks like one."""
    if type_ref is not None:
        return text
    try:
        return parse(text, "number")
    except ValueError:
        return text


def _same(expected: Element, found: Anything) -> bool:
    items = child(expected, "list")
    if items is not None:
        listed = list(children(items, "item"))
        return isinstance(found, list) and len(listed) == len(found) and all(map(_same, listed, found))
    parts = list(children(expected, "component"))
    if parts:
        whole = found if isinstance(found, dict) else {}
        return len(parts) == len(whole) and all(_same(part, whole.get(_name(part))) for part in parts)
    value = child(expected, "value")
    if value is None or value.get(_NIL) == "true":
        return found is None
    kind = value.get(_TYPE, "").rpartition(":")[2]
    return _same_value(value.text or "", kind or type_of(found), found)


def _same_value(text: str, kind: str, found: Anything) -> bool:
    if found is None or (text == "" and kind != "string"):
        return found is None and text == ""
    wanted = parse(text, kind)
    if isinstance(wanted, Decimal) and isinstance(found, Decimal):
        return _near(found, wanted)
    return wanted == found


def _near(found: Decimal, wanted: Decimal) -> bool:
    places = wanted.as_tuple().exponent
    cut_off = isinstance(places, int) and -places >= _FRACTION
    return found == wanted or (cut_off and abs(NUMBERS.subtract(found, wanted)) <= _TOLERANCE)
