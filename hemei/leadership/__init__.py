"""Leadership (坚持高位推动): what is demanded of whom by when, by which document, and the Party's side of it."""
