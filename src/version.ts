/** Terrane's own version; a test holds it to package.json. */
export const terraneVersion = '0.1.0'
