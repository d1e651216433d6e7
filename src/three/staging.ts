import {
  type Material,
  type Mesh,
  MeshBasicMaterial,
  PerspectiveCamera,
  Scene,
  type WebGLRenderer,
  WebGLRenderTarget,
} from 'three'

/** Where meshes are rendered unseen: three.js uploads a geometry when a frame first looks at it, and at no other time. */
export interface Staging {
  readonly scene: Scene
  readonly camera: PerspectiveCamera
  readonly target: WebGLRenderTarget
  /** Draws nothing, and so compiles nothing. */
  readonly unseen: Material
}

export function createStaging(): Staging {
  const scene = new Scene()
  scene.matrixWorldAutoUpdate = false
  return {
    scene,
    camera: new PerspectiveCamera(),
    target: new WebGLRenderTarget(1, 1, { depthBuffer: false }),
    unseen: new MeshBasicMaterial({ visible: false }),
  }
}

/** Uploads the geometry and the instances of meshes that are in no scene yet. */
export function uploadMeshes(staging: Staging, renderer: WebGLRenderer, meshes: readonly Mesh[]): void {
  const materials = meshes.map(({ material }) => material)
  for (const mesh of meshes) {
    mesh.material = staging.unseen
    mesh.frustumCulled = false
    staging.scene.add(mesh)
  }
  renderUnseen(staging, renderer)
  staging.scene.clear()
  meshes.forEach((mesh, i) => {
    mesh.material = materials[i]
    mesh.frustumCulled = true
  })
}

/** Leaves the renderer as it was: its target, its figures, and what the last frame left in the canvas. */
function renderUnseen({ scene, camera, target }: Staging, renderer: WebGLRenderer): void {
  const { autoClear, info, xr } = renderer
  const before = renderer.getRenderTarget()
  const face = renderer.getActiveCubeFace()
  const level = renderer.getActiveMipmapLevel()
  const { autoReset } = info
  const { frame } = info.render
  const { enabled } = xr
  renderer.autoClear = info.autoReset = xr.enabled = false
  try {
    renderer.setRenderTarget(target)
    renderer.render(scene, camera)
  } finally {
    renderer.setRenderTarget(before, face, level)
    renderer.autoClear = autoClear
    info.autoReset = autoReset
    info.render.frame = frame
    xr.enabled = enabled
  }
}

export function disposeStaging({ target, unseen }: Staging): void {
  target.dispose()
  unseen.dispose()
}
