/** The sample city, as `npm start` shows it with Terrane's own renderer. */
export { writeCity as default } from '../city/city'
export const bake = { name: 'Terrane City' }
