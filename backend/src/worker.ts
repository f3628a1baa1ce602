/** The worker as a process of its own, for hospitals whose API processes run with WORKER=off. */
import { enableCompileCache } from 'node:module'
import { compileCacheFolder } from './utils/compileCache.ts'

enableCompileCache(compileCacheFolder)
await import('./workerProcess.ts')
