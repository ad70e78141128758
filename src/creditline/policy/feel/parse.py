"""The grammar: expressions, and the unary tests that stand in the cells of a decision table."""

import json
from collections.abc import Iterable
from decimal import Decimal

from creditline.policy.feel.nodes import (
    Arithmetic,
    Call,
    Choice,
    Comparison,
    Interval,
    Literal,
    Logic,
    Name,
    Negated,
    Node,
    Path,
    UnaryTests,
    Within,
)
from creditline.policy.feel.scanner import FeelMalformed, FeelUnsupported, Token, scan

_COMPARISONS = {"=", "!=", "<", "<=", ">", ">="}
_RELATIONS = {"<", "<=", ">", ">="}
_CONSTANTS = {"true": True, "false": False, "null": None}
_BEYOND = {"for", "some", "every", "function", "instance", "return", "satisfies", "external"}


def parse_expression(text: str, names: Iterable[str] = ()) -> Node:
    """Return the node of an expression; `names` are the known names, which may hold blanks.

    Raises FeelMalformed for what cannot be read, FeelUnsupported for what is FEEL but outside level 2.
    """
    parser = _Parser(text, names)
    node = parser.expression()
    parser.expect_end()
    return node


def parse_unary_tests(text: str, names: Iterable[str] = ()) -> UnaryTests:
    """Return the tests of a cell. An empty cell and `-` are no tests: anything goes. Raises as parse_expression."""
    if text.strip() in {"", "-"}:
        return UnaryTests(())
    parser = _Parser(text, names)
    tests = parser.unary_tests()
    parser.expect_end()
    return tests


