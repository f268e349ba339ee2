// A number that is typed for a slider. Whoever begins to type one at a slider, or presses the number over it, gets a field
// there. Where the slider then goes is the server's affair: it knows all stops, the browser only where the thumb is.
const BEGINS = /^[-+.\d]$/
const PRESS = ["pointerdown", "mousedown", "touchstart", "click"]
const THOUSANDS = /^[-+−]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/ // as the page writes them: 10,000

const input = (slider) => slider.querySelector("input[type=range]")
const value = (slider) => slider.querySelector("[data-testid=stSliderThumbValue]")

function listen(parentElement, setTriggerValue) {
  const field = document.createElement("input")
  Object.assign(field, { inputMode: "decimal", autocomplete: "off", hidden: true, maxLength: 20 })
  parentElement.append(field)
  let slider = null // at which the field is
  let offered = "" // what stands in it before anything is typed
  const moved = new MutationObserver(place) // the slider, by what else is on the page, or taken away

  function place() {
    if (!slider) return
    if (!slider.isConnected) return close()
    const { left, width, top, height } = value(slider).getBoundingClientRect()
    field.style.translate = `clamp(0px, ${left + width / 2}px - 50%, 100vw - 100%) calc(${top + height / 2}px - 50%)`
  }

  function open(at, text) {
    slider = at
    moved.observe(document.body, { subtree: true, childList: true })
    field.ariaLabel = `${input(slider).ariaLabel}, a number`
    field.hidden = false
    place()
    field.value = offered = text
    field.focus()
  }

  function close(typed) {
    if (!slider) return
    const [left, key] = [slider, keyOf(slider)]
    slider = null
    moved.disconnect()
    if (document.activeElement === field) input(left).focus()
    field.hidden = true
    if (!key || !typed || typed === offered) return
    const number = THOUSANDS.test(typed) ? typed.replaceAll(",", "") : typed.replace(",", ".")
    setTriggerValue("typed", { key, text: number.replace("−", "-") })
  }

  function begin(event) {
    const at = event.target.closest?.("[data-testid=stSlider]")
    if (!at || input(at) !== event.target || !BEGINS.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    open(at, "")
    field.value = event.key
  }

  // Not one that cannot be moved just now.
  const takes = (at) => !input(at).disabled

  // What can be pressed looks so as soon as a hand comes near.
  function tell({ target }) {
    const at = target.closest?.("[data-testid=stSlider]")
    if (at && takes(at) && Number.isFinite(parseFloat(value(at).innerText))) value(at).title = "Press to type a number"
  }

  // Of a finger that comes down on the thumb a browser may say that it has pressed the number: that is near, and smaller.
  function hits(box, { clientX, clientY }) {
    return clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom
  }

  // A press of the number is none of the slider under it, where it begins and where it ends.
  function press(event) {
    const at = event.target.closest?.("[data-testid=stSliderThumbValue]")?.closest("[data-testid=stSlider]")
    if (!at || !takes(at) || !Number.isFinite(parseFloat(value(at).innerText))) return
    if (!hits(value(at).getBoundingClientRect(), event.touches?.[0] ?? event)) return
    event.stopPropagation()
    if (event.type !== "click") return
    open(at, input(at).ariaValueText)
    field.select()
  }

  field.addEventListener("keydown", ({ key }) => {
    if (key === "Enter" || key === "Tab") close(field.value)
    else if (key === "Escape") close()
  })
  field.addEventListener("blur", () => close(field.value))
  document.addEventListener("keydown", begin, true)
  document.addEventListener("pointerover", tell)
  for (const type of PRESS) document.addEventListener(type, press, true)
  addEventListener("scroll", place, true)
  addEventListener("resize", place)
  return () => {
    document.removeEventListener("keydown", begin, true)
    document.removeEventListener("pointerover", tell)
    for (const type of PRESS) document.removeEventListener(type, press, true)
    moved.disconnect()
    field.remove()
    removeEventListener("scroll", place, true)
    removeEventListener("resize", place)
  }
}

export default ({ parentElement, setTriggerValue }) => once(parentElement, () => listen(parentElement, setTriggerValue))
