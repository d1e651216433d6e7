import { nullPresenter, type Presenter, type Row } from '../../presenter'

/** What a replayed world shows. */
export interface ShownRows {
  readonly rows: ReadonlySet<Row>
  /** Grows with every change. */
  readonly revision: number
  /** For the replay: draws nothing, and keeps the rows. */
  readonly presenter: Presenter
}

export function listenToShown(): ShownRows {
  const rows = new Set<Row>()
  const shown = { rows, revision: 0, presenter: nullPresenter() }
  shown.presenter.show = (row) => {
    rows.add(row)
    shown.revision++
  }
  shown.presenter.hide = (row) => {
    rows.delete(row)
    shown.revision++
  }
  return shown
}
