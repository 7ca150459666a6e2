"""The HTTP API and the MCP server: how other programs ask the library."""
