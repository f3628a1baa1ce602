// @covers 45CFR164.312(b), GDPR-Art15, ASVS-16.3.1, ASVS-16.2.2
import { promisesOfTheLog } from './support/auditPromise.ts'

/** The long form is among the tests with faults. */
promisesOfTheLog(80)
