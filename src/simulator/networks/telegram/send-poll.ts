/** core.telegram.org/bots/api#sendpoll */
import { isObject, type Json } from '../../json.ts'
import type { Performed } from '../../network.ts'
import { bad } from './answers.ts'
import { deliver } from './deliver.ts'
import { characters } from './markup-entities.ts'
import type { Params } from './params.ts'
import type { TelegramRequest } from './request.ts'

export function sendPoll(request: TelegramRequest): Performed {
  const { params, world } = request
  const question = readQuestion(params)
  const options = readOptions(params)
  const type = readType(params, options.length)
  const poll = {
    id: `${Math.floor(world.now())}${world.next()}`,
    question,
    options: options.map((text, index) => ({ text, voter_count: 0, persistent_id: String(index) })),
    total_voter_count: 0,
    is_closed: params.flag('is_closed'),
    is_anonymous: !params.has('is_anonymous') || params.flag('is_anonymous'),
    type,
    allows_multiple_answers: params.flag('allows_multiple_answers'),
    allows_revoting: params.has('allows_revoting') ? params.flag('allows_revoting') : type === 'regular',
    members_only: params.flag('members_only'),
  }
  const buttons = options.map((label) => ({ kind: 'other' as const, label }))
  return deliver(request, { fields: { poll }, seen: { type: 'poll', text: question, buttons } })
}

function readQuestion(params: Params): string {
  const question = params.text('question')
  if (question === undefined) throw bad('poll question must be non-empty')
  if (characters(question) > 300) throw bad('poll question length must not exceed 300')
  return question
}

function readOptions(params: Params): string[] {
  const given = params.json('options', 'options')
  if (!Array.isArray(given)) throw bad('expected an Array of String as options')
  if (given.length < 1) throw bad('poll must have at least 1 option')
  if (given.length > 12) throw bad("poll can't have more than 12 options")
  return given.map(readOption)
}

/** Older callers give the text alone. */
function readOption(option: Json): string {
  const text = isObject(option) ? option.text : option
  if (typeof text !== 'string' || text === '') throw bad('poll options must be non-empty')
  if (characters(text) > 100) throw bad('poll options length must not exceed 100')
  return text
}

function readType(params: Params, options: number): 'regular' | 'quiz' {
  const type = params.text('type') ?? 'regular'
  if (type !== 'regular' && type !== 'quiz') throw bad('unsupported poll type specified')
  if (type === 'quiz' && !isCorrect(params, options)) throw bad('wrong correct option ID specified')
  return type
}

function isCorrect(params: Params, options: number): boolean {
  const given =
    params.json('correct_option_ids', 'correct option identifiers') ?? params.integer('correct_option_id')
  const ids = [given ?? []].flat()
  return ids.length > 0 && ids.every((id) => typeof id === 'number' && id >= 0 && id < options)
}
