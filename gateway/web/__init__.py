"""The door for machines and shoppers: cXML, start page, shop API, the way home, health and figures.

Starlette awaits each body and then calls plain functions in a thread. Nothing here keeps a cookie:
what a shopper may do travels in the address, as a token that is derived and never stored.
"""
