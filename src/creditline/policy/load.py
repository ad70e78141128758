"""Reading a policy folder: everything that is wrong is named at once, with its place and its mend."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from creditline.policy.check import check_references, check_table
from creditline.policy.domain import Domain, Value
from creditline.policy.fault import Fault, FaultKind, Faults, PolicyRefused, Wrong
from creditline.policy.load_formula import read_formula
from creditline.policy.load_table import Surroundings, needed_tables, read_table
from creditline.policy.lower import Scope
from creditline.policy.policy import Case, DatedParameter, Policy, Promise
from creditline.policy.section import Section, identifier, read_domain, read_value, typed
from creditline.policy.table import Table

_PROMISES = {f"P{number}" for number in range(1, 9)}


def load_policy(folder: Path) -> Policy:
    """Return the policy in `folder`, checked; raise PolicyRefused with every fault that was found."""
    faults = Faults()
    reader = _Reader(folder, faults)
    policy = reader.read()
    faults.raise_any()
    if policy is None:
        raise PolicyRefused(
            [Fault(FaultKind.UNREADABLE, str(folder), "", "", "There is no policy.", "Add policy.toml.")]
        )
    return policy


def policy_hash(folder: Path) -> str:
    """Return the SHA-256 of all TOML files of a policy folder, with their names."""
    digest = sha256()
    for path in sorted(folder.rglob("*.toml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class _Reader:
    """Reads file after file; each method notes faults at the file that it reads."""

    def __init__(self, folder: Path, faults: Faults) -> None:
        self.folder = folder
        self.faults = faults
        self.refused = set[str]()
        self.files = dict[str, str]()

    def read(self) -> Policy | None:
        facts = self._facts()
        parameters = self._parameters()
        tables = self._tables(facts)
        head = Section(self._toml("policy.toml"))
        if self.faults.found:
            return None
        scope = Scope(facts, parameters, tables)
        formula = read_formula(Section(self._toml("formula.toml")), scope, self.faults)
        if formula is None:
            return None
        policy = None
        self.faults.file = "policy.toml"
        with self.faults.at():
            policy = Policy(
                id=head.text("id"),
                version=head.text("version"),
                title=head.wording("title"),
                currency=head.text("currency"),
                segments=head.texts("segments") if head.has("segments") else (),
                facts=facts,
                parameters=parameters,
                tables=tuple(tables.values()),
                formula=formula,
                promises=self._promises(),
                cases=tuple(self._cases(facts)),
                sha256=policy_hash(self.folder),
            )
            self.faults.file = "policy.toml"
            head.done()
            check_references(policy, self.files, self.faults)
        return policy

    def _toml(self, name: str, *, required: bool = True) -> dict[str, Any]:
        self.faults.file = name
        path = self.folder.joinpath(name)
        if not path.exists() and not required:
            return {}
        try:
            return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Windows begins files with a mark
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.faults.note(Wrong(FaultKind.UNREADABLE, f"The file cannot be read: {error}.", "Write it as TOML."))
            return {}

    def _folder(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield what the folder's files hold; `faults.file` is the one at hand."""
        for path in sorted(self.folder.joinpath(name).glob("*.toml")):
            yield self._toml(f"{name}/{path.name}")

    def _facts(self) -> dict[str, Domain]:
        facts = {}
        for name, data in self._toml("facts.toml").items():
            with self.faults.at(row=name):
                section = Section(data, identifier(name))
                facts[name] = read_domain(section)
                section.done()
        return facts

    def _parameters(self) -> dict[str, DatedParameter]:
        parameters = dict[str, DatedParameter]()
        for data in self._folder("parameters"):
            for name, entry in data.items():
                with self.faults.at(row=name):
                    if name in parameters:
                        raise Wrong(FaultKind.NAME_TWICE, f"'{name}' is declared twice.", "Keep one.")
                    parameters[name] = _read_parameter(Section(entry, identifier(name)))
        return parameters

    def _tables(self, facts: Mapping[str, Domain]) -> dict[str, Table]:
        waiting = {f"tables/{path.name}": None for path in sorted(self.folder.joinpath("tables").glob("*.toml"))}
        raw = {name: self._toml(name) for name in waiting}
        tables = dict[str, Table]()
        ids = {str(data.get("id")) for data in raw.values()}
        while raw:
            ready = [name for name, data in raw.items() if not (needed_tables(data) & ids) - set(tables)]
            if not ready:
                self.faults.file = next(iter(raw))
                mend = "Let each table read from earlier ones only."
                self.faults.note(Wrong(FaultKind.NAME_UNKNOWN, "The tables depend on each other in a circle.", mend))
                break
            self._add_table(ready[0], raw.pop(ready[0]), facts, tables)
            raw = {name: data for name, data in raw.items() if not needed_tables(data) & self.refused}
        return tables

    def _add_table(
        self, name: str, data: dict[str, Any], facts: Mapping[str, Domain], tables: dict[str, Table]
    ) -> None:
        self.faults.file = name
        table = read_table(data, Surroundings(facts, tables), self.faults)
        if table is None:
            self.refused.add(str(data.get("id")))  # and what reads from it is not looked at
            return
        with self.faults.at():
            if table.id in tables:
                raise Wrong(FaultKind.NAME_TWICE, f"There is another table '{table.id}'.", "Give each its own id.")
        check_table(table, self.faults)
        tables[table.id] = table
        self.files[table.id] = name

    def _promises(self) -> tuple[Promise, ...]:
        promises = []
        for name, parameters in self._toml("promises.toml", required=False).items():
            with self.faults.at(row=name):
                if name not in _PROMISES:
                    raise Wrong(FaultKind.NAME_UNKNOWN, f"There is no promise '{name}'.", "There are P1 to P8.")
                promises.append(Promise(name, typed(parameters, dict, name)))
        return tuple(promises)

    def _cases(self, facts: Mapping[str, Domain]) -> Iterator[Case]:
        for data in self._folder("cases"):
            for entry in data.get("cases", []):
                with self.faults.at(row=str(entry.get("sentence", ""))):
                    yield _read_case(Section(entry, "cases"), facts, self.faults.file)


