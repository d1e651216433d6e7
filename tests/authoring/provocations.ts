import type { FaultCode } from '../../src/authoring/validation/faults'
import { plainFacts, type SectionFacts, type WorldFacts } from '../../src/authoring/validation/facts'
import type { AuthoredSection, AuthoringFile } from '../../src/authoring/authoringFile'

type Loose<Value> = { readonly [Key in keyof Value]?: unknown }

/** A section that is right in every way, 10 m wide, standing alone at `x`. */
export const goodSection = (name: string, x = 0, changes: Loose<AuthoredSection> = {}): Loose<AuthoredSection> => ({
  name,
  content: `${name}.glb`,
  bounds: { min: [x, 0, 0], max: [x + 10, 8, 10] },
  enterRadius: 40,
  ...changes,
})

export function authoring(sections: readonly unknown[], changes: Loose<AuthoringFile> = {}): string {
  return JSON.stringify({ format: 'terrane-authoring', version: 1, sections, ...changes }, null, 2)
}

const one = (changes: Loose<AuthoredSection>) => authoring([goodSection('Quay', 0, changes), goodSection('Pier', 20)])
const two = (quay: Loose<AuthoredSection>, pier: Loose<AuthoredSection>) =>
  authoring([goodSection('Quay', 0, quay), goodSection('Pier', 20, pier)])
const profile = { concurrent: 2, loadsPerTick: 2, unloadsPerTick: 2, exitRatio: 1.2, prefetchBudget: 0 }

