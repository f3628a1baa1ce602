import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { env } from '../../config/runtime.ts'
import { logger } from '../../utils/logger.ts'

const script = fileURLToPath(new URL('../../backup.ts', import.meta.url))

/**
 * Makes the nightly backup in a process of its own, so that compressing and encrypting keep nobody waiting. It keeps the
 * result itself. When the worker stops, so does the backup; the next look at the clock begins another.
 */
export async function runBackup(signal?: AbortSignal): Promise<void> {
  if (!env.backup) return
  const child = spawn(process.execPath, [script, 'create'], { stdio: 'ignore', windowsHide: true, signal })
  if (child.pid) yieldTo(child.pid)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  if (code !== 0) throw new Error('the backup failed')
}

function yieldTo(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch {
    logger.debug('the backup keeps its priority')
  }
}
