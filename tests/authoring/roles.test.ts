import { describe, expect, it } from 'vitest'
import { roleByName, stripCopyNumber } from '../../src/authoring/roles'
import { readFocus, readSettings, unknownSettings } from '../../src/authoring/settings'

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

  it('follow the caller before the built-in rules', () => {
    expect(roleByName('Wall-colonly', true, [{ pattern: /^Wall/, role: 'static' }])?.role).toBe('static')
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
      other: {},
    }
    expect(readSettings(extras, 'Lamp')).toEqual({
      enterRadius: 80,
      exitRadius: 90.5,
      priority: -3,
      role: 'trigger',
      layer: 'night',
      alwaysLoaded: true,
    })
    expect(unknownSettings({ ...extras, terrane_focus: true, terrane_radiusScale: 2, terrane_prioroty: 1 })).toEqual([
      'terrane_prioroty',
    ])
  })

  it.each([
    ['terrane_priority', 8.5],
    ['terrane_priority', '3'],
    ['terrane_enterRadius', 0],
    ['terrane_exitRadius', Infinity],
    ['terrane_alwaysLoaded', 'yes'],
    ['terrane_layer', ' '],
    ['terrane_role', 'Static'],
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
})
