"""Language models of every provider behind one interface: equal in how they are opened, stream, fail and count."""
