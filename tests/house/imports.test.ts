import { describe, expect, it } from 'vitest'
import { listFiles, partOf, readArrows, type Arrow } from './sources'

const core = ['errors', 'math', 'schema', 'blobs', 'components', 'presenter']
const engine = [...core, 'memory', 'spatial', 'live', 'cut', 'telemetry', 'scoring', 'sectionId']
const surface = [
  ...engine,
  'engine',
  'engineFeature',
  'entitiesFeature',
  'pipeline',
  'world',
  'streaming',
  'openWorld',
  'openManifest',
  'placeScene',
  'tiles',
  'budgets',
  'prefetch',
]
const api = [
  'cooldowns',
  'explain',
  'focuses',
  'focusPath',
  'input',
  'readiness',
  'lateness',
  'layers',
  'metadata',
  'pins',
  'refreshSection',
  'unloadAll',
  'authoredFocus',
  'eventReaders',
  'inspection',
]
const leaves = ['payloads', 'sources', 'workers', 'backends', 'manifest']

/**
 * What each part of src may import at run time, beside itself: the arrows of docs/architecture.md. Types may come from anywhere.
 * A new part states its place here.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  math: ['errors'],
  schema: ['errors', 'math'],
  presenter: ['errors'],
  memory: ['errors'],
  blobs: ['errors', 'math', 'schema'],
  spatial: ['errors', 'math', 'blobs'],
  components: ['errors', 'math', 'blobs'],
  telemetry: ['errors', 'math', 'blobs', 'components', 'memory'],
  live: [...core, 'memory', 'telemetry'],
  cut: [...core, 'memory', 'live'],
  sectionId: ['errors'],
  scoring: [...core, 'live', 'sectionId'],
  // What `budgets()` and `prefetch()` bring.
  budgets: [...core, 'memory', 'live', 'cut'],
  prefetch: [...core, 'memory', 'spatial', 'live', 'cut'],
  // Of backends only the contract, backend.ts: see below.
  systems: [...engine, 'backends'],
  pipeline: ['systems'],
  engine: [...engine, 'backends'],
  world: [...engine, 'engine'],
  focuses: [...engine, 'engine'],
  readiness: [...engine, 'engine', 'focuses'],
  explain: [...engine, 'engine', 'readiness'],
  lateness: [...engine, 'engine', 'explain'],
  focusPath: [...engine, 'engine', 'focuses', 'prefetch'],
  input: [...engine, 'engine'],
  layers: [...engine, 'engine'],
  metadata: [...engine, 'engine'],
  authoredFocus: ['errors'],
  pins: [...engine, 'engine', 'focuses'],
  cooldowns: [...engine, 'engine'],
  refreshSection: [...engine, 'engine'],
  unloadAll: [...engine, 'engine'],
  placement: [...engine, 'engine'],
  placeScene: [...engine, 'engine', 'placement'],
  eventReaders: [...engine, 'engine'],
  inspection: [...engine, 'engine'],
  engineFeature: [...engine, 'engine', 'pipeline', 'pins'],
  // What sections carry: brought by features, never by the core.
  entities: [...engine, 'engine', 'payloads', 'pins'],
  state: [...engine, 'engine', 'entities'],
  ground: [...engine, 'engine', 'payloads'],
  entitiesFeature: ['errors', 'entities', 'state'],
  // Leaves: they know the core's contracts, and nothing of the core imports them.
  payloads: ['errors', 'math', 'schema', 'blobs', 'memory'],
  sources: ['errors', 'math'],
  workers: ['errors', 'payloads'],
  manifest: ['errors', 'math', 'schema', 'blobs'],
  backends: ['errors', 'math', 'blobs', 'components', 'memory', 'presenter', 'payloads', 'workers', 'sectionId'],
  render: ['errors', 'math', 'memory', 'payloads', 'presenter'],
  three: ['errors', 'memory', 'payloads', 'presenter'],
  authoring: ['errors', 'math', 'schema', 'blobs', 'spatial'],
  // Composes worlds of its own, like a host; focus paths are a part of it.
  replay: [
    ...surface,
    'backends',
    'focuses',
    'layers',
    'pins',
    'readiness',
    'refreshSection',
    'cooldowns',
    'focusPath',
    'unloadAll',
    'placement',
    'version',
  ],
  baking: ['errors', 'math', 'schema', 'blobs', 'authoring', 'payloads', 'manifest', 'workers'],
  version: [],
  health: [...engine, 'engine', 'explain', 'version'],
  // Of render only the geometry of a camera, no regl.
  debug: [...engine, 'engine', 'explain', 'inspection', 'pins', 'cooldowns', 'lateness', 'render', 'health'],
  // Hosts: they wire leaves in.
  openWorld: ['errors', 'blobs', 'sources'],
  openManifest: ['errors', 'blobs', 'manifest', 'openWorld', 'sources', 'tiles', 'workers'],
  // What a tiled scene adds to the plan and the order; brought by openManifest.
  tiles: [...core, 'memory', 'spatial', 'live', 'cut', 'scoring', 'manifest'],
  streaming: ['errors', 'backends', 'engineFeature', 'openWorld'],
  // Simulated paths, for the command line and the viewer alike: no screen, no files.
  forecast: [...surface, 'focuses', 'lateness', 'backends', 'replay'],
  server: ['errors', 'math', 'blobs', 'baking', 'openWorld', 'sources', 'workers', 'replay'],
  viewer: [
    ...surface,
    ...api,
    'index',
    'backends',
    'entities',
    'render',
    'debug',
    'authoring',
    'replay',
    'forecast',
    'health',
  ],
  cli: [...surface, ...api, ...leaves, 'authoring', 'baking', 'replay', 'forecast', 'server', 'health', 'version'],
  // Entries: re-exports.
  index: [...surface, ...api, ...leaves, 'entities', 'state', 'ground'],
  bake: ['schema', 'authoring', 'baking'],
  node: ['errors', 'budgets', 'sources', 'workers', 'backends', 'state', 'replay', 'memory'],
  testing: [...surface, ...api, ...leaves, 'entities', 'state', 'ground', 'forecast', 'replay'],
}

/** Where each package, and Node itself, may be imported. */
const packageHomes: Readonly<Record<string, RegExp>> = {
  bitecs: /^(world|engine|engineFeature|live\/|systems\/|entities\/|state\/|replay\/|index)/,
  'gl-matrix': /^(math|cut|render|viewer)\//,
  regl: /^render\//,
  three: /^three\//,
  uplot: /^debug\//,
  meshoptimizer: /^(payloads|baking)\//,
  '@gltf-transform/core': /^baking\//,
  '@gltf-transform/extensions': /^baking\//,
  draco3dgltf: /^baking\//,
  sharp: /^baking\//,
  esbuild: /^baking\//,
  'http-cache-semantics': /^sources\/(cachedFetch|downloads)\.ts$/,
  commander: /^cli\//,
  'jsonc-parser': /^authoring\//,
  node: /^(baking|server|cli)\/|^workers\/node|^sources\/(directorySource|downloads)\.ts$|^(state\/folderStore|replay\/fileSink|memory\/nodeMemory)\.ts$/,
}

