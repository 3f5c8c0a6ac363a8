"""What Rasa's custom actions do. They run in the web process, called by Rasa through webhooks/rasa.py."""
