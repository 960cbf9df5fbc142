"""A table's card: what a row is, units, warnings, gaps, terms, columns, how to cite."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from cakit.catalog.store import current


class Description:
    """A readable card of one table: plain text, and HTML in a notebook."""

    def __init__(self, name: str) -> None:
        self.table = current().table(name)
        self.rows = len(current().frame(name))

    def _facts(self) -> list[tuple[str, str]]:
        table, label = self.table, current().label
        terms = label("terms", table.terms["licence"], "description")
        facts = [
            ("A row is", table.row),
            ("Rows", f"{self.rows:,}"),
            ("Years", "–".join(map(str, table.coverage or ()))),
            ("Unit", table.unit),
            ("Edition", table.edition),
            ("Searched until", table.searched_until),
            ("Computed", table.computed),
        ]
        for code in table.warnings:
            text = f"{label('warning', code)}: {label('warning', code, 'description')}"
            facts.append(("Warning", text))
        facts += [("Gap", gap) for gap in table.gaps]
        facts.append(("Terms", f"{terms} (checked {table.terms['checked']})"))
        facts.append(("Cite", f'ck.cite("{table.name}"), or ck.cite(frame) for the rows you used'))
        return [(head, text) for head, text in facts if text]

    def __repr__(self) -> str:
        lines = [f"{self.table.name}: {self.table.title}"]
        lines += [f"{head}: {text}" for head, text in self._facts()]
        lines.append("Columns:")
        for column in self.table.fields:
            unit = f" [{column.unit}]" if column.unit else ""
            lines.append(f"  {column.name} ({column.type}){unit}: {column.description}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        columns = [("column", "type", "unit", "what it holds")]
        columns += [(c.name, c.type, c.unit, c.description) for c in self.table.fields]
        return (
            f"<section><h4>{escape(self.table.name)}: {escape(self.table.title)}</h4>"
            f"{_html_table(self._facts())}<details><summary>{len(self.table.fields)} columns"
            f"</summary>{_html_table(columns)}</details></section>"
        )


def _html_table(rows: Sequence[Sequence[str]]) -> str:
    cell = '<td style="text-align: left">{}</td>'
    lines = ("".join(cell.format(escape(text)) for text in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
