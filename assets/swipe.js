// A finger that goes up or down over a slider scrolls the page. Streamlit's slider goes to wherever a finger comes down,
// whatever that is about to do. So it hears of a finger beside its thumb once that has gone along it, or was a tap.
const ALONG = 6 // pixels, from which on a finger means the slider
const TRACK = "[data-testid=stSlider] [role=group] > div"

function scrollOverSliders(signal) {
  let waits = null // the finger that is down, as the browser told of it
  const again = new WeakSet() // what is told once more
  const onTrack = ({ target }) => target.closest?.(TRACK) && !target.closest(`${TRACK} > :has(input)`)
  const tell = () => {
    const { target, pointerId, pointerType, isPrimary, clientX, clientY } = waits
    waits = null
    const down = { bubbles: true, cancelable: true, pointerId, pointerType, isPrimary, clientX, clientY, buttons: 1 }
    const event = new PointerEvent("pointerdown", down)
    again.add(event)
    target.dispatchEvent(event)
  }
  const hear = {
    pointerdown(event) {
      if (event.pointerType !== "touch" || again.has(event) || !onTrack(event)) return
      waits = event
      event.stopPropagation()
    },
    touchstart(event) {
      if (waits && onTrack(event)) event.stopPropagation() // says the same again
    },
    pointermove({ pointerId, clientX, clientY }) {
      if (waits?.pointerId !== pointerId) return
      const along = Math.abs(clientX - waits.clientX), across = Math.abs(clientY - waits.clientY)
      if (along > ALONG && along > across) tell()
    },
    pointerup({ pointerId }) {
      if (waits?.pointerId === pointerId) tell()
    },
    pointercancel() {
      waits = null // it scrolls
    },
  }
  // Heard before sliders.js counts the pointers that are down, since the frame of the page is there first.
  for (const [type, listener] of Object.entries(hear)) addEventListener(type, listener, { capture: true, passive: true, signal })
}
