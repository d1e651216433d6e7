/** A job that takes its worker with it. */
export default () =>
  new Promise(() =>
    setTimeout(() => {
      throw new Error('out of the blue')
    }),
  )
