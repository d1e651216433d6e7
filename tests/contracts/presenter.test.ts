import { describe, expect, it } from 'vitest'
import type { Presenter } from '../../src/presenter'
import { nullPresenter } from '../../src/presenter'
import { reglPresenter } from '../../src/render'
import { fakeRegl } from '../render/fakeRegl'
import { presenterChecks } from './presenterContract'

interface UnderTest {
  readonly presenter: Presenter
  /** Objects that it made and that are left. */
  readonly alive: ReadonlySet<object>
}

/** Runs the contract in Node; tests/browser/render.test.ts runs it for regl with a real context, in a page. */
function describePresenterContract(name: string, make: () => UnderTest): void {
  describe(`presenter contract: ${name}`, () => {
    for (const check of presenterChecks)
      it(check.title, () => {
        const { presenter, alive } = make()
        check.run(presenter)
        presenter.dispose()
        expect(alive.size).toBe(0)
      })
  })
}

describePresenterContract('null', () => ({ presenter: nullPresenter(), alive: new Set() }))
describePresenterContract('regl on a context that draws nothing', () => {
  const { regl, alive } = fakeRegl()
  return { presenter: reglPresenter(regl), alive }
})
