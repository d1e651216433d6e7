/** Errors that WebGL can hold at once: one of each kind. */
const errorKinds = 8

/** Whether a context has said nothing of lacking memory since the last time. It answers when it has taken in all that it was given: ask once a frame. */
export function contextHasRoom(gl: WebGLRenderingContext): boolean {
  let room = true
  for (let k = 0; k < errorKinds; k++) {
    const error = gl.getError()
    if (error === gl.NO_ERROR) break
    if (error === gl.OUT_OF_MEMORY) room = false
  }
  return room
}
