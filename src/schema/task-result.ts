import { builder } from './builder.ts'

/** A result as it was stored, under the name of its graph type. Whatever the engine left out reads as null. */
interface Result {
  typeName: string
  values: Readonly<Record<string, unknown>>
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  AI_RESPONSE: 'AnswerResult',
  INTENT_ANALYSIS: 'IntentResult',
  SENTIMENT_ANALYSIS: 'SentimentResult',
  TRANSLATION: 'TranslationResult',
  MODERATION: 'ModerationResult',
  SUMMARY: 'SummaryResult',
  VISION: 'VisionResult',
  TRANSCRIPTION: 'TranscriptionResult',
}

export function resultOf(taskType: string, stored: unknown): Result | null {
  const typeName = TYPE_NAMES[taskType]
  if (!typeName || typeof stored !== 'object' || stored === null) return null
  return { typeName, values: stored as Record<string, unknown> }
}

const textAt = (key: string) => (result: Result) => {
  const value = result.values[key]
  return typeof value === 'string' ? value : null
}
const numberAt = (key: string) => (result: Result) => {
  const value = result.values[key]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
const flagAt = (key: string) => (result: Result) => result.values[key] === true
const listAt = (key: string) => (result: Result) => {
  const value = result.values[key]
  return Array.isArray(value) ? (value as unknown[]) : []
}
const textsAt = (key: string) => (result: Result) =>
  listAt(key)(result).filter((item): item is string => typeof item === 'string')

const define = (name: string) => builder.objectRef<Result>(name)

const AnswerResult = define('AnswerResult').implement({
  description: 'An answer the AI wrote.',
  fields: (t) => ({
    text: t.string({
      nullable: true,
      description: 'The answer; null when it chose to give none.',
      resolve: textAt('text'),
    }),
    template: t.string({
      nullable: true,
      description: 'The personality’s template it was made of; null for a free answer.',
      resolve: textAt('template'),
    }),
    confidence: t.float({
      nullable: true,
      description: 'How sure it is, 0 to 1; null where it does not say.',
      resolve: numberAt('confidence'),
    }),
    escalated: t.boolean({ description: 'It asked for a person instead.', resolve: flagAt('escalated') }),
    reason: t.string({
      nullable: true,
      description: 'Why it answered so; null where it does not say.',
      resolve: textAt('reason'),
    }),
  }),
})

interface Intent {
  name: string
  confidence: number | null
}

const DetectedIntent = builder.objectRef<Intent>('DetectedIntent').implement({
  description: 'Something the customer may want.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The intent, such as order or complaint.' }),
    confidence: t.exposeFloat('confidence', {
      nullable: true,
      description: 'How sure that is, 0 to 1; null where it is not told.',
    }),
  }),
})

function intentsOf(result: Result): Intent[] {
  return listAt('intents')(result).flatMap((item) => {
    if (typeof item === 'string') return [{ name: item, confidence: null }]
    const { name, confidence } = (item ?? {}) as Record<string, unknown>
    if (typeof name !== 'string') return []
    return [{ name, confidence: typeof confidence === 'number' ? confidence : null }]
  })
}

const IntentResult = define('IntentResult').implement({
  description: 'What the customer wants.',
  fields: (t) => ({
    intents: t.field({ type: [DetectedIntent], description: 'Most likely first.', resolve: intentsOf }),
    entities: t.field({
      type: 'JSON',
      description: 'Names, dates, amounts and the like found in the text.',
      resolve: ({ values }) => values.entities ?? [],
    }),
    language: t.string({
      nullable: true,
      description: 'Language of the text as a BCP 47 tag; null where not found.',
      resolve: textAt('language'),
    }),
  }),
})

const SentimentResult = define('SentimentResult').implement({
  description: 'How the customer feels.',
  fields: (t) => ({
    label: t.string({
      nullable: true,
      description: 'POSITIVE, NEUTRAL or NEGATIVE; null where not found.',
      resolve: textAt('label'),
    }),
    score: t.float({
      nullable: true,
      description: 'From -1 (bad) to 1 (good); null where not told.',
      resolve: numberAt('score'),
    }),
  }),
})

const TranslationResult = define('TranslationResult').implement({
  description: 'A translated text.',
  fields: (t) => ({
    text: t.string({
      nullable: true,
      description: 'The translation; null when there was nothing to translate.',
      resolve: textAt('text'),
    }),
    sourceLanguage: t.string({
      nullable: true,
      description: 'BCP 47 tag of the original; null where not found.',
      resolve: textAt('sourceLanguage'),
    }),
    targetLanguage: t.string({
      nullable: true,
      description: 'BCP 47 tag of the translation; null where not told.',
      resolve: textAt('targetLanguage'),
    }),
  }),
})

const ModerationResult = define('ModerationResult').implement({
  description: 'Whether an answer may be sent.',
  fields: (t) => ({
    allowed: t.boolean({
      description: 'It may; otherwise it waits for a person.',
      resolve: flagAt('allowed'),
    }),
    categories: t.stringList({
      description: 'What was found wrong with it.',
      resolve: textsAt('categories'),
    }),
    reason: t.string({
      nullable: true,
      description: 'Why, in words; null when it may be sent.',
      resolve: textAt('reason'),
    }),
  }),
})

const SummaryResult = define('SummaryResult').implement({
  description: 'What a conversation is about.',
  fields: (t) => ({
    text: t.string({
      nullable: true,
      description: 'The summary; null when there was nothing to sum up.',
      resolve: textAt('text'),
    }),
  }),
})

const VisionResult = define('VisionResult').implement({
  description: 'What a picture shows.',
  fields: (t) => ({
    description: t.string({
      nullable: true,
      description: 'The picture in words; null where nothing was recognised.',
      resolve: textAt('description'),
    }),
    labels: t.stringList({ description: 'Things in it.', resolve: textsAt('labels') }),
    text: t.string({
      nullable: true,
      description: 'Text that is written in it; null where there is none.',
      resolve: textAt('text'),
    }),
  }),
})

const TranscriptionResult = define('TranscriptionResult').implement({
  description: 'What is said in a recording.',
  fields: (t) => ({
    text: t.string({
      nullable: true,
      description: 'The words; null where none were understood.',
      resolve: textAt('text'),
    }),
    language: t.string({
      nullable: true,
      description: 'BCP 47 tag of the language; null where not found.',
      resolve: textAt('language'),
    }),
    duration: t.float({
      nullable: true,
      description: 'Length of the recording, seconds; null where not told.',
      resolve: numberAt('duration'),
    }),
  }),
})

export const TaskResult = builder.unionType('TaskResult', {
  description: 'What an AI step came to, one type per kind of step.',
  types: [
    AnswerResult,
    IntentResult,
    SentimentResult,
    TranslationResult,
    ModerationResult,
    SummaryResult,
    VisionResult,
    TranscriptionResult,
  ],
  resolveType: (result) => result.typeName,
})
