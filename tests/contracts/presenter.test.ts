import { describe, it } from 'vitest'
import type { Presenter } from '../../src/presenter'
import { nullPresenter } from '../../src/presenter'
import { presenterChecks } from './presenterContract'

/** Runs the contract in Node; tests/browser/render.test.ts runs it for regl in a page. */
function describePresenterContract(name: string, make: () => Presenter): void {
  describe(`presenter contract: ${name}`, () => {
    for (const check of presenterChecks)
      it(check.title, () => {
        const presenter = make()
        check.run(presenter)
        presenter.dispose()
      })
  })
}

describePresenterContract('null', nullPresenter)
