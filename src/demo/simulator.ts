import type { SeededDemo, SeededProject } from './seed.ts'

/** Where the demo's simulator is asked to do things: see `GET /sim` there. */
export async function askSimulator<T>(simulatorUrl: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${simulatorUrl}/sim${path}`, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
    signal: AbortSignal.timeout(10_000),
  })
  const answer = (await response.json()) as T & { error?: { message: string } }
  if (!response.ok)
    throw new Error(`the simulator answered ${response.status}: ${answer.error?.message ?? ''}`)
  return answer
}

/** Gives it a file for a customer to send; returns what `content.mediaId` takes. */
export async function giveFile(
  simulatorUrl: string,
  { bytes, mimeType, fileName }: { bytes: Buffer; mimeType: string; fileName?: string },
): Promise<string> {
  const query = fileName === undefined ? '' : `?fileName=${encodeURIComponent(fileName)}`
  const response = await fetch(`${simulatorUrl}/sim/files${query}`, {
    method: 'POST',
    headers: { 'content-type': mimeType },
    body: new Uint8Array(bytes),
  })
  const answer = (await response.json()) as { mediaId?: string; error?: { message: string } }
  if (answer.mediaId === undefined)
    throw new Error(`the simulator answered ${response.status}: ${answer.error?.message ?? ''}`)
  return answer.mediaId
}

/** Makes the demo's accounts known to the simulator: their tokens, their secrets, and where their webhooks go. */
export async function registerAccounts(simulatorUrl: string, demo: SeededDemo, url: string): Promise<void> {
  for (const project of [demo.main, demo.other]) await registerProject(simulatorUrl, project, url)
}

async function registerProject(simulatorUrl: string, project: SeededProject, url: string): Promise<void> {
  for (const { uuid, ...account } of project.platforms) {
    const webhookUrl = `${url}/webhooks/${account.type.toLowerCase()}/${uuid}`
    await askSimulator(simulatorUrl, '/accounts', { ...account, webhookUrl })
  }
}
