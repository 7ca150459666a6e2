"""Every surface a person meets: the command line, the page, and the processes behind them."""
