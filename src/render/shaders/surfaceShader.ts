import { airShader } from './airShader'

/** What a surface shader is compiled for. Each combination is one regl command. */
export interface SurfaceFeatures {
  /** 'plain' has colours only, 'textured' a base colour image, 'full' normal, metal-rough and emissive images as well. */
  readonly detail: 'plain' | 'textured' | 'full'
  readonly alpha: 'opaque' | 'mask' | 'blend'
  readonly instanced: boolean
  /** Masked edges as coverage of an antialiased canvas instead of a hard cut. */
  readonly coverage: boolean
  readonly lighting: Lighting
  /** Draws a share of its pixels: its picture comes or goes. */
  readonly fading: boolean
}

/**
 * 'full': a GGX highlight, reflections of the sky, normal and metal-rough images. 'simple': sun and hemisphere light alone, a
 * third of the work of a pixel, and normals that only even scaling keeps right; for phones and for processors that draw.
 */
export type Lighting = 'full' | 'simple'

/** Attribute slots, the same in every vertex array. */
export const surfaceSlots = { position: 0, normal: 1, uv: 2, column0: 3, column1: 4, column2: 5, column3: 6 } as const

function defines(features: SurfaceFeatures): string {
  const names: string[] = [`ALPHA_${features.alpha.toUpperCase()}`]
  if (features.detail !== 'plain') names.push('TEXTURED')
  if (features.detail === 'full') names.push('FULL')
  if (features.lighting === 'simple') names.push('SIMPLE')
  if (features.instanced) names.push('INSTANCED')
  if (features.coverage && features.alpha === 'mask') names.push('COVERAGE')
  if (features.fading) names.push('FADING')
  return names.map((name) => `#define ${name}\n`).join('')
}

/** Positions leave relative to the camera, in the world's axes: the section's offset was subtracted in 64-bit before it got here, in the scene's. */
export function surfaceVertexShader(features: SurfaceFeatures): string {
  return `${defines(features)}
precision highp float;
attribute vec3 position;
attribute vec3 normal;
uniform mat4 viewProjection;
uniform mat3 sceneAxes;
uniform vec4 offset;
varying vec3 fromCamera;
varying vec3 facing;
#ifdef TEXTURED
attribute vec2 uv;
varying vec2 texel;
#endif
#ifdef INSTANCED
attribute vec4 column0, column1, column2, column3;
#else
uniform mat4 matrix;
#endif

void main() {
#ifdef INSTANCED
  mat4 matrix = mat4(column0, column1, column2, column3);
#endif
  fromCamera = sceneAxes * ((matrix * vec4(position, 1.0)).xyz + offset.xyz);
  vec3 x = matrix[0].xyz, y = matrix[1].xyz, z = matrix[2].xyz;
#ifdef SIMPLE
  facing = x * normal.x + y * normal.y + z * normal.z;
#else
  vec3 across = cross(y, z);
  facing = (across * normal.x + cross(z, x) * normal.y + cross(x, y) * normal.z) * sign(dot(x, across));
#endif
  facing = sceneAxes * facing;
#ifdef TEXTURED
  texel = uv;
#endif
  gl_Position = viewProjection * vec4(fromCamera, 1.0);
}
`
}

/**
 * Sun with a GGX highlight, hemisphere light from the sky and the ground, the sky's reflection, fog.
 * What fades is cut out by interleaved gradient noise (Jimenez 2014, "Next generation post processing in Call of Duty"): what comes takes the
 * pixels below its share, what goes keeps the others, so that two sections of one place cover every pixel between them.
 * `surface` is metallic, roughness, normal scale, alpha cutoff; `glow` is emissive light, and w = 1 for faceted shading.
 */
