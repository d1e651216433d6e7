import type { Toggle } from './choice'
import { openOverlay, openPanel, pickAt, renewSoon, type OverlayState } from './overlayState'

/** One key, as `KeyboardEvent.key` in lower case. */
interface Key {
  readonly key: string
  readonly does: string
  run(state: OverlayState): void
}

function toggleBy(key: string, name: Toggle, does: string): Key {
  return { key, does, run: ({ choice }) => void (choice[name] = !choice[name]) }
}

/** Beside those of the panels. */
const ownKeys: readonly Key[] = [
  toggleBy('b', 'bounds', 'bounds of sections'),
  toggleBy('r', 'rings', 'rings of their reach'),
  toggleBy('n', 'labels', 'names and states'),
  toggleBy('j', 'failures', 'failures stand out'),
  toggleBy('y', 'paint', 'paint over what is drawn'),
  {
    key: 'c',
    does: 'colours: state or level',
    run: ({ choice }) => void (choice.colorBy = choice.colorBy === 'state' ? 'level' : 'state'),
  },
  { key: 'x', does: 'explain what lies ahead', run: (state) => void pickAt(state, 0.5, 0.5) },
  { key: 'o', does: 'the overlay itself', run: (state) => openOverlay(state, Boolean(state.frame.element.hidden)) },
]

/** @returns whether the key stands for anything now: Escape does while a section is selected or marked. */
export function pressKey(state: OverlayState, key: string): boolean {
  const panel = state.frame.panels.find((record) => record.panel.key === key)?.panel
  const own = ownKeys.find((entry) => entry.key === key)
  if (panel) openPanel(state, panel.id, null)
  else if (own) own.run(state)
  else if (key === 'escape' && state.selected !== null) state.select(null)
  else if (key === 'escape' && state.marked.length > 0) state.mark([])
  else return false
  renewSoon(state)
  return true
}

/** What the keys do, for a list of keys. */
export function listKeys({ frame }: OverlayState): readonly (readonly [key: string, does: string])[] {
  const panels = frame.panels.flatMap(({ panel: { key, title } }) => (key ? [[key, title.toLowerCase()] as const] : []))
  return [...panels, ...ownKeys.map(({ key, does }) => [key, does] as const)]
}
