import type { Transaction } from '../../infra/database.ts'

/**
 * One batch of a project at a time, so that two quick messages stay in their order whichever workers take them.
 * Batches of a project would queue up at its cursor and metrics anyway. Whoever decides what a batch may be deciding
 * takes it first: who somebody is, which conversation is theirs, what became of a message of ours.
 */
export function takeTurn(transaction: Transaction, projectId: string): void {
  transaction.write({
    name: 'take-turn',
    text: `SELECT pg_advisory_xact_lock(hashtext('apply-inbound'), hashtext($1))`,
    values: [projectId],
  })
}
