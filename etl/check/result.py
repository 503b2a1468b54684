"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Breach:
    """One value, row or table that breaks a rule; `row_id` is None where no row can be named."""

    table: str
    row_id: str | None
    column: str | None
    value: str | None
    rule: str
    message: str

    def __str__(self) -> str:
        where = ".".join(part for part in (self.table, self.column) if part)
        row = f", row {self.row_id}" if self.row_id is not None else ""
        value = f" is {self.value}" if self.value is not None else ""
        return f"{where}{row}{value}: {self.message} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The outcome of a check.

    `breaches` lists at most 20 rows of each broken rule; `n_breaches` counts all. `notes` say what could not be checked. `rows` are the
    rows of each table.
    """

    breaches: tuple[Breach, ...]
    n_breaches: int
    notes: tuple[str, ...]
    rows: dict[str, int]

    @property
    def ok(self) -> bool:
        """Whether nothing is broken."""
        return not self.n_breaches

    def render(self) -> str:
        """The outcome as lines for a person."""
        if self.ok:
            lines = [f"ok: {sum(self.rows.values())} rows in {len(self.rows)} tables keep every rule"]
        else:
            hidden = self.n_breaches - len(self.breaches)
            lines = [f"{self.n_breaches} breaches", *(f"  {breach}" for breach in self.breaches)]
            lines += [f"  and {hidden} more"] if hidden else []
        return "\n".join([*lines, *(f"note: {note}" for note in self.notes)])
