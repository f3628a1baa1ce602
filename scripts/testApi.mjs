/**
 * `npm run test:api -- <what vitest takes>`: unit and API tests alone, on the shared test server.
 *   npm run test:api -- tests/patients.test.ts     one file
 *   npm run test:api -- --keep                     leave the server running afterwards, so that the next run starts at once
 *   npm run test:api -- --stop                     stop a server that was kept
 * TEST_DATABASE=name keeps the run's database under that name, to look into it afterwards.
 */
import { runApiTests } from './lib/apiTests.mjs'
import { onPinnedNode } from './lib/install.mjs'

await onPinnedNode(() => runApiTests(process.argv.slice(2)))
