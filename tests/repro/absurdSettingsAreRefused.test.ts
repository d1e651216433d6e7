import { expect, test } from 'vitest'
import type { Settings } from '../../src/components/profile'
import { gridRecords, makeWorld } from '../worlds'

const absurd: readonly Partial<Settings>[] = [
  { tickHz: 0 },
  { tickHz: NaN },
  { tickHz: -60 },
  { maxTicksPerStep: 0 },
  { maxTicksPerStep: 1.5 },
  { capacity: 0 },
  { capacity: NaN },
  { capacity: 2.5 },
  { focusCapacity: 0 },
  { focusCapacity: 70_000 },
  { graceSeconds: -1 },
  { dwellSeconds: NaN },
  { watchdogSeconds: 0 },
  { teleportSpeed: 0 },
  { querySlack: 0 },
  { querySlack: NaN },
  { standInAbove: NaN },
  { refineHysteresis: 0.9 },
  { protectedMetres: 10 } as object,
  { cooldownSeconds: [3, 2, 60] },
  { cooldownSeconds: [0, NaN, 60] },
  { lanes: { detail: { concurrent: 0, loadsPerTick: 1, unloadsPerTick: 1 } } as Settings['lanes'] },
]

for (const settings of absurd)
  test(`settings ${JSON.stringify(settings)} are refused in one line`, () => {
    expect(() => makeWorld(gridRecords(2), { settings })).toThrow(/^[^\n]+\[argument\]$/)
  })

for (const budgets of [
  { heldBonus: 1.5 },
  { giveUpAtOnce: 0 },
  { protectedMetres: -1 },
  { pressureShares: [0.5, 2] as const },
  { pressureSeconds: [NaN, 3] as const },
])
  test(`budgets ${JSON.stringify(budgets)} are refused in one line`, () => {
    expect(() => makeWorld(gridRecords(2), { budgets })).toThrow(/^budgets\.[^\n]+\[argument\]$/)
  })

test('a profile is one of the names or checked data, not a word that every object knows', () => {
  for (const profile of ['toString', 'constructor', 'fast'])
    expect(() => makeWorld(gridRecords(2), { profile: profile as 'default' })).toThrow('[argument]')
})
