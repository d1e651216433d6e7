import { expect, it } from 'vitest'
import { chooseBudget } from '../../src/viewer/budget'

const gibibyte = 2 ** 30
const desktop = { memoryBytes: 8 * gibibyte, isMobile: false, savesData: false }

it('is what the machine suggests, and says for which', () => {
  expect(chooseBudget(null, desktop)).toEqual({
    budgetBytes: gibibyte,
    geometryBytes: 0.75 * gibibyte,
    textureBytes: 0.75 * gibibyte,
    why: 'for a machine of 8 GiB',
  })
  expect(chooseBudget(null, { memoryBytes: null, isMobile: true, savesData: true }).why).toBe(
    'for a phone that hides its memory, saving data',
  )
})

it('is what was asked for where anything was', () => {
  const free = { geometryBytes: Infinity, textureBytes: Infinity }
  expect(chooseBudget(2 ** 26, desktop)).toEqual({ budgetBytes: 2 ** 26, ...free, why: 'as asked for' })
  expect(chooseBudget(Infinity, desktop)).toEqual({ budgetBytes: Infinity, ...free, why: 'none, as asked for' })
})
