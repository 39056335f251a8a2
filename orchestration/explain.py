"""How a walk looks: at a prompt, or as Markdown for a page.

Belongs here: layout. Not here: what a walk says (`catalog.walk`).
"""

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog.build import DEMO_LABEL
from catalog.walk import Walk


def print_walk(walk: Walk, say: Console) -> None:
    """Print a walk for a person at a prompt, in tables as wide as the terminal."""
    if walk.is_demo:
        say.print(f"[bold yellow]{DEMO_LABEL}[/]")
    say.print(f"[bold]{escape(walk.title)}[/]  release {walk.release}")
    for number, step in enumerate(walk.steps, start=1):
        say.print(f"\n[bold]{number}. {escape(step.title)}[/]")
        for sentence in step.text:
            say.print(escape(sentence), soft_wrap=False)
        if step.header:
            table = Table(*step.header, header_style="dim")
            for row in step.rows:
                table.add_row(*map(escape, row))
            say.print(table)
    say.print(f"\n{escape(_verdict(walk))}", style="red" if walk.differences else "green")


def markdown(walk: Walk) -> str:
    """A walk as Markdown."""
    return "\n".join(_lines(walk)) + "\n"


def _lines(walk: Walk) -> Iterator[str]:
    yield f"## {walk.title}"
    if walk.is_demo:
        yield f"\n**{DEMO_LABEL}**"
    for number, step in enumerate(walk.steps, start=1):
        yield f"\n### {number}. {step.title}"
        yield from (f"\n{sentence}" for sentence in step.text)
        if step.header:
            yield ""
            yield from (_row(cells) for cells in (step.header, ["---"] * len(step.header)))
            yield from map(_row, step.rows)
    yield f"\n{_verdict(walk)}"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _verdict(walk: Walk) -> str:
    if not walk.differences:
        return "Every number above follows from the one before it."
    told = "\n".join(f"- {difference}" for difference in walk.differences)
    return f"These numbers do not follow from the step before, which is an error to report:\n{told}"
