import { glassStyle } from './glass'

const frameStyle = `
.frame { position: absolute; inset: 0; container-type: size; pointer-events: none; }
.frame[hidden], .frame [hidden] { display: none !important; }
.places { position: absolute; inset: 12px; display: grid; grid-template: auto minmax(0, 1fr) auto / 264px minmax(0, 1fr) 304px; gap: 10px; }
.toolbar { grid-area: 1 / 1 / 2 / 3; justify-self: start; max-width: 100%; display: flex; align-items: center; gap: 2px; padding: 4px; border-radius: 11px; pointer-events: auto; overflow-x: auto; scrollbar-width: none; }
.column { display: flex; flex-direction: column; gap: 10px; min-height: 0; overflow-y: auto; scrollbar-width: none; border-radius: 12px; }
.left { grid-area: 2 / 1; }
.right { grid-area: 1 / 3 / 3 / 4; }
.bottom { grid-area: 3 / 1 / 4 / 4; }
.panel { position: relative; box-shadow: none; flex: none; border-radius: 12px; pointer-events: auto; }
.panel > header { display: flex; align-items: center; justify-content: space-between; padding: 9px 8px 0 14px; }
.panel > .body { padding: 4px 14px 12px; }
h2 { margin: 0; font: inherit; font-weight: 650; letter-spacing: 0.01em; }
@container (max-width: 900px) {
  .places { grid-template-columns: 250px minmax(0, 1fr) 264px; }
  .toolbar { grid-area: 1 / 1 / 2 / 4; }
  .right { grid-area: 2 / 3; }
}
@container (max-width: 600px) {
  .places { grid-template: auto minmax(0, 1fr) auto auto auto / minmax(0, 1fr); gap: 8px; inset: 8px; }
  .toolbar { grid-area: 1 / 1; }
  .left { grid-area: 3 / 1; max-height: 40cqh; }
  .right { grid-area: 4 / 1; max-height: 46cqh; }
  .bottom { grid-area: 5 / 1; max-height: 40cqh; }
}
`

const controlStyle = `
button { font: inherit; color: inherit; border: 0; border-radius: 7px; background: rgb(255 255 255 / 0.08); padding: 4px 10px; cursor: pointer; touch-action: manipulation; white-space: nowrap; }
button:hover { background: rgb(255 255 255 / 0.15); }
button:focus-visible, .list:focus-visible, canvas:focus-visible { outline: 2px solid #8fd0ff; outline-offset: 1px; }
button[aria-pressed='true'] { background: rgb(143 208 255 / 0.24); color: #fff; }
button:disabled { opacity: 0.4; cursor: default; }
.tab { background: none; padding: 5px 10px; }
.tab .note:not(:empty) { margin-left: 6px; padding: 1px 6px; border-radius: 9px; background: rgb(255 98 92 / 0.85); color: #fff; font-size: 11px; }
.close { background: none; width: 26px; height: 24px; padding: 0; font-size: 16px; line-height: 1; color: rgb(233 238 245 / 0.55); }
.small { padding: 1px 8px; font-size: 11px; line-height: 16px; }
.wide { width: 100%; }
.report { display: block; width: 100%; height: 120px; margin-top: 8px; padding: 6px 8px; border: 0; border-radius: 7px; background: rgb(0 0 0 / 0.35); color: inherit; font: 11px/1.4 ui-monospace, monospace; resize: vertical; user-select: text; }
.buttons { display: flex; flex-wrap: wrap; gap: 6px; }
.segments { display: flex; gap: 2px; padding: 2px; border-radius: 9px; background: rgb(255 255 255 / 0.06); }
.segments button { flex: 1; background: none; padding: 3px 6px; }
.segments button[aria-pressed='true'] { background: rgb(143 208 255 / 0.24); }
`

const figureStyle = `
.quiet { color: rgb(233 238 245 / 0.62); font-weight: 450; }
.block { padding-top: 9px; margin-top: 9px; border-top: 1px solid rgb(255 255 255 / 0.075); }
.line { display: flex; flex-wrap: wrap; gap: 0 10px; line-height: 18px; }
.line > :first-child { color: rgb(233 238 245 / 0.66); font-weight: 450; white-space: nowrap; }
.line > :last-child { margin-left: auto; text-align: right; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.head { display: flex; align-items: baseline; justify-content: space-between; gap: 8px; margin-bottom: 4px; white-space: nowrap; }
.big { display: flex; align-items: baseline; gap: 7px; white-space: nowrap; }
.big b { font-size: 21px; font-weight: 600; letter-spacing: -0.015em; line-height: 24px; }
.big .quiet:last-child { margin-left: auto; }
.frames { display: block; width: 100%; height: 34px; margin-top: 6px; border-radius: 4px; background: rgb(255 255 255 / 0.035); }
.bar { display: flex; height: 6px; margin: 5px 0 7px; border-radius: 3px; overflow: hidden; background: rgb(255 255 255 / 0.08); }
.bar i { display: block; height: 100%; flex: none; }
.states { display: grid; grid-template-columns: 1fr 1fr; column-gap: 18px; }
.states .line > :first-child { display: flex; align-items: center; gap: 7px; }
.states .line.none { opacity: 0.45; }
.dot { display: inline-block; width: 7px; height: 7px; border-radius: 50%; flex: none; }
.memory i { background: linear-gradient(90deg, #54b0ff, #8fd0ff); }
.memory.full i { background: linear-gradient(90deg, #ffbf47, #ff625c); }
`

