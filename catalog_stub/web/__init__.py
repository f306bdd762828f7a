"""What browsers and machines see of the shop: its pages, its documents' address, its controls."""
