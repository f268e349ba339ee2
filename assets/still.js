// A cell of a sweep's map brings its runs to the chart and the table above it: as far as these grow, the page moves on,
// and the map stays under the hand.
function keepMapStill(signal) {
  let place = null, pressed = false
  const stay = () => {
    const map = document.querySelector(".st-key-sweep_figure"), page = document.querySelector("[data-testid=stMain]")
    const now = map && map.getBoundingClientRect().top + page.scrollTop
    if (map && place !== null && (pressed || map.contains(document.activeElement))) page.scrollTop += now - place
    place = now
  }
  const press = ({ target }) => { pressed = Boolean(target.closest(".st-key-sweep_figure")) }
  document.addEventListener("pointerdown", press, { capture: true, signal })
  const grown = new ResizeObserver(stay)
  grown.observe(document.querySelector("[data-testid=stMainBlockContainer]"))
  signal.addEventListener("abort", () => grown.disconnect())
}
