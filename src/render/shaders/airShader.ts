/**
 * What surfaces and the sky share: the sky as a function of direction (so that fog is exactly the sky behind it), and the
 * way from linear light to display values. Tone curve: Narkowicz 2016, "ACES filmic tone mapping curve".
 */
export const airShader = `
uniform vec3 sunDirection, sunColor, zenithColor, horizonColor, groundColor;
uniform float exposure;
const float displayGamma = 2.2;

vec3 skyAlong(vec3 direction) {
  float up = max(direction.y, 0.0);
  float down = max(-direction.y, 0.0);
  vec3 sky = mix(horizonColor, zenithColor, 1.0 - exp2(-up * 4.5));
  sky = mix(sky, groundColor, 0.5 - 0.5 * exp2(-down * 5.0));
  float towardsSun = max(dot(direction, sunDirection), 0.0);
  float broad = towardsSun * towardsSun;
  broad *= broad;
  float tight = broad * broad * broad;
  return sky + sunColor * (0.025 * broad + 0.05 * tight * tight * tight);
}

vec3 toDisplay(vec3 light) {
  light *= exposure;
  vec3 curved = light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14);
  return pow(clamp(curved, 0.0, 1.0), vec3(1.0 / displayGamma));
}
`
