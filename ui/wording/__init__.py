"""The words of the pages about the running of a library, one module a page; what all share is in `ui.texts`."""
