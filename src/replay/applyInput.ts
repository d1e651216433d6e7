import { removeEntity } from 'bitecs'
import { signalMemoryPressure } from '../budgets/memoryPressure'
import { setBudget } from '../budgets/setBudget'
import { allKinds, kindBitOf } from '../components/kinds'
import { layerModes } from '../components/layers'
import type { Profile } from '../components/profile'
import type { TerraneWorld } from '../engine'
import { setProfile } from '../engineFeature'
import { clearCooldowns } from '../cooldowns'
import { setFocusPath } from '../focusPath'
import { fail, TerraneError } from '../errors'
import { createFocus, focusIdOf, moveFocus, removeFocus, scaleFocus, setFocusVelocity } from '../focuses'
import { setLayer } from '../layers'
import { pressureNames } from '../memory/ledger'
import type { CallName } from '../live/recorder'
import { findLive } from '../live/rowTable'
import { pin, unpin } from '../pins'
import { placeScene } from '../placeScene'
import { closeBarrier, openBarrier, type BarrierOptions } from '../readiness/barrier'
import { refreshSection } from '../refreshSection'
import { addBoost } from '../scoring/boost'
import { sectionId } from '../sectionId'
import { unloadAll } from '../unloadAll'
import type { RecordedInput } from './recordedTick'

/** Numbers of a note, which begin with what it is about (zeros at its end may be left out); or its data. */
type Apply = (world: TerraneWorld, values: readonly number[], data: unknown) => void

/** How each call is made again. */
const calls: Readonly<Record<CallName, Apply>> = {
  createFocus: (world, _values, data) => createFocusAgain(world, data as number[]),
  moveFocus: (world, [focus, x = 0, y = 0, z = 0, teleport = 0]) =>
    moveFocus(world, focusIdOf(world.terrane, focus), x, y, z, teleport === 1),
  removeFocus: (world, [focus]) => removeFocus(world, focusIdOf(world.terrane, focus)),
  scaleFocus: (world, [focus, radiusScale, detailScale, weight]) =>
    scaleFocus(world, focusIdOf(world.terrane, focus), { radiusScale, detailScale, weight }),
  setFocusVelocity: (world, [focus, x = 0, y = 0, z = 0]) =>
    setFocusVelocity(world, focusIdOf(world.terrane, focus), x, y, z),
  pin: (world, [row]) => pin(world, sectionId(world.terrane, row)),
  unpin: (world, [row]) => unpin(world, sectionId(world.terrane, row)),
  setProfile: (world, _values, data) => setProfile(world, data as Profile),
  setBudget: (world, [, budgetBytes, geometryBytes, textureBytes]) =>
    setBudget(world, { budgetBytes, geometryBytes, textureBytes }),
  signalMemoryPressure: (world, [level]) =>
    signalMemoryPressure(world, pressureNames[level] as 'moderate' | 'critical'),
  setLayer: (world, [bit, mode = 0]) => setLayer(world, world.terrane.table.info.layers[bit], layerModes[mode]),
  boost: (world, [row, amount = 0]) => addBoost(world.terrane, row, amount),
  openBarrier: (world, _values, data) => openBarrierAgain(world, data as BarrierData),
  closeBarrier: (world, [at]) => closeBarrier(world, world.terrane.barriers[at]),
  clearCooldowns: (world, [row, all = 0]) =>
    void clearCooldowns(world, all === 1 ? undefined : sectionId(world.terrane, row)),
  setFocusPath: (world, _values, data) => setPathAgain(world, data as PathData),
  loseEntity: (world, [row]) => loseEntity(world, row),
  unloadAll: (world) => unloadAll(world),
  placeScene: (world, [, x = 0, y = 0, z = 0, scale]) => placeScene(world, { position: [x, y, z], scale }),
  turnScene: (world, [, x = 0, y = 0, z = 0, w = 0]) => placeScene(world, { rotation: [x, y, z, w] }),
  refreshSection: (world, [row]) => refreshSection(world, sectionId(world.terrane, row)),
}

/**
 * Makes a recorded call. What was refused for want of room is refused again, and leaves the same behind.
 * @throws TerraneError 'recording-newer' for a call that this version does not know.
 */
export function applyCall(world: TerraneWorld, [name, ...values]: RecordedInput): void {
  const call = Object.hasOwn(calls, name) ? calls[name as CallName] : failUnknown(name)
  try {
    call(world, values as number[], values[0])
  } catch (error) {
    if (!(error instanceof TerraneError)) throw error
  }
}

function createFocusAgain(world: TerraneWorld, [, ...values]: readonly number[]): void {
  const [x, y, z, radiusScale, detailScale, weight, mask, captures, inScene] = values
  const names = world.terrane.table.info.kinds.filter((_, kind) => (mask & kindBitOf(kind)) !== 0)
  const kinds = mask === allKinds ? {} : { kinds: names }
  createFocus(world, {
    position: [x, y, z],
    radiusScale,
    detailScale,
    weight,
    captureVelocity: captures === 1,
    inScene: inScene === 1,
    ...kinds,
  })
}

interface PathData {
  readonly focus: number
  /** x, y, z of every point. */
  readonly points: readonly number[] | null
  readonly speed: number
}

function setPathAgain(world: TerraneWorld, { focus, points, speed }: PathData): void {
  const place = (i: number) => [points![3 * i], points![3 * i + 1], points![3 * i + 2]] as const
  const path = points && Array.from({ length: points.length / 3 }, (_, i) => place(i))
  setFocusPath(world, focusIdOf(world.terrane, focus), path, { speed })
}

type BarrierData = BarrierOptions & { readonly focus: number }

function openBarrierAgain(world: TerraneWorld, { focus, ...options }: BarrierData): void {
  openBarrier(world, focusIdOf(world.terrane, focus), options)
}

/** The game removed the entity of a section. */
function loseEntity(world: TerraneWorld, row: number): void {
  const { rows, live } = world.terrane
  const s = findLive(rows, row)
  if (s >= 0 && live.eid[s] !== 0) removeEntity(world, live.eid[s])
}

function failUnknown(name: string): never {
  return fail(
    'recording-newer',
    `a recording with the call "${name}"`,
    Object.keys(calls).join(', '),
    'Replay it with the version that recorded it.',
  )
}
