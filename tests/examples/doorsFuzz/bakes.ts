import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Document, Node } from '@gltf-transform/core'
import { components } from '../../../examples/doors/components'
import config from '../../../examples/doors/terrane.config'
import { centreOf, layTown } from '../../../examples/doors/town'
import { openEntityBlob, type EntityRows, type EntityTable } from '../../../src/blobs/entityBlob'
import { sectionContent, sectionName, type SectionTable } from '../../../src/blobs/sectionBlob'
import { openWorld, type OpenedWorld } from '../../../src/openWorld'
import { component } from '../../../src/schema/component'
import { entityRef, f64, hardRef, i8, isReferenceType, text, u32 } from '../../../src/schema/fields'
import { formatStableId, type StableId } from '../../../src/schema/stableId'
import { memorySource } from '../../../src/sources/memorySource'
import { createRandom, type Random } from '../../worlds'
import { bakeTown, rebake, removeTown } from '../doorsTown'
import type { Plain } from './plain'

/** Has a column of every sort that doors have not. */
export const Memo = component(
  'Memo',
  { score: f64, mood: i8, count: u32, label: text, friend: entityRef, anchor: hardRef },
  { persist: ['score', 'label', 'friend'] },
)
export const fuzzComponents = [...components, Memo]

/** What the artist gave one entity. */
export interface BakedEntity {
  readonly section: string
  readonly values: Plain
}

export interface Bake {
  readonly opened: OpenedWorld
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly entities: ReadonlyMap<StableId, BakedEntity>
}

const side = 9
const town = layTown(side)
const fuzzConfig = { ...config, components: fuzzComponents }

/** One town in several states: as it was made first, and after an artist has moved, taken away and added things. */
export async function bakeStates(seed: number, count: number): Promise<Bake[]> {
  const first = await bakeTown(side, (document) => addMemos(document, seed, 0), fuzzConfig)
  try {
    const bakes = [await readBake(first.world)]
    for (let state = 1; state < count; state++) {
      const { world } = await rebake(first, (document) => edit(document, seed, state), fuzzConfig)
      bakes.push(await readBake(world))
    }
    return bakes
  } finally {
    await removeTown(first)
  }
}

const memos = 40

/** Notes lie about: some move, some hang on others, some stream by rules of their own. `from` numbers them. */
function addMemos(document: Document, seed: number, from: number): void {
  const random = createRandom(seed + from)
  const root = document
    .getRoot()
    .listNodes()
    .find((node) => node.getName() === 'Town')!
  const lots = Array.from({ length: memos }, () => random.whole(0, town.lots.length - 1)).sort((a, b) => a - b)
  const name = (i: number) => `Memo ${from + i}`
  for (let i = 0; i < memos; i++) {
    const { x, z } = centreOf(town.lots[lots[i]])
    const at = [x + random.between(-7, 7), 1, z + random.between(-7, 7)] as const
    const earlier = lots.findIndex((lot) => lot >= lots[i]) - 1
    const extras = {
      terrane_Memo_score: random.between(-9, 9),
      terrane_Memo_mood: random.whole(-128, 127),
      terrane_Memo_label: `memo ${i}`,
      ...(random.chance(0.5) && { terrane_Memo_friend: `Town/${name(random.whole(0, memos - 1))}` }),
      ...(isHung(i) && earlier >= 0 && { terrane_Memo_anchor: `Town/${name(hookOf(random.whole(0, earlier)))}` }),
      ...(random.chance(0.5) && { terrane_mover: random.pick(['transfer', 'keep', 'sendHome', 'none']) }),
      ...(random.chance(0.2) && { terrane_layer: 'quest' }),
      ...(random.chance(0.15) && { terrane_enterRadius: random.between(10, 60) }),
      ...(random.chance(0.03) && { terrane_alwaysLoaded: true }),
      ...(random.chance(0.2) && { terrane_Lamp: true }),
    }
    root.addChild(
      document
        .createNode(name(i))
        .setTranslation([...at])
        .setExtras(extras),
    )
  }
}

