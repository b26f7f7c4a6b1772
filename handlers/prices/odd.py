"""Which term of a settlement is out of line, and what to ask about it.

The benchmark of smelters (treatment and refining nothing in 2026, FS41; 96.5 % payable with at least
one point off, FS45) is no tariff of a plant: it makes a term worth asking about, not wrong.
"""

from __future__ import annotations

from decimal import Decimal

from handlers.prices.settlement import Terms

PAYABLE, DEDUCTION = Decimal("96.5"), Decimal(1)


def lines(terms: Terms, product: str) -> tuple[str, ...]:
    """Names of the terms to ask about, the heaviest kind first."""
    concentrate = product == "concentrate"
    found = {
        "payable": concentrate and terms.payable < PAYABLE,
        "deduction": concentrate and terms.deduction > DEDUCTION,
        "treatment": terms.treatment > 0,
        "refining": concentrate and terms.refining > 0,
        "penalties": any(penalty.amount > 0 for penalty in terms.penalties),
        "other": terms.other > 0,
    }
    return tuple(name for name, is_odd in found.items() if is_odd)
