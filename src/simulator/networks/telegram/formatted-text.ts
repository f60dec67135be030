import type { JsonObject } from '../../json.ts'

export interface FormattedText {
  text: string
  entities: JsonObject[]
}
