"""What of ours runs inside Rasa's own Python 3.10 environment. Imports nothing else of ours but bot.encoder."""