export function surfaceFragmentShader(features: SurfaceFeatures): string {
  return `#extension GL_OES_standard_derivatives : enable
${defines(features)}
precision highp float;
uniform vec4 offset;
uniform vec4 baseColor;
uniform vec4 surface;
uniform vec4 glow;
uniform float ambient;
uniform vec2 fogRange;
varying vec3 fromCamera;
varying vec3 facing;
#ifdef TEXTURED
varying vec2 texel;
uniform sampler2D baseColorMap;
#endif
#ifdef FULL
uniform sampler2D surfaceMap, normalMap, glowMap;
#endif
${airShader}

#if defined(FULL) && !defined(SIMPLE)
vec3 bumped(vec3 normal) {
  vec3 alongX = dFdx(fromCamera), alongY = dFdy(fromCamera);
  vec2 texelX = dFdx(texel), texelY = dFdy(texel);
  vec3 acrossX = cross(normal, alongX), acrossY = cross(alongY, normal);
  vec3 right = acrossY * texelX.x + acrossX * texelY.x;
  vec3 down = acrossY * texelX.y + acrossX * texelY.y;
  float longest = max(dot(right, right), dot(down, down));
  vec2 bump = (texture2D(normalMap, texel).xy * 2.0 - 1.0) * surface.z;
  float rise = sqrt(max(1.0 - dot(bump, bump), 0.05));
  float scale = longest > 0.0 ? inversesqrt(longest) : 0.0;
  return normalize(right * (scale * bump.x) - down * (scale * bump.y) + normal * rise);
}
#endif

void main() {
  vec4 color = baseColor;
#ifdef FADING
#ifdef ALPHA_BLEND
  color.a *= abs(offset.w);
#else
  float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
  if (offset.w < 0.0 ? noise < 1.0 + offset.w : noise >= offset.w) discard;
#endif
#endif
#ifdef TEXTURED
  vec4 image = texture2D(baseColorMap, texel);
  color *= vec4(pow(image.rgb, vec3(displayGamma)), image.a);
#endif
#ifdef ALPHA_MASK
#ifdef COVERAGE
  color.a = (color.a - surface.w) / max(fwidth(color.a), 1e-4) + 0.5;
  if (color.a <= 0.0) discard;
  color.a = min(color.a, 1.0);
#else
  if (color.a < surface.w) discard;
  color.a = 1.0;
#endif
#endif
  float range = length(fromCamera);
  vec3 along = fromCamera / range;
  vec3 normal = glow.w > 0.5 ? cross(dFdx(fromCamera), dFdy(fromCamera)) : facing;
  normal = normalize(normal);
  if (glow.w > 0.5) normal = dot(normal, along) > 0.0 ? -normal : normal;
  else if (!gl_FrontFacing && dot(normal, along) > 0.0) normal = -normal;
#ifdef SIMPLE
  vec3 around = mix(groundColor, mix(horizonColor, zenithColor, 0.45), 0.5 + 0.5 * normal.y);
  vec3 light = color.rgb * (0.31831 * sunColor * max(dot(normal, sunDirection), 0.0) + ambient * around);
#else
  float metallic = surface.x;
  float roughness = surface.y;
#ifdef FULL
  normal = bumped(normal);
  vec4 rough = texture2D(surfaceMap, texel);
  roughness *= rough.g;
  metallic *= rough.b;
#endif
  roughness = clamp(roughness, 0.06, 1.0);
  vec3 diffuse = color.rgb * (1.0 - metallic);
  vec3 mirror = mix(vec3(0.04), color.rgb, metallic);

  float facingSun = max(dot(normal, sunDirection), 0.0);
  float facingEye = max(-dot(normal, along), 1e-3);
  vec3 between = normalize(sunDirection - along);
  float facingBetween = max(dot(normal, between), 0.0);
  float alpha2 = roughness * roughness * roughness * roughness;
  float lobe = facingBetween * facingBetween * (alpha2 - 1.0) + 1.0;
  float k = 0.5 * roughness * roughness;
  float hidden = (facingSun * (1.0 - k) + k) * (facingEye * (1.0 - k) + k);
  float grazing = pow(1.0 - max(-dot(along, between), 0.0), 5.0);
  vec3 highlight = (mirror + (1.0 - mirror) * grazing) * min(alpha2 / (12.566 * lobe * lobe * hidden), 8.0);
  vec3 light = (diffuse * 0.31831 + highlight) * sunColor * facingSun;

  vec3 fromAbove = mix(horizonColor, zenithColor, 0.45);
  vec3 around = mix(groundColor, fromAbove, 0.5 + 0.5 * normal.y) * (1.0 + 0.2 * dot(normal, sunDirection));
  vec3 edge = mirror + (max(vec3(1.0 - roughness), mirror) - mirror) * pow(1.0 - facingEye, 5.0);
  vec3 bounced = reflect(along, normal);
  vec3 reflected = mix(skyAlong(normalize(vec3(bounced.x, bounced.y * (1.0 - 0.5 * roughness), bounced.z))), around, roughness);
  light += ambient * (diffuse * around * (1.0 - edge) + reflected * edge * (1.0 - 0.4 * roughness));
#endif
#ifdef FULL
  light += glow.rgb * pow(texture2D(glowMap, texel).rgb, vec3(displayGamma));
#else
  light += glow.rgb;
#endif

  float haze = clamp((range - fogRange.x) / (fogRange.y - fogRange.x), 0.0, 1.0);
  haze = haze * haze * (3.0 - 2.0 * haze);
  if (haze > 0.0) light = mix(light, skyAlong(along), haze);
  gl_FragColor = vec4(toDisplay(light), color.a);
}
`
}
