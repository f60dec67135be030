import type { DemoFile } from './demo-file.ts'

/** What a newcomer is told after the start: where things are, and what to do first. */
export function demoBanner(demo: DemoFile, traffic: boolean, startedInMs: number): string {
  const platforms = demo.platforms.map(
    (platform) => `    ${platform.type.padEnd(10)} POST ${platform.webhookUrl}`,
  )
  const apps = demo.apps.map((app) => `    ${app.type.padEnd(10)} POST ${app.webhookUrl}`)
  return `
  Parley is running (${(startedInMs / 1000).toFixed(1)} s)

  GraphiQL    ${demo.graphql}   (the demo's key is filled in, with examples as tabs)
  GraphQL     ${demo.graphql}
  WebSocket   ${demo.websocket}
  API key     ${demo.apiKey}

  Webhooks of the connected demo platforms:
${platforms.join('\n')}

  Webhooks of their developer apps, one for all accounts of a network:
${apps.join('\n')}

  A first query:

    curl ${demo.graphql} -H 'authorization: Bearer ${demo.apiKey}' -H 'content-type: application/json' \\
      -d '{"query":"{ conversations(first: 5) { edges { node { customer { name } lastMessageAt messages(last: 1) { edges { node { content } } } } } } }"}'

  A first subscription (new messages as they arrive):

    curl -N ${demo.graphql} -H 'authorization: Bearer ${demo.apiKey}' -H 'content-type: application/json' \\
      -H 'accept: text/event-stream' \\
      -d '{"query":"subscription { messageReceived { content sender { name } conversation { platform { type } } } }"}'

  Write as a customer yourself, in another terminal:

    npm run simulate -- whatsapp "สวัสดี ราคาเท่าไหร่"
    npm run simulate -- read whatsapp        (what the customer sees, your answers too)

  The networks are played by a simulator, ${demo.simulator}/sim, whose customers are forgotten when this stops.

  ${traffic ? 'Demo customers write every few seconds; npm start -- --no-traffic makes it quiet.' : 'Demo traffic is off.'} Ctrl-C stops.
`
}