/** What hangs on others, always on ones of earlier lots, is never shifted: sections that require each other would go round. */
const isHung = (i: number) => i % 4 === 0
const hookOf = (i: number) => i - (i % 4)

/** The memos are the same as at first; then things are moved, taken away, changed and added. */
function edit(document: Document, seed: number, state: number): void {
  const random = createRandom(1000 * seed + state)
  addMemos(document, seed, 0)
  const nodes = document.getRoot().listNodes()
  const named = (word: string) => nodes.filter((node) => node.getName().startsWith(word))
  const isFixed = ([word, number]: string[]) => word === 'Memo' && isHung(Number(number))
  for (const node of [...named('Memo'), ...named('Key'), ...named('Ghost')]) {
    const change = random.pick(['move', 'move', 'remove', 'rewrite', '', '', '', '', '', ''])
    if (change === 'move' && !isFixed(node.getName().split(' '))) shift(node, random, 160)
    if (change === 'remove') takeAway(node, nodes)
    if (change === 'rewrite' && node.getName().startsWith('Memo'))
      node.setExtras({ ...node.getExtras(), terrane_Memo_label: `state ${state}`, terrane_Memo_mood: state })
  }
  for (const node of named('House')) {
    const change = random.pick(['move', 'remove', '', '', '', '', '', '', '', ''])
    if (change === 'move') shift(node, random, 20)
    if (change === 'remove') takeAway(node, nodes)
  }
  if (random.chance(0.5)) addMemos(document, seed, 1000 * state)
}

function shift(node: Node, random: Random, metres: number): void {
  const [x, y, z] = node.getTranslation()
  node.setTranslation([x + random.between(-metres, metres), y, z + random.between(-metres, metres)])
}

/** Nothing refers to it any more either. */
function takeAway(node: Node, nodes: readonly Node[]): void {
  const path = `Town/${node.getName()}`
  for (const other of nodes) {
    const kept = Object.entries(other.getExtras()).filter(([, value]) => value !== path)
    other.setExtras(Object.fromEntries(kept))
  }
  node.dispose()
}

async function readBake(folder: string): Promise<Bake> {
  const files = new Map<string, Uint8Array>()
  for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue
    const path = join(file.parentPath, file.name)
    files.set(path.slice(folder.length + 1), await readFile(path))
  }
  const opened = await openWorld(memorySource(files))
  return { opened, files, entities: readEntities(opened.table, files) }
}

function readEntities(table: SectionTable, files: ReadonlyMap<string, Uint8Array>): Map<StableId, BakedEntity> {
  const entities = new Map<StableId, BakedEntity>()
  for (let row = 0; row < table.count; row++) {
    if (table.info.kinds[table.kind[row]] !== 'entities') continue
    const bytes = files.get(sectionContent(table, row))!
    const payload = openEntityBlob(bytes.slice().buffer)
    const requires = [...table.requires.subarray(table.requireStart[row], table.requireStart[row + 1])]
    const values = Array.from({ length: payload.count }, () => ({}) as Record<string, Record<string, number | string>>)
    for (const rows of payload.components)
      spreadRows(
        payload,
        rows,
        requires.map((each) => sectionName(table, each)),
        values,
      )
    for (let i = 0; i < payload.count; i++)
      entities.set(idAt(payload.ids, i), { section: sectionName(table, row), values: values[i] })
  }
  return entities
}

const idAt = (ids: Uint32Array, i: number) => formatStableId([ids[2 * i], ids[2 * i + 1]])

function spreadRows(
  { refs, strings }: EntityTable,
  { name, entities, columns }: EntityRows,
  requires: readonly string[],
  values: Record<string, Record<string, number | string>>[],
): void {
  entities.forEach((entity, row) => {
    const read = columns.map(({ name: column, type, values: stored }) => {
      const value = stored[row]
      if (type === 'text') return [column, strings[value]]
      if (type === 'sectionRef') return [column, value === 0 ? '' : requires[value - 1]]
      return [column, isReferenceType(type) ? (value === 0 ? '' : idAt(refs, value - 1)) : value]
    })
    values[entity][name] = Object.fromEntries(read)
  })
}
