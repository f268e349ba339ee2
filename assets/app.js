// What the frame of the app lacks: a menu that makes room on a phone, and words that are read aloud when they change.
const PHONE = 768 // pixels: narrower, and Streamlit lays its menu over the page
const LIVE = ".st-key-verdict, .st-key-experiment_answer, .st-key-unit_sum"

export default function () {
  const closeMenu = ({ target }) => {
    if (innerWidth > PHONE || !target.closest("[data-testid=stSidebarNavLink]")) return
    document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click()
  }
  const announce = () => {
    for (const words of document.querySelectorAll(LIVE)) if (!words.ariaLive) words.ariaLive = "polite"
  }
  const observer = new MutationObserver(announce)
  observer.observe(document.body, { subtree: true, childList: true })
  document.addEventListener("click", closeMenu)
  announce()
  return () => {
    observer.disconnect()
    document.removeEventListener("click", closeMenu)
  }
}
