// @covers 45CFR164.312(b), GDPR-Art15, ASVS-16.3.1
import { afterAll } from 'vitest'
import { db } from '../../src/config/database.ts'
import { promisesOfTheLog } from '../support/auditPromise.ts'
import { observer } from '../support/observer.ts'
import { long } from '../support/cluster/size.ts'

afterAll(async () => {
  await db.close()
  await observer.end()
})

promisesOfTheLog(long ? 1000 : 100)
