import { createMap } from '../map'
import type { Panel } from '../panel'
import { sectionsInColumn } from '../pickSection'
import { goToScene } from '../sceneCamera'

/** Sections from above, in the colours of their states; a click explains one. */
export const mapPanel: Panel = {
  id: 'map',
  title: 'Map',
  key: 'm',
  place: 'right',
  create(body, overlay) {
    return createMap(body, overlay, {
      label: 'Map of sections. Click to explain one, shift-click to go there, drag to move, wheel to zoom.',
      click(x, z, event) {
        if (event.shiftKey || event.altKey) goToScene(overlay, x, NaN, z)
        else overlay.select(sectionsInColumn(overlay.world, x, z)[0] ?? null)
      },
    })
  },
}
