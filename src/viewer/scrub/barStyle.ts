import type { MarkKind } from './marks'

/** Colours of marks, as the overlay has them: what failed is red, what is late amber. */
export const markColors: Readonly<Record<MarkKind, string>> = {
  error: '#ff625c',
  hole: '#e27bff',
  late: '#ffbf47',
  teleport: '#54b0ff',
  differs: '#ffffff',
}

/** Half of the thumb's width, points: the track's ends lie so far within the slider's. */
export const thumbPoints = 7

export const barStyle = `
:host { all: initial; }
* { box-sizing: border-box; }
.bar { height: 100%; padding: 8px 16px 10px; display: flex; flex-direction: column; gap: 4px; font: 500 12px/1.35 ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Inter, Roboto, 'Helvetica Neue', Arial, sans-serif; font-variant-numeric: tabular-nums; color: #e9eef5; background: #0b0f15; border-top: 1px solid rgb(255 255 255 / 0.09); -webkit-font-smoothing: antialiased; user-select: none; }
.track { position: relative; height: 34px; flex: none; }
.marks { position: absolute; left: ${thumbPoints}px; right: ${thumbPoints}px; top: 0; width: calc(100% - ${2 * thumbPoints}px); height: 15px; }
.line { position: absolute; left: ${thumbPoints}px; right: ${thumbPoints}px; top: 22px; height: 4px; border-radius: 2px; overflow: hidden; background: rgb(255 255 255 / 0.1); pointer-events: none; }
.line i { position: absolute; inset: 0 auto 0 0; }
.read { background: rgb(255 255 255 / 0.14); }
.past { background: #8fd0ff; }
input { position: absolute; left: 0; top: 15px; width: 100%; height: 18px; margin: 0; background: none; appearance: none; -webkit-appearance: none; cursor: pointer; touch-action: none; }
input::-webkit-slider-runnable-track { height: 18px; background: none; }
input::-webkit-slider-thumb { -webkit-appearance: none; width: ${2 * thumbPoints}px; height: ${2 * thumbPoints}px; margin-top: 2px; border: 0; border-radius: 50%; background: #fff; box-shadow: 0 1px 5px rgb(0 0 0 / 0.5); }
input::-moz-range-track { height: 18px; background: none; }
input::-moz-range-thumb { width: ${2 * thumbPoints}px; height: ${2 * thumbPoints}px; border: 0; border-radius: 50%; background: #fff; }
input:focus-visible { outline: none; }
input:focus-visible::-webkit-slider-thumb { box-shadow: 0 0 0 3px rgb(143 208 255 / 0.6); }
.row { display: flex; align-items: center; gap: 10px; min-width: 0; white-space: nowrap; }
.buttons { display: flex; gap: 2px; }
button { display: inline-flex; align-items: center; gap: 6px; height: 26px; padding: 0 10px; border: 0; border-radius: 7px; font: inherit; color: inherit; background: rgb(255 255 255 / 0.08); cursor: pointer; touch-action: manipulation; white-space: nowrap; }
button:hover { background: rgb(255 255 255 / 0.15); }
button:focus-visible { outline: 2px solid #8fd0ff; outline-offset: 1px; }
button[aria-pressed='true'] { background: rgb(143 208 255 / 0.24); }
[hidden] { display: none !important; }
select { height: 26px; padding: 0 6px; border: 0; border-radius: 7px; font: inherit; color: inherit; background: #222a35; cursor: pointer; }
select:focus-visible { outline: 2px solid #8fd0ff; outline-offset: 1px; }
.buttons button { width: 32px; padding: 0; justify-content: center; }
.buttons .play { width: 42px; background: #8fd0ff; color: #0b0f15; }
.buttons .play:hover { background: #b3dfff; }
svg { width: 14px; height: 14px; fill: currentColor; }
.time b { font-size: 15px; font-weight: 620; letter-spacing: -0.01em; }
.quiet { color: rgb(233 238 245 / 0.6); font-weight: 450; }
.kinds { display: flex; gap: 4px; min-width: 0; overflow: hidden; }
.kinds i { width: 7px; height: 7px; border-radius: 2px; }
.status { margin-left: auto; overflow: hidden; text-overflow: ellipsis; }
.camera .narrow { display: none; }
.speed { min-width: 44px; justify-content: center; }
@media (max-width: 760px) { .kinds, .status { display: none; } .time { margin-right: auto; } .camera .wide { display: none; } .camera .narrow { display: inline; } .bar { padding: 8px 10px 10px; } }
`
