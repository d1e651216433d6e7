import { describe, expect, it } from 'vitest'
import { MORE, type AdoptContext, type PayloadKind } from '../../src/payloads/kind'
import { stackKinds } from '../../src/payloads/stackKinds'

const context = { row: 7 } as AdoptContext

/** A part that writes down what is done with it. */
function notedPart(by: string, notes: string[], traits: Partial<PayloadKind> = {}): PayloadKind {
  return {
    name: 'collider',
    adopt() {
      notes.push(`${by} adopts`)
      return by
    },
    enter: () => void notes.push(`${by} enters`),
    leave: () => void notes.push(`${by} leaves`),
    release: (_, adopted) => void notes.push(`${by} releases ${adopted}`),
    ...traits,
  }
}

function stack(...parts: PayloadKind[]): PayloadKind {
  return parts.reduce(stackKinds)
}

describe('parts of one kind', () => {
  it('adopt and enter in order, leave and release in reverse, each with its own', () => {
    const notes: string[] = []
    const kind = stack(notedPart('ground', notes), notedPart('physics', notes), notedPart('sound', notes))
    const adopted = kind.adopt(context, null)
    kind.enter?.(context, adopted)
    kind.leave?.(context, adopted)
    kind.release(context, adopted)
    expect(notes).toEqual([
      'ground adopts',
      'physics adopts',
      'sound adopts',
      'ground enters',
      'physics enters',
      'sound enters',
      'sound leaves',
      'physics leaves',
      'ground leaves',
      'sound releases sound',
      'physics releases physics',
      'ground releases ground',
    ])
  })

  it('go on where one asked for more', () => {
    const notes: string[] = []
    let waits = 2
    const slow = notedPart('physics', notes, { adopt: () => (waits-- > 0 ? MORE : 'body') })
    const kind = stack(notedPart('ground', notes), slow)
    expect([kind.adopt(context, null), kind.adopt(context, null)]).toEqual([MORE, MORE])
    kind.release(context, kind.adopt(context, null))
    expect(notes).toEqual(['ground adopts', 'physics releases body', 'ground releases ground'])
  })

  it('that were begun are released when a later one throws, and those that were not are not', () => {
    const notes: string[] = []
    const fails = notedPart('physics', notes, {
      adopt() {
        throw new Error('no room')
      },
    })
    const kind = stack(notedPart('ground', notes), fails, notedPart('sound', notes))
    expect(() => kind.adopt(context, null)).toThrow('no room')
    kind.release(context, undefined)
    expect(notes).toEqual(['ground adopts', 'physics releases undefined', 'ground releases ground'])
  })

  it('enter together or not at all', () => {
    const notes: string[] = []
    const fails = notedPart('physics', notes, {
      enter() {
        throw new Error('no room')
      },
    })
    const kind = stack(notedPart('ground', notes), fails, notedPart('sound', notes))
    const adopted = kind.adopt(context, null)
    notes.length = 0
    expect(() => kind.enter?.(context, adopted)).toThrow('no room')
    expect(notes).toEqual(['ground enters', 'ground leaves'])
  })

  it('inherit decode, measure and order, and agree on the smaller radius', () => {
    const measure = () => ({ cpuBytes: 1, gpuBytes: 2 })
    const kind = stack(
      notedPart('ground', [], { decode: 'terrane:collider', measure, order: -2, radius: 90 }),
      notedPart('physics', [], { radius: 60 }),
    )
    expect(kind).toMatchObject({ decode: 'terrane:collider', measure, order: -2, radius: 60 })
  })

  it('release an old version after a refresh, but for those whose adopt replaces it', () => {
    const notes: string[] = []
    const drawn = notedPart('picture', notes, { supersede: () => void notes.push('picture is superseded') })
    const kind = stack(drawn, notedPart('physics', notes))
    const adopted = kind.adopt(context, null)
    notes.length = 0
    kind.supersede?.(context, adopted)
    expect(notes).toEqual(['physics releases physics', 'picture is superseded'])
  })

  it('are torn down piece by piece together, where one of them is large', () => {
    const notes: string[] = []
    let left = 20
    const tearDown: PayloadKind['tearDown'] = (_, adopted, most) => {
      const freed = Math.min(most, left)
      left -= freed
      notes.push(`${adopted} frees ${freed}`)
      return freed
    }
    const kind = stack(
      notedPart('picture', notes, { tearDown }),
      notedPart('physics', notes),
      notedPart('sound', notes),
    )
    const adopted = kind.adopt(context, null)
    expect([12, 12].map((most) => kind.tearDown?.(context, adopted, most))).toEqual([12, 8])
    expect(notes.slice(-2)).toEqual(['picture frees 12', 'picture frees 8'])
    expect(stack(notedPart('physics', notes), notedPart('sound', notes)).tearDown).toBeUndefined()
  })

  it('all have their turn when one of them throws in its release', () => {
    const notes: string[] = []
    const stuck = notedPart('physics', notes, {
      release() {
        throw new Error('stuck')
      },
    })
    const kind = stack(notedPart('ground', notes), stuck)
    const adopted = kind.adopt(context, null)
    expect(() => kind.release(context, adopted)).toThrow('stuck')
    expect(notes.at(-1)).toBe('ground releases ground')
  })
})
