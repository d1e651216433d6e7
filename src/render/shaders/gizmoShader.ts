/** Coloured lines relative to the camera. */
export const gizmoVertexShader = `
precision highp float;
attribute vec3 position;
attribute vec4 color;
uniform mat4 viewProjection;
uniform mat3 sceneAxes;
varying vec4 shade;
void main() {
  shade = color;
  gl_Position = viewProjection * vec4(sceneAxes * position, 1.0);
}
`

/** `strength` fades what is hidden. */
export const gizmoFragmentShader = `
precision mediump float;
uniform float strength;
varying vec4 shade;
void main() {
  gl_FragColor = vec4(shade.rgb, shade.a * strength);
}
`
