import type { Picture } from './harness'

const window = 8
/** Of the luminance range of 255, squared: Wang et al., "Image quality assessment", 2004. */
const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2]

const luminance = ([red, green, blue]: readonly number[]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue

/** Mean structural similarity of two pictures' luminance over windows of 8 × 8: 1 for equal ones. */
export function structuralSimilarity(a: Picture, b: Picture): number {
  let sum = 0
  let count = 0
  for (let y = 0; y + window <= a.height; y += window / 2)
    for (let x = 0; x + window <= a.width; x += window / 2) {
      sum += similarityAt(a, b, x, y)
      count++
    }
  return sum / count
}

function similarityAt(a: Picture, b: Picture, x: number, y: number): number {
  const n = window * window
  let [sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0]
  for (let i = 0; i < n; i++) {
    const [p, q] = [a, b].map((picture) => luminance(picture.at(x + (i % window), y + Math.floor(i / window))))
    sumA += p
    sumB += q
    squareA += p * p
    squareB += q * q
    product += p * q
  }
  const [meanA, meanB] = [sumA / n, sumB / n]
  const [varA, varB, both] = [squareA / n - meanA ** 2, squareB / n - meanB ** 2, product / n - meanA * meanB]
  return ((2 * meanA * meanB + c1) * (2 * both + c2)) / ((meanA ** 2 + meanB ** 2 + c1) * (varA + varB + c2))
}
