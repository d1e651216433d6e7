import { describe, expect, expectTypeOf, it } from 'vitest'
import { component, columnLimit, type RefTarget, type Store, type Values } from '../../src/schema/component'
import {
  entityRef,
  f32,
  f64,
  fieldTypes,
  hardRef,
  numberRanges,
  sectionRef,
  text,
  u8,
  type EntityRef,
  type FieldType,
} from '../../src/schema/fields'
import { builtInSchemas, Transform } from '../../src/schema/builtIn'
import type { SectionId } from '../../src/sectionId'

const Door = component('Door', { angle: f32, locked: u8, key: entityRef }, { persist: ['angle', 'locked'] })
const Shop = component('Shop', { sign: text, owner: hardRef, roof: sectionRef, height: f64 })

const refusal = (make: () => unknown) => {
  try {
    make()
  } catch (error) {
    return (error as Error).message
  }
  return 'accepted'
}

describe('a component', () => {
  it('has name, columns in declared order, what persists, and a hash', () => {
    expect(Door.name).toBe('Door')
    expect(Object.entries(Door.fields)).toEqual([
      ['angle', 'f32'],
      ['locked', 'u8'],
      ['key', 'entityRef'],
    ])
    expect(Door.persist).toEqual(['angle', 'locked'])
    expect(Door.hash).toMatch(/^[0-9a-f]{16}$/)
    expect(Shop.persist).toEqual([])
  })

  it('has a hash of name and columns, not of what persists', () => {
    const same = component('Door', { angle: f32, locked: u8, key: entityRef })
    expect(same.hash).toBe(Door.hash)
    const others = [
      component('Gate', { angle: f32, locked: u8, key: entityRef }),
      component('Door', { locked: u8, angle: f32, key: entityRef }),
      component('Door', { angle: f64, locked: u8, key: entityRef }),
      component('Door', { angle: f32, locked: u8 }),
      component('Door', { angle: f32, locked: u8, key: hardRef }),
    ]
    expect(new Set([Door, ...others].map(({ hash }) => hash)).size).toBe(others.length + 1)
  })

  it('may be a tag', () => {
    expect(component('Enemy', {}).fields).toEqual({})
  })

  it('is not changed by its maker afterwards', () => {
    const fields: Record<string, FieldType> = { angle: f32 }
    const schema = component('Door', fields)
    fields.other = u8
    expect(Object.keys(schema.fields)).toEqual(['angle'])
  })

  it.each(['data', 'component', '', '1', 'two words', 'a:b', '__proto__'])('refuses a column "%s"', (column) => {
    const fields = Object.fromEntries([[column, f32]])
    expect(refusal(() => component('Door', fields))).toMatch(
      /^column ".*" of component "Door"; expected .*\[argument\]$/,
    )
  })

  it.each(['', '1st', 'my door', 'a(b)'])('refuses the name "%s"', (name) => {
    expect(refusal(() => component(name, { angle: f32 }))).toMatch(/a component named .*identifier.*\[argument\]$/)
  })

  it('refuses what persists and is not there', () => {
    const persist = ['speed'] as unknown as ['angle']
    expect(refusal(() => component('Door', { angle: f32 }, { persist }))).toMatch(
      /"Door" that persists "speed"; expected one of its columns: angle\..*\[argument\]$/,
    )
  })

  it('refuses unknown types and too many columns', () => {
    expect(refusal(() => component('Door', { angle: 'f16' as 'f32' }))).toMatch(/type "f16"; expected one of f32, .*/)
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`c${i}`, f32]))
    expect(refusal(() => component('Wide', many(columnLimit)))).toBe('accepted')
    expect(refusal(() => component('Wide', many(columnLimit + 1)))).toMatch(/65 columns; expected at most 64/)
  })

  it('gives stores whose columns need no casts', () => {
    expectTypeOf<Store<typeof Door>['angle']>().toEqualTypeOf<Float32Array>()
    expectTypeOf<Store<typeof Door>['locked']>().toEqualTypeOf<Uint8Array>()
    expectTypeOf<Store<typeof Door>['key'][number]>().toExtend<EntityRef | 0>()
    expectTypeOf<Store<typeof Shop>['owner'][number]>().toExtend<EntityRef | 0>()
    expectTypeOf<Store<typeof Shop>['sign']>().toEqualTypeOf<string[]>()
    expectTypeOf<Store<typeof Shop>['roof'][number]>().toExtend<SectionId | 0>()
    expectTypeOf<Store<typeof Transform>['x']>().toEqualTypeOf<Float64Array>()
    expectTypeOf<keyof Store<typeof Door>>().toEqualTypeOf<'angle' | 'locked' | 'key'>()
  })

  it('takes values of its own types from a bake', () => {
    expectTypeOf<Values<typeof Door>>().toEqualTypeOf<{
      readonly angle?: number
      readonly locked?: number
      readonly key?: RefTarget
    }>()
    expectTypeOf<Values<typeof Shop>['sign']>().toEqualTypeOf<string | undefined>()
  })
})

describe('field types', () => {
  it('have bounds where they are numbers, those of their typed arrays', () => {
    expect(numberRanges.u8).toEqual({ least: 0, most: 255, whole: true })
    expect(numberRanges.i16).toEqual({ least: -32768, most: 32767, whole: true })
    expect(numberRanges.u32.most).toBe(0xffff_ffff)
    expect(Math.fround(numberRanges.f32.most)).toBe(numberRanges.f32.most)
    expect(Math.fround(numberRanges.f32.most * 1.000001)).toBe(Infinity)
    expect(fieldTypes.length).toBe(12)
  })
})

describe('built-in schemas', () => {
  it('are known by their names', () => {
    expect([...builtInSchemas.keys()]).toEqual(['Transform', 'Parent', 'Figure', 'Trigger', 'Light', 'Lens', 'Mover'])
    expect(Transform.persist).toEqual(Object.keys(Transform.fields))
  })

  it('keep their hashes: worlds were baked with them', () => {
    const hashes = Object.fromEntries([...builtInSchemas.values()].map(({ name, hash }) => [name, hash]))
    expect(hashes).toMatchInlineSnapshot(`
      {
        "Figure": "e3f9abd84c71d8ad",
        "Lens": "47a15766569df874",
        "Light": "efbc629067ad12a0",
        "Mover": "6ab5b12d82819455",
        "Parent": "8235c41245233cd7",
        "Transform": "aa7d5752ff55d516",
        "Trigger": "549580ceaa65782f",
      }
    `)
  })
})
