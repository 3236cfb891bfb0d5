"""The pages that are opened by the link of a letter, without an account: those of communes, of pilotes, calendars.

They are rendered on the server, without any script. `web.app` calls `routes.install` once.
"""
