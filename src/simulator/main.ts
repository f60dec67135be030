/** `npm run simulator`: plays the messaging networks on this machine. */
import { parseArgs } from 'node:util'
import { start } from './server.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4010' },
    host: { type: 'string', default: '127.0.0.1' },
    seed: { type: 'string', default: '1' },
  },
})

const simulator = await start({
  port: Number(values.port),
  host: values.host,
  seed: Number(values.seed),
})

console.log(`Parley's simulator plays the messaging networks at ${simulator.url}

  Control API        ${simulator.url}/sim   (GET lists every route, network and fault)
  Register           curl ${simulator.url}/sim/accounts -d '{"type":"WHATSAPP","externalId":"1098765","accessToken":"token","secret":"secret","webhookUrl":"http://127.0.0.1:4000/..."}'
  A customer writes  curl ${simulator.url}/sim/customers/WHATSAPP/66810000001/messages -d '{"text":"Hello"}'
  What they see      curl ${simulator.url}/sim/customers/WHATSAPP/66810000001/messages

Ctrl+C stops it; nothing is kept.`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void simulator.close())
}
