"""Why: each table's rows cell by cell, from the same tree that decides."""

from creditline.policy.evaluate import Evaluation, ordinals_of
from creditline.policy.policy import Policy
from creditline.policy.slow import RowVerdict, explain_table


def explain(policy: Policy, evaluation: Evaluation) -> dict[str, tuple[RowVerdict, ...]]:
    """Return for each table of `policy` the verdict on every row, at the facts of `evaluation`."""
    outputs = {(hit.table, name): value for hit in evaluation.hits for name, value in hit.outputs.items()}
    return {table.id: explain_table(table, ordinals_of(table, evaluation.facts, outputs)) for table in policy.tables}
