"""The dialogue: Rasa's domain, rules and model, the client that talks to it, and the actions it calls."""
