"""Rules of people: kinds of bodies, what each role may do, passwords and one-time codes."""
