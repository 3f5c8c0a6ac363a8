"""Crisis and opt-out by meaning, read from the bare text before any NLU: no network, no model server."""