def _read_parameter(section: Section) -> DatedParameter:
    values = section.section("values")
    dated = sorted((_day(key), values.whole(key)) for key in values.data)
    if not dated:
        mend = "Add a line such as 2026-01-01 = 100."
        raise Wrong(FaultKind.PARAMETER_UNDATED, f"'{section.name}' has no value.", mend, column="values")
    parameter = DatedParameter(
        name=section.name,
        title=section.wording("title"),
        unit=section.text("unit"),
        law=section.text("law") if section.has("law") else None,
        starts=tuple(start for start, _ in dated),
        values=tuple(value for _, value in dated),
    )
    section.done()
    return parameter


def _day(key: str) -> date:
    try:
        return date.fromisoformat(key)
    except ValueError as error:
        mend = "Write the first day on which the value holds, such as 2026-01-01."
        raise Wrong(FaultKind.TYPE_WRONG, f"'{key}' is no date.", mend, column="values") from error


def _read_case(section: Section, facts: Mapping[str, Domain], file: str) -> Case:
    case = Case(
        sentence=section.text("sentence"),
        on=section.raw("on", date),
        facts=dict(_case_facts(section.section("facts"), facts)),
        limit_minor=section.whole("limit_minor"),
        rows=section.raw("rows", dict) if section.has("rows") else {},
        binding=section.texts("binding") if section.has("binding") else None,
        reasons=section.texts("reasons") if section.has("reasons") else None,
        file=file,
    )
    section.done()
    return case


def _case_facts(section: Section, facts: Mapping[str, Domain]) -> Iterator[tuple[str, Value]]:
    missing = [name for name in facts if not section.has(name)]
    if missing:
        raise Wrong(
            FaultKind.CASE_FACT, f"The case lacks facts: {', '.join(missing)}.", "Give every fact.", column=missing[0]
        )
    for name in section.data:
        if name not in facts:
            raise Wrong(FaultKind.CASE_FACT, f"There is no fact '{name}'.", "Leave it out.", column=name)
        yield name, read_value(section.data[name], facts[name], name)
