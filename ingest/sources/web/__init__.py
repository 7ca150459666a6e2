"""What reading a website needs: safe connections, politeness, addresses, links, sitemaps."""
