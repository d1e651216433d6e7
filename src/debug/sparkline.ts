import type { FrameTimes } from './frameTimes'

/** Milliseconds at the top of the picture: two frames of 60 a second and a little. */
const topMs = 40
/** Lines for 60 and 30 frames a second. */
const marksMs = [1000 / 60, 1000 / 30]

/** Draws the newest frames as bars, newest at the right: green up to 60 a second, amber up to 30, red above. */
export function drawSparkline(canvas: HTMLCanvasElement, frames: FrameTimes): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const { width, height } = canvas
  const barWidth = Math.max(1, Math.round(width / 120))
  const bars = Math.min(Math.floor(width / barWidth), frames.recorded, frames.intervalsMs.length)
  context.clearRect(0, 0, width, height)
  for (let i = 0; i < bars; i++) {
    const interval = frames.intervalsMs[(frames.recorded - 1 - i) % frames.intervalsMs.length]
    const tall = Math.max(1, Math.min(1, interval / topMs) * height)
    context.fillStyle = colorOf(interval)
    context.fillRect(width - (i + 1) * barWidth, height - tall, barWidth - (barWidth > 2 ? 1 : 0), tall)
  }
  context.fillStyle = 'rgb(255 255 255 / 0.16)'
  for (const mark of marksMs) context.fillRect(0, Math.round(height - (mark / topMs) * height), width, 1)
}

/** A frame may be a tenth late before it counts as missed: timers jitter. */
function colorOf(interval: number): string {
  if (interval <= marksMs[0] * 1.1) return 'rgb(94 214 148 / 0.85)'
  return interval <= marksMs[1] * 1.1 ? 'rgb(255 191 71 / 0.85)' : 'rgb(255 98 92 / 0.9)'
}
