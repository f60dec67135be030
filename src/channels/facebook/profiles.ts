import { textAt } from '../shared/meta-answers.ts'
import { metaProfiles } from '../shared/meta-profiles.ts'
import { present } from '../shared/present.ts'
import { subcodes } from './errors.ts'

export const profiles = metaProfiles({
  fields: 'first_name,last_name',
  subcodes,
  profile: (person) => {
    const names = [textAt(person, 'first_name'), textAt(person, 'last_name')].filter(
      (one) => one !== undefined,
    )
    return present({ name: names.length > 0 ? names.join(' ') : undefined })
  },
})
