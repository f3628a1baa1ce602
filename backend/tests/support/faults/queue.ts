import { look } from '../observer.ts'

/** Clears the queue of what tests before have left in it. */
export const forgetJobs = () => look('DELETE FROM graphile_worker._private_jobs')
