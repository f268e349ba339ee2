"""The door: what the browser's tab says, and which pages there are."""

import streamlit as st

from explorer.course.steps import STEPS
from explorer.page.assets import ASSETS
from explorer.page.frame import NAME, show

icon = ASSETS / "icon.svg"
st.set_page_config(page_title=NAME, page_icon=icon, layout="wide")
st.logo(icon, size="large")

home = st.Page(
    "pages/home.py",
    title="Home",
    icon=":material/home:",
    default=True,
    help="What there is to find out, in the order to learn it.",
)
menu = {"": [home]}
for step in STEPS:
    page = st.Page(f"pages/{step.page}.py", title=step.title, icon=f":material/{step.icon}:", help=step.about)
    menu.setdefault(step.group, []).append(page)

show(st.navigation(menu))
