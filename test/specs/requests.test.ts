/** What the channels send is what the networks' own descriptions allow, and nothing that they do not. */
import { describe, expect, it } from 'vitest'
import { channels } from '../../src/channels/index.ts'
import { type Checker, descriptionAt } from './checker.ts'
import { lineChecker } from './checkers/line.ts'
import { metaChecker } from './checkers/meta.ts'
import { telegramChecker } from './checkers/telegram.ts'
import { whatsappChecker } from './checkers/whatsapp.ts'
import { requestsOf, unlistedMembers } from './made-requests.ts'
import { mutantsOf } from './mutations.ts'
import { TAKEN_ALL_THE_SAME } from './taken-all-the-same.ts'

/** Null where the network's description is not beside this repository. */
const CHECKERS: Readonly<Record<string, () => Checker | null>> = {
  FACEBOOK: () => metaChecker('messenger'),
  INSTAGRAM: () => metaChecker('instagram'),
  WHATSAPP: () => by('whatsapp-business-messaging-v23.yaml', whatsappChecker),
  LINE: () => by('line/messaging-api.yml', lineChecker),
  TELEGRAM: () => by('telegram-api.min.json', telegramChecker),
}

function by(file: string, checker: (path: string) => Checker): Checker | null {
  const path = descriptionAt(file)
  return path === null ? null : checker(path)
}

describe.each(channels.map((channel) => ({ name: channel.name, channel })))('$name', ({ channel }) => {
  const check = CHECKERS[channel.type]?.() ?? null
  const made = requestsOf(channel)

  it('makes no requests that are not looked at here', () => {
    expect(unlistedMembers(channel)).toEqual([])
    expect(made.length).toBeGreaterThan(400)
  })

  it.skipIf(!check)('is sent nothing that its description does not allow', () => {
    const refused = made.flatMap(({ of, request }) => {
      const complaints = check?.(request) ?? []
      return complaints.length === 0 ? [] : [{ of, complaints, request }]
    })
    expect(refused).toEqual([])
  })

  it.skipIf(!check)('has a description that refuses what is wrong', () => {
    const mutants = mutantsOf(made.map(({ request }) => request))
    const taken = mutants.filter(({ request }) => check?.(request).length === 0)
    const refused = mutants.length - taken.length
    console.log(
      `${channel.name}: ${made.length} requests; of ${mutants.length} changed ones ${refused} refused`,
    )
    const told = new Set(taken.map(({ fault, at }) => `${fault}: ${at}`))
    expect([...told].sort()).toEqual([...(TAKEN_ALL_THE_SAME[channel.type] ?? [])].sort())
  })
})
