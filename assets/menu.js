// The menu makes room for the page. On a phone, where Streamlit lays it over the page, a page that is chosen there is
// seen; on a tablet held upright, where it would leave the page half of the width, it is closed until it is wanted, but
// not under a hand that was faster.
const PHONE = 768, TABLET = 1024 // pixels: narrower, and the menu lies over the page; and it takes too much of it

function keepRoom(signal) {
  const close = () => document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click()
  const leave = ({ target }) => {
    if (innerWidth <= PHONE && target.closest("[data-testid=stSidebarNavLink]")) close()
  }
  const makeRoom = () => {
    const inHand = document.querySelector("[data-testid=stSidebar]:is(:active, :focus-within)")
    if (PHONE < innerWidth && innerWidth < TABLET && !inHand) close()
  }
  makeRoom()
  matchMedia("(orientation: portrait)").addEventListener("change", makeRoom, { signal }) // it was turned
  document.addEventListener("click", leave, { signal })
}
