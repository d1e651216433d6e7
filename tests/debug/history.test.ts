import { describe, expect, it } from 'vitest'
import { createHistory, Line, readHistory, sampleHistory } from '../../src/debug/history'
import { State } from '../../src/components/state'
import { createFigures } from '../../src/telemetry/measureFigures'

describe('the history of figures', () => {
  it('is in order of time, the newest at 0, and forgets the oldest', () => {
    const history = createHistory(4)
    const figures = createFigures()
    expect(readHistory(history)).toBe(0)
    for (let i = 0; i < 6; i++) {
      figures.desired = i
      figures.byState[State.Loading] = 2 * i
      sampleHistory(history, figures, 16 + i, 1000 + 250 * i)
    }
    expect(readHistory(history)).toBe(4)
    const { seconds, lines } = history.ordered
    expect([...seconds]).toEqual([-0.75, -0.5, -0.25, 0])
    expect([...lines[Line.Desired]]).toEqual([2, 3, 4, 5])
    expect([...lines[Line.Loading]]).toEqual([4, 6, 8, 10])
    expect([...lines[Line.WorstFrame]]).toEqual([18, 19, 20, 21])
  })

  it('has failures since the sample before, and no line for a budget that is none', () => {
    const history = createHistory(4)
    const figures = { ...createFigures(), budgetBytes: Infinity, failures: 5 }
    for (const failures of [5, 5, 8]) sampleHistory(history, { ...figures, failures }, 16, 0)
    readHistory(history)
    expect([...history.ordered.lines[Line.Failures].subarray(0, 3)]).toEqual([0, 0, 3])
    expect(history.ordered.lines[Line.Budget][0]).toBeNaN()
  })
})
