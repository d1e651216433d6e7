import { fail } from '../errors'
import { largestFocusCapacity } from './focus'
import {
  above0,
  above0Open,
  checkNumbers,
  from0,
  from0Open,
  from1,
  from1Open,
  refuseSetting,
  share,
  shareOr0,
  whole,
  type Rule,
  type Rules,
} from './numberRules'
import { defaultSettings, type LaneBounds, type Settings } from './profile'

const seed: Rule = ['a whole number', (value) => Number.isSafeInteger(value)]

/** Live sections are indexed by 32-bit numbers, two steps of the plan each. */
const largestCapacity = 1 << 26

const rules: Rules<Settings> = {
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
  querySlack: above0,
  standInAbove: from0Open,
  refineHysteresis: from1,
  steadyTicks: whole(1000),
  residenceSeconds: from0,
  queryCeiling: above0Open,
  maxParseBytes: above0Open,
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
  const unknown = Object.keys(settings).find((name) => !(name in defaultSettings))
  if (unknown !== undefined)
    fail(
      'argument',
      `settings.${unknown}`,
      'a setting of the engine',
      'Correct the name, or give it to budgets() or prefetch().',
    )
  checkNumbers('settings', settings, rules)
  const [first, firstAtLargest, longest] = settings.cooldownSeconds
  if (!(first >= 0 && firstAtLargest >= first && longest >= firstAtLargest && longest < Infinity))
    refuse(
      'cooldownSeconds',
      settings.cooldownSeconds.join(', '),
      'three finite numbers from 0 up, none below the one before',
    )
  for (const lane of ['detail', 'proxy', 'asset'] as const)
    if (!isWhole(settings.lanes[lane]))
      refuse(`lanes.${lane}`, JSON.stringify(settings.lanes[lane]), 'whole bounds above 0')
}

function isWhole(bounds: LaneBounds | undefined): boolean {
  const counts = [bounds?.concurrent, bounds?.loadsPerTick, bounds?.unloadsPerTick]
  return counts.every((count) => Number.isInteger(count) && count! > 0)
}

function refuse(name: string, got: number | string, wanted: string): never {
  return refuseSetting(`settings.${name}`, got, wanted)
}
