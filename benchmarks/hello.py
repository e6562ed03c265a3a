"""H, the floor of a table: a hello-world of Typer and Rich, started by the same interpreter."""

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer(add_completion=False)


@app.command()
def main(name: str = "world", count: int = 3) -> None:
    """Greet somebody in a table."""
    table = Table("Name", "Greeting")
    for number in range(count):
        table.add_row(f"{name} {number}", "hello")
    Console().print(table)


if __name__ == "__main__":
    app()
