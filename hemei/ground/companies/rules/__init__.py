"""Rules of companies: codes and contracts, how an estate is managed, who leads a company, fees."""
