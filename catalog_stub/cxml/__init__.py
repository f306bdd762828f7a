"""The shop's own reader and writer of cXML, written without a look at the gateway's.

`reading` turns bytes into orders and answers, `writing` turns answers and confirmations into bytes.
"""
