import { createDraft, surfaceOf, type Draft } from './draft'
import type { Layout } from './layout'
import { streetWidth } from './materials'
import { createRandom } from './random'
import { addCopy, addUnique, type CityScene } from './scene'

const rimTop = 12
const pieceMetres = 64

/** The wooded bank around the city: it closes the view where the streets end. */
export function buildRim(scene: CityScene, layout: Layout): void {
  const random = createRandom(layout.seed, 'rim')
  const { half } = layout
  for (let side = 0; side < 4; side++)
    for (let from = -half; from < half; from += pieceMetres) {
      const draft = piece(layout, side, from, Math.min(half, from + pieceMetres))
      if (draft.size > 0) addUnique(scene, 'Rim', `Rim ${side}-${Math.round(from + half)}`, draft, [0, 0, 0])
    }
  const count = Math.round(half * 0.55)
  for (let i = 0; i < count; i++) {
    const [along, out] = [random.range(-half + 6, half - 6), random.range(0.15, 0.88)]
    const [x, z] = place(layout, i % 4, along, out)
    const model = random.pick(['Tree linden', 'Tree plane', 'Tree cypress', 'Tree cypress'])
    const [turn, scale] = [random.range(0, 6.2), random.range(0.9, 1.4)]
    if (!inRiver(layout, x)) addCopy(scene, 'Trees', model, [x, heightAt(out) - 0.2, z], turn, scale)
  }
}

const inner = (layout: Layout): number => layout.edge + streetWidth / 2

function inRiver(layout: Layout, x: number): boolean {
  return layout.river !== null && x > layout.river.x0 - 6 && x < layout.river.x1 + 6
}

/** Height of the bank; `out` runs from 0 at the street to 1 at the border. */
function heightAt(out: number): number {
  return rimTop * out * out * (3 - 2 * out)
}

/** A place on the bank: `along` a side, kept inside the mitred corners. */
function place(layout: Layout, side: number, along: number, out: number): [x: number, z: number] {
  const from = inner(layout)
  const away = from + (layout.half - from) * out
  const kept = Math.max(-away, Math.min(away, along))
  if (side === 0) return [kept, away]
  if (side === 1) return [away, -kept]
  if (side === 2) return [-kept, -away]
  return [-away, kept]
}

function piece(layout: Layout, side: number, from: number, to: number): Draft {
  const draft = createDraft()
  const [columns, rows] = [8, 5]
  const along = (i: number) => from + ((to - from) * i) / columns
  for (let i = 0; i < columns; i++) {
    const [x] = place(layout, side, (along(i) + along(i + 1)) / 2, 0.5)
    if (side % 2 === 0 && inRiver(layout, x)) continue
    const surface = surfaceOf(draft, 'grass')
    for (let j = 0; j < rows; j++) {
      const first = surface.positions.length / 3
      for (const [di, dj] of [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ]) {
        const out = (j + dj) / rows
        const [px, pz] = place(layout, side, along(i + di), out)
        const tilt = (6 * rimTop * out * (1 - out)) / (layout.half - inner(layout))
        const length = Math.sqrt(1 + tilt * tilt)
        const [ox, oz] = [
          [0, 1],
          [1, 0],
          [0, -1],
          [-1, 0],
        ][side]
        surface.positions.push(px, heightAt(out), pz)
        surface.normals.push((-ox * tilt) / length, 1 / length, (-oz * tilt) / length)
        surface.uvs.push(px / 8, pz / 8)
      }
      const narrow = (a: number, b: number) =>
        surface.positions[3 * (first + a)] === surface.positions[3 * (first + b)] &&
        surface.positions[3 * (first + a) + 2] === surface.positions[3 * (first + b) + 2]
      if (!narrow(0, 1)) surface.indices.push(first, first + 2, first + 1)
      if (!narrow(2, 3)) surface.indices.push(first, first + 3, first + 2)
    }
  }
  return draft
}
