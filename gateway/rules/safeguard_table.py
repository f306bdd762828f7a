"""The table of the safeguards: code and words of each, in the languages that we speak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gateway.rules.safeguard_settings import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What differs and what to do, in one language; never with a value in it."""

    message: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One safeguard, under the stable name that answers and the journal give it."""

    code: str
    en: Words
    fr: Words
    de: Words


def _row(code: str, *texts: str) -> Row:
    """Make a row of message and advice in English, French and German."""
    en, fr, de = (
        Words(message=message, advice=advice)
        for message, advice in zip(texts[::2], texts[1::2], strict=True)
    )
    return Row(code=code, en=en, fr=fr, de=de)


TABLE: Final[dict[Check, Row]] = {
    Check.CART: _row(
        "GW-601",
        "No cart that went home from here has this.",
        "Order out of a cart, and leave SupplierPartAuxiliaryID as it came.",
        "Aucun panier parti d'ici ne contient cela.",
        "Commandez à partir d'un panier et laissez SupplierPartAuxiliaryID tel quel.",
        "Kein Warenkorb, der von hier zurückging, enthält das.",
        "Bestellen Sie aus einem Warenkorb und lassen Sie SupplierPartAuxiliaryID, wie sie kam.",
    ),
    Check.FOREIGN_CART: _row(
        "GW-602",
        "The line comes from a cart of another connection.",
        "Order it out of a cart of your own.",
        "La ligne provient du panier d'une autre connexion.",
        "Commandez-la à partir d'un panier qui vous appartient.",
        "Die Zeile stammt aus dem Warenkorb einer anderen Verbindung.",
        "Bestellen Sie sie aus einem eigenen Warenkorb.",
    ),
    Check.TEST_CART: _row(
        "GW-603",
        "The line comes from a cart that was made in test.",
        "Order it out of a new cart.",
        "La ligne provient d'un panier créé en mode test.",
        "Commandez-la à partir d'un nouveau panier.",
        "Die Zeile stammt aus einem Warenkorb, der zum Testen angelegt wurde.",
        "Bestellen Sie sie aus einem neuen Warenkorb.",
    ),
    Check.AGE: _row(
        "GW-604",
        "The line comes from a cart that is too old.",
        "Order it out of a new cart.",
        "La ligne provient d'un panier trop ancien.",
        "Commandez-la à partir d'un nouveau panier.",
        "Die Zeile stammt aus einem zu alten Warenkorb.",
        "Bestellen Sie sie aus einem neuen Warenkorb.",
    ),
    Check.PART: _row(
        "GW-605",
        "The part is not the one in the cart.",
        "Order what is in the cart, or make a new one.",
        "L'article n'est pas celui du panier.",
        "Commandez ce qui est dans le panier, ou créez-en un nouveau.",
        "Der Artikel ist nicht der aus dem Warenkorb.",
        "Bestellen Sie, was im Warenkorb liegt, oder legen Sie einen neuen an.",
    ),
    Check.PRICE: _row(
        "GW-606",
        "The unit price is not the one in the cart.",
        "Order at the price of the cart, or make a new one.",
        "Le prix unitaire n'est pas celui du panier.",
        "Commandez au prix du panier, ou créez-en un nouveau.",
        "Der Stückpreis ist nicht der aus dem Warenkorb.",
        "Bestellen Sie zum Preis des Warenkorbs, oder legen Sie einen neuen an.",
    ),
    Check.CURRENCY: _row(
        "GW-607",
        "The currency is not the one in the cart.",
        "Order in the currency of the cart.",
        "La devise n'est pas celle du panier.",
        "Commandez dans la devise du panier.",
        "Die Währung ist nicht die aus dem Warenkorb.",
        "Bestellen Sie in der Währung des Warenkorbs.",
    ),
    Check.UNIT: _row(
        "GW-608",
        "The unit of measure is not the one in the cart.",
        "Order in the unit of the cart; map it where your system has another word for it.",
        "L'unité de mesure n'est pas celle du panier.",
        "Commandez dans l'unité du panier ; associez-la si votre système la nomme autrement.",
        "Die Mengeneinheit ist nicht die aus dem Warenkorb.",
        "Bestellen Sie in der Einheit des Warenkorbs; ordnen Sie sie zu, wo sie anders heißt.",
    ),
    Check.QUANTITY: _row(
        "GW-609",
        "The quantity is too far from the one in the cart.",
        "Make a new cart with the quantity that is wanted.",
        "La quantité s'écarte trop de celle du panier.",
        "Créez un nouveau panier avec la quantité souhaitée.",
        "Die Menge weicht zu weit von der im Warenkorb ab.",
        "Legen Sie einen neuen Warenkorb mit der gewünschten Menge an.",
    ),
    Check.DELIVERY: _row(
        "GW-610",
        "The line cannot be delivered by the day that is asked for.",
        "Ask for a later day, or leave it open.",
        "La ligne ne peut pas être livrée à la date demandée.",
        "Demandez une date ultérieure, ou laissez-la ouverte.",
        "Die Zeile kann bis zum gewünschten Tag nicht geliefert werden.",
        "Wünschen Sie einen späteren Tag, oder lassen Sie ihn offen.",
    ),
    Check.SHIPPING: _row(
        "GW-611",
        "The shipping price is not the one in the cart.",
        "Order with the shipping price of the cart.",
        "Les frais de port ne sont pas ceux du panier.",
        "Commandez avec les frais de port du panier.",
        "Die Versandkosten sind nicht die aus dem Warenkorb.",
        "Bestellen Sie mit den Versandkosten des Warenkorbs.",
    ),
    Check.TOTAL: _row(
        "GW-612",
        "Total is not the sum of the lines.",
        "Send the sum of quantity times unit price, without shipping and tax.",
        "Total n'est pas la somme des lignes.",
        "Envoyez la somme des quantités multipliées par les prix, hors port et taxes.",
        "Total ist nicht die Summe der Zeilen.",
        "Senden Sie die Summe aus Menge mal Stückpreis, ohne Versand und Steuern.",
    ),
    Check.CURRENCIES: _row(
        "GW-613",
        "Lines are in other currencies than Total, which cannot be checked so.",
        "Send one order for each currency.",
        "Des lignes sont dans une autre devise que Total, qui est donc invérifiable.",
        "Envoyez une commande par devise.",
        "Zeilen stehen in anderen Währungen als Total; so lässt es sich nicht prüfen.",
        "Senden Sie für jede Währung eine eigene Bestellung.",
    ),
    Check.TERMS: _row(
        "GW-614",
        "The order names terms of its own; they are noted and not accepted.",
        "The terms that were agreed with the supplier hold.",
        "La commande énonce ses propres conditions ; elles sont notées, mais non acceptées.",
        "Les conditions convenues avec le fournisseur s'appliquent.",
        "Die Bestellung nennt eigene Bedingungen; sie sind vermerkt und nicht angenommen.",
        "Es gelten die mit dem Lieferanten vereinbarten Bedingungen.",
    ),
}


def sentence(check: Check, line: int | None) -> str:
    """Say in English what differs, and in which line; never a value."""
    words = TABLE[check].en
    return f"Line {line}: {words.message}" if line is not None else words.message
