import { expect, test } from 'vitest'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { createFocus, setFocusVelocity } from '../../src/focuses'
import { listQueue } from '../../src/inspection'
import { scoreWeights } from '../../src/scoring/defaultScore'
import { makeScriptedWorld } from '../systems/scriptedBackend'
import { runTicks } from '../worlds'

const cube = (x: number, z: number, rest: Partial<SectionRecord> = {}): SectionRecord => ({
  name: `at ${x} ${z}`,
  bounds: [x, -1, z - 1, x + 2, 1, z + 1],
  enterRadius: 500,
  kind: 'mesh',
  content: `${x} ${z}`,
  ...rest,
})

/** Scores by name while the one slot is taken by a section under the focus. */
function scoresOf(
  records: readonly SectionRecord[],
  velocity?: readonly [number, number, number],
): Map<string, number> {
  const { world } = makeScriptedWorld([cube(-1, 0, { name: 'first', priority: 8 }), ...records], {
    profile: 'conservative',
    settings: { lookAheadSeconds: 0 },
  })
  const focus = createFocus(world, { captureVelocity: velocity === undefined })
  if (velocity) setFocusVelocity(world, focus, ...velocity)
  runTicks(world, 1)
  return new Map(listQueue(world, 'loads').map(({ name, score }) => [name, score]))
}

test('P-9: the score of a plain section at rest is its distance in metres', () => {
  expect(scoresOf([cube(30, 0)]).get('at 30 0')).toBe(30)
})

test('P-9: a step of priority is worth its weight in metres, higher is sooner', () => {
  for (const priority of [-8, -1, 0, 1, 8])
    expect(scoresOf([cube(300, 0, { priority })]).get('at 300 0')).toBe(300 - priority * scoreWeights.priorityMetres)
})

test('P-9: a mebibyte costs its weight in metres', () => {
  const scores = scoresOf([cube(30, 0, { cpuBytes: 3 << 20, gpuBytes: 2 << 20 })])
  expect(scores.get('at 30 0')).toBe(30 + 5 * scoreWeights.costMetresPerMebibyte)
})

test('P-9: heading is worth its weight straight ahead, less to the side, nothing behind, whatever the speed', () => {
  for (const speed of [1, 70]) {
    const scores = scoresOf([cube(99, 0), cube(-101, 0), cube(-1, 100), cube(99, 100)], [speed, 0, 0])
    expect(scores.get('at 99 0')).toBe(99 - scoreWeights.headingMetres)
    expect(scores.get('at -101 0')).toBe(99)
    expect(scores.get('at -1 100')).toBe(99)
    const away = Math.sqrt(99 * 99 * 2)
    expect(scores.get('at 99 100')).toBeCloseTo(away - scoreWeights.headingMetres * Math.SQRT1_2, 9)
  }
})

test('P-9: ties are broken by GUID, whatever the order of authoring', () => {
  const ring = [cube(99, 0), cube(-101, 0), cube(-1, 100), cube(-1, -100)].map((record, i) => ({
    ...record,
    guid: [[7, 0] as const, [3, 0] as const, [9, 0] as const, [1, 0] as const][i],
  }))
  const orders = [ring, [...ring].reverse()].map((records) => [...scoresOf(records).keys()])
  expect(orders[0]).toEqual(['at -1 -100', 'at -101 0', 'at 99 0', 'at -1 100'])
  expect(orders[1]).toEqual(orders[0])
})
