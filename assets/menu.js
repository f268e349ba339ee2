// The menu makes room for the page. On a phone, where Streamlit lays it over the page, a page that is chosen there is
// seen; on a tablet held upright, where it would leave the page half of the width, it is closed until it is wanted, but
// not under a hand that was faster.
const REMEMBERED = "stSidebarCollapsed" // what Streamlit's keys for that begin with
const PHONE = 768, TABLET = 1024 // pixels: narrower, and the menu lies over the page; and it takes too much of it

function remembered() {
  try {
    return Object.entries(localStorage).filter(([key]) => key.startsWith(REMEMBERED))
  } catch {
    return [] // by a browser that is told to keep nothing
  }
}

function keepRoom(signal) {
  const close = () => document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click()
  const leave = ({ target }) => {
    if (innerWidth <= PHONE && target.closest("[data-testid=stSidebarNavLink]")) close()
  }
  const makeRoom = () => {
    const inHand = document.querySelector("[data-testid=stSidebar]:is(:active, :focus-within)")
    if (innerWidth <= PHONE || TABLET <= innerWidth || inHand) return
    // Streamlit keeps whether a visitor wants the menu, for windows of any width: this was none of the visitor's wishes.
    const wanted = remembered()
    close()
    for (const [key] of remembered()) localStorage.removeItem(key)
    for (const [key, value] of wanted) localStorage.setItem(key, value)
  }
  makeRoom()
  matchMedia("(orientation: portrait)").addEventListener("change", makeRoom, { signal }) // it was turned
  document.addEventListener("click", leave, { signal })
}
