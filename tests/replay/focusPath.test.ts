import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readFocusPaths, sampleFocusPath } from '../../src/replay/focusPath'

const read = (text: string) => readFocusPaths(text, 'way.csv')
const at = (text: string, time: number) => {
  const out = [0, 0, 0]
  const teleports = sampleFocusPath(read(text)[0], time, out)
  return { out, teleports }
}

describe('reading a focus path', () => {
  it.each([
    ['', /way\.csv:1: header "" without "t" in its place; expected t,x,y,z or t,x,y,z,focus\./],
    ['t,x,y\n0,1,2\n', /way\.csv:1: header "t,x,y" without "z" in its place/],
    ['t,x,y,z,speed\n0,1,2,3,4\n', /way\.csv:1: header "t,x,y,z,speed"; expected/],
    ['x,y,z,t\n0,1,2,3\n', /without "t" in its place/],
    ['t,x,y,z\n', /way\.csv: no samples; expected at least one line after the header\./],
    ['t,x,y,z\n0,1,2\n', /way\.csv:2: 3 values; expected 4, as in the header\./],
    ['t,x,y,z\n0,1,2,3\n1,1,NaN,3\n', /way\.csv:3: y is "NaN"; expected a finite number\./],
    ['t,x,y,z\n0,1,2,\n', /way\.csv:2: z is ""/],
    ['t,x,y,z\n0,1,2,1e999\n', /way\.csv:2: z is "1e999"/],
    ['t,x,y,z\n2,1,2,3\n1,1,2,3\n', /way\.csv:3: t 1 after 2; expected times that do not decrease\./],
  ])('refuses %j in one line', (text, message) => {
    expect(() => read(text)).toThrow(message)
    try {
      read(text)
    } catch (error) {
      expect((error as Error).message).not.toContain('\n')
    }
  })

  it('takes a byte order mark, Windows lines, spaces and blank lines', () => {
    const [path] = read('\uFEFFt,x,y,z\r\n0, 1,2 ,3\r\n\r\n1,2,3,4\r\n')
    expect([...path.times]).toEqual([0, 1])
    expect([...path.points]).toEqual([1, 2, 3, 2, 3, 4])
  })

  it('keeps several focuses apart, each with times of its own', () => {
    const paths = read('t,x,y,z,focus\n0,0,0,0,a\n0,9,9,9,b\n1,1,0,0,a\n')
    expect(paths.map(({ name, times }) => [name, ...times])).toEqual([
      ['a', 0, 1],
      ['b', 0],
    ])
  })
})

describe('sampling a focus path', () => {
  const way = 't,x,y,z\n1,0,0,0\n3,20,4,-8\n'

  it('is linear between samples and rests at both ends', () => {
    expect(at(way, 2).out).toEqual([10, 2, -4])
    expect(at(way, 0).out).toEqual([0, 0, 0])
    expect(at(way, 1).out).toEqual([0, 0, 0])
    expect(at(way, 3).out).toEqual([20, 4, -8])
    expect(at(way, 99).out).toEqual([20, 4, -8])
  })

  it('holds still in a gap over 5 s and arrives with a teleport', () => {
    const gap = 't,x,y,z\n0,0,0,0\n5.1,51,0,0\n'
    expect(at(gap, 5)).toEqual({ out: [0, 0, 0], teleports: 0 })
    expect(at(gap, 5.1)).toEqual({ out: [51, 0, 0], teleports: 1 })
    expect(at('t,x,y,z\n0,0,0,0\n5,50,0,0\n', 2.5)).toEqual({ out: [25, 0, 0], teleports: 0 })
  })

  it('takes a jump faster than 200 m/s for a teleport', () => {
    expect(at('t,x,y,z\n0,0,0,0\n1,201,0,0\n', 0.5)).toEqual({ out: [0, 0, 0], teleports: 0 })
    expect(at('t,x,y,z\n0,0,0,0\n1,199,0,0\n', 1).teleports).toBe(0)
    expect(at('t,x,y,z\n0,0,0,0\n0,1,0,0\n', 0)).toEqual({ out: [1, 0, 0], teleports: 1 })
  })
})

const recorded = resolve('../shared/data/paths')
const absent = !existsSync(recorded)
if (absent) console.warn(`skipped: recorded paths, because ${recorded} is absent`)

describe.skipIf(absent)('recorded paths (skipped without ../shared/data/paths)', () => {
  const files = absent ? [] : readdirSync(recorded).filter((file) => file.endsWith('.csv'))
  it.each(files)('%s keeps 64-bit positions, and only the kart that was rescued teleports', (file) => {
    const [path, ...others] = readFocusPaths(readFileSync(resolve(recorded, file), 'utf8'), file)
    expect(others).toEqual([])
    expect(path.times.length).toBeGreaterThanOrEqual(1000)
    expect(path.teleports[path.teleports.length - 1]).toBe(file.includes('egghunt') ? 4 : 0)
    const out = [0, 0, 0]
    sampleFocusPath(path, path.times[7], out)
    expect(out).toEqual([...path.points.subarray(21, 24)])
  })
})
