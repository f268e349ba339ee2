// What the frame of the app lacks: a menu that makes room on a phone, words that are read aloud when they change, and a
// double click that is one press of a button whose words change with the first.
const PHONE = 768 // pixels: narrower, and Streamlit lays its menu over the page
const LIVE = ".st-key-verdict, .st-key-experiment_answer, .st-key-unit_sum, .st-key-announced, .st-key-answer, " +
  ".st-key-class_heading"

export default function () {
  const closeMenu = ({ target }) => {
    if (innerWidth > PHONE || !target.closest("[data-testid=stSidebarNavLink]")) return
    document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click()
  }
  const pressOnce = (event) => {
    if (event.detail > 1 && event.target.closest(".st-key-train button")) event.stopPropagation()
  }
  const showTheme = () => {
    document.documentElement.dataset.printed = getComputedStyle(document.querySelector("[data-testid=stApp]")).colorScheme
  }
  const announce = () => {
    for (const words of document.querySelectorAll(LIVE)) if (!words.ariaLive) words.ariaLive = "polite"
  }
  const observer = new MutationObserver(announce)
  observer.observe(document.body, { subtree: true, childList: true })
  document.addEventListener("click", closeMenu)
  document.addEventListener("click", pressOnce, true)
  addEventListener("beforeprint", showTheme)
  announce()
  return () => {
    observer.disconnect()
    document.removeEventListener("click", closeMenu)
    document.removeEventListener("click", pressOnce, true)
    removeEventListener("beforeprint", showTheme)
  }
}