/** Texts of authoring files that have one fault and no other, by its code. */
export const provoked: Readonly<Partial<Record<FaultCode, readonly string[]>>> = {
  'bounds-crossed': [one({ bounds: { min: [0, 0, 10], max: [10, 8, 0] } })],
  'bounds-missing': [one({ content: 'empty.glb', bounds: undefined })],
  'content-missing': [one({ content: undefined }), one({ content: '' })],
  'content-unknown': [one({ content: 'gone.glb' })],
  'cost-negative': [one({ cost: { ms: -1 } }), one({ error: -0.5 }), one({ refineDistance: -20 })],
  'exit-below-enter': [one({ exitRadius: 40 }), one({ exitRadius: 12 }), one({ exitRadius: -1 })],
  'format-newer': [authoring([], { version: 2 }), authoring([], { version: undefined })],
  'format-unknown': [authoring([], { format: 'tiles' }), authoring([], { format: undefined }), '[]', '7'],
  'id-duplicate': [two({ id: 'a' }, { id: 'a' })],
  'layer-unknown': [one({ layer: 'nigth' })],
  'name-duplicate': [
    authoring([goodSection('Quay'), goodSection('Quay', 20)]),
    authoring([], { focuses: [1, 2].map(() => ({ name: 'spawn', position: [0, 0, 0] })) }),
  ],
  'name-missing': [one({ name: undefined }), one({ name: '' })],
  'not-finite': [
    one({ enterRadius: 1 }).replace('"enterRadius": 1', '"enterRadius": 1e999'),
    one({ enterRadius: 7, exitRadius: 7 }).replaceAll('Radius": 7', 'Radius": -1e999'),
    one({ bounds: { min: [-7, 0, 0], max: [10, 8, 10] } }).replace('-7', '-1e999'),
    one({ priority: 3 }).replace('"priority": 3', '"priority": 1e999'),
    authoring([], { focuses: [{ name: 'spawn', position: [3, 0, 0] }] }).replace('3,', '1e999,'),
  ],
  'not-json': ['', '{ "format": ', one({}).replace('"name"', 'name'), '{} {}'],
  overlap: [
    two({}, { bounds: { min: [5, 0, 0], max: [15, 8, 10] } }),
    two({}, { bounds: { min: [2, 2, 2], max: [4, 4, 4] } }),
    // Water in the middle of a quay, and two floors in one plane.
    two({}, { bounds: { min: [0, 4, 0], max: [10, 4, 10] } }),
    two({ bounds: { min: [0, 0, 0], max: [10, 0, 10] } }, { bounds: { min: [5, 0, 0], max: [15, 0, 10] } }),
    authoring([goodSection('Quay'), goodSection('Pier', 5)], { layers: { base: { overlap: 4 } } }),
  ],
  'priority-range': [one({ priority: 9 }), one({ priority: -9 }), one({ priority: 1.5 })],
  'profile-unusable': [
    authoring([], { profiles: { rail: { ...profile, concurrent: 0 } } }),
    authoring([], { profiles: { rail: { ...profile, exitRatio: 1 } } }),
    authoring([], { profiles: { rail: { ...profile, prefetchBudget: undefined } } }),
  ],
  'radius-zero': [
    one({ enterRadius: 0 }),
    one({ enterRadius: -3 }),
    one({ enterRadius: undefined }),
    authoring([], { focuses: [{ name: 'spawn', position: [0, 0, 0], radiusScale: 0 }] }),
  ],
  'reference-unknown': [one({ requires: ['Peer'] }), one({ refines: 'Peer' })],
  'refines-cycle': [
    two({ refines: 'Pier', enterRadius: undefined }, { refines: 'Quay', enterRadius: undefined }),
    one({ refines: 'Quay', enterRadius: undefined }),
  ],
  'requires-cycle': [two({ requires: ['Pier'] }, { requires: ['Quay'] }), one({ requires: ['Quay'] })],
  'value-type': [
    one({ enterRadius: '40' }),
    one({ priority: null }),
    one({ name: 7 }),
    one({ content: ['a.glb'] }),
    one({ bounds: { min: [0, 0], max: [1, 1] } }),
    one({ cost: { bytes: 3 } }),
    authoring([7]),
    authoring([], { format: 1 }),
    authoring([], { version: '1' }),
    authoring([], { focuses: [{ name: 'spawn' }] }),
    authoring([], { focuses: [{ name: 'spawn', position: 3 }] }),
    authoring([], { layers: { night: { overlap: 'sometimes' } } }),
    authoring([], { profiles: { rail: { ...profile, concurrent: 'two' } } }),
    authoring([], { metadata: { biome: 'u9' } }),
  ],
  'key-unknown': [one({ enter_radius: 3 } as Loose<AuthoredSection>), authoring([], { section: [] } as never)],
  'name-odd': [one({ name: ' Quay' }), one({ name: 'Quay\u0007' })],
  'radius-ignored': [
    authoring([
      goodSection('Quay', 0, { refineDistance: 20 }),
      goodSection('Fine', 0, { refines: 'Quay', exitRadius: 90 }),
    ]),
  ],
  'radius-small': [one({ enterRadius: 1 })],
  'refine-order': [
    two({ refineDistance: 40 }, { refines: 'Quay', enterRadius: undefined }),
    authoring([
      goodSection('Quay', 0, { refineDistance: 20 }),
      goodSection('Fine', 0, { refines: 'Quay', enterRadius: undefined, refineDistance: 30 }),
      goodSection('Finest', 0, { refines: 'Fine', enterRadius: undefined }),
    ]),
  ],
  'same-twice': [
    authoring([goodSection('Quay'), goodSection('Pier', 0, { content: 'Quay.glb' })], {
      layers: { base: { overlap: 'allow' } },
    }),
  ],
}

/** One section of a world, right in every way. */
export const goodFacts = (name: string, x = 0, changes: Partial<SectionFacts> = {}): SectionFacts => ({
  ...plainFacts,
  name,
  id: name,
  content: `${name}.glb`,
  bounds: [x, 0, 0, x + 10, 8, 10],
  enterRadius: 40,
  ...changes,
})

export const worldOf = (sections: readonly SectionFacts[], overlap = 0): WorldFacts => ({
  sections,
  layers: [{ name: 'base', overlap }],
})
