// The slider of a key, and the key of a slider: what several components move or follow.
const sliderOf = (key) => document.querySelector(`.st-key-${key} input[type=range]`)
const keyOf = (slider) => slider.closest("[class*=st-key-]")?.className.match(/st-key-(\S+)/)?.[1]
