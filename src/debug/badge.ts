import { State } from '../components/state'
import type { StreamingFigures } from '../telemetry/figures'
import { addElement, addShadowHost, setText } from './elements'
import { glassStyle } from './glass'
import { stateCss } from './stateColors'

/** A pill with three counts, for pages that have no room for more; it warns while any section is in Error. */
export interface Badge {
  setOpen(open: boolean): void
  /** Call once a frame with its time in milliseconds. */
  update(nowMs: number): void
  dispose(): void
}

const everyMs = 250

const badgeStyle = `${glassStyle}
.badge { position: absolute; left: 16px; bottom: 16px; display: flex; gap: 14px; padding: 7px 13px; border-radius: 999px; pointer-events: none; }
.badge[hidden], .badge span[hidden] { display: none; }
.badge span { white-space: nowrap; color: rgb(233 238 245 / 0.7); font-weight: 450; }
.badge b { color: #e9eef5; font-weight: 600; margin-left: 5px; }
.badge.warns { border-color: rgb(255 98 92 / 0.7); }
.badge .failed::before { content: '⚠ '; }
.badge .failed, .badge .failed b { color: ${stateCss[State.Error]}; }
`

/** A badge in the lower left corner of `parent` (which is positioned). */
export function createBadge(parent: HTMLElement, read: () => StreamingFigures): Badge {
  const { host, root } = addShadowHost(parent, 'badge', badgeStyle)
  const badge = addElement(root, 'div', 'badge glass')
  const [desired, loading, loaded, failed] = ['Desired', 'Loading', 'Loaded', 'Failed'].map((label) => {
    const item = addElement(badge, 'span', label.toLowerCase(), label)
    return addElement(item, 'b')
  })
  let updatedAt = -Infinity
  return {
    setOpen(open) {
      badge.hidden = !open
      updatedAt = -Infinity
    },
    update(nowMs) {
      if (badge.hidden || nowMs - updatedAt < everyMs) return
      updatedAt = nowMs
      const { byState, desired: wanted } = read()
      setText(desired, String(wanted))
      setText(loading, String(byState[State.Loading] + byState[State.QueuedLoad]))
      setText(loaded, String(byState[State.Loaded] + byState[State.QueuedUnload]))
      setText(failed, String(byState[State.Error]))
      const warns = byState[State.Error] > 0
      badge.classList.toggle('warns', warns)
      ;(failed.parentElement as HTMLElement).hidden = !warns
    },
    dispose: () => host.remove(),
  }
}
