import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NodeIO, type Document } from '@gltf-transform/core'
import { bake, buildTown } from '../../examples/doors/scene'
import ownConfig from '../../examples/doors/terrane.config'
import { layTown, type Town } from '../../examples/doors/town'
import type { BakeConfig } from '../../src/bake'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { idOfPath, formatStableId, type StableId } from '../../src/schema/stableId'

/** A town that was baked for a test, and may be baked again after an artist has been at it. */
export interface BakedTown {
  readonly town: Town
  readonly folder: string
  /** The folder of the world as it was baked last. */
  readonly world: string
}

/** Bakes a town of `side` × `side` lots into a folder of its own; `edit` is what the artist does before. */
export async function bakeTown(side: number, edit: Edit = () => {}, config?: BakeConfig): Promise<BakedTown> {
  const folder = await mkdtemp(join(tmpdir(), 'terrane-doors-'))
  return rebake({ town: layTown(side), folder, world: '' }, edit, config)
}

type Edit = (document: Document) => void

/** Bakes it anew beside what was baked before. */
export async function rebake(baked: BakedTown, edit: Edit, config: BakeConfig = ownConfig): Promise<BakedTown> {
  const { town, folder } = baked
  const document = buildTown(town)
  edit(document)
  const world = await mkdtemp(join(folder, 'world-'))
  const input = join(folder, source)
  await writeFile(input, await new NodeIO().writeBinary(document))
  await bakeWorld(input, { ...bake, out: world, config })
  return { town, folder, world }
}

/** Name of the file that the town is baked from: a part of every stable id. */
const source = 'doors.glb'

export const idOf = (path: string): StableId => formatStableId(idOfPath(source, path))

export const removeTown = ({ folder }: BakedTown) => rm(folder, { recursive: true, force: true })
