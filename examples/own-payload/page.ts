/**
 * A kind of payload of the game's own: a baker writes sounds, Terrane streams them, this page plays them.
 *
 * terrane.config.ts has the baker, `bake.payload(node, 'audio', bytes)`, and the radius from which a zone is wanted. decodeSound.ts runs in
 * the workers, which know it by its URL. zones.ts is the kind: adopt, enter, leave, release. No mesh is fetched: `kinds: ['audio']`.
 */
import { composeWorld, createFocus, openWorld, step, streaming } from 'terrane'
import { createMap, drawMap, metresTo, placeAt } from './map'
import { writePanel } from './panel'
import { createWalker, walk } from './walking'
import { audioZones, createEars, listen, openEars } from './zones'

const ears = createEars()
const walker = createWalker(-140, 24, () => openEars(ears))
const sections = await openWorld('/world/')
const world = composeWorld({ features: [streaming({ sections, kinds: ['audio'] }), audioZones(ears)] })
createFocus(world, { follow: walker.at })

const map = createMap(document.querySelector('canvas')!, sections.table)
map.canvas.addEventListener('pointerdown', ({ offsetX, offsetY }) => {
  walker.goal = placeAt(offsetX, offsetY)
  openEars(ears)
})

let before = performance.now()
requestAnimationFrame(function frame(now) {
  const seconds = Math.min(0.1, Math.max(0, now - before) / 1000)
  before = now
  walk(walker, seconds)
  step(world, seconds)
  listen(ears, (row) => metresTo(sections.table, row, walker.at))
  drawMap(map, walker.at, ears)
  writePanel(map, walker.at, ears)
  requestAnimationFrame(frame)
})

/** For the console, and for the test that drives this page. */
Object.assign(window, { game: { world, ears, walker } })
