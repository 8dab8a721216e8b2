"""A large report comes in whole."""

from collections.abc import Callable
from pathlib import Path

from tests.adapters.conftest import Staged

Read = Callable[..., Staged]


def test_a_million_rows_add_up(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "million.csv"
    days = [f"2023-{month:02d}-{day:02d}" for month in range(1, 11) for day in range(1, 21)]
    lines = "".join(f",Campaign {n % 50},Ad {n},USD,{n}.25,{n},{n % 7}\n" for n in range(5_000))
    with path.open("w", encoding="utf-8") as file:
        file.write("By Day,Campaign name,Ad name,Currency,Cost,Impressions,Clicks (destination)\n")
        file.writelines(lines.replace("\n,", f"\n{day},").replace(",Campaign", f"{day},Campaign", 1) for day in days)
    (account,) = read(path).report.accounts
    assert account.rows == 1_000_000
    assert account.figures.sums["impressions"] == 200 * sum(range(5_000))
    assert account.figures.sums["spend"] == 200 * (sum(range(5_000)) * 1_000_000 + 5_000 * 250_000)
