// What a component begins once, for as long as it is on the page. Streamlit calls it again at every change, of the theme
// too, and forgets what the call before has returned; and of two calls in quick succession it cleans up after the first
// when the second is done. So it is begun with the first call, and ended when its place has gone.
const ends = new WeakMap()

function once(place, begin) {
  if (!ends.has(place)) ends.set(place, begin())
  return () => {
    if (place.isConnected) return
    ends.get(place)?.()
    ends.delete(place)
  }
}
