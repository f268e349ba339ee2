// The menu makes room for the page. On a phone, where Streamlit lays it over the page, a page that is chosen there is
// seen; on a tablet held upright, where it would leave the page half of the width, it is closed until it is wanted.
const PHONE = 768, TABLET = 1024 // pixels: narrower, and the menu lies over the page; and it takes too much of it

function makeRoom(signal) {
  const close = () => document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click()
  const leave = ({ target }) => {
    if (innerWidth <= PHONE && target.closest("[data-testid=stSidebarNavLink]")) close()
  }
  if (PHONE < innerWidth && innerWidth < TABLET) close()
  document.addEventListener("click", leave, { signal })
}
