import { describe, expect, it } from 'vitest'
import { roleByName, stripCopyNumber } from '../../src/authoring/roles'
import { readFocus, readIdKey, readMover, readSettings } from '../../src/authoring/settings'

describe('names', () => {
  it('lose the number that Blender gives to copies, and only that', () => {
    expect(['Wall.001', 'Wall.1234', 'Wall.01', 'Wall.x01', 'v1.001.002'].map(stripCopyNumber)).toEqual([
      'Wall',
      'Wall',
      'Wall.01',
      'Wall.x01',
      'v1.001',
    ])
  })

  it.each([
    ['Wall', false, null],
    ['Wall-col', true, 'static'],
    ['Wall-convcol', true, 'static'],
    ['Wall-colonly', true, 'collider'],
    ['Wall-convcolonly.012', true, 'collider'],
    ['UCX_Wall_01', true, 'collider'],
    ['UBX_Wall', true, 'collider'],
    ['Ucx_Wall', true, null],
    ['Notes-noimp', true, 'none'],
    ['Door-trigger', true, 'trigger'],
    ['Street_collider', false, 'collider'],
    ['street-Collider.003', false, 'collider'],
    ['Collider', false, 'collider'],
    ['Street_collider', true, null],
    ['Tricollider', false, null],
    ['Protocol', false, null],
  ])('%s with a material: %s → %s', (name, hasMaterial, role) => {
    expect(roleByName(name, hasMaterial)?.role ?? null).toBe(role)
  })

  it.each([
    ['Wall-col', 'mesh'],
    ['Wall-convcol.001', 'mesh'],
    ['Wall-colonly', 'mesh'],
    ['UCX_Wall', 'mesh'],
    ['UBX_Wall', 'box'],
    ['Zone-trigger', null],
    ['Notes-noimp', null],
  ])('%s collides as %s', (name, collider) => {
    expect(roleByName(name, true)?.collider).toBe(collider)
  })

  it('follow the caller before the built-in rules', () => {
    expect(roleByName('Wall-colonly', true, [{ pattern: /^Wall/, role: 'static' }])).toMatchObject({
      role: 'static',
      collider: null,
    })
    expect(roleByName('Hull_1', true, [{ pattern: /^Hull/, role: 'collider', collider: 'box' }])?.collider).toBe('box')
    expect(roleByName('Hull_1', true, [{ pattern: /^Hull/, role: 'collider' }])?.collider).toBe('mesh')
  })
})

describe('flat keys', () => {
  it('are read as Blender writes them', () => {
    const extras = {
      terrane_enterRadius: 80,
      terrane_exitRadius: 90.5,
      terrane_priority: -3,
      terrane_role: 'trigger',
      terrane_layer: ' night ',
      terrane_alwaysLoaded: 1,
      terrane_collider: true,
      other: {},
    }
    expect(readSettings(extras, 'Lamp')).toEqual({
      enterRadius: 80,
      exitRadius: 90.5,
      priority: -3,
      role: 'trigger',
      layer: 'night',
      alwaysLoaded: true,
      collider: 'mesh',
    })
    expect(readSettings({ terrane_collider: 'box' }, 'Lamp')).toEqual({ collider: 'box' })
    expect(readSettings({ terrane_collider: 0 }, 'Lamp')).toEqual({ collider: false })
  })

  it.each([
    ['terrane_priority', 8.5],
    ['terrane_priority', '3'],
    ['terrane_enterRadius', 0],
    ['terrane_exitRadius', Infinity],
    ['terrane_alwaysLoaded', 'yes'],
    ['terrane_layer', ' '],
    ['terrane_role', 'Static'],
    ['terrane_collider', 'hull'],
    ['terrane_collider', 2],
  ])('%s %s is refused', (key, value) => {
    expect(() => readSettings({ [key]: value }, 'Lamp')).toThrow(new RegExp(`^"Lamp" with ${key} .*\\[bake-input\\]$`))
  })

  it('make a focus of true, 1 or a name', () => {
    expect(readFocus({ terrane_focus: true }, 'Town/Gate')).toEqual({ name: 'Town/Gate', radiusScale: 1 })
    expect(readFocus({ terrane_focus: 1, terrane_radiusScale: 2 }, 'Gate')).toEqual({ name: 'Gate', radiusScale: 2 })
    expect(readFocus({ terrane_focus: 'spawn' }, 'Gate')).toEqual({ name: 'spawn', radiusScale: 1 })
    for (const nothing of [undefined, null, false, 0, ''])
      expect(readFocus({ terrane_focus: nothing }, 'Gate')).toBeNull()
  })

  it('name a node for ever, and say what becomes of what moves', () => {
    expect(readIdKey({ terrane_id: 'hero' }, 'Hero')).toBe('hero')
    expect(readIdKey({ terrane_id: 7 }, 'Hero')).toBe('7')
    expect(readMover({ terrane_mover: 'sendHome' }, 'Cat')).toBe('sendHome')
    for (const nothing of [undefined, null, '']) {
      expect(readIdKey({ terrane_id: nothing }, 'Hero')).toBeNull()
      expect(readMover({ terrane_mover: nothing }, 'Cat')).toBeNull()
    }
    expect(() => readIdKey({ terrane_id: {} }, 'Hero')).toThrow('"Hero" with terrane_id {}; expected a name')
    expect(() => readMover({ terrane_mover: 'home' }, 'Cat')).toThrow('one of none, transfer, keep, sendHome')
  })
})
