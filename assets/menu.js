// On a phone, where Streamlit lays its menu over the page, a page that is chosen there is seen.
const PHONE = 768 // pixels: narrower, and the menu lies over the page

function makeRoom(signal) {
  const closeMenu = ({ target }) => {
    if (innerWidth > PHONE || !target.closest("[data-testid=stSidebarNavLink]")) return
    document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click()
  }
  document.addEventListener("click", closeMenu, { signal })
}
