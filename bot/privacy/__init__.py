"""What keeps people private: encryption, keyed look-up, redaction, retention, erasure."""
