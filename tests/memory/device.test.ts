import { afterEach, describe, expect, it, vi } from 'vitest'
import { probeDevice, suggestBudget } from '../../src/memory/device'
import { nodeDevice } from '../../src/node'

const mebibyte = 2 ** 20
const device = (gibibytes: number | null, isMobile = false, savesData = false) => ({
  memoryBytes: gibibytes === null ? null : gibibytes * 1024 * mebibyte,
  isMobile,
  savesData,
})
const mebibytesOf = (gibibytes: number | null, isMobile?: boolean, savesData?: boolean) =>
  suggestBudget(device(gibibytes, isMobile, savesData)).budgetBytes / mebibyte

describe('budgets probed at start (T-17)', () => {
  it('are an eighth of the memory, a sixteenth on a phone, half of it where data is to be saved', () => {
    expect([mebibytesOf(8), mebibytesOf(8, true), mebibytesOf(8, true, true)]).toEqual([1024, 512, 256])
    expect([mebibytesOf(4), mebibytesOf(4, true)]).toEqual([512, 256])
  })

  it('have a floor, a ceiling (A-3), and a guess where nobody tells', () => {
    expect([mebibytesOf(64), mebibytesOf(0.25, true, true), mebibytesOf(null), mebibytesOf(0)]).toEqual([
      2048, 64, 512, 512,
    ])
  })

  it('leave three quarters to either class', () => {
    const { budgetBytes, geometryBytes, textureBytes } = suggestBudget(device(8))
    expect([geometryBytes / budgetBytes, textureBytes / budgetBytes]).toEqual([0.75, 0.75])
  })
})

describe('what a machine tells', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('comes from the browser’s hints, as far as there are any', () => {
    vi.stubGlobal('navigator', {
      deviceMemory: 8,
      connection: { saveData: true },
      userAgentData: { mobile: true },
    })
    expect(probeDevice()).toEqual(device(8, true, true))
    vi.stubGlobal('navigator', {})
    expect(probeDevice()).toEqual(device(null))
    vi.stubGlobal('matchMedia', () => ({ matches: true }))
    expect(probeDevice()).toEqual(device(null, true))
    vi.stubGlobal('navigator', undefined)
    expect(probeDevice().memoryBytes).toBeNull()
  })

  it('is known in Node', () => {
    const { memoryBytes, isMobile, savesData } = nodeDevice()
    expect(memoryBytes).toBeGreaterThan(2 ** 28)
    expect([isMobile, savesData]).toEqual([false, false])
  })
})
