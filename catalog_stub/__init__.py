"""A small real shop that stands in for a supplier: products, basket, return, orders, confirmations.

It is an independent witness of the gateway: it imports nothing from it and speaks to it only over
the wire, with its own reader and writer of cXML; or, as a supplier without cXML, it reads the
gateway's events and answers in JSON. Everything it holds lives in memory; a journal file, where one
is named, lets it remember over a restart what came, and send what had not arrived.
"""
