"""The pages: one module each, and the parts that only it uses."""
