import { createAssetBackend } from '../../backends/assetBackend'
import { toScene } from '../../components/sceneRoot'
import type { OpenedWorld } from '../../index'
import type { Presenter } from '../../presenter'
import type { Recording } from '../../replay'
import type { Flight } from '../flight'
import { rideAlong, riddenFocus } from './ride'
import { advanceScrub, createScrub, isThere, playOn, tickOf, type Scrub } from './scrub'
import { advancePicture, createShownPicture, drawnKinds, type ShownPicture } from './shownPicture'
import { listenToShown, type ShownRows } from './shownRows'

/** A recording in the viewer: the moment, its picture, and whether the camera goes with a recorded focus. */
export interface Replayed {
  /** Of the file. */
  readonly name: string
  readonly scrub: Scrub
  readonly shown: ShownRows
  readonly picture: ShownPicture
  /** The camera goes with a recorded focus; false: the visitor looks around. */
  riding: boolean
  /** Which one: its serial number, from 1 in the order of their making. */
  focus: number
  /** The tick and the jumps of the last frame. */
  seenTick: number
  seenJumps: number
}

/**
 * What a frame may spend on bringing the world to its moment and on the survey, milliseconds: at least, and at most as an eighth of a long frame. Behind a curtain nothing
 * stutters.
 */
const [sliceMs, longestSliceMs, curtainSliceMs] = [6, 32, 30]
/** A frame plays no more than this, seconds: a page that was hidden goes on where it was. */
const longestPlay = 0.25

/** @throws what `createScrub` throws. */
export function createReplayed(
  opened: OpenedWorld,
  presenter: Presenter,
  recording: Recording,
  name: string,
): Replayed {
  const { table, source } = opened
  const shown = listenToShown()
  shown.presenter.moveScene = (matrix) => presenter.moveScene(matrix)
  const scrub = createScrub(table, recording, shown.presenter)
  const { world } = scrub.replay
  const wantsKind = table.info.kinds.map((kind) => drawnKinds.has(kind))
  // The recorded world takes no signs of memory pressure but its own.
  const ranOut = () => {}
  const site = { table, presenter, world, worldId: world.terrane.id, kinds: [], wantsKind, ranOut }
  const picture = createShownPicture(table, createAssetBackend(site, { source }), presenter)
  return { name, scrub, shown, picture, riding: true, focus: 1, seenTick: -1, seenJumps: -1 }
}

/** @param seconds How long the last frame took. @param visible Somebody sees it. */
export function measureSlice(seconds: number, visible: boolean): number {
  return visible ? Math.max(sliceMs, Math.min(longestSliceMs, (1000 * seconds) / 8)) : curtainSliceMs
}

/** Scratch: where the camera is in the scene. */
const eye = new Float64Array(3)

/** One frame: time passes while it plays, the world comes to its moment within `slice` milliseconds, the camera goes with it, and its picture loads. */
export function advanceReplayed(
  replayed: Replayed,
  flight: Flight,
  seconds: number,
  nowMs: number,
  slice: number,
): void {
  const { scrub, shown, picture } = replayed
  playOn(scrub, Math.min(seconds, longestPlay))
  const end = performance.now() + slice
  advanceScrub(scrub, () => performance.now() < end)
  const jumped = scrub.jumps !== replayed.seenJumps || !isThere(scrub)
  if (replayed.riding) rideAlong(scrub, flight, replayed.focus, seconds, jumped)
  replayed.seenJumps = scrub.jumps
  if (tickOf(scrub) !== replayed.seenTick) picture.revision++
  replayed.seenTick = tickOf(scrub)
  toScene(eye, scrub.replay.world.terrane.root, flight.position[0], flight.position[1], flight.position[2])
  advancePicture(picture, { rows: shown.rows, revision: shown.revision, eye }, seconds, nowMs)
}

/** Lets the camera go with another focus. */
export function ride(replayed: Replayed, serial: number): void {
  replayed.riding = true
  replayed.focus = serial
  replayed.seenJumps = -1
}

/** Serial number of the focus that the camera goes with now; 0 where it goes with none. */
export function riddenSerial({ scrub, riding, focus }: Replayed): number {
  const { focuses } = scrub.replay.world.terrane
  const ridden = riding ? riddenFocus(focuses, focus) : undefined
  return ridden === undefined ? 0 : focuses.serial[ridden]
}

/** Serial numbers of the focuses that are there now. */
export function focusesOf({ scrub }: Replayed): number[] {
  const { alive, serial } = scrub.replay.world.terrane.focuses
  return alive.map((focus) => serial[focus])
}
