// A small figure: an svg element that the app has drawn. What else is here, its style, stays.
export default function ({ parentElement, data: svg }) {
  parentElement.querySelector(".miniature")?.remove()
  parentElement.insertAdjacentHTML("beforeend", svg)
}
