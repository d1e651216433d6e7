import { State } from '../components/state'

/** One colour a state, red, green, blue as display values 0 … 255, indexed by `State`; readable on dark glass and on a picture. */
export const stateColors: readonly (readonly [number, number, number])[] = (() => {
  const colors: [number, number, number][] = []
  colors[State.Idle] = [122, 132, 146]
  colors[State.QueuedLoad] = [255, 191, 71]
  colors[State.Loading] = [84, 176, 255]
  colors[State.Loaded] = [94, 214, 148]
  colors[State.QueuedUnload] = [190, 152, 255]
  colors[State.Unloading] = [140, 118, 196]
  colors[State.Error] = [255, 98, 92]
  return colors
})()

/** The same for style sheets. */
export const stateCss = stateColors.map((color) => `rgb(${color.join(' ')})`)
