"""The case store: people, cases, needs, messages, tasks, attempts, consent, audit, accounts."""
