import { expect, it } from 'vitest'
import * as surface from '../../src/index'
import type { Recorder } from '../../src/live/recorder'
import { entryName } from '../../src/replay/tickLog'
import { gridRecords, makeWorld, runTicks } from '../worlds'

const { sectionId } = surface

/** Exported functions that change what streaming does, by the input that a recording has of each. */
const recorded: Readonly<Record<string, readonly string[]>> = {
  createFocus: ['createFocus'],
  moveFocus: ['moveFocus'],
  removeFocus: ['removeFocus'],
  scaleFocus: ['scaleFocus'],
  setFocusVelocity: ['setFocusVelocity'],
  pin: ['pin'],
  unpin: ['unpin'],
  clearCooldowns: ['clearCooldowns'],
  setFocusPath: ['setFocusPath'],
  refreshSection: ['refreshSection'],
  unloadAll: ['unloadAll'],
  placeScene: ['placeScene', 'turnScene'],
  setProfile: ['setProfile'],
  setBudget: ['setBudget'],
  signalMemoryPressure: ['signalMemoryPressure'],
  setLayer: ['setLayer'],
  boost: ['boost'],
  openBarrier: ['openBarrier'],
  ready: ['openBarrier'],
  closeBarrier: ['closeBarrier'],
  input: ['value'],
}

/** Exported functions that no tick depends on, or only by way of what is recorded; with the reason. */
const elsewhere: Readonly<Record<string, string>> = {
  composeWorld: 'what it is given is the header',
  disposeWorld: 'ends the recording',
  step: 'its ticks are recorded where they are not one',
  streaming: 'what it is given is the header',
  entities: 'acts by completions, waiting, what could not enter, and pins',
  colliders: 'acts by completions',
  budgets: 'what it is given is in the header',
  views: 'in the header, and the views are read',
  prefetch: 'what it is given is in the header',
  payload: 'acts by completions',
  openSave: 'acts by completions, waiting and what could not enter',
  saveWorld: 'reads',
  setScorer: 'acts by scores',
  createPersistent: 'saves',
  browserStore: 'saves',
  setMover: 'acts on entities, and by pins',
  placeFigures: 'acts by pins',
  createSimulatedBackend: 'answers by completions',
  createAssetBackend: 'answers by completions',
  pushCompletion: 'answers by completions',
  pushProgress: 'nothing is decided by it',
  nullPresenter: 'draws',
  createMeter: 'decides when work is finished, which completions tell',
  httpSource: 'is behind the backend',
  memorySource: 'is behind the backend',
  browserPool: 'is behind the backend',
  openWorld: 'opens, before there is a world',
  openManifest: 'opens, before there is a world',
  authoredFocus: 'reads',
  pointInScene: 'reads',
  pointInWorld: 'reads',
  probeDevice: 'reads, before there is a world',
  suggestBudget: 'answers, before there is a world',
  tiled: 'what it says is in the header',
  openSectionBlob: 'opens, before there is a world',
  component: 'describes',
  entityRef: 'describes',
  hardRef: 'describes',
  createOctree: 'a tool of its own',
  insertBox: 'a tool of its own',
  removeBox: 'a tool of its own',
  visitPassing: 'a tool of its own',
  visitWithin: 'a tool of its own',
  createRayHit: 'makes room for an answer',
  createFigures: 'makes room for an answer',
  createEventCursor: 'makes room for an answer',
  createAudit: 'makes room for an answer',
  createSwapLog: 'makes room for an answer',
  updateSwapLog: 'reads',
  auditTick: 'reads',
  TerraneError: 'an error',
}

/** Names of functions that only read. */
const reads =
  /^(describe|explain|format|forEach|has|height|hit|layerMode$|list|measure|metadata|owner|parse|pinCount|raycast|read|ref|resolve|row|section|stableId|store|timeline|default)/

it('knows of every exported function whether it is recorded', () => {
  const functions = Object.entries(surface).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []))
  const known = (name: string) => name in recorded || name in elsewhere || reads.test(name)
  expect(functions.filter((name) => !known(name))).toEqual([])
  expect([...Object.keys(recorded), ...Object.keys(elsewhere)].filter((name) => !(name in surface))).toEqual([])
})

/** Keeps the names of what it hears. */
function listen(world: surface.TerraneWorld) {
  const heard: string[] = []
  const recorder: Recorder = {
    note: (input) => void heard.push(entryName(input)),
    noteData: (input) => void heard.push(entryName(input)),
    noteView: () => void heard.push('viewFocus'),
    noteCompletions: ({ count }) => void (count > 0 && heard.push('completions')),
    noteState: () => void heard.push('state'),
    noteShown: () => void heard.push('shown'),
    notePart: () => void heard.push('part'),
    pass(_name, value) {
      heard.push('value')
      return value
    },
    endTick() {},
  }
  world.terrane.recorder = recorder
  return { take: () => heard.splice(0) }
}

it('hears every call that changes what streaming does, once', () => {
  let inTick = () => {}
  const world = makeWorld(gridRecords(4), {
    features: [surface.prefetch(), { name: 'caller', after: 'DesiredSetBuild', run: () => inTick() }],
  })
  const { take } = listen(world)
  const section = sectionId(world.terrane, 0)
  const focus = surface.createFocus(world, { position: [1, 2, 3] })
  const calls: Record<keyof typeof recorded, () => void> = {
    createFocus: () => void surface.createFocus(world),
    moveFocus: () => surface.moveFocus(world, focus, 4, 5, 6),
    scaleFocus: () => surface.scaleFocus(world, focus, { weight: 2 }),
    setFocusVelocity: () => surface.setFocusVelocity(world, focus, 1, 0, 0),
    removeFocus: () => surface.removeFocus(world, surface.createFocus(world)),
    pin: () => surface.pin(world, section),
    unpin: () => surface.unpin(world, section),
    setFocusPath: () => surface.setFocusPath(world, focus, [[1, 2, 3]]),
    clearCooldowns: () => void surface.clearCooldowns(world),
    refreshSection: () => surface.refreshSection(world, section),
    unloadAll: () => surface.unloadAll(world),
    placeScene: () => surface.placeScene(world, { position: [1, 2, 3] }),
    setProfile: () => surface.setProfile(world, 'aggressive'),
    setBudget: () => surface.setBudget(world, 5_000),
    signalMemoryPressure: () => surface.signalMemoryPressure(world, 'critical'),
    setLayer: () => surface.setLayer(world, 'base', 'hidden'),
    boost: () => surface.boost(world, section, 4),
    openBarrier: () => void surface.openBarrier(world, focus),
    ready: () => void surface.ready(world, focus),
    closeBarrier: () => surface.closeBarrier(world, surface.listBarriers(world)[0]),
    input: () => void surface.input(world, 'dice', 4),
  }
  take()
  for (const [name, names] of Object.entries(recorded)) {
    const call = calls[name]
    if (name === 'boost') inTick = call
    else call()
    if (name === 'boost') runTicks(world, 1)
    inTick = () => {}
    expect(take(), name).toEqual(expect.arrayContaining([...names]))
  }
})

it('hears completions, states and pictures, and what a focus follows', () => {
  const world = makeWorld(gridRecords(2))
  const { take } = listen(world)
  const hero = { x: 0, y: 0, z: 0 }
  surface.createFocus(world, { follow: hero })
  runTicks(world, 30)
  expect(new Set(take())).toEqual(new Set(['createFocus', 'followFocus', 'completions', 'state', 'shown']))
})
