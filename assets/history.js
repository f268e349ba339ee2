// Back and Forward go from page to page and find each as it was left. Streamlit would make two mistakes about that:
// before it goes to another page it takes what is set there out of the address of the page that is left, in a place of
// its own in the history; and an experiment, which moves several controls, would make a place for every one of them.
export default function () {
  const push = history.pushState
  if (push.name === "pushPage") return // a change of the theme runs this again
  // What is set on a page belongs to that page's place in the history, and needs none of its own.
  history.pushState = function pushPage(state, title, url) {
    const here = new URL(url, location.href).pathname === location.pathname
    return (here ? history.replaceState : push).call(history, state, title, url)
  }
  // The new page has its place before Streamlit hears of the click, and finds nothing there to take out.
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a[href]")
      const opensElsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
      if (!link || opensElsewhere || link.target === "_blank" || link.origin !== location.origin) return
      if (link.pathname !== location.pathname) history.pushState({}, "", link.pathname)
    },
    true,
  )
}
