"""Settings of Sphinx for the web pages of the course; `build_site.py` calls it."""

import os

project = "Blueprints and numbers"
author = "the authors of the course"
extensions = ["myst_nb", "sphinxext.opengraph"]
exclude_patterns = ["build"]

# The notebooks are shown as they were executed. Nothing runs, and no page loads the scripts of
# widgets from another host.
nb_execution_mode = "off"
nb_ipywidgets_js = {}
nb_merge_streams = True
smartquotes = False  # a message is looked up with the quotes that it has
# Prices in dollars are no formulas, and a page with formulas would load MathJax from elsewhere.
myst_enable_extensions = []
# Links with anchors lead to HTML in a notebook, which Sphinx does not read; a test follows them.
# An error's text is no Python, and is shown without colours then.
suppress_warnings = ["myst.xref_missing", "misc.highlighting_failure"]

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]
html_css_files = ["course.css", "picture.css"]
# Without the attribute the theme's icons would look for more of them in each drawing of a lab.
html_js_files = [
    (name, {"type": "module", "data-observe-mutations": "false"})
    for name in ("labs.js", "errors.js")
]
html_favicon = "_static/favicon.svg"
html_context = {"default_mode": "auto"}  # dark where the system is
html_copy_source = html_show_sourcelink = html_use_index = False
html_theme_options = {
    "show_navbar_depth": 1,
    "max_navbar_depth": 1,  # the index lists the errors; folded in here, they would have no name
    "home_page_in_toc": True,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_toc_level": 1,
    "navbar_persistent": [],  # the search field stands on the left already
}
# Not the theme's logo: it stands outside of all landmarks, and the first page has its own link.
html_sidebars = {"**": ["search-button-field.html", "sbt-sidebar-nav.html"]}
copyright = "MIT licence"

# Where the pages are published; a card for other sites needs whole addresses.
ogp_site_url = html_baseurl = os.environ.get("SITE_URL", "")
ogp_description_length = 200
ogp_enable_meta_description = True