const arrows = readArrows()
const show = ({ from, to }: Arrow) => `${from} → ${to}`

describe('imports', () => {
  it('are allowed by a table without a way round', () => {
    const done = new Set<string>()
    const visit = (part: string, way: readonly string[]): void => {
      if (way.includes(part)) throw new Error(`the table goes round: ${[...way, part].join(' → ')}`)
      if (done.has(part)) return
      for (const other of mayImport[part]) visit(other, [...way, part])
      done.add(part)
    }
    for (const part of Object.keys(mayImport)) visit(part, [])
  })

  it('are of files that exist, from parts that have their place', () => {
    const files = new Set(listFiles('src', /./))
    expect(arrows.filter(({ inside, to }) => inside && !files.has(to)).map(show)).toEqual([])
    const parts = listFiles('src', /\.ts$/).map(partOf)
    expect([...new Set(parts)].filter((part) => !(part in mayImport))).toEqual([])
  })

  it('point one way', () => {
    const back = arrows.filter(({ from, to, inside, typeOnly }) => {
      const [source, target] = [partOf(from), partOf(to)]
      return inside && !typeOnly && source !== target && !mayImport[source]?.includes(target)
    })
    expect(back.map(show)).toEqual([])
  })

  it('never lead from one system to another', () => {
    const between = arrows.filter(({ from, to }) => from.startsWith('systems/') && to.startsWith('systems/'))
    expect(between.map(show)).toEqual([])
  })

  it('give the core only the contract of backends', () => {
    const beyond = arrows.filter(
      ({ from, to, typeOnly }) =>
        !typeOnly &&
        /^(systems|live|cut)\/|^engine\.ts/.test(from) &&
        to.startsWith('backends/') &&
        to !== 'backends/backend.ts',
    )
    expect(beyond.map(show)).toEqual([])
  })

  it('keep every package, and Node, at home', () => {
    const astray = arrows.filter(({ from, to, inside, typeOnly }) => {
      if (inside) return false
      const name = to.startsWith('node:') ? 'node' : to.match(/^(@[^/]+\/)?[^/]+/)![0]
      const home = packageHomes[name]
      // A package's types do no harm, except regl's: they would make render's insides everyone's.
      return !home || (!home.test(from) && !(typeOnly && name !== 'regl'))
    })
    expect(astray.map(show)).toEqual([])
  })
})

describe('folders', () => {
  it('are subjects that a user could name', () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|shared)(\/|\.ts$)/i
    const files = ['src', 'tests', 'examples', 'benches'].flatMap((folder) => listFiles(folder, /\.ts$/))
    expect(files.filter((file) => vague.test(file))).toEqual([])
  })

  it('hold one system a file, of the same name', async () => {
    for (const file of listFiles('src/systems', /\.ts$/)) {
      const module = (await import(`../../src/systems/${file.slice(0, -3)}.ts`)) as Record<string, unknown>
      const name = file[0].toUpperCase() + file.slice(1, -'.ts'.length)
      expect(module[name], file).toMatchObject({
        name,
        reads: expect.any(Array),
        writes: expect.any(Array),
        run: expect.any(Function),
      })
    }
  })
})
