import { resolve } from 'node:path'
import { readConfig } from './config.ts'
import { openConfiguredDatabase } from './infra/configured-database.ts'
import { checkRotation } from './infra/key-check.ts'
import { keyUsage, type RotationProgress, rotateKeys } from './infra/key-rotation.ts'
import type { ColumnUsage } from './infra/key-usage.ts'
import { openVault, VaultError } from './infra/vault.ts'

/**
 * `npm run rotate-keys`: seals all that older keys have sealed with the newest of the ring, while Parley serves.
 * `npm run rotate-keys -- --status`: only says which keys hold what.
 */
const TELL_EVERY_MS = 1000

function tellUsage(usage: readonly ColumnUsage[]): void {
  const lines = usage.map(({ table, column, values }) => {
    const keys = [...values].map(([id, n]) => `${id}: ${n}`).join(', ')
    return `  ${`${table}.${column}`.padEnd(38)} ${keys || 'nothing'}`
  })
  console.log(`Which keys have sealed what:\n${lines.join('\n')}`)
}

function teller(): (progress: RotationProgress) => void {
  let last = 0
  let told = 0
  return ({ done, total, perSecond, at }) => {
    const now = Date.now()
    if (done === told || (done < total && now - last < TELL_EVERY_MS)) return
    last = now
    told = done
    const percent = Math.floor((100 * done) / total)
    const left = Math.ceil((total - done) / perSecond)
    console.log(`${done}/${total} (${percent} %), ${Math.round(perSecond)}/s, ${left} s left: ${at}`)
  }
}

async function run(): Promise<number> {
  const config = readConfig()
  const vault = openVault(config.encryptionKeys, resolve(config.dataDir))
  const { url, stop } = await openConfiguredDatabase(config)
  try {
    if (process.argv.includes('--status')) {
      tellUsage(await keyUsage(url))
      return 0
    }
    await checkRotation(url, vault)
    const { done, seconds, failures, usage, retired } = await rotateKeys(url, vault, teller())
    console.log(`${done} values are sealed with ${vault.newest} now, in ${seconds.toFixed(1)} s.`)
    tellUsage(usage)
    for (const failure of failures) console.error(`Not rotated: ${failure}`)
    if (retired.length > 0)
      console.log(
        `Nothing needs ${retired.join(', ')} any more. Take it out of PARLEY_ENCRYPTION_KEYS once every process runs with ${vault.newest} in front and --status still shows nothing of it.`,
      )
    const isWhole = usage.every(({ values }) => [...values.keys()].every((id) => id === vault.newest))
    if (!isWhole)
      console.error(
        'Some values are still sealed with another key: a process runs with the former order of keys, or they could not be opened. Mend it and run this again.',
      )
    return isWhole ? 0 : 1
  } finally {
    await stop()
  }
}

try {
  process.exit(await run())
} catch (error) {
  console.error(error instanceof VaultError ? error.message : error)
  process.exit(1)
}
