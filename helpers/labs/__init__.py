"""One module a lab: ipywidgets that look at records and ask the engine for new ones."""
