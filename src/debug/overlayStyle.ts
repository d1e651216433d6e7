import { glassStyle } from './glass'

export const overlayStyle = `${glassStyle}
.panel { position: absolute; top: 16px; left: 16px; width: 264px; padding: 13px 15px 12px; border-radius: 12px; pointer-events: none; }
.panel[hidden] { display: none; }
.head { display: flex; align-items: baseline; justify-content: space-between; margin-bottom: 9px; }
.name { font-weight: 650; font-size: 13px; letter-spacing: 0.01em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.quiet { color: rgb(233 238 245 / 0.58); font-weight: 450; white-space: nowrap; }
.block { padding-top: 9px; margin-top: 9px; border-top: 1px solid rgb(255 255 255 / 0.075); }
.line { display: flex; justify-content: space-between; gap: 10px; line-height: 18px; }
.line > :first-child { color: rgb(233 238 245 / 0.62); font-weight: 450; white-space: nowrap; }
.line > :last-child { text-align: right; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.big { display: flex; align-items: baseline; gap: 7px; }
.big b { font-size: 21px; font-weight: 600; letter-spacing: -0.015em; line-height: 24px; }
.big .quiet:last-child { margin-left: auto; }
canvas { display: block; width: 232px; height: 34px; margin-top: 7px; border-radius: 4px; background: rgb(255 255 255 / 0.035); }
.bar { display: flex; height: 6px; margin: 5px 0 7px; border-radius: 3px; overflow: hidden; background: rgb(255 255 255 / 0.08); }
.bar i { display: block; height: 100%; flex: none; }
.states { display: grid; grid-template-columns: 1fr 1fr; column-gap: 18px; }
.states .line > :first-child { display: flex; align-items: center; gap: 7px; }
.states .line.none { opacity: 0.45; }
.dot { width: 7px; height: 7px; border-radius: 50%; flex: none; }
.memory i { background: linear-gradient(90deg, #54b0ff, #8fd0ff); }
.memory.full i { background: linear-gradient(90deg, #ffbf47, #ff625c); }
.queue .line > :first-child { color: #e9eef5; overflow: hidden; text-overflow: ellipsis; }
.queue .line > :last-child { color: rgb(233 238 245 / 0.55); flex: none; }
`
