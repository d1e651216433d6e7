import { formatHealthReport } from '../health/healthMarkdown'
import { createHealthReport } from '../health/healthReport'
import { addElement } from './elements'
import type { OverlayContext } from './panel'

const label = 'Copy health report'
/** The button says what became of it for so long, milliseconds. */
const answerMs = 2500

/** A button that puts the health report on the clipboard, as Markdown; where the page may not do that, it shows the text, selected. */
export function addReportButton(body: HTMLElement, overlay: OverlayContext): void {
  const block = addElement(body, 'div', 'block')
  const button = addElement(block, 'button', 'wide', label)
  button.type = 'button'
  const text = addElement(block, 'textarea', 'report')
  text.readOnly = true
  text.hidden = true
  text.setAttribute('aria-label', 'Health report')
  button.addEventListener('click', () => {
    const { world, health, host } = overlay
    const report = formatHealthReport(createHealthReport(world, { log: health, about: host.about?.() }))
    void copy(report).then((copied) => {
      button.textContent = copied ? 'Copied as Markdown' : 'Press Ctrl-C to copy'
      text.hidden = copied
      if (!copied) showSelected(text, report)
      setTimeout(() => (button.textContent = label), answerMs)
    })
  })
}

/** Browsers refuse without a secure context, a permission or the keyboard's focus. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

function showSelected(area: HTMLTextAreaElement, text: string): void {
  area.value = text
  area.focus()
  area.select()
}
