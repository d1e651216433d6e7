import { addBox, addBoxAt, addTurned, createDraft, surfaceOf, type Draft, type Rectangle } from './draft'
import type { Block } from './layout'
import { addUnique, type CityScene } from './scene'
import { kerbHeight } from './streets'
import { pavementWidth } from './blocks'

const hillTop = 24
const steps = 24

/** Height of the hill above the city's ground, by metres from the block's centre. */
export function buildHillHeight(block: Rectangle): (x: number, z: number) => number {
  const halfX = (block.x1 - block.x0) / 2 - pavementWidth
  const halfZ = (block.z1 - block.z0) / 2 - pavementWidth
  return (x, z) => {
    const dx = x / halfX
    const dz = z / halfZ
    const fall = Math.max(0, (1 - dx * dx) * (1 - dz * dz))
    const smooth = fall * fall * (3 - 2 * fall)
    const ripple = Math.sin(x * 0.07) * Math.cos(z * 0.09) * 1.6 * fall
    return kerbHeight + Math.min(hillTop, smooth * (hillTop + 5)) + ripple * (smooth < 0.8 ? 1 : 0.2)
  }
}

/** A grassy hill with an observatory on its top. */
export function buildHill(scene: CityScene, block: Block): void {
  const height = buildHillHeight(block)
  const halfX = (block.x1 - block.x0) / 2 - pavementWidth
  const halfZ = (block.z1 - block.z0) / 2 - pavementWidth
  const centre = { x: (block.x0 + block.x1) / 2, z: (block.z0 + block.z1) / 2 }
  for (const [i, j] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ]) {
    const area: Rectangle = { x0: (i - 1) * halfX, x1: i * halfX, z0: (j - 1) * halfZ, z1: j * halfZ }
    addUnique(scene, 'Blocks', `Hillside ${i}${j}`, hillside(area, height), [centre.x, 0, centre.z])
  }
  const top = height(0, 0)
  addUnique(scene, 'Landmarks', 'Observatory', observatory(), [centre.x, top, centre.z], 0, {
    terrane_enterRadius: 700,
  })
  const collider = createDraft()
  addBox(collider, 'concrete', { x0: -9, x1: 9, z0: -9, z1: 9 }, 0, 14, true)
  addUnique(scene, 'Landmarks', 'Observatory-colonly', collider, [centre.x, top, centre.z])
}

function hillside(area: Rectangle, height: (x: number, z: number) => number): Draft {
  const draft = createDraft()
  const surface = surfaceOf(draft, 'grass')
  const half = steps / 2
  for (let j = 0; j <= half; j++)
    for (let i = 0; i <= half; i++) {
      const x = area.x0 + ((area.x1 - area.x0) * i) / half
      const z = area.z0 + ((area.z1 - area.z0) * j) / half
      const slopeX = height(x + 1, z) - height(x - 1, z)
      const slopeZ = height(x, z + 1) - height(x, z - 1)
      const length = Math.sqrt(slopeX * slopeX + slopeZ * slopeZ + 4)
      surface.positions.push(x, height(x, z), z)
      surface.normals.push(-slopeX / length, 2 / length, -slopeZ / length)
      surface.uvs.push(x / 8, z / 8)
      if (i === half || j === half) continue
      const k = j * (half + 1) + i
      surface.indices.push(k, k + half + 1, k + half + 2, k, k + half + 2, k + 1)
    }
  return draft
}

function observatory(): Draft {
  const draft = createDraft()
  addTurned(
    draft,
    'limestone',
    [0, 0],
    [
      [11, -2],
      [11, 0.6],
      [0, 0.6],
    ],
    24,
  )
  addTurned(
    draft,
    'limestone',
    [0, 0],
    [
      [7.6, 0.6],
      [7.6, 6.6],
      [8.1, 6.6],
      [8.1, 7.3],
      [7, 7.3],
    ],
    24,
  )
  const dome: [number, number][] = Array.from({ length: 9 }, (_, i) => {
    const angle = (i / 8) * (Math.PI / 2)
    return [i === 8 ? 0 : 7 * Math.cos(angle), 7.3 + 6.6 * Math.sin(angle)]
  })
  addTurned(draft, 'copper', [0, 0], dome, 24)
  for (let i = 0; i < 12; i++) {
    const angle = (i / 12) * 2 * Math.PI
    addTurned(
      draft,
      'white',
      [Math.sin(angle) * 8.6, Math.cos(angle) * 8.6],
      [
        [0.4, 0.6],
        [0.32, 6.6],
      ],
      8,
    )
  }
  addBoxAt(draft, 'pane', [0, 7.8, 5.2], 1.6, 5, 3.4)
  addBoxAt(draft, 'wood', [0, 0.6, 7.5], 2.2, 3.4, 0.6)
  return draft
}
