import { z } from 'zod'

/** Every job on one screen: what it carries, how often it is tried, when it runs by itself. */

export interface JobDefinition<Schema extends z.ZodType = z.ZodType> {
  payload: Schema
  /** Tries after the first. */
  retryLimit: number
  /** Seconds before the first retry; doubles from there. */
  retryDelay: number
  retryDelayMax: number
  /** Seconds one run may take. */
  expireInSeconds: number
  /** Jobs taken at once by one worker. */
  batchSize: number
  /** Runs by itself on this schedule (cron, UTC). */
  schedule?: string
}

export const jobs = {
  /** Applies accepted inbound events of one project: see domain/inbound/apply-events. */
  'apply-inbound': {
    payload: z.object({ projectId: z.uuid(), eventIds: z.array(z.uuid()), replay: z.boolean().optional() }),
    retryLimit: 1000, // an event is applied or marked FAILED by itself; the job fails only with the database
    retryDelay: 1,
    retryDelayMax: 30,
    expireInSeconds: 300,
    batchSize: 100,
  },
  /** Sends what waits in a conversation's lane: see domain/outbound/deliver-lane. */
  'deliver-lane': {
    payload: z.object({ projectId: z.uuid(), conversationId: z.uuid() }),
    retryLimit: 3, // the lane itself says what is due; the job only wakes it
    retryDelay: 1,
    retryDelayMax: 30,
    expireInSeconds: 120,
    batchSize: 50,
  },
  /** Tells a network that a pressed button was noticed: see domain/outbound/acknowledge-press. */
  'acknowledge-press': {
    payload: z.object({ projectId: z.uuid(), messageId: z.uuid() }),
    retryLimit: 4, // networks forget a press within minutes
    retryDelay: 1,
    retryDelayMax: 15,
    expireInSeconds: 60,
    batchSize: 10,
  },
  /** Says that there are files of customers to be copied: see domain/media/copy-attachments. */
  'copy-attachments': {
    payload: z.object({ projectId: z.uuid() }),
    retryLimit: 0, // each attachment says when it is due; the job only wakes
    retryDelay: 1,
    retryDelayMax: 1,
    expireInSeconds: 60,
    batchSize: 50,
  },
  /** Asks a network who somebody is: see domain/customers/fetch-profile. */
  'fetch-profile': {
    payload: z.object({ projectId: z.uuid(), identityId: z.uuid(), tries: z.int().min(0) }),
    retryLimit: 20, // what the network says is no failure of the job; the job fails only with the database
    retryDelay: 1,
    retryDelayMax: 300,
    expireInSeconds: 60,
    batchSize: 10,
  },
  /** Reads a network's list of templates: see domain/templates/sync-templates. */
  'sync-templates': {
    payload: z.object({ projectId: z.uuid(), platformId: z.uuid() }),
    retryLimit: 5, // the next webhook, or a person, asks again
    retryDelay: 10,
    retryDelayMax: 600,
    expireInSeconds: 300,
    batchSize: 1,
  },
  /** Finds pending events that no job knows of any more. */
  'sweep-inbound': {
    payload: z.object({}),
    retryLimit: 0,
    retryDelay: 1,
    retryDelayMax: 1,
    expireInSeconds: 120,
    batchSize: 1,
    schedule: '* * * * *',
  },
  /** Removes files that nothing uses any more: see domain/media/sweep-files. */
  'sweep-files': {
    payload: z.object({}),
    retryLimit: 0, // the next minute's run finds the same
    retryDelay: 1,
    retryDelayMax: 1,
    expireInSeconds: 600,
    batchSize: 1,
    schedule: '* * * * *',
  },
  /** Removes counters of sending limits that are over: see infra/rates. */
  'sweep-rates': {
    payload: z.object({}),
    retryLimit: 0, // the next run finds the same
    retryDelay: 1,
    retryDelayMax: 1,
    expireInSeconds: 120,
    batchSize: 1,
    schedule: '*/5 * * * *',
  },
  /** Makes the partitions of the coming months. */
  'ensure-partitions': {
    payload: z.object({}),
    retryLimit: 3,
    retryDelay: 60,
    retryDelayMax: 600,
    expireInSeconds: 120,
    batchSize: 1,
    schedule: '17 3 * * *',
  },
} as const satisfies Record<string, JobDefinition>

export type JobName = keyof typeof jobs
export type JobPayload<Name extends JobName> = z.infer<(typeof jobs)[Name]['payload']>
