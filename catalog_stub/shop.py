"""The shop as a whole: joins the parts that its pages work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from pydantic import SecretStr

from catalog_stub.basket import Tariff
from catalog_stub.bell import Bell
from catalog_stub.books import Books
from catalog_stub.counter import Counter
from catalog_stub.courier import Courier, Parcel, Patience
from catalog_stub.cxml.envelope import Identity
from catalog_stub.cxml_voice import CxmlVoice
from catalog_stub.desk import Desk
from catalog_stub.feed import Feed, Source
from catalog_stub.journal import Journal, Memory
from catalog_stub.json_voice import JsonVoice
from catalog_stub.ledger import Arrival, Ledger, Order
from catalog_stub.moods import Environment, Moods
from catalog_stub.products import Catalogue, load_catalogue
from catalog_stub.settings import Interface, Settings
from catalog_stub.shop_api import ShopApi
from catalog_stub.signatures import signing_key
from catalog_stub.visits import Visits
from catalog_stub.voice import Voice
from catalog_stub.warehouse import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Everything that the shop has, made once at the start."""

    settings: Settings
    tariff: Tariff
    catalogue: Catalogue
    visits: Visits
    api: ShopApi
    moods: Moods
    ledger: Ledger
    desk: Desk
    warehouse: Warehouse
    courier: Courier
    #: Where documents are handed in, if orders come as cXML.
    counter: Counter | None = None
    #: What reads the events, if orders come by the supplier API.
    feeds: Mapping[Environment, Feed] = field(default_factory=dict)
    bell: Bell | None = None
    #: Where each feed goes on after a restart.
    cursors: Mapping[Environment, str] = field(default_factory=dict)

    def open(self) -> None:
        """Begin to carry confirmations, and to read events."""
        self.courier.start()
        for environment, feed in self.feeds.items():
            feed.start(self.cursors.get(environment))

    def close(self) -> None:
        """Stop; what was not delivered is lost, unless a journal file remembers it."""
        for feed in self.feeds.values():
            feed.close()
        self.courier.close()
        self.api.close()


def build_shop(settings: Settings) -> Shop:
    """Make a shop from its settings; reads the journal file again where one is named."""
    moods = Moods(settings.tempers())
    journal = Journal(settings.journal) if settings.journal else None
    memory = journal.recall() if journal else Memory()
    voice = _voice(settings)
    courier = Courier(settings.gateway, _patience(settings), voice)
    desk = _desk(settings, moods, courier, voice, journal)
    warehouse = _warehouse(settings, moods, courier, voice, journal)
    ledger = Ledger(settings.keep_documents)
    _recall(memory, ledger, desk, warehouse)

    def on_order(order: Order) -> None:
        desk.consider(order)
        warehouse.consider(order)

    books = Books(ledger=ledger, journal=journal, on_order=on_order)
    speaks_json = settings.interface is Interface.JSON
    feeds = _feeds(settings, moods, books, desk) if speaks_json else {}
    return Shop(
        settings=settings,
        tariff=_tariff(settings),
        catalogue=load_catalogue(),
        visits=Visits(),
        api=ShopApi(settings.gateway, _plain(settings.shop_key), settings.timeout_seconds),
        moods=moods,
        ledger=ledger,
        desk=desk,
        warehouse=warehouse,
        courier=courier,
        counter=None if speaks_json else _counter(settings, moods, books),
        feeds=feeds,
        bell=_bell(settings, moods, feeds),
        cursors=memory.cursors,
    )


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def _tariff(settings: Settings) -> Tariff:
    return Tariff(
        shipping=settings.shipping,
        free_shipping_from=settings.free_shipping_from,
        vat_percent=settings.vat_percent,
    )


def _patience(settings: Settings) -> Patience:
    return Patience(
        timeout_seconds=settings.timeout_seconds,
        retry_seconds=settings.retry_seconds,
        retry_limit=settings.retry_limit,
    )


def _keys(settings: Settings) -> dict[Environment, str]:
    keys = {
        Environment.PRODUCTION: _plain(settings.api_key),
        Environment.TEST: _plain(settings.test_api_key),
    }
    return {environment: key for environment, key in keys.items() if key}


def _voice(settings: Settings) -> Voice:
    if settings.interface is Interface.JSON:
        return JsonVoice(keys=_keys(settings))
    return CxmlVoice(
        supplier=Identity(domain=settings.identity_domain, value=settings.identity_value),
        secret=_plain(settings.own_secret),
    )


def _counter(settings: Settings, moods: Moods, books: Books) -> Counter:
    return Counter(
        secret=_plain(settings.gateway_secret),
        shop_address=settings.shop_address,
        moods=moods,
        books=books,
    )


def _desk(
    settings: Settings, moods: Moods, courier: Courier, voice: Voice, journal: Journal | None
) -> Desk:
    return Desk(
        voice=voice,
        moods=moods,
        send=_sender(courier),
        note=journal.said if journal else _forgotten,
        habit=(settings.auto_confirm, settings.auto_confirm_seconds),
    )


def _warehouse(
    settings: Settings, moods: Moods, courier: Courier, voice: Voice, journal: Journal | None
) -> Warehouse:
    return Warehouse(
        voice=voice,
        moods=moods,
        send=_sender(courier),
        note=journal.sent if journal else _forgotten,
        delay=settings.auto_confirm_seconds,
    )


def _sender(courier: Courier) -> Callable[[Parcel, float], None]:
    def send(parcel: Parcel, after: float) -> None:
        courier.post(parcel, after=after)

    return send


def _forgotten(*_: object) -> None:
    """Keep no journal."""


def _recall(memory: Memory, ledger: Ledger, desk: Desk, warehouse: Warehouse) -> None:
    for arrival in memory.arrivals:
        ledger.take(arrival)
    for statement in memory.statements.values():
        desk.recall(statement)
    for sent in memory.sent.values():
        warehouse.recall(sent)


def _feeds(settings: Settings, moods: Moods, books: Books, desk: Desk) -> dict[Environment, Feed]:
    journal = books.journal

    def enter(arrival: Arrival) -> None:
        known = books.ledger.standing(arrival)
        books.enter(arrival)
        # Cut off after it was entered and before it was answered: it is answered now.
        if known is not None and not desk.has_spoken_of(known):
            books.on_order(known)

    return {
        environment: Feed(
            Source(environment, settings.gateway, key, settings.timeout_seconds),
            moods=moods,
            enter=enter,
            keep=partial(journal.read_up_to, environment) if journal else _forgotten,
            pause_seconds=settings.poll_seconds,
        )
        for environment, key in _keys(settings).items()
    }


def _bell(settings: Settings, moods: Moods, feeds: Mapping[Environment, Feed]) -> Bell | None:
    if settings.webhook_secret is None or not feeds:
        return None
    return Bell(
        key=signing_key(settings.webhook_secret.get_secret_value()),
        moods=moods,
        wake={environment: feed.wake for environment, feed in feeds.items()},
    )
