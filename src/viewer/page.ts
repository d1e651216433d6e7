/** The page's own elements; index.html has them. */
export interface Page {
  readonly canvas: HTMLCanvasElement
  /** Everything that lies over the picture. */
  readonly stage: HTMLElement
  readonly curtain: HTMLElement
  readonly curtainBar: HTMLElement
  readonly worldName: HTMLElement
  readonly fault: HTMLElement
  readonly notice: HTMLElement
  /** Below the picture, where a recording is looked at. */
  readonly replay: HTMLElement
  readonly help: HTMLElement
}

export function findPage(): Page {
  const find = <Kind extends HTMLElement>(id: string) => document.getElementById(id) as Kind
  return {
    canvas: find<HTMLCanvasElement>('canvas'),
    stage: find('stage'),
    curtain: find('curtain'),
    curtainBar: find('curtain-bar'),
    worldName: find('world-name'),
    fault: find('fault'),
    notice: find('notice'),
    replay: find('replay'),
    help: find('help'),
  }
}

/** Says on the page what is wrong, and what to do; '' takes it away. */
export function showFault(page: Page, text: string): void {
  page.fault.textContent = text
  page.fault.hidden = text === ''
  page.curtain.classList.toggle('failed', text !== '' && !page.curtain.classList.contains('open'))
}

let noticeTimer: ReturnType<typeof setTimeout> | undefined

/** A line at the bottom that goes away by itself. */
export function showNotice(page: Page, text: string, milliseconds = 2600): void {
  page.notice.textContent = text
  page.notice.classList.add('shown')
  clearTimeout(noticeTimer)
  noticeTimer = setTimeout(() => page.notice.classList.remove('shown'), milliseconds)
}

/** Gives the canvas `density` pixels for every point of its size on the page. @returns whether that changed it (and so cleared it). */
export function fitCanvas(canvas: HTMLCanvasElement, density: number): boolean {
  const width = Math.max(1, Math.round(canvas.clientWidth * density))
  const height = Math.max(1, Math.round(canvas.clientHeight * density))
  const changed = canvas.width !== width || canvas.height !== height
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  return changed
}
