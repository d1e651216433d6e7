export type { PrepareMesh, ThreePresenter, ThreePresenterOptions } from './threePresenter'
export { threePresenter } from './threePresenter'
