import { runCommandLine } from './commandLine'
import { processIo } from './output'

process.exitCode = await runCommandLine(process.argv.slice(2), processIo())
