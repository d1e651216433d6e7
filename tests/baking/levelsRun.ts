import { bakeWorld } from '../../src/bake'

/** Bakes an input with levels in a process of its own: input, folder, jobs, worker file, job file. Ends itself after `stopAfter` levels. */
const [input, out, jobs, worker, job, stopAfter] = process.argv.slice(2)
let levels = 0
await bakeWorld(input, {
  ...{ out, name: 'town', cell: 32, enterRadius: 64, textureSize: 64, atlasSize: 128, lods: 1, hlod: true },
  jobs: Number(jobs),
  workers: { worker: new URL(worker), job: new URL(job) },
  onProgress({ stage, done }) {
    if (stage === 'levels') levels = done
    if (levels >= Number(stopAfter ?? Infinity)) process.kill(process.pid, 'SIGKILL')
  },
})
