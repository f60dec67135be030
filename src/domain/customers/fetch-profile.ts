import type { Profile } from '../../channels/profiles.ts'
import type { Database, Transaction } from '../../infra/database.ts'
import { unlessDeadlocked } from '../../infra/database-errors.ts'
import type { Logger } from '../../infra/logger.ts'
import type { WakeUps } from '../../infra/pubsub.ts'
import type { Rates } from '../../infra/rates.ts'
import type { Vault } from '../../infra/vault.ts'
import type { Queue } from '../../jobs/queue.ts'
import { logChanges } from '../changes/log-changes.ts'
import type { NetworkCaller } from '../outbound/call-network.ts'
import { openCredentials } from '../platforms/credentials.ts'
import { storableText } from '../text.ts'
import { conversationsOf, loadNameless, type Nameless } from './nameless.ts'
import { planProfile } from './plan-profile.ts'
import { updateProfiles } from './update-profiles.ts'

export interface ProfileDependencies {
  database: Database
  queue: Queue
  vault: Vault
  network: NetworkCaller
  rates: Rates
  wakeUps: WakeUps
  logger: Logger
}

export interface ProfileTask {
  projectId: string
  identityId: string
  /** Times that the network was asked and did not say. */
  tries: number
}

/** Asks the network who somebody is whom it did not name, and tells everybody who looks at their conversations. */
export async function fetchProfile(deps: ProfileDependencies, task: ProfileTask): Promise<void> {
  const { projectId, identityId, tries } = task
  const nameless = await deps.database.worker((transaction) =>
    loadNameless(transaction, projectId, identityId),
  )
  const profiles = nameless?.channel.profiles
  const request = nameless && profiles?.ask(nameless.externalId)
  const token = nameless && openCredentials(deps.vault, nameless.platformId, nameless.sealedCredentials)
  if (!nameless || !profiles || !request || !token) return
  const permit = await deps.rates.take(`${nameless.platformId}:profiles`, profiles.rate)
  if (!permit.granted) return await askAgain(deps, task, permit.retryInMs + Math.random() * CROWD_MS)
  const call = await deps.network.call(nameless.channel, request, token.accessToken)
  const told = call.kind === 'answered' ? profiles.read(call.response) : null
  if (told?.ok) return await keep(deps, task, nameless, told.profile)
  const afterMs = planProfile(told?.error ?? null, tries, Math.random())
  const { class: name, code } = told?.error ?? {}
  deps.logger.debug({ identityId, platformId: nameless.platformId, class: name, code, afterMs }, 'no profile')
  if (afterMs !== null) await askAgain(deps, { ...task, tries: tries + 1 }, afterMs)
}

/** Those whom a limit keeps waiting come back over as long as this, and not all at once. */
const CROWD_MS = 60_000

async function askAgain(
  { database, queue }: ProfileDependencies,
  task: ProfileTask,
  afterMs: number,
): Promise<void> {
  await database.worker(async (transaction) => {
    transaction.write(await queue.statement('fetch-profile', [task], Math.ceil(afterMs / 1000)))
  })
}

async function keep(
  { database, wakeUps }: ProfileDependencies,
  { projectId }: ProfileTask,
  nameless: Nameless,
  profile: Profile,
): Promise<void> {
  const party = storable(profile)
  if (party.name === undefined && party.username === undefined) return
  await unlessDeadlocked(() =>
    database.worker(async (transaction: Transaction) => {
      const { identity, platformId } = nameless
      const person = {
        platformId,
        keys: [],
        party: { externalId: nameless.externalId, ...party },
        create: false,
      }
      await updateProfiles(transaction, projectId, [{ person, identity }])
      const conversations = await conversationsOf(transaction, projectId, identity.customerId)
      await logChanges(
        transaction,
        projectId,
        conversations.map((one) => ({
          kind: 'CONVERSATION_UPDATED' as const,
          subjectId: one.id,
          platformId: one.platform_id,
          conversationId: one.id,
        })),
      )
    }),
  )
  wakeUps.wake(projectId)
}

function storable(profile: Profile): Profile {
  const told = Object.entries(profile).filter(([, text]) => text.trim() !== '')
  return Object.fromEntries(told.map(([key, text]) => [key, storableText(text)]))
}
