import { fail } from '../errors'
import { largestFocusCapacity } from './focus'
import type { LaneBounds, Settings } from './profile'

type Rule = readonly [wanted: string, holds: (value: number) => boolean]

const above0: Rule = ['a finite number above 0', (value) => value > 0 && value < Infinity]
const above0Open: Rule = ['a number above 0', (value) => value > 0]
const from0: Rule = ['a finite number, 0 or more', (value) => value >= 0 && value < Infinity]
const from0Open: Rule = ['a number, 0 or more', (value) => value >= 0]
const share: Rule = ['a number above 0, at most 1', (value) => value > 0 && value <= 1]
const shareOr0: Rule = ['a number from 0 to 1', (value) => value >= 0 && value <= 1]
const from1Open: Rule = ['a number, 1 or more', (value) => value >= 1]
const from1: Rule = ['a finite number, 1 or more', (value) => value >= 1 && value < Infinity]
const whole = (most: number): Rule => [
  `a whole number from 1 to ${most}`,
  (value) => Number.isInteger(value) && value >= 1 && value <= most,
]
const seed: Rule = ['a whole number', (value) => Number.isSafeInteger(value)]

/** Live sections are indexed by 32-bit numbers, two steps of the plan each. */
const largestCapacity = 1 << 26

const rules: { readonly [Name in keyof Settings as Settings[Name] extends number ? Name : never]: Rule } = {
  tickHz: above0,
  maxTicksPerStep: whole(1000),
  graceSeconds: from0,
  dwellSeconds: from0,
  fadeSeconds: from0,
  forgetSeconds: from0,
  watchdogSeconds: above0,
  arrivalSeconds: above0,
  meshUploadsInFlight: from1Open,
  usableShare: share,
  wholeUploadMeshes: from0Open,
  wholeUploadShare: from0Open,
  meshTeardownsPerTick: from1Open,
  teleportSpeed: above0,
  velocitySeconds: from0,
  lookAheadSeconds: from0,
  lookAheadSpeed: from0,
  prefetchLatencies: from0,
  prefetchCourseSeconds: from0,
  prefetchSteadiness: share,
  prefetchPathReach: from0,
  querySlack: above0,
  standInAbove: from0Open,
  refineHysteresis: from1,
  heldBonus: share,
  steadyTicks: whole(1000),
  residenceSeconds: from0,
  queryCeiling: above0Open,
  maxParseBytes: above0Open,
  prefetchShare: shareOr0,
  protectedMetres: from0,
  protectedSeconds: from0,
  giveUpDistanceWeight: from0,
  giveUpSizeWeight: from0,
  giveUpAtOnce: whole(largestCapacity),
  pressureRecoverySeconds: from0,
  viewGatePadding: from0Open,
  floorGateMetres: from0Open,
  occlusionFloor: share,
  coveredShare: share,
  coveredFactor: shareOr0,
  maxErrorPixels: from0,
  capacity: whole(largestCapacity),
  focusCapacity: whole(largestFocusCapacity),
  seed,
}

/** Checks settings at the door, so that no tick meets a number that it cannot work with. @throws TerraneError 'argument'. */
export function checkSettings(settings: Settings): void {
  for (const [name, [wanted, holds]] of Object.entries(rules)) {
    const value = settings[name as keyof typeof rules]
    if (!holds(value)) refuse(name, value, wanted)
  }
  const [first, firstAtLargest, longest] = settings.cooldownSeconds
  if (!(first >= 0 && firstAtLargest >= first && longest >= firstAtLargest && longest < Infinity))
    refuse(
      'cooldownSeconds',
      settings.cooldownSeconds.join(', '),
      'three finite numbers from 0 up, none below the one before',
    )
  const [least, most] = settings.prefetchSeconds
  if (!(least >= 0 && most >= least && most < Infinity))
    refuse(
      'prefetchSeconds',
      settings.prefetchSeconds.join(', '),
      'two finite numbers from 0 up, the second no smaller',
    )
  checkBoth(settings, 'pressureShares', share)
  checkBoth(settings, 'pressureSeconds', from0)
  for (const lane of ['detail', 'proxy', 'asset'] as const)
    if (!isWhole(settings.lanes[lane]))
      refuse(`lanes.${lane}`, JSON.stringify(settings.lanes[lane]), 'whole bounds above 0')
}

function checkBoth(settings: Settings, name: 'pressureShares' | 'pressureSeconds', [wanted, holds]: Rule): void {
  const [moderate, critical] = settings[name]
  if (!holds(moderate) || !holds(critical)) refuse(name, settings[name].join(', '), `${wanted}, twice`)
}

function isWhole(bounds: LaneBounds | undefined): boolean {
  const counts = [bounds?.concurrent, bounds?.loadsPerTick, bounds?.unloadsPerTick]
  return counts.every((count) => Number.isInteger(count) && count! > 0)
}

function refuse(name: string, got: number | string, wanted: string): never {
  return fail('argument', `settings.${name} ${got}`, wanted, 'Leave it out for the default.')
}
