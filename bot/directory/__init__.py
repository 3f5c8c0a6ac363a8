"""The service directory: HSDS in and out, and the nearest services that fit."""
