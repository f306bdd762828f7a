"""A supplier's cXML PunchOut gateway: from the buyer's first request to the confirmation that comes home."""
