import { describe, expect, it } from 'vitest'
import { formatBytes, formatCount, formatMetres, formatMs, formatWaits, tailOf } from '../../src/debug/format'
import { createFrameTimes, measureFrames, recordFrame } from '../../src/debug/frameTimes'

const measured = (times: readonly number[], capacity?: number) => {
  const frames = createFrameTimes(capacity)
  for (const time of times) recordFrame(frames, time)
  return measureFrames(frames, { medianMs: -1, p95Ms: -1, longestMs: -1, frames: -1 })
}
const every = (ms: number, count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i * ms)

describe('frame times', () => {
  it('are zero before there is a frame between two moments', () => {
    expect(measured([])).toEqual({ medianMs: 0, p95Ms: 0, longestMs: 0, frames: 0 })
    expect(measured([500])).toEqual({ medianMs: 0, p95Ms: 0, longestMs: 0, frames: 0 })
  })

  it('are of the last two seconds', () => {
    const slow = every(100, 31)
    const swift = every(10, 300, 3010)
    expect(measured([...slow, ...swift])).toEqual({ medianMs: 10, p95Ms: 10, longestMs: 10, frames: 200 })
  })

  it('tell the slow twentieth from the rest', () => {
    const times = [0]
    for (let i = 1; i <= 100; i++) times.push(times[i - 1] + (i % 10 === 0 ? 50 : 10))
    expect(measured(times)).toMatchObject({ medianMs: 10, p95Ms: 50, longestMs: 50, frames: 100 })
  })

  it('keep the newest of more than fit, and one frame longer than the window', () => {
    expect(measured(every(4, 1000), 64)).toMatchObject({ medianMs: 4, frames: 64 })
    expect(measured([0, 16, 9000])).toMatchObject({ medianMs: 8984, frames: 1 })
  })

  it('pass over clocks that run backwards', () => {
    expect(measured([100, 50, 66]).medianMs).toBe(16)
  })
})

describe('figures as people read them', () => {
  it('are short', () => {
    expect([0, 9999, 12_400, 99_960, 999_600, 3_100_000].map(formatCount)).toEqual([
      '0',
      '9999',
      '12.4k',
      '100k',
      '1.0M',
      '3.1M',
    ])
    expect([0, 512 * 1024, 21_626_424, 3 * 2 ** 30, Infinity].map(formatBytes)).toEqual([
      '0 KB',
      '512 KB',
      '20.6 MB',
      '3.00 GB',
      '∞',
    ])
    expect([0, 0.0421, 3.812, 16.68, 120.4].map(formatMs)).toEqual(['<0.1', '0.042', '3.81', '16.7', '120'])
    expect(formatWaits(0, 999)).toBe('0 · 999 ms')
    expect(formatWaits(417, 123_456)).toBe('0.4 · 123.5 s')
  })

  it('are names by their ends, whole parts where they fit', () => {
    expect(tailOf('cell_0_0', 20)).toBe('cell_0_0')
    expect(tailOf('City/Buildings/Tower 4', 20)).toBe('…/Buildings/Tower 4')
    expect(tailOf('City/Buildings/Tower 4', 12)).toBe('…/Tower 4')
    expect(tailOf('payloads/1b22c980329ecf15.glb', 10)).toBe('…ecf15.glb')
    expect([4.24, 137.4, 12_345, Infinity].map(formatMetres)).toEqual(['4.2 m', '137 m', '12.3 km', '∞'])
  })
})
