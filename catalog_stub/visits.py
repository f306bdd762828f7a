"""The visits that are under way: who is here, with which basket, and what they should be told."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from catalog_stub.basket import Basket, fitting_quantity, title
from catalog_stub.moods import Environment
from catalog_stub.products import Catalogue
from catalog_stub.shop_api import CartLine, Session
from catalog_stub.wording import language_of, money, number, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that the shopper is told once."""

    words: str
    is_trouble: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One shopper's visit; every change makes a new one."""

    environment: Environment
    session: Session
    basket: Basket = field(default_factory=Basket)
    notices: tuple[Notice, ...] = ()

    @property
    def language(self) -> str:
        """The language of the pages."""
        return language_of(self.session.language)

    @property
    def is_test(self) -> bool:
        """Whether the pages must say that nothing here is real."""
        return self.session.mode == "test" or self.environment is Environment.TEST

    @property
    def is_inspection(self) -> bool:
        """Whether the shopper may only look."""
        return self.session.operation == "inspect"

    def told(self, key: str, *, is_trouble: bool = False, **facts: object) -> Visit:
        """Add a notice in the visit's language."""
        notice = Notice(words=say(self.language, key, **facts), is_trouble=is_trouble)
        return replace(self, notices=(*self.notices, notice))


def begin(environment: Environment, session: Session, catalogue: Catalogue) -> Visit:
    """Return a fresh visit: with the old basket, priced anew, where one is to be edited."""
    visit = Visit(environment=environment, session=session)
    if session.operation != "edit":
        return visit
    for line in session.lines:
        visit = _taken_up(visit, line, catalogue)
    return visit


def _taken_up(visit: Visit, line: CartLine, catalogue: Catalogue) -> Visit:
    choice = catalogue.choice(line.supplier_part_id, line.supplier_part_auxiliary_id)
    if choice is None:
        name = line.description or line.supplier_part_id
        return visit.told("gone", is_trouble=True, name=name)
    language, product = visit.language, choice.product
    name = title(choice, language)
    quantity = fitting_quantity(line.quantity, product)
    if quantity != line.quantity:
        before, now = number(language, line.quantity), number(language, quantity)
        visit = visit.told("requantified", is_trouble=True, name=name, before=before, now=now)
    currency = line.currency or product.currency
    if line.unit_price is not None and (line.unit_price, currency) != (
        product.price,
        product.currency,
    ):
        before = money(language, line.unit_price, currency)
        now = money(language, product.price, product.currency)
        visit = visit.told("repriced", is_trouble=True, name=name, before=before, now=now)
    key = line.supplier_part_auxiliary_id
    return replace(visit, basket=visit.basket.with_line(choice, quantity, key))


class Visits:
    """The visits by environment and token, the oldest forgotten first; safe for threads."""

    def __init__(self, limit: int = 10_000) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._visits: OrderedDict[tuple[Environment, str], Visit] = OrderedDict()

    def find(self, environment: Environment, token: str) -> Visit | None:
        """Return the visit of this token."""
        with self._lock:
            return self._visits.get((environment, token))

    def open(self, visit: Visit) -> Visit:
        """Keep a visit; where one of its token is known, keep its basket and learn its session."""
        place = (visit.environment, visit.session.session)
        with self._lock:
            known = self._visits.get(place)
            kept = visit if known is None else replace(known, session=visit.session)
            self._visits[place] = kept
            if len(self._visits) > self._limit:
                self._visits.popitem(last=False)
            return kept

    def change(self, visit: Visit, step: Callable[[Visit], Visit]) -> Visit:
        """Apply a step to the visit as it stands now, so that no change of a neighbour is lost."""
        place = (visit.environment, visit.session.session)
        with self._lock:
            changed = step(self._visits.get(place, visit))
            self._visits[place] = changed
            return changed

    def take_notices(self, visit: Visit) -> tuple[Notice, ...]:
        """Return what the shopper is to be told, and forget it."""
        taken: list[Notice] = []

        def step(known: Visit) -> Visit:
            taken.extend(known.notices)
            return replace(known, notices=())

        self.change(visit, step)
        return tuple(taken)

    def close(self, visit: Visit) -> None:
        """Forget a visit that has come to its end."""
        with self._lock:
            self._visits.pop((visit.environment, visit.session.session), None)
