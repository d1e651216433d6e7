/** What a server that bakes while it serves says at `world/progress`. */
export interface BakeReport {
  readonly state: string
  readonly done: number
  readonly total: number
  readonly error?: string
}

const everyMs = 700

/** Asks again and again until the bake has ended, one way or the other; ends by itself where nobody answers. */
export async function followBake(url: URL, tell: (report: BakeReport) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const report = await readReport(url, signal)
    if (!report) return
    tell(report)
    if (isOver(report)) return
    await new Promise((done) => setTimeout(done, everyMs))
  }
}

function isOver({ state, done, total }: BakeReport): boolean {
  return (state !== 'planning' && state !== 'baking') || (total > 0 && done >= total)
}

async function readReport(url: URL, signal: AbortSignal): Promise<BakeReport | null> {
  try {
    const answer = await fetch(url, { cache: 'no-store', signal })
    return answer.ok ? ((await answer.json()) as BakeReport) : null
  } catch {
    return null
  }
}

/** One line for people. */
export function describeBake({ state, done, total, error }: BakeReport): string {
  if (state === 'failed') return error ? `The bake failed: ${error}` : 'The bake failed'
  if (total === 0) return 'Reading the model'
  return done < total ? `Baking while you look around: ${done} of ${total}` : 'Baked'
}
