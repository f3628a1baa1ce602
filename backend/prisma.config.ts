import { defineConfig } from 'prisma/config'

// The CLI insists on an engine binary that `generate` never runs. Naming an existing executable keeps it from
// downloading one; migrations, which would need it, go through `src/config/migrate.ts` instead.
if (process.argv.includes('generate')) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations', seed: 'node prisma/seed.ts' },
  datasource: { url: process.env.DATABASE_OWNER_URL ?? '' },
})
