"""Facts about facts: who recorded what kind of fact when, never what it said."""
