"""How the models behind the safety rules are made. Nothing here runs in service; what imports TensorFlow runs in Rasa's environment."""
