// Another view of a page begins at its top, whatever was pressed to get there and however far down that was. What was
// pressed may have gone with the view that it was on: the focus goes to the page's title.
let before

export default function ({ data: { view, names } }) {
  if (before !== undefined && before !== view) {
    document.querySelector("[data-testid=stMain]").scrollTo({ top: 0, behavior: "instant" })
    const title = document.querySelector("h1")
    if (!document.activeElement.closest(`.st-key-${names}`)) {
      title.tabIndex = -1
      title.focus({ preventScroll: true })
    }
  }
  before = view
}
