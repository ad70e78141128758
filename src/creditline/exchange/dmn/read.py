"""From DMN XML (any version from 1.1) to a model. What is outside level 2 is refused with its place."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from creditline.exchange.dmn.model import (
    OWN,
    Aggregation,
    Decision,
    DecisionTable,
    Expression,
    HitPolicy,
    InputClause,
    InputData,
    Invocation,
    ItemType,
    KnowledgeModel,
    Logic,
    Model,
    OutputClause,
    Rule,
)
from creditline.policy.feel.nodes import UnaryTests
from creditline.policy.feel.parse import parse_expression, parse_unary_tests
from creditline.policy.feel.scanner import FeelMalformed, FeelUnsupported

_T = TypeVar("_T")
_LOGIC = ("literalExpression", "decisionTable", "invocation")
_BEYOND = {
    "context", "relation", "list", "functionDefinition", "conditional", "filter", "for", "every", "some",
}  # fmt: skip
_NAMED = {"inputData", "decision", "businessKnowledgeModel", "formalParameter", "itemComponent", "variable"}
_FUNCTIONS = {"date and time"}


class DmnUnreadable(ValueError):
    """A DMN file must be XML with DMN definitions."""

    code = "dmn-unreadable"

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path} cannot be read as DMN: {why}.")


class DmnOutside(ValueError):
    """A DMN model must stay within compliance level 2."""

    code = "dmn-outside-level-2"

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}: {why}")
        self.place = place


def read_model(path: Path) -> Model:
    """Return the model in a file. Raises DmnUnreadable, DmnOutside (with decision, rule and column)."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise DmnUnreadable(str(path), error.strerror or "it cannot be opened") from error
    return parse_model(text, str(path))


def parse_model(text: bytes, name: str) -> Model:
    """Return the model in `text`; `name` is how errors call it. Raises as read_model."""
    try:
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise DmnUnreadable(name, str(error)) from error
    if local(root) != "definitions":
        raise DmnUnreadable(name, f"its root is '{local(root)}' and not 'definitions'")
    return _Reader(root).model()


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    """Yield the children of this name, in any namespace."""
    return (child for child in element if isinstance(child.tag, str) and local(child) == name)


def child(element: Element, name: str) -> Element | None:
    """Return the first child of this name."""
    return next(children(element, name), None)


def text_of(element: Element | None) -> str | None:
    """Return the text of an element's `text` child, or its own; None without either."""
    if element is None:
        return None
    inner = child(element, "text")
    return ((inner if inner is not None else element).text or "").strip()


