import { createRequire } from 'node:module'
import pg from 'pg'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { ask } from './ask.ts'
import { beforeCommit } from './before-commit.ts'
import { Cork } from './corked.ts'
import { isConnectionLoss } from './database-errors.ts'
import type { Logger } from './logger.ts'

// A date is a calendar day and no moment: keep it as text instead of midnight somewhere.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)
// Our counters stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

export interface Statement {
  /** Prepared under this name once per connection, unless PgBouncer stands between. */
  name?: string
  text: string
  values?: unknown[]
  /** Looks by keys alone: its plan is the same whatever the values, and is made once per connection. */
  plansOnce?: boolean
}

export type Row = Record<string, unknown>

/** Runs statements inside one transaction, in the order they are given. */
export interface Transaction {
  query<T extends Row>(statement: Statement): Promise<T[]>
  /**
   * Sends a statement whose answer nobody needs, without waiting for it: it travels with the next query or the
   * commit. Should it fail, that is what fails.
   */
  write(statement: Statement): void
  /** Likewise, for an answer that nobody needs before the commit. */
  later<T extends Row>(statement: Statement): Promise<T[]>
}

export interface DatabaseOptions {
  url: string
  /** Transaction pooling loses named statements. */
  pgbouncer: boolean
  logger: Logger
  /** Connections of the pool that answers the API and applies events. */
  maxConnections?: number
}

/**
 * Access in two roles, both narrower than the owner we log in as: `tenant` reads one project under row-level
 * security, `worker` accepts and applies webhooks of all. Each is taken inside the transaction, so that
 * nothing leaks through the pool.
 */
export class Database {
  readonly url: string
  readonly #pool: pg.Pool
  readonly #openPrisma: () => { client: PrismaClient; pool: pg.Pool }
  readonly #named: boolean
  #prisma: { client: PrismaClient; pool: pg.Pool } | undefined

