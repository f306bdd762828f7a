"""A supplier's cXML PunchOut gateway: from the first knock to the confirmation that comes home."""
