"""Measures of the whole, and the disclosure control every figure passes before anyone sees it."""
