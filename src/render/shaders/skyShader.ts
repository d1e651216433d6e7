import { airShader } from './airShader'

/** One triangle over the whole picture, at the far plane. `unproject` takes clip coordinates to directions. */
export const skyVertexShader = `
precision highp float;
attribute vec2 corner;
uniform mat4 unproject;
varying vec3 along;
void main() {
  vec4 far = unproject * vec4(corner, 1.0, 1.0);
  along = far.xyz / far.w;
  gl_Position = vec4(corner, 1.0, 1.0);
}
`

/** The sky with a sun disc, dithered by less than one display step so that the gradient shows no bands. */
export const skyFragmentShader = `
precision highp float;
varying vec3 along;
${airShader}
void main() {
  vec3 direction = normalize(along);
  vec3 light = skyAlong(direction);
  float towardsSun = dot(direction, sunDirection);
  float disc = 12.0 * smoothstep(0.99955, 0.9999, towardsSun) + 0.35 * pow(max(towardsSun, 0.0), 900.0);
  light += sunColor * disc * smoothstep(-0.02, 0.02, direction.y);
  float grain = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715)))) - 0.5;
  gl_FragColor = vec4(toDisplay(light) + grain / 255.0, 1.0);
}
`
