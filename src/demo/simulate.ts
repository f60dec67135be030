import { parseArgs } from 'node:util'
import { channelOf } from '../channels/index.ts'
import { readConfig } from '../config.ts'
import { type DemoFile, readDemoFile } from './demo-file.ts'
import { postMessage } from './post-message.ts'

/** `npm run simulate -- <network> "<text>" [--as <name>]`: writes as a customer to the running demo. */

const usage = (demo: DemoFile | undefined) =>
  `Usage: npm run simulate -- <network> "<text>" [--as "<customer's name>"]
Networks: ${(demo?.platforms ?? []).map((platform) => platform.type.toLowerCase()).join(', ') || '(start the demo first: npm start)'}
Example:  npm run simulate -- whatsapp "สวัสดี ราคาเท่าไหร่" --as Malee`

/** The same name is the same customer each time. */
function numberOf(name: string): number {
  let hash = 0
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 900_000
  return 1000 + hash
}

function fail(message: string, demo?: DemoFile): never {
  console.error(`${message}\n\n${usage(demo)}`)
  process.exit(1)
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { as: { type: 'string', default: 'Malee' } },
  })
  const demo = readDemoFile(readConfig().dataDir)
  const [network, ...words] = positionals
  const text = words.join(' ')
  if (!network || text === '') fail('Say which network and what to write.', demo)
  if (!demo) fail('There is no demo here: run npm start in this folder first.')
  const platform = demo.platforms.find((one) => one.type === network.toUpperCase())
  if (!platform) fail(`The demo has no platform of the network "${network}".`, demo)
  const name = values.as
  const externalId = channelOf(platform.type)?.samples.customerId(numberOf(name)) ?? ''
  try {
    const { status, ms } = await postMessage(platform, { customer: { externalId, name }, text })
    if (status !== 200) fail(`${platform.webhookUrl} answered ${status}; the server's log says why.`, demo)
    console.log(
      `${name} wrote to ${platform.type}: ${text}\nStored durably in ${ms.toFixed(1)} ms. See it at ${demo.graphql}`,
    )
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    fail(
      `${platform.webhookUrl} does not answer (${cause}). Is the demo running? Start it with npm start.`,
      demo,
    )
  }
}

await main()
