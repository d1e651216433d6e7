import type { WorkMeter } from '../memory/meter'
import { MORE } from '../payloads/kind'
import { finish, proveUploads } from './assetFinish'
import {
  attempt,
  end,
  failLoad,
  leaveHeld,
  lineOf,
  releaseHeld,
  takeDone,
  timed,
  type AssetLoad,
  type AssetRelease,
  type AssetState,
} from './assetState'
import { Outcome } from './backend'

/**
 * Adopts and releases in turn, oldest first, until the meter stops it; each load is called at most once a frame, but those that go part by
 * part, which take turns with the others: the nearest part first. A load whose slice no longer fits ends the frame: smaller ones behind it do not overtake.
 * `urgent` releases everything first, whatever the meter says.
 */
export function pumpAssets(state: AssetState, meter: WorkMeter, urgent = false): void {
  state.work?.begin()
  proveUploads(state)
  if (state.ready.length === 0 && state.releases.length === 0) return
  state.meter = meter
  for (const load of state.ready) load.context.parts?.aim()
  allowTearDowns(state, urgent)
  while (urgent && releaseOnce(state, meter));
  pumpTurns(state, meter)
  state.work?.close(meter)
}

function pumpTurns(state: AssetState, meter: WorkMeter): void {
  const line = state.ready.filter(({ context }) => !context.parts)
  const turns = [() => adoptNext(state, line, meter), () => releaseOnce(state, meter), () => adoptPart(state, meter)]
  state.firstTurn = (state.firstTurn + 1) % turns.length
  for (let turn = state.firstTurn, idle = 0; idle < turns.length; turn++) {
    if (!meter.allows(0)) return
    idle = turns[turn % turns.length]() ? 0 : idle + 1
    if (meter.stoppedBy !== null) return
  }
}

/** Answers false where there is none, as the other turns do. */
function adoptNext(state: AssetState, line: AssetLoad[], meter: WorkMeter): boolean {
  const load = line.shift()
  if (load) adoptOnce(state, load, meter)
  return load !== undefined
}

/** A part of the load whose next part is nearest. One that could not go on without the meter's fault (a lost context) ends the turn. */
function adoptPart(state: AssetState, meter: WorkMeter): boolean {
  const load = nearestPart(state)
  if (!load) return false
  const parts = load.context.parts
  const done = parts?.done
  return adoptOnce(state, load, meter) || parts?.done !== done
}

/** Parts that are begun hold one of a few places (T-8); while all are taken only these go on. */
function nearestPart({ ready, site }: AssetState): AssetLoad | null {
  let begun = 0
  for (const { context } of ready) if (context.parts?.begun) begun++
  let nearest: AssetLoad | null = null
  let least = Infinity
  for (const load of ready) {
    const { parts } = load.context
    if (!parts || (!parts.begun && begun >= site.world.terrane.settings.meshUploadsInFlight)) continue
    if (nearest !== null && parts.next >= least) continue
    nearest = load
    least = parts.next
  }
  return nearest
}

/** Answers whether the kind spent something itself. */
function adoptOnce(state: AssetState, load: AssetLoad, meter: WorkMeter): boolean {
  if (!state.loads.has(load.ticket)) return false
  const { kind, context } = load
  const operations = meter.spentOperations
  load.begun = true
  load.waitsFor = ''
  let adopted: unknown = MORE
  let thrown: unknown = null
  try {
    adopted = timed(state, 'adopt', load.row, kind, () => kind.adopt(context, load.decoded))
  } catch (error) {
    thrown = error
  }
  const spent = meter.spentOperations > operations
  if (!spent) meter.spend(adopted === MORE ? 0 : load.bytes)
  state.uploaded ||= kind.onGpu === true
  if (thrown !== null) failLoad(state, load, `${kind.name}: ${lineOf(thrown)}`)
  // Not begun any more: the context was lost meanwhile, and what adopt made went with it.
  else if (adopted !== MORE && load.begun) complete(state, load, adopted)
  return spent
}

/** What is on the GPU waits until that says that it has it. A new version has taken the place of the old one already. */
function complete(state: AssetState, load: AssetLoad, adopted: unknown): void {
  load.adopted = adopted
  const waits = load.kind.onGpu && state.site.presenter.hasRoom !== undefined
  if (waits) state.unproved.push(load)
  if (waits && !load.refresh) takeDone(state, load)
  else finish(state, load)
}

/** T-10: so many parts for each tick that the last frame took; all that there are while memory is lacking. */
function allowTearDowns(state: AssetState, urgent: boolean): void {
  if (!state.releases.some(({ kind }) => kind?.tearDown)) return
  const { settings, clock, loader } = state.site.world.terrane
  state.tearDowns = urgent || loader.pressure ? Infinity : settings.meshTeardownsPerTick * Math.max(1, clock.dueInStep)
}

/** The oldest release, or so much of it as this frame may still tear down. */
function releaseOnce(state: AssetState, meter: WorkMeter): boolean {
  const release = state.releases[0] as AssetRelease | undefined
  if (release === undefined || (release.kind?.tearDown && state.tearDowns < 1)) return false
  const operations = meter.spentOperations
  const trouble = timed(state, 'release', release.row, release.kind, () => tearDown(state, release))
  if (meter.spentOperations === operations) meter.spend(0)
  if (trouble === null) return true
  state.releases.shift()
  end(state, release.ticket, release.row, Outcome.Gone, trouble)
  return true
}

/** Takes back what stands; null: there is more of it than this frame may take. Otherwise what it threw, or ''. */
function tearDown(state: AssetState, release: AssetRelease): string | null {
  const { kind, context, adopted } = release
  if (!kind?.tearDown || !context) return releaseHeld(release)
  const most = state.tearDowns
  let freed = 0
  const left = leaveHeld(release)
  const torn = attempt(kind, () => void (freed = kind.tearDown?.(context, adopted, most) ?? 0))
  release.trouble = [release.trouble, left, torn].filter(Boolean).join('; ')
  state.tearDowns -= freed
  if (freed >= most) return null
  return [release.trouble, releaseHeld(release)].filter(Boolean).join('; ')
}
