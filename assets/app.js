// What the frame of the app lacks: a menu that makes room on a phone, words that are read aloud when they change, a
// double click that is one press of a button whose words change with the first, a map that stays under the hand, a step
// of the course that is said to be this page, a page that has the focus when it comes, and controls that are in sight
// when the keyboard comes to them.
const PHONE = 768 // pixels: narrower, and Streamlit lays its menu over the page
const LIVE = ".st-key-verdict, .st-key-verdicts, .st-key-unit_sum, .st-key-answer, " +
  "[class*=st-key-announced], .st-key-class_heading, .st-key-of_unit, .st-key-of_cell"
const QUIET = "[class*=st-key-quiet]" // in one of these: words that follow what moves by itself
const ALERT = "[class*=st-key-alert]" // come with what they say

function begin() {
  const closeMenu = ({ target }) => {
    if (innerWidth > PHONE || !target.closest("[data-testid=stSidebarNavLink]")) return
    document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click()
  }
  const pressOnce = (event) => {
    if (event.detail > 1 && event.target.closest(":is(.st-key-train, .st-key-sweep, .st-key-stop, .st-key-delete) button")) event.stopPropagation()
  }
  const showTheme = () => {
    document.documentElement.dataset.printed = getComputedStyle(document.querySelector("[data-testid=stApp]")).colorScheme
  }
  const announce = () => {
    for (const words of document.querySelectorAll(LIVE)) if (!words.ariaLive) words.ariaLive = "polite"
    for (const words of document.querySelectorAll(QUIET)) if (!words.ariaLive) words.ariaLive = "off"
    for (const words of document.querySelectorAll(ALERT)) if (!words.role) words.role = "alert"
    const main = document.querySelector("[data-testid=stMain]")
    if (main.ariaLabel !== document.title) main.ariaLabel = document.title
    // The title comes last: by then the page is another one, whose name is read.
    if (left?.isConnected === false && page !== location.pathname && title !== document.title && document.activeElement === document.body) main.focus({ preventScroll: true })
    for (const step of document.querySelectorAll(".st-key-course a")) {
      const here = step.closest(".st-key-step_here") ? "page" : null
      if (step.ariaCurrent !== here) step.ariaCurrent = here
    }
  }
  // What had the focus last, and on which page: what led to the next page has gone with the one before.
  let left = null, page = location.pathname, title = document.title
  const focus = ({ target }) => { [left, page, title] = [target, location.pathname, document.title] }
  let tabbed = false
  const key = (event) => { tabbed = event.key === "Tab" }
  const uncover = ({ target }) => {
    if (!tabbed) return
    for (let up = target; up; up = up.parentElement) if (getComputedStyle(up).position === "sticky") return
    const control = target.closest("[data-testid=stElementContainer]") ?? target
    const lies = covered(control), below = innerHeight - target.getBoundingClientRect().bottom
    const under = Math.min(lies - control.getBoundingClientRect().top, below)
    if (lies && under > 0) document.querySelector("[data-testid=stMain]").scrollTop -= Math.ceil(under)
  }
  // A cell of the map brings its runs to the chart and the table above it: as far as these grow, the page moves on.
  let place = null, pressed = false
  const press = ({ target }) => { tabbed = false; pressed = Boolean(target.closest(".st-key-sweep_figure")) }
  const stay = () => {
    const map = document.querySelector(".st-key-sweep_figure"), page = document.querySelector("[data-testid=stMain]")
    const now = map && map.getBoundingClientRect().top + page.scrollTop
    if (map && place !== null && (pressed || map.contains(document.activeElement))) page.scrollTop += now - place
    place = now
  }
  const grown = new ResizeObserver(stay)
  grown.observe(document.querySelector("[data-testid=stMainBlockContainer]"))
  const observer = new MutationObserver(announce)
  observer.observe(document.body, { subtree: true, childList: true })
  document.addEventListener("pointerdown", press, true)
  document.addEventListener("keydown", key, true)
  document.addEventListener("focusin", focus)
  document.addEventListener("focusin", uncover)
  document.addEventListener("click", closeMenu)
  document.addEventListener("click", pressOnce, true)
  addEventListener("beforeprint", showTheme)
  announce()
  return () => {
    observer.disconnect()
    grown.disconnect()
    document.removeEventListener("pointerdown", press, true)
    document.removeEventListener("keydown", key, true)
    document.removeEventListener("focusin", focus)
    document.removeEventListener("focusin", uncover)
    document.removeEventListener("click", closeMenu)
    document.removeEventListener("click", pressOnce, true)
    removeEventListener("beforeprint", showTheme)
  }
}

export default ({ parentElement }) => once(parentElement, begin)
