setup-title = The first account
setup-lead = Whoever opens this account runs this server. The link works once.