const listStyle = `
.list { position: relative; overflow-y: auto; margin: 6px -8px 0; border-radius: 6px; scrollbar-width: thin; scrollbar-color: rgb(255 255 255 / 0.25) transparent; overscroll-behavior: contain; }
.list .row { position: absolute; inset: 0 0 auto; height: 22px; padding: 0 8px; display: grid; align-items: center; gap: 8px; border-radius: 5px; cursor: pointer; white-space: nowrap; }
.list .row:hover, .list .row.active { background: rgb(255 255 255 / 0.08); }
.list .row.marked { background: rgb(143 208 255 / 0.2); }
.list .row span { overflow: hidden; text-overflow: ellipsis; }
.list .row .dot { position: absolute; left: 8px; }
.list .row:has(> .dot:not([hidden])) > span:first-of-type { padding-left: 15px; text-align: left; }
.list .row span:not(.name) { color: rgb(233 238 245 / 0.66); text-align: right; font-weight: 450; }
.list .empty { margin: 0; padding: 0 8px; line-height: 22px; color: rgb(233 238 245 / 0.6); font-weight: 450; }
`

const panelStyle = `
.sorts { display: grid; gap: 8px; margin-top: 8px; }
.sorts button { padding: 0; background: none; text-align: left; font-size: 11px; color: rgb(233 238 245 / 0.62); overflow: hidden; }
.sorts button:not([aria-sort='none']) { color: #fff; }
.sorts [aria-sort='ascending']::after { content: ' ↑'; }
.sorts [aria-sort='descending']::after { content: ' ↓'; }
.map { position: relative; margin: 0 -14px -12px; }
.map canvas { display: block; width: 100%; height: 236px; border-radius: 0 0 12px 12px; cursor: crosshair; touch-action: none; }
.map .tools { position: absolute; right: 8px; bottom: 8px; display: flex; gap: 4px; }
.map .tools button { min-width: 28px; height: 26px; padding: 0 7px; background: rgb(30 38 50 / 0.85); }
.map .tools button[aria-pressed='true'] { background: rgb(58 96 128 / 0.9); }
.sentence { margin: 2px 0 8px; font-size: 13px; line-height: 1.45; overflow-wrap: anywhere; user-select: text; cursor: text; }
.title { display: flex; align-items: center; gap: 8px; }
.title b { font-weight: 650; overflow-wrap: anywhere; }
.chip { flex: none; padding: 1px 7px; border-radius: 8px; font-size: 11px; color: #0b0f15; font-weight: 600; }
.stages { margin-bottom: 0; line-height: 1.45; }
.under { margin-bottom: 5px; }
.legend { display: grid; grid-template-columns: 1fr 1fr; gap: 2px 12px; margin-top: 8px; }
.legend span { display: flex; align-items: center; gap: 7px; }
.charts { display: flex; gap: 18px; }
.chart { flex: 1; min-width: 0; }
.chart .key { display: flex; gap: 12px; white-space: nowrap; overflow: hidden; }
.chart .key span { display: flex; align-items: center; gap: 6px; color: rgb(233 238 245 / 0.7); }
.chart .key b { color: #e9eef5; font-weight: 600; }
@container (max-width: 680px) { .charts { flex-direction: column; } }
`

/** uPlot's own sheet, as far as its parts are used: it does not reach into a shadow root by itself. */
const plotStyle = `
.uplot, .uplot * { box-sizing: border-box; }
.u-wrap { position: relative; user-select: none; }
.u-over, .u-under, .u-axis { position: absolute; }
.u-under { overflow: hidden; }
.uplot canvas { display: block; position: relative; width: 100%; height: 100%; }
.u-cursor-x, .u-cursor-y { position: absolute; left: 0; top: 0; pointer-events: none; }
.u-hz .u-cursor-x { height: 100%; border-right: 1px solid rgb(255 255 255 / 0.35); }
.u-cursor-pt { position: absolute; top: 0; left: 0; border-radius: 50%; pointer-events: none; }
.u-select, .u-off { display: none; }
`

const labelStyle = `
.labels { position: absolute; inset: 0; z-index: -1; overflow: hidden; }
.label { position: absolute; top: 0; left: 0; display: flex; align-items: center; gap: 6px; padding: 2px 8px; border-radius: 8px; font: 500 11px/16px ui-sans-serif, system-ui, sans-serif; color: #e9eef5; background: rgb(11 15 21 / 0.78); white-space: nowrap; will-change: transform; }
.label b { font-weight: 650; }
.label.marked { outline: 1.5px solid #fff; }
`

export const overlayStyle = [
  glassStyle,
  frameStyle,
  controlStyle,
  figureStyle,
  listStyle,
  panelStyle,
  plotStyle,
  labelStyle,
].join('')
