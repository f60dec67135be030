import { run } from './run.ts'

/** `npm run generate`: the Prisma client from prisma/schema, schema.graphql and the tables of docs/roles.md from the code. */
for (const [program, args] of [
  ['prisma', ['generate']],
  ['node', ['scripts/print-schema.ts']],
  ['node', ['scripts/print-roles.ts']],
] as const) {
  const { ok, output } = run(program, [...args])
  console.log(output.trim())
  if (!ok) process.exit(1)
}