class _Parser:
    """Recursive descent, one token of look-ahead."""

    def __init__(self, text: str, names: Iterable[str]) -> None:
        self.text = text
        self.tokens = scan(text, names)
        self.index = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def expect_end(self) -> None:
        if self.token.kind != "end":
            self._refuse_beyond()
            raise FeelMalformed(self.text, self.token.at, f"'{self.token.text}' does not belong here")

    def expression(self) -> Node:
        """`if`, or a chain of `or`."""
        at = self.token.at
        if not self._take("if"):
            return self._disjunction()
        condition = self.expression()
        self._expect("then")
        yes = self.expression()
        self._expect("else")
        return Choice(condition, yes, self.expression(), at)

    def unary_tests(self) -> UnaryTests:
        """`not(tests)`, or tests between commas."""
        at, before = self.token.at, self.index
        if self._take("not") and self._take("("):
            tests = self._tests()
            self._expect(")")
            if self.token.kind == "end":
                return UnaryTests(tests, negated=True, at=at)
        self.index = before
        return UnaryTests(self._tests(), at=at)

    def _tests(self) -> tuple[Interval | Node, ...]:
        tests = [self._test()]
        while self._take(","):
            tests.append(self._test())
        return tuple(tests)

    def _test(self) -> Interval | Node:
        token = self.token
        if token.text in _RELATIONS and token.kind == "sign":
            self.index += 1
            return _half_open(token.text, self._sum(), token.at)
        interval = self._interval()
        return interval if interval is not None else self._disjunction()

    def _interval(self) -> Interval | None:
        """`[a..b]`, `(a..b)`, `]a..b[`; a parenthesis that opens no interval is given back."""
        before, opening = self.index, self.token
        if opening.kind != "sign" or opening.text not in {"[", "(", "]"}:
            return None
        if opening.text == "(" and self.tokens[self.index + 1].text in _RELATIONS:
            return None
        self.index += 1
        low = self._sum()
        if not self._take(".."):
            if opening.text != "(":
                raise FeelUnsupported(self.text, opening.at, "a list")
            self.index = before
            return None
        high, closing = self._sum(), self.token
        if closing.text not in {"]", ")", "["}:
            raise FeelMalformed(self.text, closing.at, "the interval is not closed by ] or )")
        self.index += 1
        return Interval(low, high, low_in=opening.text == "[", high_in=closing.text == "]", at=opening.at)

    def _disjunction(self) -> Node:
        left = self._conjunction()
        while self.token.text == "or" and self.token.kind == "name":
            at = self._advance()
            left = Logic("or", left, self._conjunction(), at)
        return left

    def _conjunction(self) -> Node:
        left = self._comparison()
        while self.token.text == "and" and self.token.kind == "name":
            at = self._advance()
            left = Logic("and", left, self._comparison(), at)
        return left

    def _comparison(self) -> Node:
        left = self._sum()
        token = self.token
        if token.kind == "sign" and token.text in _COMPARISONS:
            self.index += 1
            return Comparison(token.text, left, self._sum(), token.at)
        if self._take("between"):
            low = self._sum()
            self._expect("and")
            return Within(left, UnaryTests((Interval(low, self._sum(), at=token.at),)), token.at)
        if self._take("in"):
            return Within(left, self._membership(), token.at)
        return left

    def _membership(self) -> UnaryTests:
        at, before = self.token.at, self.index
        interval = self._interval()
        if interval is not None:
            return UnaryTests((interval,), at=at)
        self.index = before
        if self._take("("):
            tests = self._tests()
            self._expect(")")
            return UnaryTests(tests, at=at)
        return UnaryTests((self._test(),), at=at)

    def _sum(self) -> Node:
        left = self._product()
        while self.token.kind == "sign" and self.token.text in {"+", "-"}:
            op, at = self.token.text, self._advance()
            left = Arithmetic(op, left, self._product(), at)
        return left

    def _product(self) -> Node:
        left = self._power()
        while self.token.kind == "sign" and self.token.text in {"*", "/"}:
            op, at = self.token.text, self._advance()
            left = Arithmetic(op, left, self._power(), at)
        return left

    def _power(self) -> Node:
        left = self._negation()
        while self.token.kind == "sign" and self.token.text == "**":
            at = self._advance()
            left = Arithmetic("**", left, self._negation(), at)
        return left

    def _negation(self) -> Node:
        if self.token.kind == "sign" and self.token.text == "-":
            at = self._advance()
            return Negated(self._negation(), at)
        return self._postfix()

    def _postfix(self) -> Node:
        node = self._primary()
        while True:
            at = self.token.at
            if self._take("."):
                node = Path(node, self._name(), at)
            elif self.token.kind == "sign" and self.token.text == "[" and self._is_filter():
                raise FeelUnsupported(self.text, at, "a filter")
            else:
                return node

    def _is_filter(self) -> bool:
        """A [ after a value is a filter, unless it closes an interval such as ]1..2[."""
        following = self.tokens[self.index + 1]
        return not (following.kind == "end" or following.text == ",")

    def _primary(self) -> Node:
        token = self.token
        self._refuse_beyond()
        self.index += 1
        if token.kind == "number":
            return Literal(Decimal(token.text), token.at)
        if token.kind == "string":
            return Literal(self._unquoted(token), token.at)
        if token.kind == "name":
            return self._named(token)
        if token.text == "(":
            inner = self.expression()
            self._expect(")")
            return inner
        if token.text == "[":
            raise FeelUnsupported(self.text, token.at, "a list")
        raise FeelMalformed(
            self.text, token.at, f"a value is missing before '{token.text}'" if token.text else "it ends too early"
        )

    def _named(self, token: Token) -> Node:
        if token.text in _CONSTANTS:
            return Literal(_CONSTANTS[token.text], token.at)
        if self.token.kind == "sign" and self.token.text == "(":
            self.index += 1
            names, arguments = self._arguments()
            return Call(token.text, arguments, names, token.at)
        return Name(token.text, token.at)

    def _arguments(self) -> tuple[tuple[str, ...], tuple[Node, ...]]:
        names: list[str] = []
        arguments: list[Node] = []
        while not self._take(")"):
            if arguments:
                self._expect(",")
            following = self.tokens[self.index + 1] if self.index + 1 < len(self.tokens) else self.token
            if self.token.kind == "name" and following.text == ":":
                names.append(self._name())
                self._expect(":")
            arguments.append(self.expression())
        if names and len(names) != len(arguments):
            raise FeelMalformed(self.text, self.token.at, "either all arguments are named or none")
        return tuple(names), tuple(arguments)

    def _unquoted(self, token: Token) -> str:
        try:
            return str(json.loads(token.text))
        except json.JSONDecodeError as error:
            raise FeelMalformed(self.text, token.at, "the string has an unknown escape") from error

    def _refuse_beyond(self) -> None:
        if self.token.kind == "name" and self.token.text in _BEYOND:
            raise FeelUnsupported(self.text, self.token.at, f"'{self.token.text}'")

    def _name(self) -> str:
        if self.token.kind != "name":
            raise FeelMalformed(self.text, self.token.at, "a name is missing")
        self.index += 1
        return self.tokens[self.index - 1].text

    def _advance(self) -> int:
        self.index += 1
        return self.tokens[self.index - 1].at

    def _take(self, text: str) -> bool:
        if self.token.text == text and self.token.kind in {"sign", "name"}:
            self.index += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise FeelMalformed(self.text, self.token.at, f"'{text}' is missing")


def _half_open(relation: str, end: Node, at: int) -> Interval:
    if relation.startswith("<"):
        return Interval(None, end, high_in=relation == "<=", at=at)
    return Interval(end, None, low_in=relation == ">=", at=at)
