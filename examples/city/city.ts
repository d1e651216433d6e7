/**
 * A city to stream: about one square kilometre of streets, a river, an old town, towers and a hill, from a seed.
 * `writeCity({ seed: 7 })` gives the bytes of a standard .glb, as a modelling tool would export it: hierarchies, shared
 * meshes, custom properties (`terrane_enterRadius`, `terrane_focus`), `-colonly` colliders, lights and a camera.
 */
import type { Document } from '@gltf-transform/core'
import { NodeIO } from '@gltf-transform/core'
import { ALL_EXTENSIONS } from '@gltf-transform/extensions'
import { fail } from '../../src/errors'
import { buildBlocks } from './blocks'
import { buildDistricts } from './districts'
import { writeDocument } from './document'
import { planCity, type Layout } from './layout'
import { plantBlocks, plantStreets } from './planting'
import { propModels } from './props'
import { buildRim } from './rim'
import { boat, buildRiver } from './river'
import { createScene } from './scene'
import { buildStreets } from './streets'

export { measureCity, type CityFacts } from './facts'
export { cityTour, tourCsv, type TourSample } from './tour'
export { planCity, type Layout } from './layout'

export interface CityOptions {
  /** Any whole number; same seed, same bytes. Default 7. */
  readonly seed?: number
  /** Side of the square, metres, 256 … 4096. Default 1024. Under 640 there is no river and no old town. */
  readonly size?: number
}

export const defaultCity = { seed: 7, size: 1024 } as const

/** The plan that `buildCity` follows, for whoever wants to know where streets are. */
export function layoutOf({ seed = defaultCity.seed, size = defaultCity.size }: CityOptions = {}): Layout {
  if (!(size >= 256 && size <= 4096))
    fail('argument', `a city of ${size} m`, 'a side from 256 to 4096 m', `Leave it out for ${defaultCity.size}.`)
  return planCity(seed, size)
}

/** Makes the city as the bytes of a .glb. */
export async function writeCity(options: CityOptions = {}): Promise<Uint8Array> {
  const layout = layoutOf(options)
  const scene = createScene()
  for (const [name, draft] of propModels(layout.seed)) scene.models.set(name, draft)
  scene.models.set('Boat', boat())
  buildStreets(scene, layout)
  buildBlocks(scene, layout)
  buildDistricts(scene, layout)
  if (layout.river) buildRiver(scene, layout, layout.river)
  buildRim(scene, layout)
  plantStreets(scene, layout)
  plantBlocks(scene, layout)
  return writeDocument(scene, layout)
}

/** Makes the city and opens it as a glTF document. */
export async function buildCity(options: CityOptions = {}): Promise<Document> {
  return new NodeIO().registerExtensions(ALL_EXTENSIONS).readBinary(await writeCity(options))
}
