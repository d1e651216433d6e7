import { expect, test } from 'vitest'
import { Stage, stageCount } from '../../src/components/stageTimes'
import { sumDelays } from '../../src/lateness/delays'

/** A section that stood already when it was wanted again, and cannot be shown yet: no stage took a tick of its own. `simulate` stopped here. */
test('a section that is late without a delay waits for its picture', () => {
  const at = new Int32Array(stageCount).fill(100)
  expect(sumDelays({ at, offset: 0, failed: 0, now: 100 }, 60)).toEqual({ stage: 'hand-over', stages: {} })
  at[Stage.Wanted] = -1
  expect(sumDelays({ at, offset: 0, failed: 0, now: 100 }, 60)).toEqual({ stage: 'hand-over', stages: {} })
})
