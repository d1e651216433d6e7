import { fail } from '../errors'
import { largestPrefetchBudget } from './prefetch'
import { Lane, laneCount } from '../blobs/sectionBlob'

/** How much one lane may do: at once, and started per tick. */
export interface LaneBounds {
  readonly concurrent: number
  readonly loadsPerTick: number
  readonly unloadsPerTick: number
}

/** What a designer switches at run time (P-18). Bounds are those of lane `Base`. */
export interface Profile extends LaneBounds {
  readonly name: string
  /** Exit ÷ enter radius where no exit radius is authored; above 1. */
  readonly exitRatio: number
  /**
   * Prefetched sections queued, loading or unused at a time, in a world with `prefetch()`; 0 to 64. The last free slot of a lane is never taken for one, so that it
   * takes `concurrent` of 2 at least.
   */
  readonly prefetchBudget: number
}

export const profiles = {
  conservative: {
    name: 'conservative',
    concurrent: 1,
    loadsPerTick: 1,
    unloadsPerTick: 1,
    exitRatio: 1.2,
    prefetchBudget: 0,
  },
  default: { name: 'default', concurrent: 2, loadsPerTick: 2, unloadsPerTick: 2, exitRatio: 1.15, prefetchBudget: 2 },
  aggressive: {
    name: 'aggressive',
    concurrent: 4,
    loadsPerTick: 4,
    unloadsPerTick: 2,
    exitRatio: 1.1,
    prefetchBudget: 4,
  },
} as const satisfies Record<string, Profile>

export type ProfileName = keyof typeof profiles

/** Every number of the engine that is not a profile's. Ticks are at `tickHz` a second; seconds are converted once. */
export interface Settings {
  /** Fixed ticks a second. */
  readonly tickHz: number
  /** Ticks at most in one `step`; the rest is dropped and counted. */
  readonly maxTicksPerStep: number
  /** Seconds that an unwanted section stays resident, in case the focus returns (T-10: 3 s). */
  readonly graceSeconds: number
  /** Seconds that a picture stays at least before another takes its place (T-15: 1 s). */
  readonly dwellSeconds: number
  /**
   * Seconds over which one picture gives way to another; 0 (the default) is at once. What goes stays resident so long; CUT.md's bits change at once
   * all the same. 0.25 is what 3DTilesRendererJS takes.
   */
  readonly fadeSeconds: number
  /** Seconds that an unloaded section's entity lingers, so that thrash and failures are remembered. */
  readonly forgetSeconds: number
  /**
   * Seconds after which a silent backend counts as failed (T-12: 60 s); from the arrival of its bytes on where it tells of that. A load that is adopted part by
   * part and of which no part came for so long is taken back and begins anew, without a failure.
   */
  readonly watchdogSeconds: number
  /** Seconds that bytes of a load may take to arrive. Sources have time-outs of their own: this is for one that never answers. */
  readonly arrivalSeconds: number
  /** Parts (meshes) begun and not done at a time, over all sections that are adopted part by part (T-8: 3). */
  readonly meshUploadsInFlight: number
  /** Share of its parts with which a section that is still being adopted can be used (T-11: 0.5). */
  readonly usableShare: number
  /**
   * A full tile is uploaded mesh by mesh (T-11) where it has more meshes than this, and takes more than this share of what a frame's work meter carries: 8, and 0.5 of
   * 8 MiB. Anything else is whole within a frame or two, so that nobody sees it half there. Infinity: everything is uploaded whole.
   */
  readonly wholeUploadMeshes: number
  readonly wholeUploadShare: number
  /** Meshes of unloaded sections that are torn down for each tick that a frame lasts (T-10: 12); all at once where memory is lacking. */
  readonly meshTeardownsPerTick: number
  /** Failed loads cool down this long at first, growing with cost to the second number (P-14), then double up to the third. */
  readonly cooldownSeconds: readonly [first: number, firstAtLargestCost: number, longest: number]
  /** A jump faster than this is a teleport: no velocity, no grace (CUT.md rule 16). Metres a second. */
  readonly teleportSpeed: number
  /** Time constant of the smoothed velocity of a focus, seconds: half of a change is seen after 0.7 of it. 4 ticks at 60 a second. */
  readonly velocitySeconds: number
  /** Distances use the nearer of where a focus is and where it will be after this many seconds (T-6: 0.5 s). 0: no look-ahead. */
  readonly lookAheadSeconds: number
  /** From this speed on, metres a second (T-6: 1.5). */
  readonly lookAheadSpeed: number
  /** Metres a focus may move before the index is asked again; candidates are found this much early. */
  readonly querySlack: number
  /** Stand-ins are wanted above this many missing finer pictures (CUT.md, L). */
  readonly standInAbove: number
  /** Refine distances × this is where a refined section coarsens again: 1 ÷ 0.9. */
  readonly refineHysteresis: number
  /** Ticks from one look at what is wanted to the next while nothing is queued or on its way (T-5: 100 ms); each tick otherwise. */
  readonly steadyTicks: number
  /** Seconds that a section stays resident at least once it is loaded, whatever becomes of it (T-10: 8 s). */
  readonly residenceSeconds: number
  /** Metres from all focuses beyond which nothing has grace (T-5, T-10, T-16). */
  readonly queryCeiling: number
  /** true: handing over to full tiles never waits for a dwell (T-15). */
  readonly fullTilesAtOnce: boolean
  /** Decoded bytes of all loads under way, beyond which none starts; one may always load (T-7: 200 MB). */
  readonly maxParseBytes: number
  /**
   * Metres around the views of all focuses outside which no new root or refinement begins; what is held stays held. Infinity (the
   * default): no gate. It applies only while every focus has a view.
   */
  readonly viewGatePadding: number
  /** Of a tiled scene: metres from the height of an interior tile with a floor beyond which it is not begun (T-7: 5 m). Infinity: no gate. */
  readonly floorGateMetres: number
  /** Of a tiled scene: does what fills the view load first, and what closer tiles cover last (T-8)? */
  readonly importance: boolean
  readonly occlusion: boolean
  /** Least weight that being covered leaves a tile. */
  readonly occlusionFloor: number
  /** Of a tiled scene: share of a region's footprint on screen from which on closer tiles cover it, and what the importance of all in it is multiplied by; 0 forbids it (T-9). */
  readonly coveredShare: number
  readonly coveredFactor: number
  /** Refine by screen-space error: pixels of `error` at which a section hands over. 0 (the default): by baked distances. */
  readonly maxErrorPixels: number
  /** Live sections at most; a budget like bytes. */
  readonly capacity: number
  readonly focusCapacity: number
  /** true: an illegal transition throws; false: it is counted and ignored (production). */
  readonly strict: boolean
  /** Seed of everything that looks random: cooldown jitter. */
  readonly seed: number
  /** Bounds of the lanes that profiles do not set (T-8: 4 + 4; shared assets as many as the transport carries). */
  readonly lanes: { readonly detail: LaneBounds; readonly proxy: LaneBounds; readonly asset: LaneBounds }
}