class _Reader:
    def __init__(self, root: Element) -> None:
        self.root = root
        named = (one for one in root.iter() if isinstance(one.tag, str) and local(one) in _NAMED)
        self.names = {name for one in named if (name := _name(one))} | _FUNCTIONS

    def model(self) -> Model:
        return Model(
            name=self.root.get("name", ""),
            types={one.name: one for one in map(self._type, children(self.root, "itemDefinition"))},
            inputs={one.id: one for one in map(self._input, children(self.root, "inputData"))},
            decisions={one.id: one for one in map(self._decision, children(self.root, "decision"))},
            knowledge={one.id: one for one in map(self._knowledge, children(self.root, "businessKnowledgeModel"))},
        )

    def _type(self, element: Element) -> ItemType:
        name = element.get("name", "")
        allowed = text_of(child(element, "allowedValues"))
        components = {one.name: one for one in map(self._type, children(element, "itemComponent"))}
        return ItemType(
            name,
            text_of(child(element, "typeRef")),
            None if allowed is None else self._tests(allowed, f"type '{name}', allowed values"),
            components,
            element.get("isCollection") == "true",
        )

    def _input(self, element: Element) -> InputData:
        return InputData(element.get("id", ""), _name(element), _type_ref(element))

    def _decision(self, element: Element) -> Decision:
        name = _name(element)
        needs = [one for one in element if isinstance(one.tag, str) and local(one).endswith("Requirement")]
        refs = [target.get("href", "").rpartition("#")[2] for need in needs for target in need]
        logic = self._logic(element, f"decision '{name}'")
        return Decision(element.get("id", ""), name, _type_ref(element), logic, tuple(refs))

    def _knowledge(self, element: Element) -> KnowledgeModel:
        name = _name(element)
        body = child(element, "encapsulatedLogic")
        place = f"business knowledge model '{name}'"
        if body is None or body.get("kind", "FEEL") != "FEEL":
            raise DmnOutside(place, "it has no FEEL body. Give it an encapsulated logic in FEEL.")
        parameters = {one.get("name", ""): one.get("typeRef") for one in children(body, "formalParameter")}
        return KnowledgeModel(element.get("id", ""), name, parameters, self._logic(body, place))

    def _logic(self, element: Element, place: str) -> Logic:
        for one in element:
            kind = local(one) if isinstance(one.tag, str) else ""
            if kind in _BEYOND:
                why = f"a boxed '{kind}' is outside DMN compliance level 2. Use a table or a literal expression."
                raise DmnOutside(place, why)
            if kind in _LOGIC:
                return self._logic_of(kind, one, place)
        raise DmnOutside(place, "it has no logic. Give it a decision table or a literal expression.")

    def _logic_of(self, kind: str, element: Element, place: str) -> Logic:
        if kind == "decisionTable":
            return self._table(element, place)
        if kind == "invocation":
            return self._invocation(element, place)
        return self._expression(text_of(element) or "", place)

    def _invocation(self, element: Element, place: str) -> Invocation:
        function = next((text_of(one) or "" for one in children(element, "literalExpression")), "")
        arguments = {}
        for binding in children(element, "binding"):
            parameter = child(binding, "parameter")
            name = "" if parameter is None else parameter.get("name", "")
            arguments[name] = self._logic(binding, f"{place}, argument '{name}'")
        return Invocation(function, arguments)

    def _table(self, element: Element, place: str) -> DecisionTable:
        columns, rows = enumerate(children(element, "input"), 1), enumerate(children(element, "rule"), 1)
        inputs = tuple(self._input_clause(one, number, place) for number, one in columns)
        outputs = tuple(self._output_clause(one, place) for one in children(element, "output"))
        labels = [*(one.label for one in inputs), *(one.name or "output" for one in outputs)]
        table = DecisionTable(
            own=_own(element),
            hit=_one_of(HitPolicy, element.get("hitPolicy", "UNIQUE"), f"{place}, hit policy"),
            aggregation=_aggregation(element, place),
            inputs=inputs,
            outputs=outputs,
            rules=tuple(self._rule(one, number, labels, place) for number, one in rows),
            annotations=tuple(one.get("name", "") for one in children(element, "annotation")),
        )
        if table.aggregation and len(outputs) > 1:
            why = "an aggregation over several outputs has no meaning. Make one table for each output."
            raise DmnOutside(place, why)
        return table

    def _input_clause(self, element: Element, number: int, place: str) -> InputClause:
        expression = child(element, "inputExpression")
        text = text_of(expression) or ""
        label = element.get("label") or text or str(number)
        allowed = text_of(child(element, "inputValues"))
        where = f"{place}, input '{label}'"
        return InputClause(
            _own(element),
            label,
            self._expression(text, where),
            None if expression is None else _plain(expression.get("typeRef")),
            self._tests(allowed, f"{where}, values") if allowed else None,
            allowed or None,
        )

    def _output_clause(self, element: Element, place: str) -> OutputClause:
        name = element.get("name")
        where = f"{place}, output '{name or ''}'"
        values, default = text_of(child(element, "outputValues")), text_of(child(element, "defaultOutputEntry"))
        return OutputClause(
            _own(element),
            name,
            _plain(element.get("typeRef")),
            self._tests(values, f"{where}, values") if values else None,
            values or None,
            self._expression(default, f"{where}, default") if default else None,
        )

    def _rule(self, element: Element, number: int, labels: list[str], place: str) -> Rule:
        conditions = [text_of(one) or "" for one in children(element, "inputEntry")]
        results = [text_of(one) or "" for one in children(element, "outputEntry")]
        if len(conditions) + len(results) != len(labels):
            why = f"it has {len(conditions) + len(results)} cells for {len(labels)} columns."
            raise DmnOutside(f"{place}, rule {number}", why)
        places = [f"{place}, rule {number}, column '{label}'" for label in labels]
        return Rule(
            element.get("id", str(number)),
            element.get("label"),
            tuple(self._tests(text, where) for text, where in zip(conditions, places, strict=False)),
            tuple(
                self._expression(text, where) for text, where in zip(results, places[len(conditions) :], strict=True)
            ),
            (*conditions, *results),
            text_of(child(element, "description")) or "",
            tuple(text_of(one) or "" for one in children(element, "annotationEntry")),
        )

    def _expression(self, text: str, place: str) -> Expression:
        return Expression(text, _placed(place, parse_expression, text, self.names))

    def _tests(self, text: str, place: str) -> UnaryTests:
        return _placed(place, parse_unary_tests, text, self.names)


def _placed(place: str, parse: Callable[[str, Iterable[str]], _T], text: str, names: Iterable[str]) -> _T:
    try:
        return parse(text, names)
    except (FeelMalformed, FeelUnsupported) as error:
        raise DmnOutside(place, str(error)) from error


def _own(element: Element) -> dict[str, str]:
    """Attributes of our namespace."""
    prefix = f"{{{OWN}}}"
    return {name.removeprefix(prefix): value for name, value in element.attrib.items() if name.startswith(prefix)}


def _name(element: Element) -> str:
    return element.get("name", "").strip()


def _type_ref(element: Element) -> str | None:
    variable = child(element, "variable")
    return None if variable is None else _plain(variable.get("typeRef"))


def _plain(type_ref: str | None) -> str | None:
    """A type's name without the prefix of its namespace, such as feel:number."""
    return None if type_ref is None else type_ref.rpartition(":")[2]


_E = TypeVar("_E", HitPolicy, Aggregation)


def _one_of(kind: type[_E], text: str, place: str) -> _E:
    try:
        return kind(text)
    except ValueError as error:
        raise DmnOutside(place, f"there is no '{text}'. There are: {', '.join(kind)}.") from error


def _aggregation(element: Element, place: str) -> Aggregation | None:
    text = element.get("aggregation")
    return None if text is None else _one_of(Aggregation, text, f"{place}, aggregation")
