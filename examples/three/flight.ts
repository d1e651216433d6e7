import { CatmullRomCurve3, Vector3, type PerspectiveCamera } from 'three'

/** Through the streets of the sample city: up the avenue, round the clock tower, past the towers, over the river and back along the quay. Metres. */
const stops: readonly (readonly [x: number, y: number, z: number])[] = [
  [2, 3, 243],
  [1, 5, 94],
  [0, 9, -56],
  [-70, 20, -137],
  [-11, 34, -207],
  [139, 28, -207],
  [273, 10, -207],
  [385, 8, -167],
  [385, 7, -17],
  [310, 8, 60],
  [284, 22, 187],
  [150, 40, 260],
]
const metresASecond = 22

/** What the camera looks at lies so far ahead, and what drifts before it. */
const lookMetres = 30
const driftMetres = 9

/** Flies round and round: at so many seconds, the camera is here and looks ahead, and something drifts before it. */
export function createFlight(): (seconds: number, camera: PerspectiveCamera, ahead: Vector3) => void {
  const way = new CatmullRomCurve3(
    stops.map((stop) => new Vector3(...stop)),
    true,
  )
  const length = way.getLength()
  const aim = new Vector3()
  const at = (metres: number, out: Vector3) => void way.getPointAt((metres / length) % 1, out)
  return (seconds, camera, ahead) => {
    const metres = seconds * metresASecond
    at(metres, camera.position)
    at(metres + lookMetres, aim)
    at(metres + driftMetres, ahead)
    ahead.y += 0.6 * Math.sin(seconds * 1.7) + 0.8
    camera.lookAt(aim)
  }
}
