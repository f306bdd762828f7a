"""The mother tongue, pure: bytes in, typed documents out, and back.

`documents.read` is the way in and `documents.write` the way out. One module a family of the
standard declares its elements once, for reading and writing alike (`binding`); `safety` holds the
only parser, `grammar` the schemas, `findings` what is noticed, `kinds` the table of documents.
"""
