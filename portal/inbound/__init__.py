"""How messages to us come in: by a listener behind a mail server, or from a mailbox."""
