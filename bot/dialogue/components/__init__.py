"""The only Python of ours that runs inside Rasa's own Python 3.10 environment. Imports nothing else of ours."""