  constructor(options: DatabaseOptions) {
    this.url = options.url
    this.#named = !options.pgbouncer
    const max = options.maxConnections ?? 16
    this.#pool = openPool({ connectionString: options.url, max, pipeline: true }, options.logger)
    this.#openPrisma = () => {
      const pool = openPool({ connectionString: options.url, max }, options.logger)
      return { client: prismaOver(pool), pool }
    }
  }

  /** For seeding and commands. Made when it is first asked for: serving and working need none. */
  get prisma(): PrismaClient {
    this.#prisma ??= this.#openPrisma()
    return this.#prisma.client
  }

  /** One statement of one project under row-level security, sent with its transaction in a single trip. */
  async tenant<T extends Row>(projectId: string, statement: Statement): Promise<T[]> {
    return await this.#inOneTrip<T>(asTenant(projectId, statement.plansOnce ?? false), statement)
  }

  /** One statement of the worker role, sent with its transaction in a single trip. */
  async alone<T extends Row>(statement: Statement): Promise<T[]> {
    const hook = beforeCommit.getStore()
    // Whether there is something to add is known after the statement only.
    if (hook && !hook.isDone) return await this.worker((transaction) => transaction.query<T>(statement))
    return await this.#inOneTrip<T>(AS_WORKER, statement)
  }

  async #inOneTrip<T extends Row>(role: Statement, statement: Statement): Promise<T[]> {
    const client = await this.#pool.connect()
    const cork = new Cork(client)
    let failed: Error | undefined
    try {
      cork.hold()
      const answers = Promise.all([
        ask(client, BEGIN),
        ask(client, this.#prepare(role)),
        ask<T>(client, this.#prepare(statement)),
        ask(client, COMMIT),
      ])
      cork.letGo()
      const [, , result] = await answers
      return result.rows
    } catch (error) {
      failed = error as Error
      throw error
    } finally {
      release(client, failed)
    }
  }

  /** Like `tenant`, for statements that decide who the caller is, before a project is known. */
  async anonymous<T extends Row>(statement: Statement): Promise<T[]> {
    return await this.tenant<T>('', statement)
  }

  /** A transaction of the worker role: committed when `work` returns, rolled back when it throws. */
  async worker<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect()
    const cork = new Cork(client)
    let isBroken = false
    let isOver = false
    let sent: Promise<unknown>[] = []
    /** Work that goes on after its end would run as whoever has the connection next. */
    const mustGoOn = () => {
      if (isOver) throw new Error('the transaction is over')
    }
    const send = <R>(submit: () => Promise<R>): Promise<R> => {
      cork.hold()
      const query = submit()
      query.catch(() => undefined) // heard below, with the query or commit that it travels with
      sent.push(query)
      return query
    }
    /** What was sent earlier fails earlier, and is the cause of whatever fails after it. */
    const settled = async <R>(last: Promise<R>): Promise<R> => {
      cork.letGo()
      const before = sent
      sent = []
      await Promise.all([...before, last])
      return await last
    }
    const transaction: Transaction = {
      query: async <R extends Row>(statement: Statement) => {
        mustGoOn()
        return (await settled(ask<R>(client, this.#prepare(statement)))).rows
      },
      write: (statement) => {
        mustGoOn()
        void send(() => ask(client, this.#prepare(statement)))
      },
      later: <R extends Row>(statement: Statement) => {
        mustGoOn()
        // The query itself is what the next one waits for, so that the first to fail is heard first.
        const rows = send(() => ask<R>(client, this.#prepare(statement))).then((result) => result.rows)
        rows.catch(() => undefined)
        return rows
      },
    }
    try {
      void send(() => ask(client, BEGIN))
      void send(() => ask(client, this.#prepare(AS_WORKER)))
      const result = await work(transaction)
      isOver = true
      const hook = beforeCommit.getStore()
      const added =
        hook && !hook.isDone ? send(() => ask(client, this.#prepare(hook.statement()))) : undefined
      await settled(ask(client, COMMIT))
      if (hook && added !== undefined && (await added).rowCount) hook.isDone = true
      return result
    } catch (error) {
      isOver = true
      cork.letGo()
      // A refusal of the work itself says nothing against the connection: whether it lives shows here.
      await ask(client, ROLLBACK).catch(() => {
        isBroken = true
      })
      isBroken ||= isConnectionLoss(error)
      throw error
    } finally {
      client.release(isBroken)
    }
  }

  /**
   * Statements as the role that we log in as, which owns the tables and is bound by no row-level security: for
   * their upkeep, never for rows. In one transaction; answers the rows of the last.
   */
  async owner<T extends Row>(statements: readonly Statement[]): Promise<T[]> {
    const client = await this.#pool.connect()
    let failed: Error | undefined
    try {
      await ask(client, BEGIN)
      let rows: T[] = []
      for (const statement of statements) rows = (await ask<T>(client, this.#prepare(statement))).rows
      await ask(client, COMMIT)
      return rows
    } catch (error) {
      failed = error as Error
      await ask(client, ROLLBACK).catch(() => undefined)
      throw error
    } finally {
      release(client, failed)
    }
  }

  async close(): Promise<void> {
    const { client, pool } = this.#prisma ?? {}
    await Promise.allSettled([this.#pool.end(), client?.$disconnect().then(() => pool?.end())])
  }

  #prepare(statement: Statement): Statement {
    const { name, text, values = [] } = statement
    return this.#named && name !== undefined ? { name, text, values } : { text, values }
  }
}

const require = createRequire(import.meta.url)

/** Its modules are tens of megabytes: loaded by the processes that use it. */
function prismaOver(pool: pg.Pool): PrismaClient {
  const { PrismaPg } = require('@prisma/adapter-pg') as typeof import('@prisma/adapter-pg')
  const generated = require('../generated/prisma/client.ts') as typeof import('../generated/prisma/client.ts')
  return new generated.PrismaClient({ adapter: new PrismaPg(pool) })
}

/** A connection that ends while it is in use tells its query and itself; unheard, the latter ends the process. */
function openPool(config: pg.PoolConfig, logger: Logger): pg.Pool {
  const pool = new pg.Pool(config)
  pool.on('connect', (client) => {
    client.on('error', (error) => logger.debug({ err: error }, 'a database connection ended'))
  })
  pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection ended'))
  return pool
}

const BEGIN: Statement = { text: 'BEGIN' }
const COMMIT: Statement = { text: 'COMMIT' }
const ROLLBACK: Statement = { text: 'ROLLBACK' }

/** Finding a plan for a partitioned table takes longer than carrying it out. */
const PLANS_ONCE = `set_config('plan_cache_mode', 'force_generic_plan', true)`

function asTenant(projectId: string, plansOnce: boolean): Statement {
  return {
    name: plansOnce ? 'as-tenant-by-keys' : 'as-tenant',
    text: `SELECT set_config('role', 'parley_api', true), set_config('app.project_id', $1, true)${plansOnce ? `, ${PLANS_ONCE}` : ''}`,
    values: [projectId],
  }
}

/** Workers look by keys alone. */
const AS_WORKER: Statement = {
  name: 'as-worker',
  text: `SELECT set_config('role', 'parley_worker', true), ${PLANS_ONCE}`,
}

/** A connection that broke is not given back; one whose statement failed was rolled back and is fine. */
function release(client: pg.PoolClient, failed: Error | undefined): void {
  const broken = failed !== undefined && !(failed instanceof pg.DatabaseError)
  client.release(broken || isConnectionLoss(failed))
}
