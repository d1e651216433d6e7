import { hashFraction } from '../../src/math/hash'
import { clouds, fill, grain, plain, speckle, type Pixels } from './pixels'
import type { FacadeName } from './palette'

/** Facade pictures hold this many bays across and floors down. Walls are near white: materials tint them. */
export const facadeBays = 4
export const facadeFloors = 4
/** Metres that one bay and one floor stand for. */
export const bayMetres = 3
export const floorMetres = 3.2

const size = 512
const cell = size / facadeBays

interface Window {
  readonly width: number
  readonly height: number
  /** Pixels from the top of the floor to the top of the window. */
  readonly top: number
  readonly columns: number
  readonly rows: number
  readonly frame: number
}

const glassHead = [0x8fb1c4, 0x7b9db3, 0xa3bac4, 0x6f8fa6]
const glassFoot = [0x25333d, 0x2f4048, 0x364650, 0x1e2a33]

function drawWindow(pixels: Pixels, column: number, row: number, spec: Window): void {
  const x = column * cell + (cell - spec.width) / 2
  const y = row * cell + spec.top
  const right = x + spec.width
  const foot = y + spec.height
  const look = Math.floor(hashFraction(column, row, spec.width) * 4)
  fill(pixels, x - 4, y - 4, right + 4, foot + 4, spec.frame)
  fill(pixels, x, y, right, foot, glassHead[look], glassFoot[look])
  const drawn = hashFraction(column, row, 71)
  if (drawn < 0.3) fill(pixels, x, y, right, y + spec.height * (0.2 + drawn), 0xd8d0bd, 0xb9ae98, 0.85)
  else if (drawn < 0.5) {
    fill(pixels, x, y, x + spec.width * 0.2, foot, 0xd9cfc0, 0x97907f, 0.8)
    fill(pixels, right - spec.width * 0.2, y, right, foot, 0xd9cfc0, 0x97907f, 0.8)
  } else if (drawn > 0.88) fill(pixels, x, y, right, foot, 0xffe0a3, 0xb98a4e, 0.6)
  for (let i = 1; i < spec.columns; i++) bar(pixels, x + (spec.width * i) / spec.columns, y, 3, spec.height, spec.frame)
  for (let i = 1; i < spec.rows; i++) bar(pixels, x, y + (spec.height * i) / spec.rows, spec.width, 3, spec.frame)
  fill(pixels, x, y, right, y + 9, 0x10161a, 0x2b363d, 0.55)
  fill(pixels, x, y, x + 4, foot, 0x10161a, 0x10161a, 0.35)
}

function bar(pixels: Pixels, x: number, y: number, width: number, height: number, colour: number): void {
  fill(pixels, x - (width === 3 ? 1 : 0), y - (height === 3 ? 1 : 0), x + width, y + height, colour)
}

function eachCell(draw: (column: number, row: number) => void): void {
  for (let row = 0; row < facadeFloors; row++) for (let column = 0; column < facadeBays; column++) draw(column, row)
}

function roughen(pixels: Pixels, seed: number, coarse: number, fine: number): void {
  const hills = clouds(size, 8, seed)
  const dots = speckle(seed)
  grain(pixels, (x, y) => hills(x, y) * coarse + Math.round(dots(x >> 1, y >> 1)) * fine)
}

function plaster(): Pixels {
  const pixels = plain(size, 0xf2f0ec)
  roughen(pixels, 11, 6, 3)
  const tall: Window = { width: 52, height: 80, top: 22, columns: 2, rows: 3, frame: 0xf8f6f1 }
  eachCell((column, row) => {
    const x = column * cell
    const y = row * cell
    fill(pixels, x + 30, y + 12, x + 98, y + 19, 0xffffff, 0xd9d5cd)
    fill(pixels, x + 30, y + 19, x + 98, y + 22, 0xa8a39a, 0xc9c4bb)
    fill(pixels, x + 33, y + 20, x + 95, y + 104, 0xfffdf8)
    drawWindow(pixels, column, row, tall)
    fill(pixels, x + 28, y + 106, x + 100, y + 111, 0xffffff)
    fill(pixels, x + 30, y + 111, x + 98, y + 119, 0x9f998f, 0xf2f0ec, 0.7)
    fill(pixels, x, y + 123, x + cell, y + 126, 0xd6d2c9)
  })
  return pixels
}

function brick(): Pixels {
  const pixels = plain(size, 0xf0eeea)
  for (let row = 0; row < size / 8; row++)
    for (let stone = 0; stone < size / 16; stone++) {
      const x = stone * 16 + (row % 2) * 8
      const shade = Math.round(196 + hashFraction(stone, row, 5) * 59)
      fill(pixels, x, row * 8, x + 15, row * 8 + 7, (shade << 16) | (shade << 8) | shade)
    }
  roughen(pixels, 12, 7, 2)
  const sash: Window = { width: 56, height: 74, top: 28, columns: 2, rows: 2, frame: 0xefe9dc }
  eachCell((column, row) => {
    const x = column * cell
    const y = row * cell
    drawWindow(pixels, column, row, sash)
    fill(pixels, x + 30, y + 12, x + 98, y + 24, 0xfffaf0, 0xe2dacb)
    fill(pixels, x + 30, y + 106, x + 98, y + 112, 0xfffaf0)
    fill(pixels, x + 32, y + 112, x + 96, y + 118, 0x6b645c, 0xd8d4ce, 0.6)
  })
  return pixels
}

