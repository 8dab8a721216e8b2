"""Exchange rates: what one unit of a currency is worth in another, and of which day that is."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

RATE_SOURCE = "ECB euro foreign exchange reference rate"


@dataclass(frozen=True, slots=True)
class Rate:
    """`value` units of `target` for one unit of `currency`, on the ECB's `day`."""

    currency: str
    target: str
    value: Decimal
    day: date

    def convert(self, micros: int) -> int:
        """Micros of the target currency, rounded half to even."""
        return int((micros * self.value).to_integral_value())
