import { channelOf } from '../../channels/index.ts'
import type { NativeResponse } from '../../channels/outbound.ts'
import type { Row } from '../../infra/database.ts'
import { openCredentials } from '../platforms/credentials.ts'
import type { SendingDependencies } from './sending-dependencies.ts'

/** How much of what the network allows an account is used. */
export interface QuotaUsage {
  limit: number | null
  used: number
  unit: string
}

export type QuotaDependencies = Pick<SendingDependencies, 'database' | 'vault' | 'network'>

interface AccountRow extends Row {
  id: string
  type: string
  external_id: string | null
  credentials_encrypted: Buffer | null
}

/** Asks the networks now. Null where one has no quota, tells nothing, or cannot be called; each may fail alone. */
export async function readQuotas(
  deps: QuotaDependencies,
  projectId: string,
  platformIds: readonly string[],
): Promise<Map<string, QuotaUsage | null | Error>> {
  const rows = await deps.database.worker((transaction) =>
    transaction.query<AccountRow>({
      name: 'read-quotas-of',
      text: 'SELECT id, type, external_id, credentials_encrypted FROM platforms WHERE project_id = $1 AND id = ANY ($2::uuid[])',
      values: [projectId, platformIds],
    }),
  )
  const asked = rows.map(async (row) => {
    const usage = await askFor(deps, row).catch((error: Error) => error)
    return [row.id, usage] as const
  })
  return new Map(await Promise.all(asked))
}

async function askFor({ vault, network }: QuotaDependencies, row: AccountRow): Promise<QuotaUsage | null> {
  const channel = channelOf(row.type)
  const token = openCredentials(vault, row.id, row.credentials_encrypted)?.accessToken
  const quota = channel?.outbound?.quota
  if (!channel || !quota || !token) return null
  const responses: NativeResponse[] = []
  for (const request of quota.requests({ externalId: row.external_id ?? '' })) {
    const call = await network.call(channel, request, token)
    if (call.kind !== 'answered') return null
    responses.push(call.response)
  }
  return quota.read(responses)
}
