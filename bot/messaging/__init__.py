"""SMS mechanics: phone numbers, segments, senders, delivery status, the outbox."""
