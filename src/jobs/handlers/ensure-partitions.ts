import type { Database } from '../../infra/database.ts'
import type { Logger } from '../../infra/logger.ts'

const MONTHS_AHEAD = 3

/** Makes the partitions of the coming months, so that none is ever missing. */
export async function ensurePartitions(database: Database, logger: Logger): Promise<void> {
  const [row] = await database.worker((transaction) =>
    transaction.query<{ made: number }>({
      text: 'SELECT ensure_partitions($1) AS made',
      values: [MONTHS_AHEAD],
    }),
  )
  if (row && row.made > 0) logger.info({ made: row.made }, 'partitions for the coming months were made')
}
