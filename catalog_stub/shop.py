"""The shop as a whole: joins the parts that its pages work with."""

from __future__ import annotations

from dataclasses import dataclass

from catalog_stub.basket import Tariff
from catalog_stub.counter import Counter
from catalog_stub.courier import Courier, Parcel, Patience
from catalog_stub.cxml.envelope import Identity
from catalog_stub.desk import Desk
from catalog_stub.journal import Journal
from catalog_stub.ledger import Ledger, Order
from catalog_stub.moods import Moods
from catalog_stub.products import Catalogue, load_catalogue
from catalog_stub.settings import Settings
from catalog_stub.shop_api import ShopApi
from catalog_stub.visits import Visits
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
    counter: Counter
    warehouse: Warehouse
    courier: Courier

    def open(self) -> None:
        """Begin to carry confirmations."""
        self.courier.start()

    def close(self) -> None:
        """Stop; what was not delivered is lost, as nothing here outlives the process."""
        self.courier.close()
        self.api.close()


def build_shop(settings: Settings) -> Shop:
    """Make a shop from its settings; reads the journal file again where one is named."""
    moods = Moods(settings.tempers())
    courier = _courier(settings)
    desk = _desk(settings, moods, courier)
    warehouse = _warehouse(settings, moods, courier)
    ledger = Ledger(settings.keep_documents)

    def on_order(order: Order) -> None:
        desk.consider(order)
        warehouse.consider(order)

    return Shop(
        settings=settings,
        tariff=Tariff(
            shipping=settings.shipping,
            free_shipping_from=settings.free_shipping_from,
            vat_percent=settings.vat_percent,
        ),
        catalogue=load_catalogue(),
        visits=Visits(),
        api=ShopApi(
            settings.gateway, settings.shop_key.get_secret_value(), settings.timeout_seconds
        ),
        moods=moods,
        ledger=ledger,
        desk=desk,
        counter=Counter(
            secret=settings.gateway_secret.get_secret_value(),
            shop_address=settings.shop_address,
            moods=moods,
            ledger=ledger,
            journal=_remembered(settings, ledger),
            on_order=on_order,
        ),
        warehouse=warehouse,
        courier=courier,
    )


def _remembered(settings: Settings, ledger: Ledger) -> Journal | None:
    if settings.journal is None:
        return None
    journal = Journal(settings.journal)
    for arrival in journal.read():
        ledger.take(arrival)
    return journal


def _courier(settings: Settings) -> Courier:
    patience = Patience(
        timeout_seconds=settings.timeout_seconds,
        retry_seconds=settings.retry_seconds,
        retry_limit=settings.retry_limit,
    )
    return Courier(settings.gateway, patience)


def _desk(settings: Settings, moods: Moods, courier: Courier) -> Desk:
    def send(parcel: Parcel, after: float) -> None:
        courier.post(parcel, after=after)

    return Desk(
        supplier=Identity(domain=settings.identity_domain, value=settings.identity_value),
        secret=settings.own_secret.get_secret_value(),
        moods=moods,
        send=send,
        habit=(settings.auto_confirm, settings.auto_confirm_seconds),
    )


def _warehouse(settings: Settings, moods: Moods, courier: Courier) -> Warehouse:
    def send(parcel: Parcel, after: float) -> None:
        courier.post(parcel, after=after)

    return Warehouse(
        supplier=Identity(domain=settings.identity_domain, value=settings.identity_value),
        secret=settings.own_secret.get_secret_value(),
        moods=moods,
        send=send,
        delay=settings.auto_confirm_seconds,
    )