export const defaultSettings: Settings = {
  tickHz: 60,
  maxTicksPerStep: 4,
  graceSeconds: 3,
  dwellSeconds: 1,
  fadeSeconds: 0,
  forgetSeconds: 10,
  watchdogSeconds: 60,
  arrivalSeconds: 600,
  meshUploadsInFlight: 3,
  usableShare: 0.5,
  wholeUploadMeshes: 8,
  wholeUploadShare: 0.5,
  meshTeardownsPerTick: 12,
  cooldownSeconds: [3, 5, 60],
  teleportSpeed: 200,
  velocitySeconds: 4 / 60,
  lookAheadSeconds: 0.5,
  lookAheadSpeed: 1.5,
  querySlack: 16,
  standInAbove: 4,
  refineHysteresis: 1 / 0.9,
  steadyTicks: 1,
  residenceSeconds: 0,
  queryCeiling: Infinity,
  fullTilesAtOnce: false,
  maxParseBytes: Infinity,
  viewGatePadding: Infinity,
  floorGateMetres: Infinity,
  importance: true,
  occlusion: true,
  occlusionFloor: 0.1,
  coveredShare: 0.85,
  coveredFactor: 0.005,
  maxErrorPixels: 0,
  capacity: 16_384,
  focusCapacity: 1_024,
  strict: true,
  seed: 1,
  lanes: {
    detail: { concurrent: 4, loadsPerTick: 4, unloadsPerTick: 4 },
    proxy: { concurrent: 4, loadsPerTick: 4, unloadsPerTick: 4 },
    asset: { concurrent: 8, loadsPerTick: 8, unloadsPerTick: 8 },
  },
}

/** Finds a profile by name or checks one given as data. */
export function resolveProfile(profile: ProfileName | Profile): Profile {
  if (typeof profile === 'string') {
    const found: Profile | undefined = Object.hasOwn(profiles, profile) ? profiles[profile] : undefined
    return (
      found ??
      fail('argument', `profile "${profile}"`, Object.keys(profiles).join(', '), 'Pass one of these or a Profile.')
    )
  }
  const counts = [profile.concurrent, profile.loadsPerTick, profile.unloadsPerTick]
  const { prefetchBudget } = profile
  if (!(Number.isInteger(prefetchBudget) && prefetchBudget >= 0 && prefetchBudget <= largestPrefetchBudget))
    fail(
      'argument',
      `profile "${profile.name}" with a prefetch budget of ${prefetchBudget}`,
      `a whole number from 0 to ${largestPrefetchBudget}`,
      'Pass 0 for no prefetch.',
    )
  if (counts.every((n) => Number.isInteger(n) && n > 0) && profile.exitRatio > 1) return profile
  return fail(
    'argument',
    `profile "${profile.name}" with bounds ${counts.join('/')} and exit ratio ${profile.exitRatio}`,
    'whole bounds above 0 and an exit ratio above 1',
    'Start from profiles.default and change one number.',
  )
}

/** The bounds in force, by lane. */
export function laneBounds(profile: Profile, settings: Settings): LaneBounds[] {
  const bounds = new Array<LaneBounds>(laneCount)
  bounds[Lane.Base] = profile
  bounds[Lane.Detail] = settings.lanes.detail
  bounds[Lane.Proxy] = settings.lanes.proxy
  bounds[Lane.Asset] = settings.lanes.asset
  return bounds
}