function panel(): Pixels {
  const pixels = plain(size, 0xeeeeec)
  roughen(pixels, 13, 5, 2)
  const ribbon: Window = { width: 116, height: 62, top: 26, columns: 3, rows: 1, frame: 0x4a5156 }
  eachCell((column, row) => {
    const x = column * cell
    const y = row * cell
    fill(pixels, x, y, x + cell, y + 3, 0xbfbfbc)
    fill(pixels, x, y + 94, x + cell, y + 103, 0xa9a9a6, 0xe6e6e3)
    drawWindow(pixels, column, row, ribbon)
    fill(pixels, x - 1, y, x + 2, y + cell, 0xcdcdca)
  })
  return pixels
}

function office(): Pixels {
  const pixels = plain(size, 0xf0efec)
  roughen(pixels, 14, 5, 2)
  const deep: Window = { width: 92, height: 92, top: 18, columns: 2, rows: 1, frame: 0x5d6266 }
  eachCell((column, row) => {
    drawWindow(pixels, column, row, deep)
    const x = column * cell + 18
    const y = row * cell + 18
    fill(pixels, x, y, x + 92, y + 16, 0x14191d, 0x39434a, 0.6)
    fill(pixels, x, y, x + 9, y + 92, 0x14191d, 0x14191d, 0.45)
    fill(pixels, x - 18, y - 18, x + 110, y - 15, 0xcbc9c5)
  })
  return pixels
}

function glass(): Pixels {
  const pixels = plain(size, 0xdde6ea)
  const panes = 8
  const width = size / panes
  for (let row = 0; row < facadeFloors; row++)
    for (let pane = 0; pane < panes; pane++) {
      const lift = Math.round(hashFraction(pane, row, 21) * 36)
      const head = 0xb5cbd6 + lift * 0x10101
      const foot = 0x6d8796 + lift * 0x10101
      const y = row * cell
      fill(pixels, pane * width, y, (pane + 1) * width, y + cell, head, foot)
      if (hashFraction(pane, row, 22) < 0.16)
        fill(pixels, pane * width, y, (pane + 1) * width, y + 50, 0xe8e4d8, 0xc8c4b8, 0.6)
      if (hashFraction(pane, row, 23) < 0.07)
        fill(pixels, pane * width, y, (pane + 1) * width, y + cell, 0xffe9bd, 0xe6c68b, 0.7)
      fill(pixels, pane * width, y + 100, (pane + 1) * width, y + cell, 0x7f929c, 0x5d6e78)
      fill(pixels, pane * width, y, pane * width + 4, y + cell, 0x4d5a62)
      fill(pixels, pane * width + 4, y, pane * width + 6, y + cell, 0xf1f6f8, 0xc5d2d8, 0.7)
      fill(pixels, pane * width, y + 97, (pane + 1) * width, y + 100, 0x46535b)
      fill(pixels, pane * width, y, (pane + 1) * width, y + 3, 0x55626a)
    }
  return pixels
}

function oldtown(): Pixels {
  const pixels = plain(size, 0xf4f2ed)
  roughen(pixels, 16, 9, 4)
  const small: Window = { width: 44, height: 64, top: 32, columns: 2, rows: 2, frame: 0xf7f2e6 }
  eachCell((column, row) => {
    const x = column * cell
    const y = row * cell
    const shutter = column % 2 === 0 ? 0x5f7a6c : 0x6d7f8c
    drawWindow(pixels, column, row, small)
    for (const left of [x + 17, x + 87]) {
      fill(pixels, left, y + 28, left + 24, y + 100, shutter)
      for (let slat = 0; slat < 8; slat++)
        fill(pixels, left + 3, y + 32 + slat * 8, left + 21, y + 35 + slat * 8, 0x3c4f47, 0x3c4f47, 0.6)
    }
    fill(pixels, x + 36, y + 100, x + 92, y + 105, 0xfffaf0)
    fill(pixels, x + 38, y + 105, x + 90, y + 112, 0x9a938a, 0xf4f2ed, 0.6)
  })
  return pixels
}

export const facadePictures: Readonly<Record<FacadeName, () => Pixels>> = {
  plaster,
  brick,
  panel,
  office,
  glass,
  oldtown,
}

/** A strip of shop windows, four bays wide and one ground floor tall (stretched to the square). */
export function shopfront(): Pixels {
  const pixels = plain(size, 0xb9ada0)
  roughen(pixels, 17, 8, 3)
  const signs = [0x7a2f2b, 0x2f4f45, 0x2e4560, 0x8a6a35]
  for (let bay = 0; bay < facadeBays; bay++) {
    const x = bay * cell
    fill(pixels, x + 8, 24, x + 120, 96, signs[bay], signs[bay] - 0x151515)
    fill(pixels, x + 24, 48, x + 104, 68, 0xf3e7c8, 0xf3e7c8, 0.85)
    fill(pixels, x + 10, 112, x + 118, 470, 0x2b2f33)
    const lit = hashFraction(bay, 3, 31) < 0.6
    fill(pixels, x + 16, 120, x + 112, 460, lit ? 0xe6c791 : 0x7f9aa8, lit ? 0x6d5a42 : 0x27343c)
    for (let shelf = 0; shelf < 3; shelf++)
      fill(pixels, x + 20, 250 + shelf * 70, x + 108, 256 + shelf * 70, 0x30363a, 0x30363a, 0.55)
    if (bay % 2 === 1) {
      fill(pixels, x + 60, 120, x + 68, 500, 0x2b2f33)
      fill(pixels, x + 68, 130, x + 112, 500, 0x3d4a50, 0x262f34)
      fill(pixels, x + 74, 150, x + 106, 440, 0x93aab4, 0x44545c)
    }
    fill(pixels, x, 470, x + cell, 512, 0x7d776f, 0x56524d)
    fill(pixels, x + 16, 120, x + 112, 150, 0x15191c, 0x15191c, 0.5)
  }
  return pixels
}
