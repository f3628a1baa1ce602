/** The API as a process. What Node makes of our TypeScript is kept, so that later starts need no compiler. */
import { enableCompileCache } from 'node:module'
import { compileCacheFolder } from './utils/compileCache.ts'

enableCompileCache(compileCacheFolder)
await import('./api.ts')
