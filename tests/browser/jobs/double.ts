/** A job as a game would write it. */
export default (n: number) => ({ value: n * 2, transfer: [] })
