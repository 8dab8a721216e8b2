"""A center whose ad accounts have a few rows of figures, and the ECB's rates read apart from BizHub."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from currency_converter import CurrencyConverter

from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser, World

_CONVERTER = CurrencyConverter(decimal=True)


@dataclass
class FiguresCenter:
    """Ad accounts are named after their currencies."""

    runtime: Runtime
    owner: MadeUser
    world: World
    id: str
    accounts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def made(cls, runtime: Runtime, world: World) -> "FiguresCenter":
        """A center without ad accounts."""
        owner = world.user("Olga")
        return cls(runtime, owner, world, world.center(owner))

    def put(self, name: str, currency: str, *rows: str) -> str:
        """An ad account with rows of day, cost, impressions and clicks."""
        number = self.world.ad_account(self.id, self.owner, name, external_id=name, currency=currency)
        self.accounts[name] = number
        self.add(name, *rows)
        return number

    def add(self, name: str, *rows: str) -> None:
        """One more import into an ad account, of the days from its first row to its last."""
        number = self.accounts[name]
        path = self.runtime.settings.data_dir / f"{number}.csv"
        path.write_text("\n".join(["By Day,Cost,Impressions,Clicks (destination),Campaign name", *rows]) + "\n")
        (found,) = self.runtime.insights.stage(number, path, file_name="report.csv").accounts
        moment = datetime(2023, 9, 1, 8, tzinfo=UTC)
        self.runtime.insights.swap(number, found.source, int(number), found.period, data_as_of=moment)

    def ask(self, use_case: Callable[..., Any], **arguments: Any) -> Any:
        """The owner asks."""
        with begin(self.runtime, self.owner.caller(self.id), write=False) as work:
            return use_case(work, **arguments)


def each_day(first: date, days: int, cost: str = "10.00") -> list[str]:
    """A row for each day, with 100 impressions and 5 clicks."""
    return [f"{first + timedelta(days=index)},{cost},100,5,A" for index in range(days)]


def micros(amount: str, currency: str, target: str, ecb_day: date) -> Decimal:
    """Micros of the target currency by the ECB's rates of a day."""
    value: Any = _CONVERTER.convert(Decimal(amount), currency, target, date=ecb_day)
    return value * 1_000_000
